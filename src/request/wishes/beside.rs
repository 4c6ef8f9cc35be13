//! What speaks of a part of the programme and wishes it not: a denial, a reason, or what is asked of the part itself.

use super::clause;
use super::sessions::{Said, Told};
use crate::lexicon::Concept;
use crate::request::Session;
use crate::request::layout::Mark;
use crate::request::letter::Letter;

/// Whether a part of the programme is spoken of here, and not wished.
#[must_use]
pub fn is_no_wish(letter: &Letter<'_>, mark: &Mark) -> bool {
    super::sessions::part_of(mark.concept).is_some()
        && (is_reason(letter, mark) || is_about_access(letter, mark))
}

/// "Please make sure the study visits are step-free": what is asked of a part of the programme wishes none.
fn is_about_access(letter: &Letter<'_>, mark: &Mark) -> bool {
    let clause = clause(letter, mark.tokens.start);
    let comes = |other: &Mark| {
        matches!(other.concept.family(), "attend" | "verb") || other.concept == Concept::ScopeOnly
    };
    letter.body.has(clause.clone(), &[Concept::SessionAccess]) && !letter.body.marks_in(clause).any(comes)
}

/// "Because of the morning briefing": a reason names no part of the programme.
fn is_reason(letter: &Letter<'_>, mark: &Mark) -> bool {
    const REASONS: [&str; 8] = [
        "because", "due", "wegen", "aufgrund", "cause", "raison", "causa", "motivo",
    ];
    let clause = clause(letter, mark.tokens.start);
    let from = mark.tokens.start.saturating_sub(4).max(clause.start);
    let because = |at: usize| {
        letter
            .body
            .tokens
            .get(at)
            .is_some_and(|token| REASONS.contains(&token.folded.as_str()))
    };
    (from..mark.tokens.start).any(because)
}

/// Words between "not the morning" and "but the afternoon".
const CLOSE: usize = 6;

/// Whether all that is told of the parts is that one of them is left out ("but not the visit"), or that one session is wished
/// in place of the other ("not the morning but the afternoon").
#[must_use]
pub fn plainly_without(told: &[Told]) -> bool {
    let Some(first) = told.first().filter(|first| first.said == Said::Without) else {
        return false;
    };
    let session = |told: &Told| told.part.is_some_and(|part| part != Session::StudyVisit);
    match told {
        [_, new] if new.said == Said::With && new.part != first.part => {
            session(first) && session(new) && new.tokens.start <= first.tokens.end + CLOSE
        }
        _ => told
            .iter()
            .all(|told| told.said == Said::Without && told.part == first.part),
    }
}
