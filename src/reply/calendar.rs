//! Calendar entries of confirmed places (RFC 5545), attached to the letters that confirm them.

use super::plain::{NAME_LENGTH_MAX, SENTENCE_LENGTH_MAX, clean, message_id};
use super::{Envelope, Letter, ReplyKind};
use crate::event::{Event, SessionPlan};
use crate::registration::State;
use icalendar::{Calendar, Component, EventLike, EventStatus, Property};

/// Whether the letter brings a calendar: it confirms or moves, and at least one place is confirmed.
pub(super) fn is_wanted(letter: &Letter) -> bool {
    let confirms = matches!(
        letter.kind,
        ReplyKind::Confirmation
            | ReplyKind::MixedResult
            | ReplyKind::PartialGroup
            | ReplyKind::Promotion
            // A diary that keeps the old hour or hall is worse than none.
            | ReplyKind::EventChanged
    );
    confirms
        && letter
            .facts
            .persons
            .iter()
            .flat_map(|person| &person.places)
            .any(|place| place.1 == State::Confirmed)
}

/// The calendar of a letter, if it brings one.
///
/// The method is PUBLISH, not REQUEST (RFC 5546 3.2.1): the guest has already asked, so no "Accept" or "Decline"
/// is wanted, which would come back as a message of its own, and which many press without meaning to cancel.
/// One entry per session, because a later letter may add or move one of them without touching the others.
pub(super) fn calendar(letter: &Letter, event: &Event, envelope: &Envelope) -> Option<String> {
    if !is_wanted(letter) {
        return None;
    }
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//rsvpd//registration desk//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    for plan in &event.sessions {
        let names: Vec<String> = letter
            .facts
            .persons
            .iter()
            .filter(|person| person.places.contains(&(plan.id, State::Confirmed)))
            .map(|person| clean(person.name.as_deref().unwrap_or("…"), NAME_LENGTH_MAX))
            .collect();
        if !names.is_empty() {
            calendar.push(entry(letter, event, envelope, plan, &names));
        }
    }
    Some(calendar.to_string())
}

fn entry(
    letter: &Letter,
    event: &Event,
    envelope: &Envelope,
    plan: &SessionPlan,
    names: &[String],
) -> icalendar::Event {
    let language = letter.language;
    let contact = event.contact(letter.mailbox);
    let address = message_id(&contact.address).unwrap_or_default();
    let domain = address.rsplit('@').next().unwrap_or("localhost");
    let reference = clean(&envelope.reference, NAME_LENGTH_MAX);
    let local = |text: &crate::event::Localised| clean(text.in_language(language), SENTENCE_LENGTH_MAX);
    let mut entry = icalendar::Event::new();
    entry
        .uid(&format!("{}-{}@{domain}", reference.to_lowercase(), plan.id.id()))
        .timestamp(envelope.now)
        // Minutes since registration opened: a later letter about the same places always wins (RFC 5545 3.8.7.4).
        .sequence(
            u32::try_from((envelope.now - event.registration.opens).num_minutes().max(0)).unwrap_or(u32::MAX),
        )
        .status(EventStatus::Confirmed)
        .starts(event.moment(plan.starts))
        .ends(event.moment(plan.ends))
        .summary(&format!("{} – {}", local(event.short_name()), local(&plan.name)))
        .location(&match &plan.visit {
            Some(visit) => local(&visit.meeting_place),
            None => format!(
                "{}, {}",
                local(&event.venue),
                clean(&event.address, SENTENCE_LENGTH_MAX)
            ),
        })
        .description(&format!("{reference}: {}", names.join(", ")))
        .append_property(
            Property::new("ORGANIZER", format!("mailto:{address}"))
                .add_parameter(
                    "CN",
                    &clean(&contact.name, NAME_LENGTH_MAX).replace(['"', ':', ';', ','], " "),
                )
                .done(),
        );
    if let Some(page) = event.page.as_deref() {
        entry.url(&clean(page, SENTENCE_LENGTH_MAX));
    }
    entry.done()
}
