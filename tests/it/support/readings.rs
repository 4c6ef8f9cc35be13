//! What stories ask of a reading.

use rsvpd::request::Request;

/// The names of those whom a letter is about, in order; whoever has none is left out.
pub fn names(request: &Request) -> Vec<&str> {
    let named = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref());
    named.map(|name| name.value.as_str()).collect()
}
