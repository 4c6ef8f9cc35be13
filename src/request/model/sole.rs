//! One function belongs to whom it stands beside: "Mayor Helen Carter and our Director of Safety, Paul Greene".

use super::candidates::{Candidate, Place};
use super::fill::Weighed;
use crate::lexicon::Concept;
use crate::request::layout::Layout;
use crate::request::reading::Reading;
use crate::request::token::Break;
use std::ops::Range;

/// Words between a name and a function that belongs to it, titles and other names among them.
const APART: usize = 14;

/// Takes a function that stands beside somebody's name from all beside whose names it does not stand.
///
/// Several may share one ("our youth workers Ann Lee and Tom Reed"), or each have it said of them; a photographer who comes
/// along makes no photographer of the writer.
pub(super) fn keep(reading: &Reading<'_>, candidates: &[Candidate], weighed: &mut [Weighed]) {
    let body = &reading.letter.body;
    for (which, candidate) in candidates.iter().enumerate() {
        let claims: Vec<usize> = (0..weighed.len())
            .filter(|&at| weighed.get(at).is_some_and(|weighed| weighed.best() == which))
            .collect();
        if claims.len() <= times_said(candidate) {
            continue;
        }
        let beside = |at: usize| {
            let person = weighed
                .get(at)
                .and_then(|weighed| reading.cast.people.get(weighed.person));
            person.is_some_and(|person| {
                let places = candidate.places.iter();
                places
                    .flat_map(|place| person.mentions.iter().map(move |mention| (place, mention)))
                    .any(|(place, mention)| stands_beside(reading, body, mention, &place.tokens))
            })
        };
        let (own, others): (Vec<usize>, Vec<usize>) = claims.into_iter().partition(|&at| beside(at));
        if own.is_empty() {
            continue;
        }
        for at in others {
            let Some(weighed) = weighed.get_mut(at) else {
                continue;
            };
            for (other, probable) in candidates.iter().zip(&mut weighed.probable) {
                if other.places.iter().all(|place| overlaps(place, candidate)) {
                    *probable = 0.0;
                }
            }
        }
    }
}

/// How often a function is said: with and without its article it is the same place.
fn times_said(candidate: &Candidate) -> usize {
    let (mut times, mut end) = (0, 0);
    for place in &candidate.places {
        if place.tokens.start >= end {
            times += 1;
        }
        end = end.max(place.tokens.end);
    }
    times
}

fn overlaps(place: &Place, candidate: &Candidate) -> bool {
    let places = candidate.places.iter();
    places
        .map(|other| &other.tokens)
        .any(|other| other.start < place.tokens.end && place.tokens.start < other.end)
}

/// Whether only names, titles and what joins them stand between a name and a function, and the function is no next member of
/// the row: in "Helen Carter and our Director" it belongs to somebody else.
fn stands_beside(
    reading: &Reading<'_>,
    body: &Layout<'_>,
    mention: &Range<usize>,
    function: &Range<usize>,
) -> bool {
    let is_a =
        |at: usize, concepts: &[Concept]| body.marks_at(at).any(|mark| concepts.contains(&mark.concept));
    let named = |at: usize| {
        let people = reading.cast.people.iter();
        people
            .flat_map(|person| &person.mentions)
            .any(|mention| mention.contains(&at))
    };
    let joins = |at: usize| {
        named(at)
            || is_a(at, &[Concept::ScopeAnd])
            || body
                .marks_around(at)
                .any(|mark| mark.tokens.contains(&at) && mark.concept.family() == "title")
    };
    let before = |at: usize| body.tokens.get(at).map_or(Break::Sentence, |token| token.before);
    let near = |between: &Range<usize>| {
        between.len() <= APART && between.clone().all(|at| before(at) < Break::Sentence)
    };
    if mention.end <= function.start {
        let mut opens = function.start;
        while opens > mention.end && is_a(opens - 1, &[Concept::ScopeArticle]) {
            opens -= 1;
        }
        let mut between = mention.end..opens;
        return near(&between)
            && before(opens) < Break::Sentence
            && between.all(joins)
            && !is_a(opens.saturating_sub(1), &[Concept::ScopeAnd]);
    }
    let mut between = function.end..mention.start;
    near(&between)
        && before(mention.start) < Break::Sentence
        && between.all(joins)
        && !is_a(function.end, &[Concept::ScopeAnd])
}
