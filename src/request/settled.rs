//! What is done to a reading when rules and models agree: names in natural order, a country given to all from one place.

use super::Found;
use super::fields;
use super::people::names::natural;
use super::reading::Reading;

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
