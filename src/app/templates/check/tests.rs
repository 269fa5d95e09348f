use super::*;
use crate::app::templates::Origin;
use crate::app::templates::parse::parse;

fn told(text: &str) -> Vec<String> {
    let template = parse("mine", Origin::Shipped, text);
    let problems = template.and_then(checked).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

fn told_of(body: &str) -> Vec<String> {
    told(&format!("Subject: Hello\n\n{body}\n"))
}

#[test]
fn a_field_that_can_be_missing_names_what_to_use_instead() {
    for body in [
        "Hi {{ name | or(\"there\") }}, it is {{ sender }}. You {{ did }} {{ when }}.",
        "Hi {{ name | default(\"there\") | upper }},",
        "Hi{% if name %} {{ name }}{% endif %}, how is it{% if company %} at {{ company }}{% endif %}?",
        "{% if company and title %}{{ title }} of {{ company }}{% else %}You{% endif %}",
        "{% set who = name | or(company) | or(\"there\") %}Hi {{ who }},",
        "{% if name %}{% set who = name %}{% else %}{% set who = \"you\" %}{% endif %}Hi {{ who }},",
        "{{ \"Hi \" ~ name if name else \"Hello\" }}",
        "{% if days_ago > 3 %}It has been {{ days_ago }} days.{% else %}Hello.{% endif %}",
    ] {
        assert_eq!(told_of(body), Vec::<String>::new(), "{body}");
    }
    assert_eq!(
        told("Subject: For {{ company }}\n\nHi,\n\n{{ title }} {{ phone | or(\"\") }}!\n"),
        [
            "mine.txt (shipped) line 1: company can be missing; say what to use instead: \
             {{ company | or(\"...\") }}, or put the words around it between {% if company %} and \
             {% endif %}",
            "mine.txt (shipped) line 5: title can be missing; say what to use instead: \
             {{ title | or(\"...\") }}, or put the words around it between {% if title %} and \
             {% endif %}",
        ]
    );
}

#[test]
fn a_bare_use_is_found_on_every_path() {
    for (body, field) in [
        ("Hi{% if company %} {{ title }}{% endif %}", "title"),
        ("Hi{% if not company %} {{ title }}{% endif %}", "company, title"),
        ("Hi{% if not company and country %} {{ title }}{% endif %}", "company, title"),
        ("{% if action == \"create\" %}{{ phone }}{% endif %}Hi", "phone"),
        ("{% if stage == \"other\" %}{{ phone }}{% endif %}Hi", "phone"),
        ("{% if touches > 4 %}{{ phone }}{% endif %}Hi", "phone"),
        ("{% if days_ago == 0 %}{{ phone }}{% endif %}Hi", "phone"),
        ("{{ \"Hi \" ~ name }}", "name"),
        ("{{ name | upper }}", "name"),
        ("{% if name == \"Ada\" %}Hi{% endif %}", "name"),
        ("{% for letter in name %}{{ letter }}{% endfor %}", "name"),
    ] {
        let told = told_of(body);
        assert_eq!(told.len(), 1, "{body}: {told:?}");
        assert!(told[0].contains("line 3: ") && told[0].contains(field), "{body}: {told:?}");
    }
}

#[test]
fn words_around_nothing_are_a_hole() {
    for body in [
        "Hi {{ name | or(\"\") }},",
        "Hi {{ name | or(\" \") }}, hello.",
        "You at {{ company | or(\"\") }} and we",
        "We met ({{ company | or(\"\") }}) there.",
        "You wrote “{{ description | or(\"\") }}” to us",
        "{{ name | or(\"\") }}, hello",
        "{{ full_name | or(\"\") }}，您好",
        "{{ name | or(\"\") }}",
    ] {
        let told = told_of(body);
        assert_eq!(told.len(), 1, "{body}: {told:?}");
        assert!(told[0].contains(": without "), "{body}: {told:?}");
    }
    let told = told("Subject: {{ offer | or(\"\") }}\n\nHi\n");
    assert_eq!(told, ["mine.txt (shipped): without offer: the subject is empty"]);
    let told = told_of("{{ name|or(\"You\") }} ,  as {{ company|or(\"we\") }} said");
    assert_eq!(told, Vec::<String>::new(), "the author's own spaces are no hole");
}

#[test]
fn what_the_engine_does_not_know_is_told_with_its_line() {
    for (body, line, words) in [
        ("Hi\n{{ compny | or(\"you\") }}", 4, "\"compny\" is no field; there are name,"),
        ("Hi\n\n{{ name", 5, "unexpected end of input"),
        ("{% include \"other\" %}", 3, "unknown statement include"),
        ("{{ name | reverse }}", 3, "filter reverse is unknown"),
        ("{{ [did, when] }}", 3, "only words and numbers can be written"),
        ("{{ none }}", 3, "only words and numbers can be written"),
        ("{{ did.foo.bar }}", 3, "undefined"),
    ] {
        let told = told_of(body);
        let place = format!("line {line}: ");
        assert!(told[0].contains(&place) && told[0].contains(words), "{body}: {told:?}");
    }
}

#[test]
fn a_template_that_never_ends_or_grows_without_bound_is_stopped() {
    let digits = "[0,1,2,3,4,5,6,7,8,9]";
    let open = format!("{{% for a in {digits} %}}").repeat(9);
    let close = "{% endfor %}".repeat(9);
    assert!(told_of(&format!("{open}{{{{ 1 }}}}{close}"))[0].contains("never comes to an end"));
    assert!(told_of("{{ \"x\" * 900000000 }}")[0].contains("never comes to an end"));
    assert!(told_of("{{ \"x\" * 40000 }}")[0].contains("grows beyond 32 KiB"));
}
