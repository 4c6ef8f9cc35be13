//! Hours that bound a stay: "until 1 pm", "my train leaves at 13.40", "landet um halb zwölf".

use super::clause;
use super::sessions::{Said, part_of};
use crate::lexicon::{Concept, List};
use crate::request::Session;
use crate::request::layout::Layout;
use crate::request::letter::Letter;
use crate::request::token::{Break, Kind};
use std::ops::Range;

/// An hour of the event's day, in minutes since midnight.
type Minutes = u32;

/// What begins behind noon is the study visit, what begins from here is the afternoon; who leaves by then saw the morning.
const AFTERNOON: Minutes = 14 * 60;

/// Before this hour nobody has missed anything.
const VISIT: Minutes = 11 * 60;

/// Behind this hour the day is over: "we arrive at 18:00" is said of the evening before.
const EVENING: Minutes = 17 * 60;

/// Words between "until" and its hour: "until about 1 pm".
const NEAR: usize = 3;

/// What an hour is said of that bounds no stay: a call, an answer, an interview, an appointment with the desk.
const OF_OTHERS: [Concept; 8] = [
    Concept::LabelPhone,
    Concept::IntentReminder,
    Concept::CourtesyPleaseConfirm,
    Concept::ScopeLater,
    Concept::PressInterview,
    Concept::TimeWeekday,
    Concept::TimeMonth,
    Concept::TimeToday,
];

/// How a stay is bounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bound {
    pub said: Said,
    pub part: Session,
    pub tokens: Range<usize>,
}

/// The hours in a stretch that tell when somebody leaves or comes.
pub(super) fn bounds(letter: &Letter<'_>, tokens: &Range<usize>) -> Vec<Bound> {
    let body = &letter.body;
    let mut found: Vec<Bound> = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        let Some((minutes, end)) = hour(body, at) else {
            at += 1;
            continue;
        };
        let place = at..end;
        at = end.max(at + 1);
        let clause = clause(letter, place.start);
        let named = body
            .marks_around(place.start)
            .any(|mark| part_of(mark.concept).is_some() && mark.tokens.contains(&place.start));
        // "Um 13 Uhr muss ich zum Zug" asks for nothing.
        let goes = body.has(clause.clone(), &[Concept::SessionLeaves, Concept::SessionArrives]);
        let asks = !goes && body.has(clause.clone(), &[Concept::IntentAsk]);
        if named || asks || body.has(clause.clone(), &OF_OTHERS) || is_dated(body, &clause, &place) {
            continue;
        }
        let bound = match direction(body, &clause, &place) {
            Some(Said::UpTo) if minutes <= AFTERNOON => Some((Said::UpTo, Session::Morning)),
            Some(Said::From) if (VISIT..AFTERNOON).contains(&minutes) => {
                Some((Said::From, Session::StudyVisit))
            }
            Some(Said::From) if (AFTERNOON..EVENING).contains(&minutes) => {
                Some((Said::From, Session::Afternoon))
            }
            _ => None,
        };
        if let Some((said, part)) = bound {
            found.push(Bound {
                said,
                part,
                tokens: place,
            });
        }
    }
    found
}

/// Whether the hour ends a stay or begins it.
fn direction(body: &Layout<'_>, clause: &Range<usize>, hour: &Range<usize>) -> Option<Said> {
    let near = hour.start.saturating_sub(NEAR).max(clause.start)..(hour.end + 2).min(clause.end);
    let beside = body.marks_in(near).find_map(|mark| match mark.concept {
        Concept::SessionUntil => Some(Said::UpTo),
        Concept::SessionFrom => Some(Said::From),
        _ => None,
    });
    beside.or_else(|| {
        body.marks_in(clause.clone()).find_map(|mark| match mark.concept {
            Concept::SessionLeaves => Some(Said::UpTo),
            Concept::SessionArrives => Some(Said::From),
            _ => None,
        })
    })
}

/// "On the 8th at 14:00": the hour of another day.
fn is_dated(body: &Layout<'_>, clause: &Range<usize>, hour: &Range<usize>) -> bool {
    clause.clone().filter(|at| !hour.contains(at)).any(|at| {
        let day = body.tokens.get(at).filter(|token| token.kind == Kind::Number);
        day.is_some_and(|day| {
            let other = day
                .folded
                .parse::<u32>()
                .is_ok_and(|day| (1..=31).contains(&day) && day != 9);
            other && body.between(at + 1).starts_with('.')
        })
    })
}

/// The hour that begins here, and where it ends.
fn hour(body: &Layout<'_>, at: usize) -> Option<(Minutes, usize)> {
    if let Some(noon) = body.marks_at(at).find(|mark| mark.concept == Concept::TimeNoon) {
        return Some((12 * 60 + 30, noon.tokens.end));
    }
    let token = body.tokens.get(at)?;
    let told = |index: Option<usize>| {
        index
            .and_then(|at| body.tokens.get(at))
            .map(|token| token.folded.as_str())
    };
    let before = told(at.checked_sub(1));
    let half = before == Some("halb");
    let led = half || before.is_some_and(|word| List::BeforeHour.has(word));
    let (value, digits) = match token.kind {
        Kind::Number => (token.folded.parse::<u32>().ok()?, true),
        _ => {
            let mark = body
                .marks_at(at)
                .find(|mark| mark.concept == Concept::Number && mark.tokens.len() == 1)?;
            (u32::from(mark.value), false)
        }
    };
    let minutes = minutes_behind(body, at + 1).filter(|_| digits);
    let mut end = minutes.map_or(at + 1, |(_, end)| end);
    let close = body
        .tokens
        .get(end)
        .is_some_and(|unit| unit.before <= Break::Space);
    let unit = told(Some(end)).filter(|word| close && List::BehindHour.has(word));
    end += usize::from(unit.is_some());
    let dated = digits && minutes.is_none() && body.between(end).starts_with('.') && is_number(body, end);
    let sure = minutes.is_some() && body.between(at + 1) != ".";
    // "9.15" is an hour with "um" before it or "Uhr" behind, and else a date.
    if !(unit.is_some() || led && !dated || sure) || !(1..=20).contains(&value) {
        return None;
    }
    let noon = value < 8 || value < 12 && unit == Some("pm");
    let hour = if noon { value + 12 } else { value };
    let minutes = hour * 60 + minutes.map_or(0, |(minutes, _)| minutes);
    Some((if half { minutes.saturating_sub(30) } else { minutes }, end))
}

fn is_number(body: &Layout<'_>, at: usize) -> bool {
    body.tokens
        .get(at)
        .is_some_and(|token| token.kind == Kind::Number)
}

/// Minutes right behind an hour, and where they end: `:40`, `.15`, `h30`.
fn minutes_behind(body: &Layout<'_>, at: usize) -> Option<(Minutes, usize)> {
    let tight = |at: usize| body.tokens.get(at).filter(|token| token.before == Break::Tight);
    let joined = tight(at)?;
    let (digits, parted) = match joined.folded.strip_prefix('h') {
        Some(digits) => (digits, true),
        None => (joined.folded.as_str(), matches!(body.between(at), ":" | ".")),
    };
    let minutes: Minutes = digits.parse().ok()?;
    let written = digits.len() == 2 && minutes < 60 && minutes.is_multiple_of(5);
    (written && parted).then_some((minutes, at + 1))
}
