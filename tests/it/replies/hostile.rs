//! What a stranger's values cannot do to a letter (mail-rules 60, 85).

use super::{compose, confirmation, summit};
use proptest::prelude::*;
use rsvpd::language::ReplyLanguage;
use rsvpd::message::Address;
use rsvpd::reply::{Envelope, ReplyKind, sample};

#[test]
fn rule_085_markup_in_a_name_is_printed_as_text() {
    let event = summit();
    for name in [
        "{{ reference }}",
        "**bold** _x_ `c`",
        "<script>alert(1)</script>",
        "[x](https://evil.example)",
        "| a | b |",
        "# 1. - +",
        "&amp; &#60;",
    ] {
        let letter = confirmation(ReplyLanguage::En, &[Some(name)]);
        let draft = compose(
            &letter,
            &event,
            &sample::envelope(&event, ReplyKind::Confirmation),
        );
        assert!(
            draft.text.contains(&format!("Dear {name},")),
            "{name}: {}",
            draft.text
        );
        assert!(
            draft.text.contains(&format!("- {name}\n")),
            "{name}: {}",
            draft.text
        );
        assert!(
            !draft.html.contains("<script") && !draft.html.contains("href=\"https://evil"),
            "{}",
            draft.html
        );
    }
}

#[test]
fn rule_085_a_name_of_ten_thousand_characters_is_cut() {
    let event = summit();
    let name = "Anna ".repeat(2_000);
    let letter = confirmation(ReplyLanguage::Ru, &[Some(&name), Some(&name)]);
    let draft = compose(
        &letter,
        &event,
        &sample::envelope(&event, ReplyKind::Confirmation),
    );
    assert!(draft.text.len() < 8_000 && draft.html.len() < 20_000);
}

/// Values that have broken mail programs before, mixed with any characters.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\r\nBcc: all@town.example",
        "\n\n",
        "\r",
        "\0",
        "{{ 7*7 }}",
        "{% raw %}",
        "<script>",
        "</table>",
        "<!--",
        "]]>",
        "**",
        "__",
        "```",
        "\n---\n",
        "\n# ",
        "\n- ",
        "| ",
        "[a](https://evil.example)",
        "&lt;",
        "\u{202e}",
        "\u{2028}",
        "\\",
        "\u{85}",
        "=?utf-8?Q?=0D=0ABcc:_x?=",
        "END:VEVENT",
    ]);
    prop::collection::vec(
        prop_oneof![
            pieces.prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
            "[a-zé ]{0,12}"
        ],
        0..12,
    )
    // The dash of hours gets a tag of its own.
    .prop_map(|pieces| pieces.concat().replace('–', "-"))
}

proptest! {
    #[test]
    fn rule_060_no_value_makes_header_lines_or_markup(name in hostile(), other in hostile(), language in 0..6usize, kind in 0..12usize) {
        let event = summit();
        let (kind, language) = (ReplyKind::ALL[kind], ReplyLanguage::ALL[language]);
        let plain = sample::letters(kind, language).remove(0);
        let mut letter = plain;
        letter.facts.writer = Some(name.clone());
        letter.facts.outlet = Some(other.clone());
        letter.facts.reason = Some(other.clone());
        for person in &mut letter.facts.persons {
            person.name = Some(name.clone());
        }
        let envelope = Envelope {
            to: Address { name: Some(other.clone()), address: "guest@town.example".to_owned() },
            original_subject: Some(name.clone()),
            in_reply_to: Some(other.clone()),
            references: vec![name, other],
            reference: "RTM-7K3Q9B".to_owned(),
            ..sample::envelope(&event, ReplyKind::Confirmation)
        };
        let draft = compose(&letter, &event, &envelope);

        let headers = [Some(&draft.subject), draft.to.name.as_ref(), draft.from.name.as_ref(), draft.in_reply_to.as_ref()];
        for value in headers.into_iter().flatten().chain(&draft.references) {
            prop_assert!(!value.chars().any(|c| c.is_control() || c == '\u{2028}'), "{value:?}");
        }
        prop_assert!(!draft.text.chars().any(|c| c.is_control() && c != '\n'));
        prop_assert!(!draft.html.contains("<script") && !draft.html.contains("href=\"https://evil"));
        let tags = |html: &str| html.matches('<').count();
        let mut tame = letter.clone();
        let value = |text: &Option<String>| text.as_ref().map(|text| if draft_shows(text) { "x".to_owned() } else { String::new() });
        tame.facts.writer = value(&letter.facts.writer);
        tame.facts.outlet = value(&letter.facts.outlet);
        tame.facts.reason = value(&letter.facts.reason);
        for person in &mut tame.facts.persons {
            person.name = value(&person.name);
        }
        let tame_envelope = Envelope { original_subject: value(&envelope.original_subject), ..envelope.clone() };
        prop_assert_eq!(tags(&draft.html), tags(&compose(&tame, &event, &tame_envelope).html), "{}", draft.html);
        if let Some(calendar) = &draft.calendar {
            prop_assert_eq!(calendar.matches("\nEND:VEVENT").count(), calendar.matches("\nBEGIN:VEVENT").count());
        }
    }
}

/// Whether anything of a value is left to print: the draft itself tells, by a name of its own.
fn draft_shows(value: &str) -> bool {
    let event = summit();
    let envelope = Envelope {
        to: Address {
            name: Some(value.to_owned()),
            address: "guest@town.example".to_owned(),
        },
        ..sample::envelope(&event, ReplyKind::Confirmation)
    };
    let draft = compose(&confirmation(ReplyLanguage::En, &[None]), &event, &envelope);
    draft.to.name.is_some_and(|name| !name.is_empty())
}
