//! The programme as calendar entries (RFC 5545), for those who run the event; guests get theirs with the confirmation.

use super::Occasion;
use crate::registration::State;
use crate::store::views::ExportRow;
use icalendar::{Calendar, Component, EventLike};

/// One entry a session, with the number of those who come.
pub(super) fn write(persons: &[ExportRow], occasion: &Occasion<'_>) -> String {
    let event = occasion.event;
    let mut calendar = Calendar::new();
    for plan in &event.sessions {
        let comes = |person: &&ExportRow| {
            matches!(
                person.places.get(&plan.id),
                Some(State::Confirmed | State::Attended)
            )
        };
        let count = persons.iter().filter(comes).count();
        let count = crate::words::counted(
            occasion.language,
            "persons",
            i64::try_from(count).unwrap_or(i64::MAX),
        );
        let session = occasion.session(plan.id);
        let mut entry = icalendar::Event::new();
        entry
            .uid(&format!("{}-{}-desk", event.id, plan.id.id()))
            .timestamp(occasion.now)
            .starts(event.moment(plan.starts))
            .ends(event.moment(plan.ends))
            .summary(&format!("{} – {session}", occasion.event_name()))
            .location(match &plan.visit {
                Some(visit) => occasion.said(&visit.meeting_place),
                None => &event.address,
            })
            .description(&count);
        calendar.push(entry.done());
    }
    calendar.to_string()
}
