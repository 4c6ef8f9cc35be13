//! Every letter in every language, as its reader sees it.

use rsvpd::event::{Event, GroupPolicy};
use rsvpd::language::ReplyLanguage;
use rsvpd::message::{Address, MailboxRole};
use rsvpd::registration::State;
use rsvpd::reply::{Draft, Envelope, Facts, Letter, PersonResult, ReplyKind, Templates, sample};
use rsvpd::request::Session;
use std::fmt::Write as _;
use std::sync::LazyLock;

mod calendar;
mod hostile;
mod numbers;
mod promises;

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
            .map(|language| drafts(&event, kind, language).iter().map(figures).collect())
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
fn russian_dashes_are_long() {
    for (kind, draft) in every_draft(&summit()) {
        if draft.language == ReplyLanguage::Ru {
            for text in [&draft.subject, &draft.text] {
                for mark in [" – ", "\u{a0}– "] {
                    assert!(!text.contains(mark), "{mark:?} in {}/ru.md:\n{text}", kind.name());
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

/// Cause: a letter signed "исп. Петрова О." was answered «Здравствуйте, Петрова О!».
#[test]
fn a_name_as_offices_file_it_greets_nobody() {
    let event = summit();
    for (language, name, greeting) in [
        (ReplyLanguage::Ru, "Петрова О.В.", "Здравствуйте!"),
        (ReplyLanguage::Ru, "О. Петрова", "Здравствуйте, О. Петрова!"),
        (ReplyLanguage::De, "MÜLLER J", "Sehr geehrte Damen und Herren,"),
        (ReplyLanguage::En, "J. Smith", "Dear J. Smith,"),
    ] {
        let mut letter = confirmation(language, &[Some("Ann Lee")]);
        letter.facts.writer = Some(name.to_owned());
        let text = compose(
            &letter,
            &event,
            &sample::envelope(&event, ReplyKind::Confirmation),
        )
        .text;
        assert_eq!(text.lines().next(), Some(greeting), "{text}");
    }
}

#[test]
fn samples_render_for_the_check() {
    TEMPLATES
        .check(&summit())
        .unwrap_or_else(|error| panic!("{error}"));
}
