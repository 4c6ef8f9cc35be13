//! "The names follow later": a sentence that leaves names open, and nothing else.

use super::Request;
use super::intent::said::asks;
use super::layout::Segment;
use super::letter::Letter;
use crate::lexicon::{Concept, List};

/// What makes a sentence say more than that the names come later.
const MORE: [Concept; 2] = [Concept::ScopeCondition, Concept::ScopeUncertain];

/// Whether a sentence only says that names come later, in a letter whose persons are not all named.
#[must_use]
pub fn says(letter: &Letter<'_>, segment: &Segment, request: &Request) -> bool {
    let unnamed = request.attendees.iter().any(|attendee| attendee.name.is_none());
    unnamed && leaves_open(letter, segment)
}

/// Whether a sentence says that names come later, and nothing else.
#[must_use]
pub fn leaves_open(letter: &Letter<'_>, segment: &Segment) -> bool {
    let body = &letter.body;
    let tokens = segment.tokens.clone();
    let later = body.has(tokens.clone(), &[Concept::ScopeLater]);
    if !later || asks(body, segment) || body.has(tokens.clone(), &MORE) {
        return false;
    }
    let service = body
        .marks_in(tokens.clone())
        .any(|mark| mark.concept.family() == "service");
    let words = body.tokens.get(tokens).unwrap_or_default();
    let of_names = words
        .iter()
        .any(|token| token.is_word() && List::NameNoun.has(&token.folded));
    of_names && !service
}
