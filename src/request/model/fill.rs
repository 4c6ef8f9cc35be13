//! Settles organisation, role and town of each attendee, and the outlet, among all phrases that could be it.

use super::belonging::{Given, Question, place_of};
use super::candidates::{Candidate, Field, candidates};
use super::features::Features;
use super::tagger::Marginals;
use super::weights::soften;
use super::{Model, parts, sole, spoken};
use crate::request::cast::body_evidence;
use crate::request::layout::Layout;
use crate::request::reading::Reading;
use crate::request::{Attendee, Found, Intent};
use std::ops::Range;

mod lines;

/// Persons of a letter beyond which columns and rules serve better.
const PERSONS: usize = 15;
/// Words beyond which a letter is no ordinary one.
const TOKENS: usize = 1_500;

/// Gives attendees and the press request what is likeliest theirs.
pub fn fill(reading: &mut Reading<'_>, marginals: &Marginals, model: &Model) {
    let many = reading.cast.people.len() > PERSONS || reading.letter.body.tokens.len() > TOKENS;
    if reading.request.attendees.is_empty() || many {
        return;
    }
    let press = reading.request.intent.value == Intent::Press;
    let asked = |field: &Field| match field {
        Field::Outlet => press,
        Field::Organisation => !press,
        Field::Role | Field::City => true,
    };
    let lists: Vec<(Field, Vec<Candidate>)> = Field::ALL
        .into_iter()
        .filter(asked)
        .map(|field| (field, candidates(reading, marginals, field)))
        .collect();
    for (field, list) in &lists {
        match field {
            Field::Outlet => outlet(reading, marginals, model, list),
            _ => of_attendees(reading, marginals, model, *field, list),
        }
    }
    if !press {
        lines::share_in_one_breath(reading);
    }
    parts::settle(reading, model);
    spoken::settle(reading, model);
}

/// The attendees that are persons of the cast, with their indices in it.
#[must_use]
pub fn named(reading: &Reading<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, attendee) in reading.request.attendees.iter().enumerate() {
        let Some(name) = &attendee.name else { continue };
        let person = reading.chosen.iter().copied().find(|&index| {
            reading
                .cast
                .people
                .get(index)
                .is_some_and(|person| person.name == name.value && person.evidence == name.evidence)
        });
        found.extend(person.map(|index| (at, index)));
    }
    found
}

fn of_attendees(
    reading: &mut Reading<'_>,
    marginals: &Marginals,
    model: &Model,
    field: Field,
    list: &[Candidate],
) {
    let named = named(reading);
    let mut weighed: Vec<Weighed> = Vec::with_capacity(named.len());
    let mut phrases: Vec<f32> = Vec::new();
    for &(at, index) in &named {
        let Some(attendee) = reading.request.attendees.get(at) else {
            continue;
        };
        let organisation = attendee
            .organisation
            .as_ref()
            .and_then(|own| place_of(reading, own));
        let question = Question {
            reading,
            marginals,
            field,
            candidates: list,
            person: Some(index),
            ruled: field.of(attendee),
            organisation: organisation.as_ref(),
        };
        if phrases.is_empty() {
            phrases = of_phrases(&question, model);
        }
        if let Some((ruled, probable)) = weigh(&question, &phrases, model) {
            weighed.push(Weighed {
                at,
                person: index,
                ruled,
                probable,
            });
        }
    }
    if field == Field::Role {
        sole::keep(reading, list, &mut weighed);
    }
    let settled: Vec<(usize, Option<Found<String>>)> = weighed
        .iter()
        .map(|weighed| (weighed, lines::whole_line(reading, field, list, weighed.best())))
        .filter(|(weighed, best)| *best != weighed.ruled && !weighed.hardly_nothing(field, list.len()))
        .map(|(weighed, best)| {
            let value = list.get(best);
            let value = value.map(|candidate| found(&reading.letter.body, field, candidate));
            (weighed.at, value)
        })
        .collect();
    let everybody = settled.len() == named.len() && !named.is_empty();
    let shared = settled.first().map(|(_, value)| value.clone());
    let same = |value: &Option<Found<String>>| {
        let text = |found: &Option<Found<String>>| found.as_ref().map(|found| found.value.clone());
        shared.as_ref().is_some_and(|shared| text(shared) == text(value))
    };
    let share = everybody && settled.iter().all(|(_, value)| same(value)) && field != Field::Role;
    for (at, value) in settled {
        if let Some(attendee) = reading.request.attendees.get_mut(at) {
            *field_of(attendee, field) = value;
        }
    }
    if let Some(shared) = shared.filter(|_| share) {
        let unnamed = reading
            .request
            .attendees
            .iter_mut()
            .filter(|attendee| attendee.name.is_none());
        for attendee in unnamed {
            *field_of(attendee, field) = shared.clone();
        }
    }
}

fn field_of(attendee: &mut Attendee, field: Field) -> &mut Option<Found<String>> {
    match field {
        Field::Role => &mut attendee.role,
        Field::City => &mut attendee.city,
        Field::Organisation | Field::Outlet => &mut attendee.organisation,
    }
}

/// The outlet, which is also the organisation of those who come for it.
fn outlet(reading: &mut Reading<'_>, marginals: &Marginals, model: &Model, list: &[Candidate]) {
    let ruled = reading
        .request
        .press
        .as_ref()
        .and_then(|press| press.outlet.clone());
    let question = Question {
        reading,
        marginals,
        field: Field::Outlet,
        candidates: list,
        person: None,
        ruled: ruled.as_ref(),
        organisation: None,
    };
    let phrases = of_phrases(&question, model);
    let Some(value) = settle(&question, &phrases, model) else {
        return;
    };
    for attendee in &mut reading.request.attendees {
        attendee.organisation.clone_from(&value);
    }
    if let Some(press) = &mut reading.request.press {
        press.outlet = value;
    }
}

/// What speaks for each candidate whoever's it is: weighed once for all persons.
#[must_use]
pub fn of_phrases(question: &Question<'_, '_>, model: &Model) -> Vec<f32> {
    let mut features = Features::default();
    let candidates = question.candidates.iter();
    candidates
        .map(|candidate| {
            features.clear();
            question.of_phrase(candidate, &mut features);
            features.unite();
            model.fields.sum(features.values())
        })
        .collect()
}

/// How probable each candidate is; the last is that there is no value. `phrases` are what [`of_phrases`] says.
fn probabilities(question: &Question<'_, '_>, given: &Given, phrases: &[f32], model: &Model) -> Vec<f32> {
    let mut features = Features::default();
    let mut scores = Vec::with_capacity(question.candidates.len() + 1);
    for (candidate, phrase) in question.candidates.iter().zip(phrases) {
        features.clear();
        question.of_bearer(candidate, Some(given), &mut features);
        features.unite();
        scores.push(phrase + model.fields.sum(features.values()));
    }
    features.clear();
    question.of_none(false, &mut features);
    scores.push(model.fields.sum(features.values()));
    soften(&mut scores);
    scores
}

/// Another value than the rules', if it is likelier.
fn settle(question: &Question<'_, '_>, phrases: &[f32], model: &Model) -> Option<Option<Found<String>>> {
    let (ruled, probable) = weigh(question, phrases, model)?;
    let best = best_of(ruled, &probable);
    (best != ruled).then(|| {
        let value = question.candidates.get(best);
        value.map(|candidate| found(&question.reading.letter.body, question.field, candidate))
    })
}

/// What one attendee's values weigh.
pub(super) struct Weighed {
    /// Index among the attendees.
    at: usize,
    /// Index in the cast.
    pub person: usize,
    /// What the rules gave, as an index into the candidates; their number is that they gave none.
    ruled: usize,
    /// Of each candidate, and last of none.
    pub probable: Vec<f32>,
}

impl Weighed {
    /// Whether a function that the rules read would be dropped for none that is not twice as likely.
    fn hardly_nothing(&self, field: Field, none: usize) -> bool {
        let of = |at: usize| self.probable.get(at).copied().unwrap_or(0.0);
        field == Field::Role && self.best() == none && of(none) < 2.0 * of(self.ruled)
    }

    /// The likeliest, as [`Weighed::ruled`] counts.
    pub fn best(&self) -> usize {
        best_of(self.ruled, &self.probable)
    }
}

/// The likeliest value; what the rules gave, where no other is likelier.
fn best_of(ruled: usize, probable: &[f32]) -> usize {
    let best = probable
        .iter()
        .copied()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1));
    match best.zip(probable.get(ruled)) {
        Some(((best, most), own)) if most > *own => best,
        _ => ruled,
    }
}

/// What the rules gave, and how probable each candidate is; `None` where the rules' value stands elsewhere than in the body,
/// and so is not among the candidates.
fn weigh(question: &Question<'_, '_>, phrases: &[f32], model: &Model) -> Option<(usize, Vec<f32>)> {
    let given = question.given();
    let ruled = match question.ruled.filter(|ruled| !ruled.value.is_empty()) {
        Some(_) => question
            .candidates
            .iter()
            .position(|candidate| given.is_own(candidate))?,
        None => question.candidates.len(),
    };
    Some((ruled, probabilities(question, &given, phrases, model)))
}

fn found(body: &Layout<'_>, field: Field, candidate: &Candidate) -> Found<String> {
    let tokens = candidate
        .places
        .first()
        .map_or(0..0, |place| Range::clone(&place.tokens));
    let rule = ["model/", field.name()].concat();
    Found {
        value: candidate.value.clone(),
        evidence: body_evidence(body, tokens, &rule),
    }
}
