//! Every letter in every language, as its reader sees it; and what a stranger's values cannot do to it.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use rsvpd::event::{Event, GroupPolicy};
use rsvpd::language::ReplyLanguage;
use rsvpd::message::{Address, MailboxRole};
use rsvpd::registration::State;
use rsvpd::reply::{
    AutoSubmitted, Draft, Envelope, Facts, Letter, PersonResult, ReplyKind, Templates, sample,
};
use rsvpd::request::Session;
use std::fmt::Write as _;
use std::sync::LazyLock;

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::embedded().expect("the templates"));

/// The event of `config/event.toml`.
fn summit() -> Event {
    toml::from_str(include_str!("../../config/event.toml")).expect("config/event.toml")
}

fn compose(letter: &Letter, event: &Event, envelope: &Envelope) -> Draft {
    TEMPLATES
        .compose(letter, event, envelope)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn drafts(event: &Event, kind: ReplyKind, language: ReplyLanguage) -> Vec<Draft> {
    let letters = sample::letters(kind, language);
    letters
        .iter()
        .map(|letter| compose(letter, event, &sample::envelope(event, kind)))
        .collect()
}

fn every_draft(event: &Event) -> Vec<(ReplyKind, Draft)> {
    let pairs = ReplyLanguage::ALL
        .into_iter()
        .flat_map(|language| ReplyKind::ALL.map(|kind| (kind, language)));
    pairs
        .flat_map(|(kind, language)| {
            drafts(event, kind, language)
                .into_iter()
                .map(move |draft| (kind, draft))
        })
        .collect()
}

fn confirmation(language: ReplyLanguage, names: &[Option<&str>]) -> Letter {
    let person = |name: &Option<&str>| PersonResult {
        name: name.map(str::to_owned),
        places: vec![
            (Session::Morning, State::Confirmed),
            (Session::Afternoon, State::Confirmed),
        ],
    };
    Letter {
        kind: ReplyKind::Confirmation,
        language,
        mailbox: MailboxRole::Registration,
        facts: Facts {
            writer: names.first().copied().flatten().map(str::to_owned),
            persons: names.iter().map(person).collect(),
            ..Facts::default()
        },
    }
}

/// The text as read: no-break spaces are blanks, and lines run on.
fn read(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn snapshot(name: &str, seen: &str) {
    insta::with_settings!({omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "replies"}, {
        insta::assert_snapshot!(name, seen);
    });
}

#[test]
fn every_letter_reads_well_in_every_language() {
    let event = summit();
    for language in ReplyLanguage::ALL {
        for kind in ReplyKind::ALL {
            let mut seen = String::new();
            for draft in drafts(&event, kind, language) {
                writeln!(seen, "Subject: {}\n\n{}", draft.subject, draft.text).expect("a string takes all");
                writeln!(seen, "{}", "=".repeat(76)).expect("a string takes all");
            }
            snapshot(&format!("{}.{language}", kind.name()), &seen);
        }
    }
}

#[test]
fn the_page_is_one_layout_for_all() {
    let event = summit();
    let draft = drafts(&event, ReplyKind::Confirmation, ReplyLanguage::Fr).remove(1);
    snapshot("page-with-lists.fr", &draft.html);
    let draft = drafts(&event, ReplyKind::MixedResult, ReplyLanguage::Ru).remove(0);
    snapshot("page-with-table.ru", &draft.html);
}

#[test]
fn a_confirmation_brings_its_sessions_as_calendar_entries() {
    let event = summit();
    let letter = confirmation(
        ReplyLanguage::Fr,
        &[
            Some("Claire Dumont"),
            Some("Jean; dit, \"Le Grand\"\nBEGIN:VALARM"),
        ],
    );
    let calendar = compose(
        &letter,
        &event,
        &sample::envelope(&event, ReplyKind::Confirmation),
    )
    .calendar
    .expect("a calendar");
    snapshot("calendar.fr", &calendar.replace("\r\n", "\n"));
    let unfolded = calendar.replace("\r\n ", "");
    assert!(
        calendar.lines().all(|line| line.len() <= 75),
        "RFC 5545 3.1: lines of at most 75 octets"
    );
    assert!(
        unfolded.contains("DTSTART:20161109T083000Z"),
        "9:30 in Rotterdam is 8:30 UTC in November"
    );
    assert!(!unfolded.contains("\nBEGIN:VALARM"));
}

#[test]
fn only_letters_that_confirm_bring_a_calendar() {
    for (kind, draft) in every_draft(&summit()) {
        let may = matches!(
            kind,
            ReplyKind::Confirmation | ReplyKind::MixedResult | ReplyKind::PartialGroup | ReplyKind::Promotion
        );
        assert!(may || draft.calendar.is_none(), "{kind:?}");
    }
}

#[test]
fn rule_043_subject_and_body_are_in_one_language() {
    let event = summit();
    let english: Vec<String> = every_draft(&event)
        .into_iter()
        .filter(|(_, draft)| draft.language == ReplyLanguage::En)
        .flat_map(|(_, draft)| sentences(&draft))
        .collect();
    for (kind, draft) in every_draft(&event) {
        let strays: Vec<String> = sentences(&draft)
            .into_iter()
            .filter(|sentence| draft.language != ReplyLanguage::En && english.contains(sentence))
            .collect();
        assert_eq!(
            strays,
            Vec::<String>::new(),
            "English in {}/{}.md",
            kind.name(),
            draft.language
        );
    }
}

fn sentences(draft: &Draft) -> Vec<String> {
    let text = format!("{}. {}", draft.subject, read(&draft.text));
    let sentences = text
        .split(". ")
        .map(str::trim)
        .filter(|sentence| sentence.split(' ').count() > 4);
    sentences.map(str::to_owned).collect()
}

#[test]
fn every_letter_names_event_reference_and_contact() {
    let event = summit();
    for (kind, draft) in every_draft(&event) {
        let text = read(&draft.text);
        let place = format!("{}/{}.md", kind.name(), draft.language);
        let facts = [
            read(event.name.in_language(draft.language)),
            read(event.venue.in_language(draft.language)),
            event.address.clone(),
            "2016".to_owned(),
            "RTM-7K3Q9B".to_owned(),
            draft.from.address.clone(),
            draft.from.name.clone().expect("a contact has a name"),
        ];
        for fact in facts {
            assert!(text.contains(&fact), "{place} does not say {fact:?}:\n{text}");
        }
        assert!(
            draft.subject.contains("[RTM-7K3Q9B]"),
            "{place}: {}",
            draft.subject
        );
        assert!(
            draft.text.lines().all(|line| line.chars().count() <= 78),
            "{place}: {}",
            draft.text
        );
        assert!(
            !draft.html.contains("src="),
            "{place} loads something from elsewhere"
        );
        assert_eq!(
            draft.html.matches("<table").count(),
            draft.html.matches("</table").count(),
            "{place}"
        );
    }
}

/// Kinds and how often each of some facts is said must agree between languages: no translation leaves one out.
#[test]
fn every_language_says_the_same_facts() {
    let event = summit();
    for kind in ReplyKind::ALL {
        let said: Vec<Vec<[usize; 6]>> = ReplyLanguage::ALL
            .into_iter()
            .map(|language| {
                drafts(&event, kind, language)
                    .iter()
                    .map(|draft| figures(draft))
                    .collect()
            })
            .collect();
        for (language, figures) in ReplyLanguage::ALL.into_iter().zip(&said) {
            assert_eq!(figures, &said[0], "{}/{language}.md against English", kind.name());
        }
    }
}

/// Reference, years, addresses, list items, paragraphs, cells.
fn figures(draft: &Draft) -> [usize; 6] {
    let text = &draft.text;
    [
        text.matches("RTM-").count(),
        text.matches("2016").count(),
        text.matches("@efus.eu").count(),
        draft.html.matches("<li").count(),
        draft.html.matches("<p ").count(),
        draft.html.matches("<td style").count(),
    ]
}

#[test]
fn french_punctuation_keeps_its_space() {
    for (kind, draft) in every_draft(&summit()) {
        if draft.language == ReplyLanguage::Fr {
            for text in [&draft.subject, &draft.text] {
                for mark in [" :", " ;", " ?", " !", " »", "« ", "'"] {
                    assert!(!text.contains(mark), "{mark:?} in {}/fr.md:\n{text}", kind.name());
                }
            }
        }
    }
}

#[test]
fn rule_049_a_person_can_be_reached_at_the_sender() {
    for (kind, draft) in every_draft(&summit()) {
        let expected = if draft.text.contains("Elsa Fontanille\n") {
            "fontanille@efus.eu"
        } else {
            "cristellys@efus.eu"
        };
        assert_eq!(draft.from.address, expected, "{kind:?}");
        if let Some(calendar) = &draft.calendar {
            assert!(
                calendar
                    .replace("\r\n ", "")
                    .contains("mailto:cristellys@efus.eu")
            );
        }
    }
}

#[test]
fn a_telephone_number_stands_under_the_name() {
    let mut event = summit();
    event.contacts.registration.phone = Some("+33 1 40 64 49 00".to_owned());
    for (kind, draft) in every_draft(&event) {
        if draft.from.address == "cristellys@efus.eu" {
            let place = format!("{}/{}.md", kind.name(), draft.language);
            assert!(
                draft.text.contains("cristellys@efus.eu\n+33 1 40 64 49 00\n\n"),
                "{place}: {}",
                draft.text
            );
        }
    }
}

#[test]
fn rule_051_every_confirmation_says_how_to_cancel() {
    let words = [
        "cancellation",
        "annulation",
        "Absage",
        "disdette",
        "отмена",
        "iptal",
    ];
    let event = summit();
    for (language, word) in ReplyLanguage::ALL.into_iter().zip(words) {
        for kind in [
            ReplyKind::Confirmation,
            ReplyKind::MixedResult,
            ReplyKind::Promotion,
        ] {
            for draft in drafts(&event, kind, language) {
                assert!(draft.text.contains(word), "{}/{language}.md", kind.name());
            }
        }
    }
}

#[test]
fn a_draft_answers_in_its_thread() {
    let event = summit();
    let envelope = sample::envelope(&event, ReplyKind::Confirmation);
    let letter = confirmation(ReplyLanguage::En, &[Some("Margaret Ashworth")]);
    let draft = compose(&letter, &event, &envelope);
    assert_eq!(draft.in_reply_to.as_deref(), Some("4711.letter@town.example"));
    assert_eq!(
        draft.references,
        ["4710.letter@town.example", "4711.letter@town.example"]
    );
    assert_eq!(draft.auto_submitted, AutoSubmitted::AutoReplied);
    assert_eq!(draft.date, envelope.now);
    assert_eq!(
        draft,
        compose(&letter, &event, &envelope),
        "the same decision gives the same draft"
    );

    let promotion = Letter {
        kind: ReplyKind::Promotion,
        ..letter
    };
    assert_eq!(
        compose(&promotion, &event, &envelope).auto_submitted,
        AutoSubmitted::AutoGenerated
    );
}

#[test]
fn a_long_thread_keeps_its_first_and_newest_references() {
    let event = summit();
    let envelope = Envelope {
        references: (0..100).map(|number| format!("{number}@town.example")).collect(),
        ..sample::envelope(&event, ReplyKind::Confirmation)
    };
    let draft = compose(&confirmation(ReplyLanguage::En, &[None]), &event, &envelope);
    assert_eq!(draft.references.len(), 20);
    assert_eq!(
        draft.references.first().map(String::as_str),
        Some("0@town.example")
    );
    assert_eq!(draft.references.last(), draft.in_reply_to.as_ref());
}

#[test]
fn a_later_letter_about_the_same_places_replaces_the_calendar_entry() {
    let event = summit();
    let letter = confirmation(ReplyLanguage::En, &[Some("Margaret Ashworth")]);
    let at = |now: DateTime<Utc>| {
        let envelope = Envelope {
            now,
            ..sample::envelope(&event, ReplyKind::Confirmation)
        };
        compose(&letter, &event, &envelope).calendar.expect("a calendar")
    };
    let value = |calendar: &str, name: &str| {
        let line = calendar
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .map(str::to_owned);
        line.unwrap_or_else(|| panic!("no {name} in {calendar}"))
    };
    let now = sample::envelope(&event, ReplyKind::Confirmation).now;
    let (first, second) = (at(now), at(now + TimeDelta::hours(1)));
    assert_eq!(value(&first, "UID:"), value(&second, "UID:"));
    let sequence = |calendar: &str| value(calendar, "SEQUENCE:").parse::<u32>().expect("a number");
    assert!(sequence(&second) > sequence(&first));
}

#[test]
fn dates_that_have_passed_are_not_promised() {
    let event = summit();
    let eve = Envelope {
        now: event.starts() - TimeDelta::hours(12),
        ..sample::envelope(&event, ReplyKind::Confirmation)
    };
    for kind in [
        ReplyKind::Receipt,
        ReplyKind::LateRequest,
        ReplyKind::PressReceipt,
        ReplyKind::QuestionBack,
    ] {
        for letter in sample::letters(kind, ReplyLanguage::En) {
            let text = read(&compose(&letter, &event, &eve).text);
            for phrase in ["by Friday", "by Wednesday", "by Thursday", "at the latest"] {
                assert!(!text.contains(phrase), "{kind:?} promises {phrase:?}: {text}");
            }
        }
    }
}

#[test]
fn rule_030_a_standing_registration_is_told_state_by_state() {
    let event = summit();
    let words = [
        "confirmed",
        "place confirmée",
        "bestätigt",
        "posto confermato",
        "участие подтверждено",
        "onaylandı",
    ];
    for (language, word) in ReplyLanguage::ALL.into_iter().zip(words) {
        let text = &drafts(&event, ReplyKind::AlreadyRegistered, language)[0].text;
        assert_eq!(
            read(text).matches(word).count(),
            2,
            "both sessions in {language}: {text}"
        );
    }
}

#[test]
fn rule_021_deadlines_have_a_date_an_hour_and_a_place() {
    let event = summit();
    let text = read(&drafts(&event, ReplyKind::LateRequest, ReplyLanguage::Tr)[0].text);
    assert!(
        text.contains("4 Kasım 2016 Cuma günü saat 18.00 itibarıyla (Rotterdam yerel saati)"),
        "{text}"
    );
}

#[test]
fn an_answer_is_due_in_working_days() {
    let event = summit();
    let friday = "2016-09-16T10:00:00Z".parse().expect("a moment");
    let envelope = Envelope {
        now: friday,
        ..sample::envelope(&event, ReplyKind::Confirmation)
    };
    let letter = &sample::letters(ReplyKind::Receipt, ReplyLanguage::En)[0];
    let text = read(&compose(letter, &event, &envelope).text);
    assert!(text.contains("by Wednesday 21 September 2016"), "{text}");
}

#[test]
fn groups_that_may_be_divided_are_told_who_has_the_seats() {
    let event = {
        let mut event = summit();
        event.registration.groups = GroupPolicy::PartialOk;
        event
    };
    for language in ReplyLanguage::ALL {
        let mut letter = sample::letters(ReplyKind::PartialGroup, language).remove(1);
        for person in letter.facts.persons.iter_mut().take(2) {
            person.places = vec![
                (Session::Morning, State::Confirmed),
                (Session::StudyVisit, State::Confirmed),
            ];
        }
        let draft = compose(
            &letter,
            &event,
            &sample::envelope(&event, ReplyKind::Confirmation),
        );
        snapshot(&format!("partial-group-divided.{language}"), &draft.text);
    }
}

#[test]
fn names_are_greeted_only_when_they_are_the_writers() {
    let event = summit();
    let mut letter = confirmation(ReplyLanguage::De, &[Some("Katharina Groß")]);
    letter.facts.writer = None;
    let to = |name: &str| Envelope {
        to: Address {
            name: Some(name.to_owned()),
            address: "k.gross@stadt.example".to_owned(),
        },
        ..sample::envelope(&event, ReplyKind::Confirmation)
    };
    let greeting = |envelope: &Envelope| {
        let text = compose(&letter, &event, envelope).text;
        text.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(greeting(&to("katharina groß")), "Guten Tag Katharina Groß,");
    // rule 83: a display name may say what it likes.
    assert_eq!(
        greeting(&to("cristellys@efus.eu")),
        "Sehr geehrte Damen und Herren,"
    );
}

#[test]
fn samples_render_for_the_check() {
    TEMPLATES
        .check(&summit())
        .unwrap_or_else(|error| panic!("{error}"));
}

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
        let mut letter = plain.clone();
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
            references: vec![name.clone(), other],
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
