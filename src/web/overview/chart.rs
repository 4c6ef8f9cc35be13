//! Numbers as bars: SVG whose shapes bear classes only, so that the page's own colours, by day and by night, reach them.
//!
//! The library writes shapes, not charts: chart libraries write colours, fonts and sizes into the picture, where neither
//! the night scheme, a larger type nor a narrow window reaches them, or style sheets that the console's policy forbids.

use super::super::words;
use crate::event::Event;
use crate::message::MailboxRole;
use crate::registration::State;
use crate::request::Session;
use crate::store::standing::Capacity;
use crate::store::views::Overview;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use svg::node::element::{Rectangle, SVG};

/// Days of the arrivals that are drawn; earlier ones are only summed.
const DAYS_MAX: usize = 120;
/// Rows of a list before the rest is summed.
const ROWS_MAX: usize = 24;

/// A session's seats.
#[derive(Debug, Default, Serialize)]
pub(super) struct Seats {
    pub id: &'static str,
    pub capacity: u32,
    pub confirmed: u32,
    pub offered: u32,
    pub free: u32,
    pub waiting: u32,
    /// SVG: who has a seat, what is free, and who waits, from left to right.
    pub picture: String,
}

/// A row of a list: a name, a number, and its bar.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Bar {
    pub name: String,
    pub count: u32,
    /// SVG, as long as the longest allows.
    pub picture: String,
}

/// The days in which letters came.
#[derive(Debug, Default, Serialize)]
pub(super) struct Arrivals {
    pub days: Vec<Day>,
    pub total: u32,
    /// The most of one day.
    pub most: u32,
    /// SVG: a column for each day, the press at its foot.
    pub picture: String,
}

/// A day's letters.
#[derive(Debug, Serialize)]
pub(super) struct Day {
    pub date: NaiveDate,
    pub registration: u32,
    pub press: u32,
}

/// Who listens to a language.
#[derive(Debug, Serialize)]
pub(super) struct Booth {
    pub name: String,
    /// Whether the event offers it.
    pub offered: bool,
    /// Who holds a seat and who waits, in the order of the sessions.
    pub sessions: Vec<(u32, u32)>,
}

/// Seats of every session, all bars to one scale.
pub(super) fn seats(event: &Event, capacity: &Capacity, numbers: &Overview) -> Vec<Seats> {
    let of = |session: Session, states: &[State]| -> u32 {
        let counts = states
            .iter()
            .filter_map(|state| numbers.places.get(&(session, *state)));
        counts.sum()
    };
    let mut all: Vec<Seats> = event
        .sessions
        .iter()
        .map(|plan| {
            let confirmed = of(plan.id, &[State::Confirmed, State::Attended, State::NoShow]);
            let offered = of(plan.id, &[State::Offered]);
            let capacity = capacity.sessions.get(&plan.id).copied().unwrap_or(plan.capacity);
            Seats {
                id: plan.id.id(),
                capacity,
                confirmed,
                offered,
                free: capacity.saturating_sub(confirmed + offered),
                waiting: of(plan.id, &[State::Waiting]),
                picture: String::new(),
            }
        })
        .collect();
    let whole = |seats: &Seats| seats.confirmed + seats.offered + seats.free + seats.waiting;
    let longest = all.iter().map(whole).max().unwrap_or_default();
    for seats in &mut all {
        let counts = [
            ("confirmed", seats.confirmed),
            ("offered", seats.offered),
            ("free", seats.free),
            ("waiting", seats.waiting),
        ];
        let mut from = 0;
        let parts = counts.into_iter().filter(|(_, count)| *count > 0);
        let parts = parts.map(|(kind, count)| {
            let part = rectangle(kind, (from, count), longest).set("height", "100%");
            from += count;
            part
        });
        seats.picture = picture("seats", 28, parts);
    }
    all
}

/// Letters by day in the event's zone, without gaps from the first to the last.
pub(super) fn arrivals(zone: Tz, numbers: &Overview) -> Arrivals {
    let mut by_day: BTreeMap<NaiveDate, (u32, u32)> = BTreeMap::new();
    for ((hour, role), count) in &numbers.arrivals {
        let day = by_day.entry(hour.with_timezone(&zone).date_naive()).or_default();
        match role {
            MailboxRole::Registration => day.0 += count,
            MailboxRole::Press => day.1 += count,
        }
    }
    let total = by_day.values().map(|(one, other)| one + other).sum();
    let (Some(first), Some(last)) = (by_day.keys().next().copied(), by_day.keys().next_back().copied())
    else {
        return Arrivals::default();
    };
    let drawn: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= last).collect();
    let skipped = drawn.len().saturating_sub(DAYS_MAX);
    let drawn: Vec<NaiveDate> = drawn.into_iter().skip(skipped).collect();
    let count = |day: &NaiveDate| by_day.get(day).copied().unwrap_or_default();
    let most = drawn
        .iter()
        .map(|day| count(day).0 + count(day).1)
        .max()
        .unwrap_or_default();
    let number = u32::try_from(drawn.len()).unwrap_or(u32::MAX);
    let days: Vec<Day> = drawn
        .into_iter()
        .map(|date| {
            let (registration, press) = count(&date);
            Day {
                date,
                registration,
                press,
            }
        })
        .collect();
    let columns = days.iter().zip(0..).flat_map(|(day, index)| {
        // A hair of ground between two days.
        let column = |kind, height: u32, above: u32| {
            rectangle(kind, (index * 5, 4), number.saturating_mul(5))
                .set("y", hundredths(above, most))
                .set("height", hundredths(height, most))
        };
        let press = (day.press > 0).then(|| column("press", day.press, most - day.press));
        let top = most - day.registration - day.press;
        std::iter::once(column("bar", day.registration, top)).chain(press)
    });
    let picture = picture("days", 120, columns);
    Arrivals {
        days,
        total,
        most,
        picture,
    }
}

/// Headcount per booth: the languages that are offered in the event's order, then those that are only wished for.
pub(super) fn booths(event: &Event, numbers: &Overview, language: &str) -> Vec<Booth> {
    let wished: BTreeSet<&str> = numbers.booths.keys().map(|(code, _, _)| code.as_str()).collect();
    let offered: Vec<&str> = event.interpretation.iter().map(|one| one.code()).collect();
    let others = wished.iter().copied().filter(|code| !offered.contains(code));
    let rows = offered.iter().copied().chain(others);
    rows.map(|code| {
        let sum = |session: Session, of: &dyn Fn(State) -> bool| -> u32 {
            let here = numbers
                .booths
                .iter()
                .filter(|((spoken, at, state), _)| spoken == code && *at == session && of(*state));
            here.map(|(_, count)| count).sum()
        };
        let sessions = event.sessions.iter().map(|plan| {
            let seated = sum(plan.id, &State::holds_seat);
            (seated, sum(plan.id, &|state| state == State::Waiting))
        });
        Booth {
            name: words::text(language, &format!("tongue.{code}")),
            offered: offered.contains(&code),
            sessions: sessions.collect(),
        }
    })
    .collect()
}

/// Languages that letters are written in.
pub(super) fn languages(numbers: &Overview, language: &str) -> Vec<Bar> {
    let names = numbers
        .languages
        .iter()
        .map(|(code, count)| (words::text(language, &format!("tongue.{code}")), *count));
    bars(names.collect(), language)
}

/// Countries of those who hold a seat.
pub(super) fn countries(numbers: &Overview, language: &str) -> Vec<Bar> {
    let names = numbers.countries.iter().map(|(code, count)| {
        let name = if code.is_empty() {
            words::text(language, "overview.unsaid")
        } else {
            words::country(language, code)
        };
        (name, *count)
    });
    bars(names.collect(), language)
}

/// Needs of those who hold a seat.
pub(super) fn needs(counts: &BTreeMap<String, u32>, group: &str, language: &str) -> Vec<Bar> {
    let names = counts
        .iter()
        .map(|(name, count)| (words::text(language, &format!("{group}.{name}")), *count));
    bars(names.collect(), language)
}

/// Press requests by medium, whatever became of them.
pub(super) fn press(numbers: &Overview, language: &str) -> Vec<Bar> {
    let mut by_medium: BTreeMap<&str, u32> = BTreeMap::new();
    for ((_, medium), count) in &numbers.press {
        *by_medium.entry(medium).or_default() += count;
    }
    let names = by_medium.into_iter().map(|(medium, count)| {
        let key = if medium.is_empty() {
            "overview.unsaid".to_owned()
        } else {
            format!("media.{medium}")
        };
        (words::text(language, &key), count)
    });
    bars(names.collect(), language)
}

/// The most frequent first, those beyond [`ROWS_MAX`] in one last row.
fn bars(mut counts: Vec<(String, u32)>, language: &str) -> Vec<Bar> {
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    if counts.len() > ROWS_MAX {
        let rest = counts.split_off(ROWS_MAX - 1);
        let sum = rest.iter().map(|(_, count)| count).sum();
        counts.push((words::text(language, "overview.others"), sum));
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts
        .into_iter()
        .map(|(name, count)| Bar {
            name,
            count,
            picture: picture(
                "share",
                10,
                [rectangle("bar", (0, count), most)
                    .set("height", "100%")
                    .set("rx", 2)],
            ),
        })
        .collect()
}

/// A picture as wide as its place; what it shows is told beside it, in words and in a table.
fn picture(class: &str, height: u32, shapes: impl IntoIterator<Item = Rectangle>) -> String {
    let empty = SVG::new()
        .set("class", class)
        .set("width", "100%")
        .set("height", height)
        .set("aria-hidden", "true");
    shapes.into_iter().fold(empty, SVG::add).to_string()
}

/// A bar that begins after some of a whole and is as long as some of it.
fn rectangle(class: &str, (from, length): (u32, u32), whole: u32) -> Rectangle {
    Rectangle::new()
        .set("class", class)
        .set("x", hundredths(from, whole))
        .set("width", hundredths(length, whole))
}

/// A part of a whole in hundredths, as SVG takes it.
fn hundredths(part: u32, whole: u32) -> String {
    let share = f64::from(part) * 100.0 / f64::from(whole.max(1));
    format!("{share:.2}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bars_of_seats_have_one_scale_and_waiting_stands_beyond_the_seats() {
        let event = crate::config::event::parse("event.toml", crate::config::SUMMIT).unwrap();
        let mut numbers = Overview::default();
        let first = event.sessions[0].clone();
        numbers
            .places
            .insert((first.id, State::Confirmed), first.capacity - 10);
        numbers.places.insert((first.id, State::Offered), 4);
        numbers.places.insert((first.id, State::Waiting), 7);
        let capacity = Capacity {
            sessions: event.capacities(),
            event: event.capacity,
        };
        let seats = seats(&event, &capacity, &numbers);
        let rectangles = |one: &Seats| -> Vec<String> {
            let shapes = one.picture.split("<rect ").skip(1);
            shapes.map(str::to_owned).collect()
        };
        let attribute = |shape: &str, name: &str| {
            let rest = shape.split_once(&format!("{name}=\"")).unwrap().1;
            rest.split('"').next().unwrap().trim_end_matches('%').to_owned()
        };
        let kinds: Vec<String> = rectangles(&seats[0])
            .iter()
            .map(|shape| attribute(shape, "class"))
            .collect();
        assert_eq!(kinds, ["confirmed", "offered", "free", "waiting"]);
        assert_eq!((seats[0].free, seats[0].waiting), (6, 7));
        let end = |shape: &String| -> f64 {
            let number = |name| attribute(shape, name).parse::<f64>().unwrap();
            number(" x") + number("width")
        };
        let ends = seats.iter().map(|one| end(rectangles(one).last().unwrap()));
        assert!((ends.fold(0.0, f64::max) - 100.0).abs() < 0.02);
        // Colours are the page's own.
        assert!(!seats[0].picture.contains("fill") && !seats[0].picture.contains("style"));
    }

    #[test]
    fn days_are_the_events_own_and_none_is_left_out() {
        let mut numbers = Overview::default();
        let at = |text: &str| text.parse().unwrap();
        // Half past eleven at night in Rotterdam is the next day in October.
        let late = (at("2016-10-03T22:00:00Z"), MailboxRole::Registration);
        numbers.arrivals.insert(late, 3);
        let press = (at("2016-10-06T08:00:00Z"), MailboxRole::Press);
        numbers.arrivals.insert(press, 1);
        let arrivals = arrivals(chrono_tz::Europe::Amsterdam, &numbers);
        let days: Vec<String> = arrivals.days.iter().map(|day| day.date.to_string()).collect();
        assert_eq!(days, ["2016-10-04", "2016-10-05", "2016-10-06"]);
        assert_eq!((arrivals.total, arrivals.most), (4, 3));
    }

    #[test]
    fn a_long_list_ends_in_one_row_that_sums_the_rest() {
        let many = (1..=30).map(|n| (format!("{n:02}"), n)).collect();
        let rows = bars(many, "en");
        assert_eq!(rows.len(), ROWS_MAX);
        assert_eq!(rows[0].count, 30);
        assert!(
            rows[0].picture.contains("width=\"100.00%\" x=\"0.00%\""),
            "{}",
            rows[0].picture
        );
        assert_eq!(rows.last().unwrap().count, (1..=7).sum::<u32>());
    }
}
