//! What stands together whatever it weighs: a body's name that fills its line, and two persons named in one breath.

use super::{named, place_of};
use crate::lexicon::{Concept, List};
use crate::request::layout::Zone;
use crate::request::model::candidates::{Candidate, Field};
use crate::request::reading::Reading;
use std::ops::Range;

/// In a signature, the body whose name goes on to the end of its line with all that it lists: "Ministry for Culture, Youth and
/// Sport"; else the one that was chosen.
pub(super) fn whole_line(reading: &Reading<'_>, field: Field, list: &[Candidate], chosen: usize) -> usize {
    let body = &reading.letter.body;
    let Some(short) = list.get(chosen).and_then(|candidate| candidate.places.first()) else {
        return chosen;
    };
    let is_for = body.says(short.tokens.clone(), List::PurposeOfBody);
    if field != Field::Organisation || !is_for || body.zone_of(short.tokens.start) != Zone::Signature {
        return chosen;
    }
    let end = body
        .segment_of(short.tokens.start)
        .map_or(0, |(_, segment)| segment.tokens.end);
    let goes_on = |candidate: &Candidate| {
        candidate.places.iter().any(|place| {
            place.sources.listed && place.tokens.start == short.tokens.start && place.tokens.end == end
        })
    };
    list.iter().position(goes_on).unwrap_or(chosen)
}

/// "Mme Favre et M. Rochat, de la Ville de Lausanne": the body right behind the second is the first one's, too.
pub(super) fn share_in_one_breath(reading: &mut Reading<'_>) {
    /// Words between a name and the body behind it.
    const NEAR: usize = 5;
    let named = named(reading);
    let mut shared = Vec::new();
    for &(first, one) in &named {
        for &(second, other) in &named {
            let attendee = |at: usize| reading.request.attendees.get(at);
            let own = attendee(first).is_some_and(|attendee| attendee.organisation.is_some());
            let Some(body) = attendee(second)
                .and_then(|attendee| attendee.organisation.as_ref())
                .filter(|_| !own)
            else {
                continue;
            };
            let Some(place) = place_of(reading, body) else {
                continue;
            };
            let behind = |name: &Range<usize>| place.start >= name.end && place.start - name.end <= NEAR;
            if joined(reading, one, other).is_some_and(|name| behind(&name)) {
                shared.push((first, body.clone()));
            }
        }
    }
    for (at, body) in shared {
        if let Some(attendee) = reading.request.attendees.get_mut(at) {
            attendee.organisation = Some(body);
        }
    }
}

/// Where the second person is named right behind the first, with "and" and titles alone between them.
fn joined(reading: &Reading<'_>, one: usize, other: usize) -> Option<Range<usize>> {
    let body = &reading.letter.body;
    let people = &reading.cast.people;
    let joins = |at: usize| {
        let title = reading.cast.traits.get(at).is_some_and(|traits| traits.title);
        title || body.marks_at(at).any(|mark| mark.concept == Concept::ScopeAnd)
    };
    let segment = |at: usize| body.segment_of(at).map(|(index, _)| index);
    let first = people.get(one)?;
    people.get(other)?.mentions.iter().find_map(|second| {
        let right_before = |name: &&Range<usize>| {
            name.end < second.start
                && second.start - name.end <= 3
                && (name.end..second.start).all(joins)
                && segment(name.start) == segment(second.start)
        };
        first.mentions.iter().find(right_before).map(|_| second.clone())
    })
}
