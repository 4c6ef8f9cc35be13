//! Moments of letters in the event's zone: deadlines, and the working days until an answer.

use crate::event::Event;
use crate::language::ReplyLanguage;
use crate::reply::locale::{date_with_weekday, day, hour};
use chrono::{DateTime, Datelike, Days, NaiveDate, Offset, Utc, Weekday};
use serde::Serialize;

/// A point in time in the event's zone.
#[derive(Debug, Serialize)]
pub(in crate::reply) struct Moment {
    /// With the weekday.
    pub date: String,
    /// Without it.
    pub day: String,
    pub hour: String,
    /// The offset of the event's zone at that moment: `UTC+1`.
    pub offset: String,
}

pub(super) fn on(date: NaiveDate, language: ReplyLanguage) -> Moment {
    Moment {
        date: date_with_weekday(date, language),
        day: day(date, language),
        hour: String::new(),
        offset: String::new(),
    }
}

pub(super) fn moment(instant: DateTime<Utc>, event: &Event, language: ReplyLanguage) -> Moment {
    let zoned = instant.with_timezone(&event.zone);
    let local = zoned.naive_local();
    Moment {
        hour: hour(local.time(), language),
        offset: offset(zoned.offset().fix().local_minus_utc()),
        ..on(local.date(), language)
    }
}

/// An offset in seconds as letters write it: `UTC+1`, `UTC+5:30`, `UTC`.
fn offset(seconds: i32) -> String {
    let (hours, minutes) = (seconds / 3600, (seconds % 3600).abs() / 60);
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (_, 0) => format!("UTC{hours:+}"),
        _ => format!("UTC{hours:+}:{minutes:02}"),
    }
}

/// The last of the working days in which a person answers; `None` if it would not be before the event.
pub(super) fn answer_by(event: &Event, now: DateTime<Utc>) -> Option<NaiveDate> {
    let today = now.with_timezone(&event.zone).date_naive();
    let mut date = today;
    for _ in 0..event.registration.answer_within_days {
        date = next_working_day(date, Days::new(1), NaiveDate::checked_add_days)?;
    }
    (date < event.date).then_some(date)
}

/// The working day by which press decisions are told; `None` if it has passed.
pub(super) fn decided_by(event: &Event, now: DateTime<Utc>) -> Option<NaiveDate> {
    let today = now.with_timezone(&event.zone).date_naive();
    let mut date = event.date;
    for _ in 0..event.press.answer_within_days {
        date = next_working_day(date, Days::new(1), NaiveDate::checked_sub_days)?;
    }
    (date > today).then_some(date)
}

/// The nearest day after (or before) this one that is no Saturday or Sunday; public holidays are not known.
fn next_working_day(
    date: NaiveDate,
    step: Days,
    advance: fn(NaiveDate, Days) -> Option<NaiveDate>,
) -> Option<NaiveDate> {
    let mut next = advance(date, step)?;
    while matches!(next.weekday(), Weekday::Sat | Weekday::Sun) {
        next = advance(next, step)?;
    }
    Some(next)
}
