//! Numbers of persons that a letter tells of beside its request: "I lead a team of nine", "our delegation of five last year".

use super::Counted;
use crate::lexicon::{Concept, List};
use crate::request::letter::Letter;
use std::ops::Range;

/// Words between "work" and the number, and between the number and what is said of those counted.
const NEAR: usize = 4;

/// Leaves out the numbers that ask for nothing.
pub(super) fn leave_out(letter: &Letter<'_>, numbers: &mut Vec<Counted>) {
    numbers.retain(|counted| counted.value < 2 || !is_aside(letter, counted));
}

/// Whether the words around a number tell of a team or of another year, and nobody comes or is registered in them.
fn is_aside(letter: &Letter<'_>, counted: &Counted) -> bool {
    let body = &letter.body;
    let at = counted.tokens.start;
    let Some((_, segment)) = body.segment_of(at).filter(|(_, segment)| segment.label.is_none()) else {
        return false;
    };
    let own = body
        .clause_of(at)
        .map_or(at..counted.tokens.end, |(_, clause)| clause.tokens.clone());
    let own = own.start..own.end.max(counted.tokens.end);
    if is_past(letter, &own) || is_past(letter, &(segment.tokens.start..own.end)) && !asks(letter, &own) {
        return true;
    }
    // "A team of nine …, and they will follow from home": what is said farther behind is of others.
    let near = own.start..own.end.min(counted.tokens.end + NEAR);
    let seats = body.says(counted.tokens.clone(), List::Seat);
    let adds = [
        Concept::CountMore,
        Concept::AttendAccompaniedBy,
        Concept::CountTotal,
    ];
    if seats || asks(letter, &near) || body.has(own.clone(), &adds) {
        return false;
    }
    body.says(own.clone(), List::TeamLed) || works_with(letter, at, &own)
}

/// Whether somebody comes, is sent, is registered or asks for a place in these words.
fn asks(letter: &Letter<'_>, tokens: &Range<usize>) -> bool {
    if letter.body.says(tokens.clone(), List::Sends) {
        return true;
    }
    letter.body.marks_in(tokens.clone()).any(|mark| {
        let comes = matches!(mark.concept.family(), "attend" | "intent" | "verb" | "person")
            || mark.concept == Concept::PressAccreditation;
        comes && mark.concept != Concept::IntentNo && mark.concept != Concept::IntentYes
    })
}

fn word<'l>(letter: &'l Letter<'_>, at: usize) -> &'l str {
    letter
        .body
        .tokens
        .get(at)
        .map_or("", |token| token.folded.as_str())
}

/// "We work with 14 boys".
fn works_with(letter: &Letter<'_>, number: usize, own: &Range<usize>) -> bool {
    let near = number.saturating_sub(NEAR).max(own.start)..number;
    let turkish = || own.clone().any(|at| word(letter, at).starts_with("calis"));
    letter.body.says(near, List::WorksWith)
        || letter.language.value == crate::language::Language::TURKISH && turkish()
}

/// "Last year", "l'an dernier", «в прошлом году».
fn is_past(letter: &Letter<'_>, tokens: &Range<usize>) -> bool {
    tokens
        .clone()
        .filter(|&at| List::Past.has(word(letter, at)))
        .any(|at| {
            let near = at.saturating_sub(2).max(tokens.start)..(at + 2).min(tokens.end);
            letter.body.says(near, List::YearOrTime)
        })
}
