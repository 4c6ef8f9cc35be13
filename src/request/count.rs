//! How many persons a letter speaks of, and how many of them it does not name.

use super::cast::{Cast, body_evidence};
use super::layout::{Layout, Mark, Zone};
use super::letter::Letter;
use super::token::{Break, Kind};
use super::{Evidence, Found, Intent, attend, press};
use crate::lexicon::{Concept, List};
use company::{counted_company, counts_things, is_company, is_enumerated, is_met, is_of_verb, is_plus};
use std::ops::Range;

mod aside;
mod company;
pub mod crew;
pub mod party;
mod singles;

/// Numbers beyond are no parties but capacities, years, and the like.
const LARGEST: u32 = 20;

/// Persons without names that one letter can bring.
const UNNAMED_MAX: u32 = 15;

/// Persons counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// Seats asked for or given back; `None` where it makes no sense.
    pub seats: Option<Found<u32>>,
    /// Persons counted but not named.
    pub unnamed: u32,
}

/// A number of persons in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub value: u32,
    pub tokens: Range<usize>,
    /// On top of whoever is named before, rather than all.
    pub on_top: bool,
}

/// Counts; `crew` are those of [`crew::beside`], `chosen` the indices of the named attendees in the cast.
#[must_use]
pub fn read(
    letter: &Letter<'_>,
    cast: &Cast,
    crew: &[Range<usize>],
    intent: Intent,
    chosen: &[usize],
) -> Count {
    let named = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    let said = &letter.said;
    let seated = match intent {
        Intent::Registration | Intent::Cancellation | Intent::Acceptance | Intent::Refusal => true,
        Intent::Press => press::comes(said),
        Intent::Change => seats_change(letter, cast, chosen),
        _ => false,
    };
    if !seated {
        return Count::default();
    }
    if intent == Intent::Registration && leaves_open(letter, cast, chosen) {
        return Count::default();
    }
    let counted = &letter.counted;
    let unnamed = match intent {
        Intent::Registration | Intent::Press => unnamed(letter, cast, crew, chosen, counted),
        _ => 0,
    };
    let told = counted
        .iter()
        .find(|counted| unnamed > 0 || counted.value == named)
        .map(|counted| body_evidence(&letter.body, counted.tokens.clone(), "count/said"));
    let evidence = told.unwrap_or_else(|| Evidence::assumed("count/names"));
    let value = named.saturating_add(unnamed);
    Count {
        seats: (value > 0).then_some(Found { value, evidence }),
        unnamed,
    }
}

/// Whether a registration leaves open how many come: a number that nobody may guess.
#[must_use]
pub fn leaves_open(letter: &Letter<'_>, cast: &Cast, chosen: &[usize]) -> bool {
    let others = chosen.iter().any(|&index| Some(index) != cast.writer);
    party::open(letter, cast, others).is_some()
}

/// A change seats somebody only if persons are swapped or added; a change of details does not.
fn seats_change(letter: &Letter<'_>, cast: &Cast, chosen: &[usize]) -> bool {
    let another = chosen.iter().any(|&index| Some(index) != cast.writer);
    attend::replaced(cast).is_some_and(|index| !chosen.contains(&index))
        || attend::gone::gone(letter, cast, chosen).is_some()
        || another
            && letter.said.has(&[
                Concept::IntentAddPerson,
                Concept::IntentSwap,
                Concept::PersonReplacedBy,
            ])
}

/// How many are counted beyond those who are named.
fn unnamed(
    letter: &Letter<'_>,
    cast: &Cast,
    crew: &[Range<usize>],
    chosen: &[usize],
    counted: &[Counted],
) -> u32 {
    let named = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    let total = counted
        .iter()
        .filter(|counted| !counted.on_top && !is_enumerated(letter, cast, chosen, counted))
        .map(|counted| counted.value)
        .max()
        .unwrap_or(0);
    let on_top: u32 = counted
        .iter()
        .filter(|counted| counted.on_top)
        .map(|counted| {
            let follow = chosen
                .iter()
                .filter(|&&index| Some(index) != cast.writer)
                .filter_map(|&index| cast.people.get(index))
                .filter(|person| {
                    person
                        .mentions
                        .iter()
                        .any(|mention| mention.start >= counted.tokens.end)
                })
                .count();
            counted
                .value
                .saturating_sub(u32::try_from(follow).unwrap_or(u32::MAX))
        })
        .sum();
    let alone = singles::find(letter, cast, crew);
    // "A colleague and I would like a place each": the one who is counted is the colleague.
    let counts_one = counted.iter().any(|counted| {
        alone
            .iter()
            .any(|single| single.start < counted.tokens.end && counted.tokens.start < single.end)
    });
    let singles = u32::try_from(crew.len() + alone.len()).unwrap_or(0);
    if total > named {
        // A number far beyond the names is a hall, a year or a list to come; who counts on it is told by a doubt.
        return if total - named > UNNAMED_MAX {
            0
        } else {
            total - named
        };
    }
    if on_top > 0 {
        return if total > 0 || on_top > UNNAMED_MAX {
            0
        } else {
            on_top
        };
    }
    if total > u32::from(counts_one) { 0 } else { singles }
}

/// Every number of persons in the writer's own words: what [`Letter::counted`] keeps.
pub(super) fn numbers(letter: &Letter<'_>) -> Vec<Counted> {
    let mut numbers = numbers_in(&letter.body);
    aside::leave_out(letter, &mut numbers);
    numbers
}

/// Every number of persons in a subject of the writer's own.
#[must_use]
pub fn numbers_in_subject(letter: &Letter<'_>) -> Vec<Counted> {
    if letter.answers {
        return Vec::new();
    }
    numbers_in(&letter.subject)
}

fn numbers_in(body: &Layout<'_>) -> Vec<Counted> {
    let mut found = Vec::new();
    for segment in &body.segments {
        if matches!(
            segment.zone,
            Zone::Foreign | Zone::Signature | Zone::Greeting | Zone::Closing
        ) {
            continue;
        }
        if let Some((Concept::LabelCount, start)) = segment.label
            && let Some(value) =
                (start..segment.tokens.end).find_map(|at| value_at(body, at).map(|(value, _)| value))
        {
            found.push(Counted {
                value,
                tokens: segment.tokens.clone(),
                on_top: false,
            });
            continue;
        }
        let mut at = segment.tokens.start;
        while at < segment.tokens.end {
            let group = body
                .marks_at(at)
                .find(|mark| mark.concept == Concept::Group)
                .cloned();
            if let Some(mark) =
                group.filter(|mark| !counts_things(body, mark) && !attend::sole::is_of_several(body, mark))
            {
                found.push(Counted {
                    value: u32::from(mark.value),
                    tokens: mark.tokens.clone(),
                    on_top: false,
                });
                at = mark.tokens.end;
                continue;
            }
            let number = body.marks_at(at).find(|mark| mark.concept == Concept::Number);
            if let Some(mark) = number.filter(|mark| attend::sole::is_of_several(body, mark)) {
                at = mark.tokens.end;
                continue;
            }
            match value_at(body, at) {
                // "We will be four": the verb counts, no noun is needed.
                Some((value, end)) if value >= 2 && is_of_verb(body, at, end) => {
                    found.push(Counted {
                        value,
                        on_top: false,
                        tokens: at..end,
                    });
                    at = end;
                }
                // "Me plus four".
                Some((value, end))
                    if is_plus(body, at, end) && noun_behind(body, end, segment.tokens.end).is_none() =>
                {
                    found.push(Counted {
                        value,
                        on_top: true,
                        tokens: at..end,
                    });
                    at = end;
                }
                // "To interview two mayors": whom a journalist wants to meet comes anyway.
                Some((_, end)) if is_met(body, at) => at = end,
                Some((value, end)) if value >= 1 => {
                    let company = || counted_company(body, at, end).filter(|_| value >= 2);
                    if let Some(noun) = company()
                        && noun_behind(body, end, segment.tokens.end).is_none()
                    {
                        found.push(Counted {
                            value,
                            on_top: true,
                            tokens: at..noun.end,
                        });
                    } else if let Some(noun) = noun_behind(body, end, segment.tokens.end) {
                        found.push(Counted {
                            value,
                            on_top: is_on_top(body, at, end, &noun),
                            tokens: at..noun.end,
                        });
                    }
                    at = end;
                }
                _ => at += 1,
            }
        }
    }
    found
}

/// The number that begins at this token, in words or digits, with where it ends; dates and hours are none.
pub(super) fn value_at(body: &Layout<'_>, at: usize) -> Option<(u32, usize)> {
    let word: Option<&Mark> = body
        .marks_at(at)
        .filter(|mark| mark.concept == Concept::Number)
        .max_by_key(|mark| mark.tokens.end);
    if let Some(mark) = word {
        return Some((u32::from(mark.value), mark.tokens.end));
    }
    let token = body.tokens.get(at).filter(|token| token.kind == Kind::Number)?;
    let value: u32 = token
        .folded
        .parse()
        .ok()
        .filter(|value| (1..=LARGEST).contains(value))?;
    let tight = |at: usize| {
        body.tokens
            .get(at)
            .is_some_and(|token| token.before == Break::Tight)
    };
    let dated =
        tight(at) || tight(at + 1) || body.marks_at(at + 1).any(|mark| mark.concept.family() == "time");
    (!dated).then_some((value, at + 1))
}

/// What is counted, within three words behind the number.
fn noun_behind(body: &Layout<'_>, from: usize, end: usize) -> Option<Range<usize>> {
    // "Elle repartira le 10 ; son chauffeur …": what stands behind a stop is not counted.
    if body.between(from).contains([';', ':', ',']) {
        return None;
    }
    for at in from..(from + 4).min(end) {
        if body
            .tokens
            .get(at)
            .is_none_or(|token| token.before >= Break::Comma)
            && at > from
        {
            return None;
        }
        // "A crew of three persons": the second number counts them.
        if at > from && body.marks_at(at).any(|mark| mark.concept == Concept::Number) {
            return None;
        }
        let mark = body.marks_at(at).find(|mark| {
            matches!(
                mark.concept,
                Concept::CountNoun | Concept::CountNotPersons | Concept::CountPersonNoun
            )
        });
        if let Some(mark) = mark {
            return (mark.concept != Concept::CountNotPersons).then(|| mark.tokens.clone());
        }
    }
    None
}

/// "and two colleagues", "my three colleagues", "two more persons": those who come besides.
fn is_on_top(body: &Layout<'_>, at: usize, end: usize, noun: &Range<usize>) -> bool {
    // "Keep me a place": the place is the writer's own.
    let own = body.says(noun.start..noun.start + 1, List::Seat)
        && value_at(body, at).is_some_and(|(value, _)| value == 1);
    let adds = |mark: &Mark| {
        if own && mark.concept == Concept::ScopeMe {
            return false;
        }
        matches!(
            mark.concept,
            Concept::CountMore | Concept::AttendAccompaniedBy | Concept::ScopeAnd | Concept::ScopeMe
        )
    };
    let before = body.marks_in(at.saturating_sub(3)..at).any(adds);
    // "Tre persone ancora da definire": what is still to be said adds nobody.
    let open = |mark: &Mark| {
        body.marks_in(mark.tokens.start..mark.tokens.end + 3)
            .any(|other| matches!(other.concept, Concept::ScopeUncertain | Concept::ScopeLater))
    };
    let inside = body
        .marks_in(end..noun.end + 1)
        .any(|mark| matches!(mark.concept, Concept::CountMore | Concept::AttendAccompaniedBy) && !open(mark));
    let (before, inside) = (before || is_company(body, at, noun), inside);
    let total = body.has(at.saturating_sub(4)..noun.end + 3, &[Concept::CountTotal]);
    (before || inside) && !total
}
