//! Every letter in every language, as its reader sees it.

use rsvpd::event::Event;
use rsvpd::language::ReplyLanguage;
use rsvpd::reply::{Draft, ReplyKind, Templates, sample};
use std::fmt::Write as _;

/// The event of `config/event.toml`.
fn summit() -> Event {
    toml::from_str(include_str!("../../config/event.toml")).expect("config/event.toml")
}

fn drafts(templates: &Templates, event: &Event, kind: ReplyKind, language: ReplyLanguage) -> Vec<Draft> {
    sample::letters(kind, language)
        .iter()
        .map(|letter| {
            templates
                .compose(letter, event, &sample::envelope(event))
                .unwrap_or_else(|error| panic!("{error}"))
        })
        .collect()
}

#[test]
fn every_letter_reads_well_in_every_language() {
    let (templates, event) = (Templates::embedded().expect("templates"), summit());
    for language in ReplyLanguage::ALL {
        for kind in ReplyKind::ALL {
            let mut seen = String::new();
            for draft in drafts(&templates, &event, kind, language) {
                writeln!(seen, "Subject: {}\n\n{}", draft.subject, draft.text).expect("a string takes all");
                writeln!(seen, "{}", "=".repeat(76)).expect("a string takes all");
            }
            insta::with_settings!({omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "replies"}, {
                insta::assert_snapshot!(format!("{}.{language}", kind.name()), seen);
            });
        }
    }
}
