//! What bears on how many seats are asked for or given back, or whether any are: the names, the numbers, the intent, and the words of the letter.

use super::features::Features;
use super::weights::soften;
use super::{Model, terms};
use crate::request::count::{Counted, leaves_open};
use crate::request::layout::Zone;
use crate::request::reading::Reading;
use crate::request::{Attendee, Evidence, Found, Intent, Session};

/// What could be the number of seats, and what the letter counts.
#[derive(Debug, Clone)]
pub struct Seats {
    pub ruled: Option<u32>,
    pub named: u32,
    pub counted: Vec<Counted>,
}

/// Numbers looked at: a letter has few.
const MOST: usize = 6;
/// How probable another number of persons must be to be taken instead.
const OTHER_NUMBER: f32 = 0.6;
/// How sure it is at least that a change of the writer's own details asks for no seat.
const DETAILS: f32 = 0.5;
/// Persons without names that one letter can bring.
const UNNAMED_MAX: u32 = 15;

impl Seats {
    /// What a reading so far knows of seats.
    #[must_use]
    pub fn of(reading: &Reading<'_>) -> Self {
        let named = reading
            .request
            .attendees
            .iter()
            .filter(|attendee| attendee.name.is_some())
            .count();
        Self {
            ruled: reading.request.seats.as_ref().map(|seats| seats.value),
            named: u32::try_from(named).unwrap_or(u32::MAX),
            counted: reading.letter.counted.iter().take(MOST).cloned().collect(),
        }
    }

    /// The answers to choose from; `None` is that seats make no sense.
    #[must_use]
    pub fn answers(&self) -> Vec<Option<u32>> {
        let mut answers = vec![None, self.ruled, Some(self.named).filter(|named| *named > 0)];
        let may = |value: u32| value > self.named && value - self.named <= UNNAMED_MAX;
        answers.extend(
            self.counted
                .iter()
                .map(|counted| counted.value)
                .filter(|value| may(*value))
                .map(Some),
        );
        answers.extend(
            self.counted
                .iter()
                .map(|counted| counted.value.saturating_add(self.named))
                .filter(|value| may(*value))
                .map(Some),
        );
        answers.sort_unstable();
        answers.dedup();
        answers
    }

    /// Adds the features of an answer. `blind` leaves out what the rules read.
    pub fn describe(&self, reading: &Reading<'_>, answer: Option<u32>, blind: bool, features: &mut Features) {
        let intent = terms::intent(reading.request.intent.value);
        let some = if answer.is_some() {
            "seats some "
        } else {
            "seats none "
        };
        features.add(&[some, intent]);
        let people = &reading.cast.people;
        let writes = reading
            .chosen
            .iter()
            .any(|&index| people.get(index).is_some_and(|person| person.is_writer));
        features.add(&[some, intent, if writes { "&writer" } else { "&others" }]);
        if !blind {
            let ruled = if answer == self.ruled {
                "ruled"
            } else {
                "ruled otherwise"
            };
            features.add(&[some, ruled]);
            features.add(&[some, ruled, "&", intent]);
        }
        let Some(value) = answer else {
            self.words(reading, some, intent, features);
            features.unite();
            return;
        };
        let relation = match value.cmp(&self.named) {
            std::cmp::Ordering::Less => "below names",
            std::cmp::Ordering::Equal => "as names",
            std::cmp::Ordering::Greater if self.named == 0 => "no names",
            std::cmp::Ordering::Greater => "above names",
        };
        features.add(&[some, relation]);
        features.add(&[some, relation, "&", intent]);
        if !blind && answer == self.ruled {
            features.add(&[some, relation, "&ruled"]);
        }
        let body = &reading.letter.body;
        for counted in &self.counted {
            let fits = match () {
                () if counted.value == value => "counted",
                () if counted.value.saturating_add(self.named) == value => "counted on top",
                () => continue,
            };
            features.add(&[some, fits]);
            features.add(&[some, fits, if counted.on_top { "&on top" } else { "&all" }]);
            features.add(&[some, fits, "&", relation]);
            for offset in 1..=2 {
                let before = counted.tokens.start.checked_sub(offset);
                for (side, at) in [
                    (" before ", before),
                    (" behind ", Some(counted.tokens.end + offset - 1)),
                ] {
                    if let Some(token) = at
                        .and_then(|at| body.tokens.get(at))
                        .filter(|token| token.is_word())
                    {
                        features.add(&[some, fits, side, terms::stem(&token.folded)]);
                    }
                }
            }
        }
        if relation == "above names" || relation == "no names" {
            self.words(reading, "seats more ", intent, features);
        }
        features.unite();
    }

    fn words(&self, reading: &Reading<'_>, lead: &str, intent: &str, features: &mut Features) {
        let body = &reading.letter.body;
        for segment in &body.segments {
            if !matches!(segment.zone, Zone::Text | Zone::Item) {
                continue;
            }
            for mark in body
                .marks_in(segment.tokens.clone())
                .filter(|mark| terms::decides(mark.concept))
            {
                features.add(&[lead, "says ", mark.concept.name(), "&", intent]);
            }
            for token in body.tokens.get(segment.tokens.clone()).unwrap_or_default() {
                if token.is_word() && !token.is_capital() {
                    features.add(&[lead, "word ", terms::stem(&token.folded)]);
                }
            }
        }
    }
}

/// Settles the number of seats; how probable it is. What the letter leaves open stays open.
#[must_use]
pub fn settle(reading: &mut Reading<'_>, model: &Model) -> f32 {
    let registers = reading.request.intent.value == Intent::Registration;
    if registers && leaves_open(&reading.letter, &reading.cast, &reading.chosen) {
        return 1.0;
    }
    let known = Seats::of(reading);
    let answers = known.answers();
    let mut features = Features::default();
    let mut scores: Vec<f32> = answers
        .iter()
        .map(|answer| {
            features.clear();
            known.describe(reading, *answer, false, &mut features);
            model.fields.sum(features.values())
        })
        .collect();
    soften(&mut scores);
    let own = answers
        .iter()
        .zip(&scores)
        .find(|(answer, _)| **answer == known.ruled)
        .map_or(0.0, |(_, own)| *own);
    if tells_details(reading, &known) {
        return own.max(DETAILS);
    }
    let best = answers.iter().zip(&scores).max_by(|a, b| a.1.total_cmp(b.1));
    // Whether seats are asked for at all is for the model to say, and more persons without a name than the rules counted
    // where it is sure of them; whom a rule counted, it does not take away.
    let may_add = matches!(reading.request.intent.value, Intent::Registration | Intent::Press);
    let settles = |answer: &Option<u32>, most: f32| {
        answer.is_none() != known.ruled.is_none() || may_add && most >= OTHER_NUMBER && *answer > known.ruled
    };
    let Some((answer, most)) = best.filter(|(answer, most)| **most > own && settles(answer, **most)) else {
        return own;
    };
    let evidence = reading.request.seats.as_ref().map_or_else(
        || Evidence::assumed("model/seats"),
        |ruled| Evidence {
            rule: "model/seats".to_owned(),
            ..ruled.evidence.clone()
        },
    );
    reading.request.seats = answer.map(|value| Found { value, evidence });
    let Some(answer) = answer.filter(|_| known.ruled.is_some()) else {
        return *most;
    };
    add_unnamed(&mut reading.request.attendees, answer.saturating_sub(known.named));
    // Nobody is seated because of a number that the rules did not read.
    most.min(0.5)
}

/// "Only the afternoon, not the morning": whoever changes their own registration, and speaks of nobody else, asks for no seat.
fn tells_details(reading: &Reading<'_>, known: &Seats) -> bool {
    let own = |index: &usize| {
        let person = reading.cast.people.get(*index);
        person.is_some_and(|person| person.is_writer)
    };
    reading.request.intent.value == Intent::Change
        && reading.letter.said.thread.registered
        && known.ruled.is_none()
        && known.counted.is_empty()
        && reading.request.replaces.is_none()
        && matches!(reading.chosen.as_slice(), [index] if own(index))
}

/// Makes as many attendees without a name as are counted.
fn add_unnamed(attendees: &mut Vec<Attendee>, unnamed: u32) {
    let there = attendees
        .iter()
        .filter(|attendee| attendee.name.is_none())
        .count();
    let there = u32::try_from(there).unwrap_or(u32::MAX);
    let last = attendees.last().filter(|last| last.name.is_none()).cloned();
    let sessions = attendees.first().and_then(|first| first.sessions.clone());
    let shared = attendees.iter().all(|attendee| {
        let parts = |found: &Option<Found<Vec<Session>>>| found.as_ref().map(|found| found.value.clone());
        parts(&attendee.sessions) == parts(&sessions)
    });
    let another = last.unwrap_or_else(|| Attendee {
        sessions: sessions.filter(|_| shared),
        ..Attendee::default()
    });
    attendees.extend((there..unnamed).map(|_| another.clone()));
}
