//! Sessions, interpretation, diet and access: found in clauses and given to the persons they are said of.

use super::Attendee;
use super::cast::Cast;
use super::layout::{Mark, Zone};
use super::letter::Letter;
use crate::lexicon::Concept;
use scope::{Scope, Scopes};
use std::ops::Range;

mod around;
pub mod beside;
mod denial;
mod exchange;
mod hours;
mod needs;
mod numbered;
mod scope;
mod sessions;
mod spoken;
mod stay;
mod without;

pub use around::is_unwished;
pub use exchange::is_given_up;
pub use sessions::{Said, Told, is_part, leaves_a_part, told, wants_only_a_part};
pub use spoken::languages;

/// Gives each attendee what the letter says of them; `chosen` are the indices of the named ones in the cast, in the
/// attendees' order, and unnamed attendees follow them.
pub fn assign(letter: &Letter<'_>, cast: &Cast, chosen: &[usize], attendees: &mut [Attendee]) {
    if attendees.is_empty() {
        return;
    }
    let scopes = Scopes::new(letter, cast, chosen);
    sessions::assign(letter, cast, &scopes, attendees);
    spoken::assign(letter, &scopes, attendees);
    needs::assign(letter, &scopes, attendees);
}

/// The attendees that a scope stands for.
fn members(scope: &Scope, attendees: usize) -> Vec<usize> {
    match scope {
        Scope::All => (0..attendees).collect(),
        Scope::Some(some) => some.iter().copied().filter(|&index| index < attendees).collect(),
        Scope::Rest(others) => (0..attendees).filter(|index| !others.contains(index)).collect(),
    }
}

/// The writer's own segments in which wishes are said, with their marks.
fn spoken_of<'l>(letter: &'l Letter<'_>) -> impl Iterator<Item = (usize, Range<usize>)> + 'l {
    letter
        .body
        .segments
        .iter()
        .enumerate()
        .filter(|(_, segment)| !matches!(segment.zone, Zone::Foreign | Zone::Greeting))
        .map(|(index, segment)| (index, segment.tokens.clone()))
}

/// The clause of a token, as a token range.
pub fn clause(letter: &Letter<'_>, at: usize) -> Range<usize> {
    letter
        .body
        .clause_of(at)
        .map_or(at..at + 1, |(_, clause)| clause.tokens.clone())
}

/// Whether something before or behind a mark in its clause takes it back: "not vegetarian", "Nachmittag nein".
/// Another mark of the same family between them keeps the negation for itself.
pub fn is_negated(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let clause = clause(letter, mark.tokens.start);
    let family = mark.concept.family();
    let before = body
        .marks_in(clause.start..mark.tokens.start)
        .filter(|other| other.concept.family() == family || other.concept == Concept::ScopeNot)
        .last();
    let near = before.is_some_and(|other| {
        other.concept == Concept::ScopeNot && mark.tokens.start.saturating_sub(other.tokens.end) <= 3
    });
    // "Vegetarian and without gluten": the negation is the next need's.
    let is_owned = |not: &Mark| {
        body.marks_in(mark.tokens.end..clause.end.max(mark.tokens.end))
            .filter(|other| other.concept.family() == family)
            .any(|other| other.tokens.start <= not.tokens.start && not.tokens.end <= other.tokens.end)
    };
    let behind = body
        .marks_in(mark.tokens.end..(mark.tokens.end + 3).min(clause.end.max(mark.tokens.end)))
        .filter(|other| other.concept != Concept::ScopeNot || !is_owned(other))
        .find(|other| {
            other.concept.family() == family
                || matches!(
                    other.concept,
                    Concept::ScopeNot | Concept::IntentNo | Concept::IntentYes
                )
        });
    near || behind.is_some_and(|other| matches!(other.concept, Concept::ScopeNot | Concept::IntentNo))
}

/// Whether a negation stands at most three words before a mark in its clause.
pub fn is_negated_before(letter: &Letter<'_>, mark: &Mark) -> bool {
    let clause = clause(letter, mark.tokens.start);
    let from = mark.tokens.start.saturating_sub(4).max(clause.start);
    letter.body.has(from..mark.tokens.start, &[Concept::ScopeNot])
}

/// What a box that somebody ticked looks like.
const TICKED: [&str; 14] = [
    "[x]", "[X]", "(x)", "(X)", "[х]", "[Х]", "☒", "☑", "✓", "✔", "[v]", "[V]", "[+]", "[*]",
];

/// What a box that was left empty looks like.
const EMPTY: [&str; 7] = ["[ ]", "( )", "[]", "☐", "[_]", "□", "[-]"];

/// The box before a word, if it has one: ticked, as in `[x] morning`, or empty, as in `[ ] morning`.
fn tick(letter: &Letter<'_>, at: usize) -> Option<bool> {
    const WIDEST: usize = 14;
    let body = &letter.body;
    let start = body.tokens.get(at)?.start;
    let mut from = start.saturating_sub(WIDEST);
    while !body.text.is_char_boundary(from) {
        from += 1;
    }
    let lead = body.text.get(from..start)?;
    let lead = lead.rsplit('\n').next().unwrap_or(lead).trim_end();
    boxed(|mark| lead.ends_with(mark))
}

/// Whether the box that is found is ticked; `None` where none is.
fn boxed(is_there: impl Fn(&str) -> bool) -> Option<bool> {
    let any = |boxes: &[&str]| boxes.iter().any(|mark| is_there(mark));
    if any(&TICKED) {
        Some(true)
    } else {
        any(&EMPTY).then_some(false)
    }
}

/// The box of some words, before them or, where no box opens the line or the list, behind: `morning [x] visit [ ]`.
fn tick_of(letter: &Letter<'_>, tokens: &Range<usize>) -> Option<bool> {
    let body = &letter.body;
    let before = tick(letter, tokens.start);
    let end = body.tokens.get(tokens.end.checked_sub(1)?)?.end;
    let line_start = body.text.get(..end)?.rfind(['\n', ':']).map_or(0, |at| at + 1);
    let opening = body.text.get(line_start..end)?.trim_start();
    if boxed(|mark| opening.starts_with(mark)).is_some() {
        return before;
    }
    let rest = body.text.get(end..)?.trim_start_matches(' ');
    boxed(|mark| rest.starts_with(mark)).or(before)
}
