//! What a yes says besides: a wish that must not be lost with it, or a limit that makes it a yes to something else.

use super::{Decision, Dossier, Outcome, Reason, Thread, change, name_key};
use crate::request::answer::Answer;
use crate::request::{Intent, Session};

/// What is said besides a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beyond {
    Nothing,
    /// "And I am vegetarian", "and my wife comes along".
    More,
    /// "But only in the afternoon".
    Limit,
}

/// What an answer says besides its yes to these sessions.
pub(super) fn beyond(dossier: &Dossier<'_>, thread: &Thread, answer: &Answer, asked: &[Session]) -> Beyond {
    let mut said = dossier
        .request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.sessions.as_ref());
    let covers = |session: &Session| said.any(|found| found.value.contains(session));
    let part = answer.names_part && !asked.iter().all(covers);
    if answer.limited || part {
        return Beyond::Limit;
    }
    let known = dossier.known_names(thread);
    let is_name = |word: &String| {
        let word = name_key(word);
        let mut known = known.iter().flat_map(|name| name.split(' '));
        known.any(|part| declined(part, &word))
    };
    if answer.rest.iter().all(is_name) {
        Beyond::Nothing
    } else {
        Beyond::More
    }
}

/// Whether a word is a part of a name, with an ending or without: "Петровой", "Demir'in".
fn declined(part: &str, word: &str) -> bool {
    const STEM: usize = 4;
    let stem = |text: &str| text.chars().count() >= STEM;
    part == word
        || stem(part) && word.starts_with(part)
        || part
            .strip_suffix(|_: char| true)
            .is_some_and(|cut| stem(cut) && word.starts_with(cut))
}

/// A yes that was acted on, when more is said: clear details are changed with it, anything else an organiser sees to.
pub(super) fn with_wish(
    dossier: &Dossier<'_>,
    thread: &Thread,
    beyond: Beyond,
    mut decision: Decision,
) -> Decision {
    if beyond != Beyond::More || decision.outcome != Outcome::Decided {
        return decision;
    }
    let clear = dossier.request.intent.value == Intent::Change && dossier.doubts.is_empty();
    let change = change::changed(dossier, thread)
        .filter(|_| clear)
        .filter(|change| {
            change.outcome == Outcome::Decided
                && !change.edits.is_empty()
                && change.moves.is_empty()
                && change.places.is_empty()
                && change.persons.is_empty()
        });
    match (change, &mut decision.letter) {
        (Some(change), Some(letter)) => {
            letter.facts.changes = change.edits.iter().map(|edit| edit.change.clone()).collect();
            decision.edits = change.edits;
            decision.reasons.extend(change.reasons);
        }
        _ => {
            decision.outcome = Outcome::Review;
            decision.reasons.push(Reason::SaysMore);
        }
    }
    decision
}
