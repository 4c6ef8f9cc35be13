//! When an offer ends: never at night, on a weekend, or after the event has begun (rules 21, 22).

use crate::event::Event;
use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
    Weekday,
};

/// Working hours in the event's zone, in which an offer may end: from this hour
const OPENS: u32 = 9;
/// to this one.
const CLOSES: u32 = 18;
/// An end that would fall outside them is moved to this hour of the next working day.
const NOON: u32 = 12;
/// Whoever is offered a place has at least this long to answer; with less, no offer leaves.
const LEAST: TimeDelta = TimeDelta::hours(6);

/// Until when an offer that leaves now holds; `None` where too little time is left before the event begins.
///
/// Public holidays are not known.
#[must_use]
pub fn offer_until(event: &Event, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let hours = TimeDelta::hours(i64::from(event.registration.offer_hours));
    let wanted = now
        .checked_add_signed(hours)?
        .with_timezone(&event.zone)
        .naive_local();
    let until = utc(event, into_working_hours(full_hour(wanted)?)?);
    let until = if until < event.starts() {
        until
    } else {
        utc(event, last_before(event)?)
    };
    (until >= now + LEAST).then_some(until)
}

/// A moment moved into the working hours of the event's zone.
#[must_use]
pub fn into_working_hours_of(event: &Event, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let local = moment.with_timezone(&event.zone).naive_local();
    Some(utc(event, into_working_hours(full_hour(local)?)?))
}

/// When a reminder of an offer leaves: at half its time.
#[must_use]
pub fn half_time(offered: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
    offered + (until - offered) / 2
}

fn full_hour(time: NaiveDateTime) -> Option<NaiveDateTime> {
    let begun = time.date().and_hms_opt(time.hour(), 0, 0)?;
    if begun == time {
        Some(time)
    } else {
        begun.checked_add_signed(TimeDelta::hours(1))
    }
}

fn into_working_hours(time: NaiveDateTime) -> Option<NaiveDateTime> {
    let (date, hour) = (time.date(), time.hour());
    let in_time = (OPENS..CLOSES).contains(&hour) || time.time() == at(CLOSES);
    if works(date) && in_time {
        return Some(time);
    }
    let mut day = if works(date) && hour < OPENS {
        date
    } else {
        date.checked_add_days(Days::new(1))?
    };
    while !works(day) {
        day = day.checked_add_days(Days::new(1))?;
    }
    Some(day.and_time(at(NOON)))
}

/// The end of the last working day before the event.
fn last_before(event: &Event) -> Option<NaiveDateTime> {
    let mut day = event.date.checked_sub_days(Days::new(1))?;
    while !works(day) {
        day = day.checked_sub_days(Days::new(1))?;
    }
    Some(day.and_time(at(CLOSES)))
}

fn works(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

fn at(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

fn utc(event: &Event, local: NaiveDateTime) -> DateTime<Utc> {
    let moment = event.zone.from_local_datetime(&local).earliest();
    moment.map_or_else(|| local.and_utc(), |moment| moment.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{SUMMIT, event};

    fn summit() -> Event {
        event::parse("event.toml", SUMMIT).unwrap()
    }

    /// The end of an offer that leaves at this local time in Rotterdam.
    fn end(left: &str) -> Option<String> {
        let event = summit();
        let local = NaiveDateTime::parse_from_str(left, "%Y-%m-%d %H:%M").unwrap();
        let until = offer_until(&event, utc(&event, local))?;
        Some(
            until
                .with_timezone(&event.zone)
                .format("%a %Y-%m-%d %H:%M")
                .to_string(),
        )
    }

    #[test]
    fn rule_022_an_offer_ends_in_working_hours_of_the_events_zone() {
        assert_eq!(end("2016-10-10 10:20").unwrap(), "Thu 2016-10-13 11:00");
        assert_eq!(
            end("2016-10-10 23:10").unwrap(),
            "Fri 2016-10-14 12:00",
            "not at night"
        );
        assert_eq!(
            end("2016-10-11 03:00").unwrap(),
            "Fri 2016-10-14 12:00",
            "nor before nine"
        );
        assert_eq!(
            end("2016-10-12 15:00").unwrap(),
            "Mon 2016-10-17 12:00",
            "nor on a Saturday"
        );
        assert_eq!(end("2016-10-14 15:00").unwrap(), "Mon 2016-10-17 15:00");
        assert_eq!(
            end("2016-10-27 15:00").unwrap(),
            "Mon 2016-10-31 12:00",
            "a clock change in between"
        );
    }

    #[test]
    fn rule_022_an_offer_ends_before_the_event_or_does_not_leave() {
        assert_eq!(end("2016-11-07 10:00").unwrap(), "Tue 2016-11-08 18:00");
        assert_eq!(end("2016-11-08 12:00").unwrap(), "Tue 2016-11-08 18:00");
        assert_eq!(end("2016-11-08 13:00"), None);
        assert_eq!(end("2016-11-09 08:00"), None);
    }

    #[test]
    fn rule_022_no_hour_of_a_year_gives_an_end_at_night_or_on_a_weekend() {
        let event = summit();
        let start = event.registration.opens - TimeDelta::days(300);
        for hour in 0..24 * 357 {
            let now = start + TimeDelta::hours(hour) + TimeDelta::minutes(hour % 60);
            let Some(until) = offer_until(&event, now) else {
                continue;
            };
            let local = until.with_timezone(&event.zone).naive_local();
            assert!(works(local.date()), "{now} gives {local}");
            assert!((OPENS..=CLOSES).contains(&local.hour()), "{now} gives {local}");
            assert!(until >= now + LEAST && until < event.starts());
        }
    }
}
