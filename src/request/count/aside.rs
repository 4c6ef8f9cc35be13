//! Numbers of persons that a letter tells of beside its request: "I lead a team of nine", "our delegation of five last year".

use super::{Counted, party};
use crate::lexicon::{Concept, List};
use crate::request::layout::Mark;
use crate::request::letter::Letter;
use crate::request::token::Break;
use std::ops::Range;

/// Words between "work" and the number, and between the number and what is said of those counted.
const NEAR: usize = 4;

/// Leaves out the numbers that ask for nothing.
pub(super) fn leave_out(letter: &Letter<'_>, numbers: &mut Vec<Counted>) {
    // Where a place is asked for the writer, found once: a letter may hold a thousand numbers.
    let mine = |mark: &&Mark| matches!(mark.concept, Concept::AttendRegisterMe | Concept::AttendI);
    let places = || {
        letter
            .body
            .marks
            .iter()
            .filter(mine)
            .map(|mark| mark.tokens.start)
    };
    let mine = places().next().zip(places().next_back());
    numbers.retain(|counted| counted.value < 2 || !is_aside(letter, counted, mine));
    if let Some(alone) = party::alone(letter) {
        let (_, own) = letter.body.clause_of(alone.start).unzip();
        numbers.retain(|counted| {
            counted.value < 2 || own.is_some_and(|own| own.tokens.contains(&counted.tokens.start))
        });
    }
}

/// Whether the words around a number tell of a team or of another year, and nobody comes or is registered in them.
fn is_aside(letter: &Letter<'_>, counted: &Counted, mine: Option<(usize, usize)>) -> bool {
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
    if !seats && stays(letter, counted, &segment.tokens) && !asks(letter, &(own.start..at)) {
        return true;
    }
    let adds = [
        Concept::CountMore,
        Concept::AttendAccompaniedBy,
        Concept::CountTotal,
    ];
    if seats || asks(letter, &near) || body.has(own.clone(), &adds) {
        return false;
    }
    body.says(own.clone(), List::TeamLed)
        || works_with(letter, at, &own)
        || !counted.on_top
            && mine.is_some_and(|(first, last)| first < own.start || last >= own.end)
            && tells_of_others(letter, &own)
}

/// "I have four grandchildren … Please register me": the letter asks a place for the writer, and of those counted nothing but
/// what they are; "I shall come, two persons" is too short to tell anything.
fn tells_of_others(letter: &Letter<'_>, own: &Range<usize>) -> bool {
    /// Words of a clause that only counts.
    const FRAGMENT: usize = 4;
    let body = &letter.body;
    let joins = [Concept::ScopeAlso, Concept::CountTotal, Concept::AttendDelegation];
    own.len() > FRAGMENT
        && !asks(letter, own)
        && !body.has(own.clone(), &joins)
        && !body.says(own.clone(), List::With)
        && !body
            .after(own.end.saturating_sub(1))
            .trim_start()
            .starts_with(':')
}

/// Whether somebody comes, is sent, is registered or asks for a place in these words.
pub(super) fn asks(letter: &Letter<'_>, tokens: &Range<usize>) -> bool {
    if letter.body.says(tokens.clone(), List::Sends) {
        return true;
    }
    letter.body.marks_in(tokens.clone()).any(|mark| {
        let comes = matches!(mark.concept.family(), "attend" | "intent" | "verb" | "person")
            || mark.concept == Concept::PressAccreditation;
        comes && mark.concept != Concept::IntentNo && mark.concept != Concept::IntentYes
    })
}

/// "Three more colleagues only send their greetings": what is said first of those counted is that they stay.
fn stays(letter: &Letter<'_>, counted: &Counted, sentence: &Range<usize>) -> bool {
    let body = &letter.body;
    // "Of the three of us Ann Lee stays at home": the number is of all.
    if body.has(
        counted.tokens.start.saturating_sub(2)..counted.tokens.end + 2,
        &[Concept::ScopeOfUs],
    ) {
        return false;
    }
    let behind = counted.tokens.end.saturating_sub(1)..sentence.end;
    let opens = |at: &usize| {
        let token = body.tokens.get(*at);
        token.is_some_and(|token| token.before == Break::Colon)
    };
    let behind = behind.start..behind.clone().find(opens).unwrap_or(behind.end);
    let said = body.marks_in(behind).find(|mark| {
        mark.tokens.start > counted.tokens.start
            && (matches!(mark.concept.family(), "attend" | "intent" | "verb")
                || matches!(
                    mark.concept,
                    Concept::PartyElsewhere | Concept::CourtesyGreetingsTo
                ))
    });
    said.is_some_and(|mark| {
        let stays = [
            Concept::PartyElsewhere,
            Concept::CourtesyGreetingsTo,
            Concept::AttendOutsideOnly,
        ];
        body.marks_at(mark.tokens.start)
            .any(|mark| stays.contains(&mark.concept))
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
