//! What is done to a reading when it is settled: names in natural order and as a list has them, a country given to all from one place.

use super::fields;
use super::people::names::natural;
use super::reading::Reading;
use super::{Found, Part, Request};
use crate::lexicon::gazetteer::Gazetteer;

/// Brings the request's values into the form that everybody else sees.
pub(super) fn settle(reading: &mut Reading<'_>) {
    fields::share::countries(reading);
    let request = &mut reading.request;
    let attendees = request
        .attendees
        .iter_mut()
        .filter_map(|attendee| attendee.name.as_mut());
    let names = attendees
        .chain(request.writer.as_mut())
        .chain(request.replaces.as_mut());
    for Found { value, .. } in names {
        if let Some(turned) = natural(value) {
            *value = turned;
        }
    }
}

/// Names as a guest list, a badge and a letter have them: a Russian sentence declines them, «прошу зарегистрировать Сафину
/// Гульнару». A reading keeps what is written; whoever enters it, or looks it up, asks for this.
pub fn in_nominative(request: &mut Request) {
    let lists = Gazetteer::embedded();
    let attendees = request.attendees.iter_mut();
    let names = attendees
        .filter_map(|attendee| attendee.name.as_mut())
        .chain(request.replaces.as_mut());
    for name in names.filter(|name| matches!(name.evidence.part, Part::Body | Part::Subject)) {
        if let Some(nominative) = lists.nominative_of_person(&name.value) {
            name.value = nominative;
        }
    }
}
