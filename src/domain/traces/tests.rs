use super::*;
use crate::domain::contact::Contact;
use crate::domain::lead_source::Action;
use crate::domain::record::LeadRecord;
use crate::domain::testing::record;

fn traces(name: (&str, &str), email: &str, phone: &str, company: &str) -> Traces {
    let contact = Contact {
        first_name: Text::non_blank(name.0),
        last_name: Text::non_blank(name.1),
        email: Text::non_blank(email),
        phone: Text::non_blank(phone),
        company: Text::non_blank(company),
        ..Contact::default()
    };
    Traces::of(&Lead::new([LeadRecord { contact, ..record(1, Action::ContactMe, 0) }], []))
}

#[test]
fn an_address_or_a_number_is_enough_and_a_name_is_not() {
    let traces = traces(("Ada", "Byron"), "Ada@Contoso.example", "+44 20 7946 0018", "Contoso");
    for text in [
        "row 7: {\"email\": \"ADA@contoso.example\"",
        "Ada;Byron;(+44) 20-7946-0018",
        "Byron, Ada; CONTOSO Ltd",
    ] {
        assert!(traces.are_in(text.as_bytes()), "{text}");
    }
    let wide: Vec<u8> = "x;ada@contoso.example".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(traces.are_in(&wide));
    for text in ["", "Ada Byron of Fabrikam", "ada@fabrikam.example", "44 20 7946 0019"] {
        assert!(!traces.are_in(text.as_bytes()), "{text}");
    }
}

#[test]
fn who_shares_a_mailbox_is_not_meant_by_it_alone() {
    let traces = traces(("Sam", "Okafor"), "office@litware.example", "12 34", "");
    assert!(!traces.are_in(b"office@litware.example, Mia Wolf, 12 34"));
    assert!(traces.are_in(b"office@litware.example, Okafor Sam"));
}

#[test]
fn nobody_leaves_no_trace() {
    assert!(!traces(("", ""), "n/a", "", "Contoso").are_in(b"n/a Contoso"));
}
