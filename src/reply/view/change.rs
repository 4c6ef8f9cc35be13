//! What is other than before: of an event the date, the place and hours; of a person the session.

use super::{localised, some_clean};
use crate::event::{Difference, Event, Localised, Told};
use crate::language::ReplyLanguage;
use crate::reply::locale::{date_with_weekday, hours};
use crate::reply::plain::{NAME_LENGTH_MAX, SENTENCE_LENGTH_MAX, clean};
use crate::reply::{PersonResult, SeatExchange};
use crate::request::Session;
use serde::Serialize;

/// One line of the table of a letter about a changed event.
#[derive(Debug, Serialize)]
pub(in crate::reply) struct EventChange {
    /// `date`, `place`, `hours` or `meeting-place`.
    pub what: &'static str,
    /// Of changed hours and meeting places.
    pub session: String,
    pub before: String,
    pub now: String,
}

/// A seat that was given up for another.
#[derive(Debug, Serialize)]
pub(in crate::reply) struct ExchangeView {
    pub person: Option<String>,
    pub from: String,
    pub to: String,
}

/// Seats that were given up, by the names of their sessions.
pub(super) fn exchanges(all: &[SeatExchange], event: &Event, language: ReplyLanguage) -> Vec<ExchangeView> {
    let name = |session| {
        let plan = event.session(session);
        plan.map(|plan| localised(&plan.name, language))
            .unwrap_or_default()
    };
    let view = |exchange: &SeatExchange| ExchangeView {
        person: some_clean(exchange.person.as_deref(), NAME_LENGTH_MAX),
        from: name(exchange.from),
        to: name(exchange.to),
    };
    all.iter().map(view).collect()
}

/// What differs, as far as whoever has these places is concerned; nothing where nothing had been told.
pub(super) fn event_changes(
    before: Option<&Told>,
    persons: &[PersonResult],
    event: &Event,
    language: ReplyLanguage,
) -> Vec<EventChange> {
    let places = persons.iter().flat_map(|person| &person.places);
    let sessions: Vec<Session> = places.map(|(session, _)| *session).collect();
    let differences = before.map(|before| before.differences(&event.told()));
    let differences = differences.unwrap_or_default().into_iter();
    differences
        .filter(|difference| difference.concerns(&sessions))
        .filter_map(|difference| event_change(&difference, event, language))
        .collect()
}

fn event_change(difference: &Difference, event: &Event, language: ReplyLanguage) -> Option<EventChange> {
    let place = |(venue, address): &(Localised, String)| {
        let address = clean(address, SENTENCE_LENGTH_MAX);
        format!("{}, {address}", localised(venue, language))
    };
    let name = |session: Session| event.session(session).map(|plan| localised(&plan.name, language));
    let (what, session, before, now) = match difference {
        Difference::Date { before, now } => (
            "date",
            String::new(),
            date_with_weekday(*before, language),
            date_with_weekday(*now, language),
        ),
        Difference::Place { before, now } => ("place", String::new(), place(before), place(now)),
        Difference::Hours { session, before, now } => (
            "hours",
            name(*session)?,
            hours(before.0, before.1, language),
            hours(now.0, now.1, language),
        ),
        Difference::MeetingPlace { session, before, now } => (
            "meeting-place",
            name(*session)?,
            localised(before, language),
            localised(now, language),
        ),
        Difference::Cancelled => return None,
    };
    Some(EventChange {
        what,
        session,
        before,
        now,
    })
}
