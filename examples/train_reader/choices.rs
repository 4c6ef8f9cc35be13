//! Which phrase the gold reading takes for each field of each attendee.

use super::gold::{self, Sample, compared};
use super::learn::Choice;
use rsvpd::language::Language;
use rsvpd::request::model::belonging::{Question, place_of};
use rsvpd::request::model::candidates::{Field, candidates, key};
use rsvpd::request::model::features::Features;
use rsvpd::request::model::fill;
use rsvpd::request::model::parts::{self, Attends};
use rsvpd::request::model::party::Known;
use rsvpd::request::model::seats::Seats;
use rsvpd::request::model::spoken::{self, Speaks};
use rsvpd::request::model::tagger::Marginals;
use rsvpd::request::people::names::Key;
use rsvpd::request::reading::Reading;
use rsvpd::request::wishes::Told;
use rsvpd::request::{Attendee, Intent};
use serde_json::Value;

/// How much an example counts that does not tell what the rules chose: their own choice was made with these letters
/// in sight, and is less often right elsewhere.
const BLIND: f32 = 0.5;

/// The choices of a letter as it was read so far.
pub fn choices(
    sample: &Sample,
    reading: &Reading<'_>,
    marginals: &Marginals,
    names: &mut Features,
) -> Vec<Choice> {
    let mut made = Vec::new();
    let press = reading.request.intent.value == Intent::Press;
    for field in Field::ALL {
        if (field == Field::Outlet) != press && matches!(field, Field::Outlet | Field::Organisation) {
            continue;
        }
        let list = candidates(reading, marginals, field);
        let question = Question {
            reading,
            marginals,
            field,
            candidates: &list,
            person: None,
            ruled: None,
            organisation: None,
        };
        if field == Field::Outlet {
            let ruled = reading
                .request
                .press
                .as_ref()
                .and_then(|press| press.outlet.clone());
            let question = Question {
                ruled: ruled.as_ref(),
                ..question
            };
            choose(
                &question,
                sample.gold["press"]["outlet"].as_str(),
                names,
                &mut made,
            );
            continue;
        }
        for (at, index) in fill::named(reading) {
            let attendee = &reading.request.attendees[at];
            let Some(gold) = attendee
                .name
                .as_ref()
                .and_then(|name| gold_of(sample, &name.value))
            else {
                continue;
            };
            let organisation = attendee
                .organisation
                .as_ref()
                .and_then(|own| place_of(reading, own));
            let question = Question {
                person: Some(index),
                ruled: field.of(attendee),
                organisation: organisation.as_ref(),
                ..question
            };
            choose(&question, gold[field.name()].as_str(), names, &mut made);
        }
    }
    seats(sample, reading, names, &mut made);
    let told = parts::told(reading);
    for (at, index) in fill::named(reading) {
        let attendee = &reading.request.attendees[at];
        let Some(gold) = attendee
            .name
            .as_ref()
            .and_then(|name| gold_of(sample, &name.value))
        else {
            continue;
        };
        sessions(reading, (attendee, &told[at]), index, gold, names, &mut made);
        interpretation(reading, attendee, index, gold, names, &mut made);
    }
    made
}

/// Which party the gold reading takes, if it is among those weighed.
pub fn parties(
    sample: &Sample,
    reading: &Reading<'_>,
    probable: &[f32],
    names: &mut Features,
) -> Vec<Choice> {
    let attends = gold::attends(sample, reading);
    let gold: Vec<usize> = (0..attends.len()).filter(|index| attends[*index]).collect();
    let known = Known::of(reading, probable);
    let parties = known.parties();
    let right: Vec<bool> = parties.iter().map(|party| *party == gold).collect();
    if !right.contains(&true) {
        return Vec::new();
    }
    blinds()
        .into_iter()
        .map(|(blind, weight)| Choice {
            rows: parties
                .iter()
                .map(|party| {
                    names.clear();
                    known.describe(party, blind, names);
                    names.values().to_vec()
                })
                .collect(),
            right: right.clone(),
            weight,
        })
        .collect()
}

fn blinds() -> [(bool, f32); 2] {
    [(false, 1.0), (true, BLIND)]
}

fn seats(sample: &Sample, reading: &Reading<'_>, names: &mut Features, made: &mut Vec<Choice>) {
    let known = Seats::of(reading);
    let answers = known.answers();
    let gold = sample.gold["seats"].as_u64();
    let right: Vec<bool> = answers
        .iter()
        .map(|answer| answer.map(u64::from) == gold)
        .collect();
    if !right.contains(&true) {
        return;
    }
    for (blind, weight) in blinds() {
        let rows = answers
            .iter()
            .map(|answer| {
                names.clear();
                known.describe(reading, *answer, blind, names);
                names.values().to_vec()
            })
            .collect();
        made.push(Choice {
            rows,
            right: right.clone(),
            weight,
        });
    }
}

fn sessions(
    reading: &Reading<'_>,
    (attendee, told): (&Attendee, &[Told]),
    person: usize,
    gold: &Value,
    names: &mut Features,
    made: &mut Vec<Choice>,
) {
    let gold: Vec<&str> = gold["sessions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let ruled = attendee
        .sessions
        .as_ref()
        .map_or(&[][..], |ruled| ruled.value.as_slice());
    let attends = Attends {
        reading,
        person,
        ruled,
        told,
    };
    for (blind, weight) in blinds() {
        let groups = parts::GROUPS.map(|group| {
            names.clear();
            attends.describe(group, blind, names);
            names.values().to_vec()
        });
        let rows = parts::ANSWERS.map(|answer| {
            let own = parts::GROUPS
                .iter()
                .zip(&groups)
                .filter(|(group, _)| parts::is_in(answer, group));
            own.flat_map(|(_, row)| row.iter().copied()).collect()
        });
        let right =
            parts::ANSWERS.map(|answer| answer.iter().map(|part| part.id()).collect::<Vec<_>>() == gold);
        made.push(Choice {
            rows: rows.to_vec(),
            right: right.to_vec(),
            weight,
        });
    }
}

fn interpretation(
    reading: &Reading<'_>,
    attendee: &Attendee,
    person: usize,
    gold: &Value,
    names: &mut Features,
    made: &mut Vec<Choice>,
) {
    let languages = spoken::named(reading);
    let speaks = Speaks {
        reading,
        person,
        ruled: attendee.interpretation.as_ref(),
        named: &languages,
    };
    let mut answers: Vec<_> = speaks.answers().into_iter().map(Some).collect();
    if answers.is_empty() {
        return;
    }
    answers.push(None);
    let gold = gold["interpretation"].as_str();
    let mut right: Vec<bool> = answers
        .iter()
        .map(|answer| answer.as_ref().map(Language::code) == gold)
        .collect();
    if !right.contains(&true) {
        right.pop();
        right.push(true);
    }
    for (blind, weight) in blinds() {
        let rows = answers
            .iter()
            .map(|answer| {
                names.clear();
                speaks.describe(*answer, blind, names);
                names.values().to_vec()
            })
            .collect();
        made.push(Choice {
            rows,
            right: right.clone(),
            weight,
        });
    }
}

fn gold_of<'s>(sample: &'s Sample, name: &str) -> Option<&'s Value> {
    let attendees = sample.gold["attendees"].as_array()?;
    let named = |attendee: &&Value| attendee["name"].is_string();
    let same = attendees
        .iter()
        .filter(named)
        .find(|attendee| attendee["name"].as_str().map(compared) == Some(compared(name)));
    same.or_else(|| {
        attendees.iter().filter(named).find(|attendee| {
            attendee["name"]
                .as_str()
                .is_some_and(|gold| Key::of(gold).agrees(&Key::of(name)))
        })
    })
}

fn choose(question: &Question<'_, '_>, gold: Option<&str>, names: &mut Features, made: &mut Vec<Choice>) {
    let gold = gold.map(key);
    let mut right: Vec<bool> = question
        .candidates
        .iter()
        .map(|candidate| gold.as_ref() == Some(&candidate.key))
        .collect();
    right.push(!right.contains(&true));
    let given = question.given();
    for (blind, weight) in blinds() {
        let mut rows = Vec::new();
        for candidate in question.candidates {
            names.clear();
            question.of_candidate(candidate, (!blind).then_some(&given), names);
            rows.push(names.values().to_vec());
        }
        names.clear();
        question.of_none(blind, names);
        rows.push(names.values().to_vec());
        made.push(Choice {
            rows,
            right: right.clone(),
            weight,
        });
    }
}
