//! What is other than before: of an event the date, the place and hours; of a person the session.

use super::{localised, some_clean};
use crate::event::{Event, Told};
use crate::language::ReplyLanguage;
use crate::reply::SeatExchange;
use crate::reply::locale::{date_with_weekday, hours};
use crate::reply::plain::{NAME_LENGTH_MAX, SENTENCE_LENGTH_MAX, clean};
use serde::Serialize;

/// One line of the table of a letter about a changed event.
#[derive(Debug, Serialize)]
pub(in crate::reply) struct EventChange {
    /// `date`, `place` or `hours`.
    pub what: &'static str,
    /// Of changed hours.
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

/// What differs; nothing where nothing had been told.
pub(super) fn event_changes(
    before: Option<&Told>,
    event: &Event,
    language: ReplyLanguage,
) -> Vec<EventChange> {
    let Some(before) = before else {
        return Vec::new();
    };
    let now = event.told();
    let place = |told: &Told| {
        format!(
            "{}, {}",
            localised(&told.venue, language),
            clean(&told.address, SENTENCE_LENGTH_MAX)
        )
    };
    let mut changes = Vec::new();
    let mut add = |what: &'static str, session: String, before: String, now: String| {
        if before != now {
            changes.push(EventChange {
                what,
                session,
                before,
                now,
            });
        }
    };
    add(
        "date",
        String::new(),
        date_with_weekday(before.date, language),
        date_with_weekday(now.date, language),
    );
    add("place", String::new(), place(before), place(&now));
    for (session, starts, ends) in &now.hours {
        let known = before.hours.iter().find(|(known, ..)| known == session);
        if let (Some((_, from, to)), Some(plan)) = (known, event.session(*session)) {
            add(
                "hours",
                localised(&plan.name, language),
                hours(*from, *to, language),
                hours(*starts, *ends, language),
            );
        }
    }
    changes
}
