//! The programme as calendar entries (RFC 5545), for those who run the event; guests get theirs with the confirmation.

use super::Occasion;
use crate::request::Session;
use icalendar::{Calendar, Component, EventLike};
use std::collections::BTreeMap;

/// One entry a session, with the number of those who come.
pub(super) fn write(comers: &BTreeMap<Session, u32>, occasion: &Occasion<'_>) -> String {
    let event = occasion.event;
    let mut calendar = Calendar::new();
    for plan in &event.sessions {
        let count = comers.get(&plan.id).copied().unwrap_or(0);
        let count = crate::words::counted(occasion.language, "persons", i64::from(count));
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
