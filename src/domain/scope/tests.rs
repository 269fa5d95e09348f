use super::*;
use crate::domain::lead_source::Action;
use crate::domain::testing::record;

fn pattern(written: &str) -> OfferPattern {
    OfferPattern::parse(written).expect("a pattern")
}

#[test]
fn a_star_stands_for_anything_and_neither_case_nor_accents_count() {
    for (written, name, expected) in [
        ("contoso.vpn-*", "Contoso.VPN-BYOL", true),
        ("contoso.vpn-*", "contoso.vpn-", true),
        ("contoso.vpn-*", "contoso.vpn", false),
        ("contoso.vpn", "contoso.vpn-byol", false),
        ("*vault*", "Vault Backup", true),
        ("*.engine", "contoso.engine", true),
        ("*.engine", "contoso.engine-2", false),
        ("c*c*l", "contoso.vpn-byol", false),
        ("a*b*a", "aba", true),
        ("a*a", "a", false),
        ("*", "", true),
        ("**", "x", true),
        ("été*", "ÉTÉ 2025", true),
        ("ete*", "Été", true),
    ] {
        assert_eq!(pattern(written).matches(name), expected, "{written} {name}");
    }
    assert_eq!(OfferPattern::parse("  "), None);
}

#[test]
fn a_scope_without_words_holds_every_lead() {
    let lead = Lead::new([record(1, Action::StartTestDrive, 0)], []);
    assert!(Scope::default().holds(&lead));
    let scope = |stage| Scope { stages: vec![stage], offers: Vec::new() };
    assert!(scope(Stage::Trial).holds(&lead));
    assert!(!scope(Stage::Interest).holds(&lead));
    let elsewhere = Scope { stages: vec![Stage::Trial], offers: vec![pattern("x")] };
    assert!(!elsewhere.holds(&lead));
}

#[test]
fn an_offer_narrows_more_than_a_stage_and_a_longer_name_more_than_a_shorter() {
    let lead = Lead::new([record(1, Action::StartTestDrive, 0)], []);
    let scope = |stages: &[Stage], offers: &[&str]| Scope {
        stages: stages.to_vec(),
        offers: offers.iter().map(|offer| pattern(offer)).collect(),
    };
    let narrower = [
        scope(&[], &[]),
        scope(&[Stage::Trial], &[]),
        scope(&[], &["*"]),
        scope(&[], &["contoso.*"]),
        scope(&[Stage::Trial], &["contoso.*"]),
        scope(&[], &["contoso.eng*", "other.much-longer-than-that"]),
        scope(&[], &["contoso.engine"]),
    ];
    assert!(narrower.iter().all(|scope| scope.holds(&lead)));
    assert!(narrower.is_sorted_by(|a, b| a.narrowness(&lead) < b.narrowness(&lead)));
}
