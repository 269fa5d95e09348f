use std::fs;

use super::*;
use crate::app::ingest::{FILE_FEED, Format, Intake, import_files};
use crate::domain::contact::Contact;
use crate::domain::event::EventKind;
use crate::domain::funnel::{DismissReason, Outcome, Stage};
use crate::domain::lead_source::Action;
use crate::domain::policy::Policy;
use crate::domain::record::LeadRecord;
use crate::domain::testing::{at, call, event, record};
use crate::domain::text::Text;
use crate::store::Store;
use crate::store::window::Filter;

pub(crate) fn ana() -> Sender {
    Sender { name: "Ana".to_owned(), zone: Zone::utc() }
}

pub(crate) fn text(text: &str) -> Option<Text> {
    Text::non_blank(text)
}

/// A record of somebody of whom everything is known.
pub(crate) fn known(number: u32, action: Action, hours: i64) -> LeadRecord {
    LeadRecord {
        offer_title: text("Vault Backup"),
        description: text("What would a yearly plan cost?"),
        contact: Contact {
            first_name: text("Priya"),
            last_name: text("Natarajan"),
            email: text("priya@example.org"),
            phone: text("+91 22 0555 0142"),
            country: text("IN"),
            company: text("Fabrikam"),
            title: text("CTO"),
        },
        ..record(number, action, hours)
    }
}

/// A record of somebody of whom nothing is known.
pub(crate) fn unknown(number: u32, action: Action, hours: i64) -> LeadRecord {
    LeadRecord {
        publisher: None,
        offer: None,
        contact: Contact::default(),
        ..record(number, action, hours)
    }
}

pub(crate) const ACTIONS: [Action; 5] =
    [Action::ContactMe, Action::StartTestDrive, Action::Install, Action::Create, Action::Other];

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn told(templates: &Templates) -> Vec<String> {
    let name = |problem: &Problem| {
        let path = Path::new(&problem.file);
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Problem { file: file.unwrap_or_default(), ..problem.clone() }.to_string()
    };
    templates.problems().iter().map(name).collect()
}

/// The names of the templates that are offered to a lead, with their letters.
fn offered(templates: &Templates, lead: &Lead) -> Vec<String> {
    let choices = templates.for_lead(lead).expect("somebody who may be written to");
    let named =
        |choice: &Choice<'_>| format!("{} {}", choice.key.unwrap_or('-'), choice.template.name);
    choices.iter().map(named).collect()
}

fn holes(draft: &Draft) -> usize {
    draft.text().lines().map(check::holes).sum()
}

/// The leads of the shipped sample.
fn sample_leads() -> Vec<Lead> {
    let home = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&home.path().join("leads.db"), Policy::default()).expect("a store");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample-leads.json");
    let intake = Intake {
        feed: FILE_FEED.to_owned(),
        format: Format::Auto,
        now: at(0),
        dry_run: false,
        practice: crate::domain::practice::Practice::default(),
    };
    import_files(&mut store, &[path], &intake, &mut |_| {}).expect("a sample");
    let keys = store.keys(&Filter::default(), at(0)).expect("keys");
    let lead = |key| store.lead(key).expect("a read").expect("a lead").lead;
    keys.into_iter().map(lead).collect()
}

#[test]
fn every_file_of_the_assets_ships_and_is_good() {
    let templates = Templates::load(None);
    assert_eq!(told(&templates), Vec::<String>::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/templates");
    let mut files: Vec<String> = folder::read(&folder).into_iter().map(|file| file.name).collect();
    files.sort();
    let names: Vec<&str> = templates.all().iter().map(|template| template.name.as_str()).collect();
    assert_eq!(names, files);
    for template in templates.all() {
        assert_eq!(check::checked(template.clone()).as_ref(), Ok(template));
        assert!(template.key.is_some(), "{}", template.name);
    }
}

#[test]
fn every_shipped_template_is_whole_for_every_sample_lead_and_for_nobody_known() {
    let mut leads = sample_leads();
    assert_eq!(leads.len(), 11);
    for (number, action) in ACTIONS.into_iter().enumerate() {
        let number = u32::try_from(number).expect("few");
        leads.push(Lead::new([unknown(number, action, 0)], []));
        leads.push(Lead::new([known(number, action, 0)], []));
        leads.push(Lead::new([known(number, action, 0)], [event(1, 1, call(Outcome::Voicemail))]));
    }
    let templates = Templates::load(None);
    let (mut drafts, mut walled) = (0, 0);
    for lead in &leads {
        for template in templates.all() {
            for hours in [0, 30, 100, 9_000] {
                match template.draft(lead, &ana(), at(hours)) {
                    Ok(draft) => {
                        assert_eq!(holes(&draft), 0, "{}: {}", template.name, draft.text());
                        assert!(!draft.text().contains("{{"), "{}", draft.text());
                        assert!(draft.body().ends_with("\nAna"), "{}", draft.text());
                        drafts += 1;
                    }
                    Err(error) => {
                        assert!(lead.is_test() || lead.is_behind_wall(), "{error}");
                        walled += 1;
                    }
                }
            }
        }
    }
    assert_eq!((drafts, walled), (24 * 9 * 4, 2 * 9 * 4));
}

#[test]
fn a_shipped_template_asks_one_question_and_says_who_it_is() {
    let lead =
        Lead::new([LeadRecord { description: None, ..known(1, Action::StartTestDrive, 0) }], []);
    for template in Templates::load(None).all() {
        let draft = template.draft(&lead, &ana(), at(1)).expect("a draft");
        assert_eq!(draft.body().matches(['?', '？']).count(), 1, "{}", draft.text());
        assert!(draft.body().chars().count() < 600, "{} is long", template.name);
    }
}

#[test]
fn a_draft_says_who_did_what_when() {
    let templates = Templates::load(None);
    let lead = Lead::new([known(1, Action::StartTestDrive, 0)], []);
    let draft = templates.named("first-trial").expect("it ships").draft(&lead, &ana(), at(30));
    assert_eq!(
        draft.expect("a draft").text(),
        "To: priya@example.org\n\
         Subject: Your test drive of Vault Backup\n\
         \n\
         Hi Priya,\n\
         \n\
         I saw that you started a test drive of Vault Backup yesterday, and I would like you to see \
         in it what you came for.\n\
         \n\
         You wrote: “What would a yearly plan cost?”\n\
         \n\
         What is the one thing that it has to do for you at Fabrikam?\n\
         \n\
         Tell me in a line, and I will send you the shortest way there. Or we look at it together for \
         fifteen minutes: name a time that suits you.\n\
         \n\
         Best regards\n\
         Ana\n"
    );
}

#[test]
fn a_tag_at_the_end_of_a_line_does_not_join_it_with_the_next() {
    let folder = folder(&[(
        "mine.txt",
        "Subject: x\n\nHi{% if name %} {{ name }}{% endif %}\n\n{% if company %}\nOne\n{% endif %}\n\n\nTwo",
    )]);
    let templates = Templates::load(Some(folder.path()));
    let mine = templates.named("mine").expect("it is good");
    let body = |record| {
        mine.draft(&Lead::new([record], []), &ana(), at(1)).expect("a draft").body().to_owned()
    };
    assert_eq!(body(known(1, Action::ContactMe, 0)), "Hi Priya\n\nOne\n\nTwo");
    assert_eq!(body(unknown(1, Action::ContactMe, 0)), "Hi\n\nTwo");
}

#[test]
fn a_lead_is_offered_what_is_for_its_stage_the_most_specific_first() {
    let folder = folder(&[
        ("any.txt", "Subject: x\n\nHi"),
        ("vault.txt", "Subject: x\nOffer: contoso.x, *vault*\n\nHi"),
        ("vault-backup.txt", "Subject: x\nFor: trial\nOffer: VAULT BACKUP\nKey: b\n\nHi"),
        ("engine.txt", "Subject: x\nOffer: contoso.eng*\n\nHi"),
        ("other-offer.txt", "Subject: x\nOffer: contoso.vpn-*\n\nHi"),
        ("second-mail.txt", "Subject: x\nFor: interest\nKey: s\n\nHi"),
    ]);
    let templates = Templates::load(Some(folder.path()));
    assert_eq!(told(&templates), Vec::<String>::new());
    let lead = Lead::new([known(1, Action::StartTestDrive, 0)], []);
    assert_eq!(
        offered(&templates, &lead),
        [
            "b vault-backup",
            "e engine",
            "u vault",
            "t first-trial",
            "c closing",
            "g first-german",
            "r third-mail",
            "v after-voicemail",
            "z first-chinese",
            "n any",
        ]
    );
    let names = |action| offered(&templates, &Lead::new([unknown(1, action, 0)], []));
    assert_eq!(names(Action::Install)[0], "a first-acquired");
    assert_eq!(names(Action::ContactMe)[..2], ["i first-interest", "s second-mail"]);
    assert_eq!(names(Action::Other)[0], "i first-interest");
}

#[test]
fn nobody_behind_the_wall_is_offered_a_template_or_drafted_to() {
    let dismissed = |reason| {
        Lead::new([known(1, Action::ContactMe, 0)], [event(1, 1, EventKind::Dismissed { reason })])
    };
    let mut test = known(1, Action::ContactMe, 0);
    test.test = true;
    let templates = Templates::load(None);
    for (lead, refusal) in [
        (Lead::new([known(1, Action::DoNotContact, 0)], []), Refusal::DoNotContact),
        (Lead::new([test], []), Refusal::TestLead),
        (dismissed(DismissReason::OptedOut), Refusal::OptedOut),
        (dismissed(DismissReason::Spam), Refusal::Dismissed { reason: DismissReason::Spam }),
    ] {
        assert_eq!(templates.for_lead(&lead), Err(refusal.clone()));
        for template in templates.all() {
            let refused = Err(DraftError::Refused(refusal.clone()));
            assert_eq!(template.draft(&lead, &ana(), at(2)), refused);
        }
    }
}

#[test]
fn a_file_of_the_same_name_takes_the_place_of_a_shipped_one() {
    let folder = folder(&[
        ("first-trial.txt", "\u{feff}Subject: Mine\r\nKey: t\r\n\r\nHello {{ sender }}\r\n"),
        ("notes.md", "no template"),
        (".hidden.txt", "no template"),
    ]);
    fs::create_dir(folder.path().join("folder.txt")).expect("a folder");
    let templates = Templates::load(Some(folder.path()));
    assert_eq!(told(&templates), Vec::<String>::new());
    assert_eq!(templates.all().len(), shipped::SHIPPED.len());
    let mine = templates.named("first-trial").expect("it is there");
    assert_eq!(mine.origin, Origin::Own(folder.path().join("first-trial.txt")));
    let draft = mine.draft(&Lead::new([unknown(1, Action::Install, 0)], []), &ana(), at(0));
    assert_eq!(draft.expect("a draft").text(), "To:\nSubject: Mine\n\nHello Ana\n");
    assert_eq!(Templates::load(Some(&folder.path().join("none"))), Templates::load(None));
}

#[test]
fn every_problem_of_every_file_is_told_and_the_others_are_offered() {
    let folder = folder(&[
        ("closing.txt", "Subject: x\n\nHi {{ name }}"),
        ("a.txt", "Subject: x\nColour: red\nKey: AB\nFor: trial, later\nKey: q\nKey: w\n\nHi"),
        ("b.txt", "Dear you,\n\nSubject: x"),
        ("c.txt", "Subject: x\nLanguage: d_e\nOffer: ,\nFor:\n\n \n"),
        ("d.txt", "Subject: x\n\nHi \u{1b}[31m"),
        ("e.txt", "Subject: x\nKey: s\n\nHi"),
        ("f.txt", "Subject:\n\nHi"),
        ("g.txt", "Subject: x\nKey: q\n\nHi"),
        ("h.txt", "Subject: x\nKey: q\n\nHi"),
        ("i.txt", ""),
    ]);
    fs::write(folder.path().join("j.txt"), b"Subject: x\n\nM\xfcller").expect("a file");
    fs::write(folder.path().join("k.txt"), "x".repeat(70_000)).expect("a file");
    let templates = Templates::load(Some(folder.path()));
    assert_eq!(
        told(&templates),
        [
            "j.txt line 3: is not UTF-8; save it as UTF-8",
            "k.txt: is longer than 64 KiB",
            "a.txt line 2: \"Colour\" is no header; there are Subject, For, Offer, Key and Language",
            "a.txt line 3: \"AB\" is no key; a key is one letter from a to z",
            "a.txt line 4: \"later\" is no stage; there are interest, trial, acquired, other",
            "a.txt line 6: \"Key\" stands there twice",
            "b.txt line 1: is no header line; write \"Subject: ...\", an empty line, then the text",
            "b.txt: has no subject; begin it with a line \"Subject: ...\"",
            "c.txt line 2: \"d_e\" is no language; write it as \"de\" or \"pt-BR\"",
            "c.txt line 3: no offer is named; write it as \"contoso.vpn-*\"",
            "c.txt line 4: no stage is named; there are interest, trial, acquired, other",
            "c.txt: has no text; write it below an empty line",
            "closing.txt line 3: name can be missing; say what to use instead: {{ name | or(\"...\") \
             }}, or put the words around it between {% if name %} and {% endif %}",
            "d.txt line 3: holds a control character; delete it",
            "f.txt line 1: nothing stands behind \"Subject:\"",
            "i.txt: has no subject; begin it with a line \"Subject: ...\"",
            "i.txt: has no text; write it below an empty line",
            &format!(
                "h.txt: has the key q, as {} has; give it another one",
                folder.path().join("g.txt").display()
            ),
            "e.txt: has the key s, as second-mail.txt (shipped) has; give it another one",
        ]
    );
    assert_eq!(templates.named("closing"), None, "not in other words than meant");
    let key = |name| templates.named(name).expect("it is there").key;
    assert_eq!(
        [key("g"), key("h"), key("e"), key("second-mail")],
        [Some('q'), None, Some('s'), None]
    );
}

#[test]
fn the_other_languages_know_what_was_done_and_when() {
    let templates = Templates::load(None);
    let body = |name: &str, action, hours| {
        let lead = Lead::new([known(1, action, 0)], []);
        let draft = templates.named(name).expect("it ships").draft(&lead, &ana(), at(hours));
        draft.expect("a draft").text()
    };
    for (action, hours, german, chinese) in [
        (
            Action::StartTestDrive,
            0,
            "Sie haben heute Vault Backup zum Testen gestartet.",
            "感谢您今天试用 Vault Backup。",
        ),
        (
            Action::Install,
            24,
            "Sie haben sich gestern für Vault Backup entschieden.",
            "感谢您昨天选用 Vault Backup。",
        ),
        (
            Action::Create,
            48,
            "Sie haben am 6.1. Vault Backup im Azure-Portal eingerichtet.",
            "感谢您1月6日在 Azure 门户中开通 Vault Backup。",
        ),
        (
            Action::ContactMe,
            48,
            "Sie haben am 6.1. nach Vault Backup gefragt.",
            "感谢您1月6日咨询 Vault Backup。",
        ),
    ] {
        let drafts = [body("first-german", action, hours), body("first-chinese", action, hours)];
        assert!(drafts[0].contains(german), "{}", drafts[0]);
        assert!(drafts[1].contains(chinese), "{}", drafts[1]);
    }
}

#[test]
fn the_stage_that_is_offered_is_the_stage_of_the_lead() {
    for stage in [Stage::Interest, Stage::Trial, Stage::Acquired, Stage::Other] {
        let folder = folder(&[("only.txt", &format!("Subject: x\nFor: {}\n\nHi", stage.word()))]);
        let templates = Templates::load(Some(folder.path()));
        for action in ACTIONS {
            let lead = Lead::new([known(1, action, 0)], []);
            let is_offered = offered(&templates, &lead).iter().any(|line| line.ends_with(" only"));
            assert_eq!(is_offered, lead.stage() == stage, "{stage:?} {action:?}");
        }
    }
}
