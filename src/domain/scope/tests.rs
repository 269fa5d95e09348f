use super::*;
use crate::domain::lead_source::Action;
use crate::domain::testing::record;

#[test]
fn a_star_stands_for_any_letters() {
    for (pattern, name, fits) in [
        ("contoso.vpn", "contoso.vpn", true),
        ("Contoso.VPN", "contoso.vpn", true),
        ("contoso.vpn", "contoso.vpn-byol", false),
        ("contoso.vpn*", "contoso.vpn-byol", true),
        ("*byol", "contoso.vpn-byol", true),
        ("*vpn*", "contoso.vpn-byol", true),
        ("contoso.*-byol", "contoso.vpn-byol", true),
        ("c*c*l", "contoso.vpn-byol", false),
        ("*", "anything", true),
        ("ab*ba", "aba", false),
        ("", "anything", false),
    ] {
        assert_eq!(OfferPattern::new(pattern).fits(&Text::from(name)), fits, "{pattern} {name}");
    }
}

#[test]
fn a_scope_without_words_holds_every_lead() {
    let lead = Lead::new([record(1, Action::StartTestDrive, 0)], []);
    assert!(Scope::default().holds(&lead));
    let scope = |stage| Scope { stages: vec![stage], offers: Vec::new() };
    assert!(scope(Stage::Trial).holds(&lead));
    assert!(!scope(Stage::Interest).holds(&lead));
    let elsewhere = Scope { stages: vec![Stage::Trial], offers: vec![OfferPattern::new("x")] };
    assert!(!elsewhere.holds(&lead));
}
