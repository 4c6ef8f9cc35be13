//! Fills fields that the rules left empty, where the tagger is sure of a phrase.

use super::tagger::{Marginals, Tag};
use crate::request::cast::body_evidence;
use crate::request::fields::place;
use crate::request::people::names::tidy;
use crate::request::reading::Reading;
use crate::request::{Attendee, Found, Intent};

/// How sure the tagger must be of every word of a phrase.
const FILLS: f32 = 0.6;

/// Gives organisation and town to attendees of whom none has one, the function to an only attendee, and the outlet to a
/// press request.
pub fn fill(reading: &mut Reading<'_>, marginals: &Marginals) {
    if reading.request.attendees.is_empty() {
        return;
    }
    let organisation = surest(reading, marginals, Tag::Organisation, "model/organisation");
    let role = surest(reading, marginals, Tag::Role, "model/role");
    let city = surest(reading, marginals, Tag::City, "model/city").map(|mut city| {
        city.value = place::nominative(&city.value).unwrap_or(city.value);
        city
    });
    let request = &mut reading.request;
    if let Some(press) = request
        .press
        .as_mut()
        .filter(|_| request.intent.value == Intent::Press)
        && press.outlet.is_none()
    {
        press.outlet.clone_from(&organisation);
    }
    let attendees = &mut request.attendees;
    give(attendees, &organisation, |attendee| &mut attendee.organisation);
    give(attendees, &city, |attendee| &mut attendee.city);
    if let [only] = attendees.as_mut_slice()
        && only.role.is_none()
    {
        only.role = role;
    }
}

/// Gives a value to all, if nobody has one.
fn give(
    attendees: &mut [Attendee],
    value: &Option<Found<String>>,
    field: impl Fn(&mut Attendee) -> &mut Option<Found<String>>,
) {
    if attendees.iter_mut().all(|attendee| field(attendee).is_none()) {
        for attendee in attendees {
            field(attendee).clone_from(value);
        }
    }
}

/// The phrase of this kind that the tagger is surest of.
fn surest(reading: &Reading<'_>, marginals: &Marginals, tag: Tag, rule: &str) -> Option<Found<String>> {
    let body = &reading.letter.body;
    let (tokens, _) = marginals
        .phrases(tag)
        .into_iter()
        .filter(|(_, sure)| *sure >= FILLS)
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Found {
        value: tidy(body.shown(tokens.clone())),
        evidence: body_evidence(body, tokens, rule),
    })
}
