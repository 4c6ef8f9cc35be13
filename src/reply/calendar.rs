//! Calendar entries of confirmed places (RFC 5545), attached to the letters that confirm, change or end them.

use super::plain::{NAME_LENGTH_MAX, SENTENCE_LENGTH_MAX, clean, message_id};
use super::{DiaryEntry, Envelope, Letter, ReplyKind};
use crate::event::{Event, SessionPlan};
use crate::registration::State;
use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, EventLike, EventStatus, Property};
use serde::Serialize;

const PUBLISH: &str = "PUBLISH";
const CANCEL: &str = "CANCEL";

/// Whether letters of this kind bring a calendar of the places that they name as confirmed.
fn tells_of_places(kind: ReplyKind) -> bool {
    matches!(
        kind,
        ReplyKind::Confirmation
            | ReplyKind::MixedResult
            | ReplyKind::PartialGroup
            | ReplyKind::Promotion
            // A diary that keeps the old hour or hall is worse than none.
            | ReplyKind::EventChanged
    )
}

/// What a letter's calendar does in its reader's diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Effect {
    Adds,
    Updates,
    Removes,
}

/// What the calendar of a letter does, if it brings one.
pub(super) fn effect(letter: &Letter) -> Option<Effect> {
    let (kind, diary) = (letter.kind, &letter.facts.diary);
    let mut places = letter.facts.persons.iter().flat_map(|person| &person.places);
    if diary.is_empty() {
        let brings = tells_of_places(kind) && places.any(|(_, state)| *state == State::Confirmed);
        return brings.then_some(match kind {
            ReplyKind::EventChanged => Effect::Updates,
            _ => Effect::Adds,
        });
    }
    let gone = diary.iter().filter(|entry| entry.names.is_empty()).count();
    let later = matches!(
        kind,
        ReplyKind::CancellationNoted | ReplyKind::ChangeNoted | ReplyKind::SwapNoted
    );
    Some(match gone {
        0 if !later => Effect::Adds,
        gone if gone == diary.len() => Effect::Removes,
        _ => Effect::Updates,
    })
}

/// The entries of a letter: what a later decision changed, else the confirmed places that it names.
fn entries(letter: &Letter, event: &Event, envelope: &Envelope) -> Vec<DiaryEntry> {
    if !letter.facts.diary.is_empty() || !tells_of_places(letter.kind) {
        return letter.facts.diary.clone();
    }
    let plans = event.sessions.iter().map(|plan| {
        let persons = letter.facts.persons.iter();
        let seated = persons.filter(|person| person.places.contains(&(plan.id, State::Confirmed)));
        DiaryEntry {
            reference: envelope.reference.clone(),
            session: plan.id,
            names: seated.map(|person| person.name.clone()).collect(),
        }
    });
    plans.filter(|entry| !entry.names.is_empty()).collect()
}

/// The calendar of a letter, if it brings one.
///
/// The method is PUBLISH, not REQUEST (RFC 5546 3.2.1): the guest has already asked, so no "Accept" or "Decline"
/// is wanted, which would come back as a message of its own, and which many press without meaning to cancel. What was
/// published is changed by publishing it again, and taken back by CANCEL (RFC 5546 4.1.2, 4.1.3).
/// One entry per session, because a later letter may add or move one of them without touching the others.
pub(super) fn calendar(letter: &Letter, event: &Event, envelope: &Envelope) -> Option<String> {
    let entries = entries(letter, event, envelope);
    let known = entries.iter().filter_map(|entry| {
        let plan = event.sessions.iter().find(|plan| plan.id == entry.session)?;
        Some((plan, entry))
    });
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        return None;
    }
    let all_gone = known.iter().all(|(_, entry)| entry.names.is_empty());
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//rsvpd//registration desk//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", if all_gone { CANCEL } else { PUBLISH }));
    for (plan, entry) in known {
        calendar.push(component(letter, event, envelope.now, plan, entry));
    }
    Some(calendar.to_string())
}

/// The method that the field of the part must name as its calendar does (RFC 6047 2.4).
#[must_use]
pub fn method(calendar: &str) -> &'static str {
    if calendar
        .lines()
        .any(|line| line.strip_prefix("METHOD:") == Some(CANCEL))
    {
        CANCEL
    } else {
        PUBLISH
    }
}

fn component(
    letter: &Letter,
    event: &Event,
    now: DateTime<Utc>,
    plan: &SessionPlan,
    of: &DiaryEntry,
) -> icalendar::Event {
    let language = letter.language;
    let contact = event.contact(letter.mailbox);
    let address = message_id(&contact.address).unwrap_or_default();
    let domain = address.rsplit('@').next().unwrap_or("localhost");
    let reference = clean(&of.reference, NAME_LENGTH_MAX);
    let names = of
        .names
        .iter()
        .map(|name| clean(name.as_deref().unwrap_or("…"), NAME_LENGTH_MAX));
    let names: Vec<String> = names.collect();
    let local = |text: &crate::event::Localised| clean(text.in_language(language), SENTENCE_LENGTH_MAX);
    let mut entry = icalendar::Event::new();
    entry
        .uid(&format!("{}-{}@{domain}", reference.to_lowercase(), plan.id.id()))
        .timestamp(now)
        // Seconds since registration opened: a later letter about the same places always wins (RFC 5545 3.8.7.4).
        .sequence(u32::try_from((now - event.registration.opens).num_seconds().max(0)).unwrap_or(u32::MAX))
        .status(if names.is_empty() {
            EventStatus::Cancelled
        } else {
            EventStatus::Confirmed
        })
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
        .description(&match names.as_slice() {
            [] => reference,
            names => format!("{reference}: {}", names.join(", ")),
        })
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
