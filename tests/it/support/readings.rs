//! What stories ask of a reading.

use rsvpd::request::{Attendee, Doubt, DoubtKind, Request, Session};

/// The names of those whom a letter is about, in order; whoever has none is left out.
pub fn names(request: &Request) -> Vec<&str> {
    let named = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref());
    named.map(|name| name.value.as_str()).collect()
}

/// `M`, `V`, `A` for what somebody wants, in programme order.
pub fn parts(attendee: &Attendee) -> String {
    let letter = |session: &Session| match session {
        Session::Morning => 'M',
        Session::StudyVisit => 'V',
        Session::Afternoon => 'A',
        Session::Visit(_) => '?',
    };
    let sessions = attendee.sessions.as_ref();
    sessions.map_or_else(String::new, |found| found.value.iter().map(letter).collect())
}

/// Whether there is a doubt of this kind.
pub fn has(doubts: &[Doubt], kind: DoubtKind) -> bool {
    doubts.iter().any(|doubt| doubt.kind == kind)
}
