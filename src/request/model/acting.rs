//! What bears on whether acting alone is right: every doubt, how sure each part of the reading is, and what else the letter holds.

use super::Second;
use super::features::Features;
use super::tagger::Tag;
use super::terms;
use crate::lexicon::Concept;
use crate::request::intent::said::asks;
use crate::request::layout::Zone;
use crate::request::people::names::Key;
use crate::request::reading::Reading;
use crate::request::{Doubt, count};
use std::ops::Range;

mod spelling;

/// Adds the features of acting alone upon a reading.
pub fn describe(reading: &Reading<'_>, second: &Second, doubts: &[Doubt], features: &mut Features) {
    features.add(&["always"]);
    features.add(&["intent=", terms::intent(reading.request.intent.value)]);
    for doubt in doubts {
        features.add(&["doubt=", &format!("{:?}", doubt.kind)]);
    }
    features.value(&["doubts"], doubts.len().min(4) as f32);
    features.value(&["plain-odds"], odds(second.plain));
    features.value(&["seats-odds"], odds(second.seats));
    of_intent(reading, second, features);
    of_persons(reading, second, features);
    of_names(reading, second, features);
    spelling::describe(reading, features);
    of_count(reading, features);
    of_words(reading, features);
    of_unexplained(reading, features);
}

fn of_intent(reading: &Reading<'_>, second: &Second, features: &mut Features) {
    let intent = reading.request.intent.value;
    let probable = second
        .intents
        .iter()
        .find(|(known, _)| *known == intent)
        .map_or(0.0, |(_, probable)| *probable);
    features.value(&["intent-odds"], odds(probable));
    if second.ruled != Some(intent) {
        features.add(&["intent-overruled"]);
    }
}

/// The logarithm of the odds, bounded: what is added in a sum of evidence.
fn odds(probable: f32) -> f32 {
    let probable = probable.clamp(0.001, 0.999);
    (probable / (1.0 - probable)).ln() / 4.0
}

fn of_persons(reading: &Reading<'_>, second: &Second, features: &mut Features) {
    let mut least: f32 = 1.0;
    for (index, probable) in second.persons.iter().enumerate() {
        let sure = if reading.chosen.contains(&index) {
            *probable
        } else {
            1.0 - probable
        };
        least = least.min(sure);
    }
    features.value(&["persons-odds"], odds(least));
    features.value(&["party-odds"], odds(second.party));
    if !(second.added.is_empty() && second.dropped.is_empty()) {
        features.add(&["persons-overruled"]);
    }
    let left = reading.cast.people.len() - reading.chosen.len().min(reading.cast.people.len());
    features.count("left", left.min(2));
    features.count("chosen", reading.chosen.len().min(3));
}

/// How well the tagger agrees on where the chosen names begin and end, and on there being no others.
fn of_names(reading: &Reading<'_>, second: &Second, features: &mut Features) {
    let body = &reading.letter.body;
    let phrases = second.marginals.phrases(Tag::Attendee);
    let people = || {
        reading
            .chosen
            .iter()
            .filter_map(|&index| reading.cast.people.get(index))
    };
    let (mut same, mut cut, mut missed) = (0, 0, 0);
    let mut least: f32 = 1.0;
    for person in people() {
        let full = person.mentions.iter().max_by_key(|mention| mention.len());
        let Some(mention) = full else { continue };
        let signed = body.zone_of(mention.start) == Zone::Signature;
        let touching = phrases
            .iter()
            .find(|(tokens, _)| tokens.start < mention.end && mention.start < tokens.end);
        match touching {
            Some((tokens, sure)) if tokens == mention => {
                same += 1;
                least = least.min(*sure);
            }
            Some(_) => cut += 1,
            None if signed => {}
            None => missed += 1,
        }
    }
    let other = |tokens: &Range<usize>| {
        let key = Key::of(body.shown(tokens.clone()));
        !key.words.is_empty() && people().all(|person| !Key::of(&person.name).agrees(&key))
    };
    let others: Vec<f32> = phrases
        .iter()
        .filter(|(tokens, _)| other(tokens))
        .map(|(_, sure)| *sure)
        .collect();
    let told = [
        (same == 0, "no name read alike"),
        (cut > 0, "a name cut otherwise"),
        (missed > 0, "a name read by rules only"),
        (!others.is_empty(), "a name read by the model only"),
        (cut + missed + others.len() > 0, "names differ"),
    ];
    for (_, name) in told.iter().filter(|(holds, _)| *holds) {
        features.add(&[name]);
    }
    features.value(&["names-odds"], odds(least));
    let whole = people()
        .filter_map(|person| super::extent::wholeness(person, &second.marginals))
        .fold(1.0_f32, f32::min);
    features.value(&["names-whole"], odds(whole));
    let mut covered = vec![false; body.tokens.len()];
    for mention in people().flat_map(|person| &person.mentions) {
        covered.get_mut(mention.clone()).unwrap_or_default().fill(true);
    }
    let hidden = (0..body.tokens.len())
        .filter(|at| !covered.get(*at).copied().unwrap_or(true))
        .map(|at| second.marginals.part_of(at, Tag::Attendee))
        .fold(0.0, f32::max);
    features.value(&["other-attendee"], hidden);
}

/// How many words of the writer's sentences nothing explains: neither the lexicon, nor a name, nor a field.
fn of_unexplained(reading: &Reading<'_>, features: &mut Features) {
    let body = &reading.letter.body;
    let mut told = vec![false; body.tokens.len()];
    let mut tell = |tokens: Range<usize>| told.get_mut(tokens).unwrap_or_default().fill(true);
    for mark in body
        .marks
        .iter()
        .filter(|mark| !matches!(mark.concept.family(), "scope" | "verb" | "title" | "exchange"))
    {
        tell(mark.tokens.clone());
    }
    reading
        .cast
        .people
        .iter()
        .flat_map(|person| &person.mentions)
        .cloned()
        .for_each(&mut tell);
    reading
        .values
        .bodies
        .iter()
        .map(|found| found.tokens.clone())
        .for_each(&mut tell);
    reading.values.roles.iter().cloned().for_each(&mut tell);
    reading
        .values
        .towns
        .iter()
        .map(|town| town.tokens.clone())
        .for_each(&mut tell);
    let open = |at: usize| {
        let small = reading.cast.traits.get(at).is_some_and(|traits| traits.small);
        let word = body
            .tokens
            .get(at)
            .is_some_and(|token| token.is_word() && token.folded.chars().count() > 2);
        word && !small && !told.get(at).copied().unwrap_or(true)
    };
    let (mut most, mut share, mut all) = (0, 0.0_f32, 0);
    for segment in body
        .segments
        .iter()
        .filter(|segment| matches!(segment.zone, Zone::Text | Zone::Item))
    {
        let unexplained = segment.tokens.clone().filter(|&at| open(at)).count();
        all += unexplained;
        most = most.max(unexplained);
        if unexplained > 2 {
            share = share.max(unexplained as f32 / segment.tokens.len().max(1) as f32);
        }
    }
    features.value(&["unexplained-in-a-sentence"], (most as f32 / 5.0).min(3.0));
    features.value(&["unexplained"], (all as f32 / 15.0).min(3.0));
    features.value(&["unexplained-share"], share);
}

fn of_count(reading: &Reading<'_>, features: &mut Features) {
    let request = &reading.request;
    let unnamed = request.attendees.iter().any(|attendee| attendee.name.is_none());
    if unnamed {
        features.add(&["unnamed"]);
    }
    let seats = request
        .seats
        .as_ref()
        .map(|seats| usize::try_from(seats.value).unwrap_or(usize::MAX));
    if seats.is_none() {
        features.add(&["no seats"]);
    }
    let counted = &reading.letter.counted;
    let fits = |counted: &count::Counted| usize::try_from(counted.value).ok() == seats;
    if counted.iter().any(fits) {
        features.add(&["counted as many"]);
    }
    if !counted.iter().all(fits) {
        features.add(&["counted otherwise"]);
    }
    let longest = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref())
        .map(|name| name.value.split_whitespace().count())
        .max();
    if longest.is_some_and(|words| words > 3) {
        features.add(&["a long name"]);
    }
}

/// What else the letter holds: every concept that may ask for more than a place.
fn of_words(reading: &Reading<'_>, features: &mut Features) {
    let letter = &reading.letter;
    let body = &letter.body;
    let own = || {
        body.segments
            .iter()
            .filter(|segment| !matches!(segment.zone, Zone::Foreign | Zone::Greeting))
    };
    let holds = |concepts: &[Concept]| own().any(|segment| body.has(segment.tokens.clone(), concepts));
    let families = |family: &str| {
        own().any(|segment| {
            body.marks_in(segment.tokens.clone())
                .any(|mark| mark.concept.family() == family)
        })
    };
    let told = [
        (families("service"), "service"),
        (families("question"), "question"),
        (families("attachment"), "attachment"),
        (holds(&[Concept::IntentAsk]), "asks"),
        (
            holds(&[
                Concept::ScopeCondition,
                Concept::ScopeUncertain,
                Concept::ScopeLater,
            ]),
            "condition",
        ),
        (
            holds(&[
                Concept::PersonMentioned,
                Concept::PersonCopy,
                Concept::PersonAssistant,
            ]),
            "others mentioned",
        ),
        (
            holds(&[
                Concept::PersonInsteadOf,
                Concept::PersonReplacedBy,
                Concept::IntentSwap,
            ]),
            "swap",
        ),
        (
            holds(&[Concept::AttendNotI, Concept::AttendNotWe, Concept::AttendNotThey]),
            "absence",
        ),
        (holds(&[Concept::CountMore]), "more"),
        (
            holds(&[Concept::AttendAccompaniedBy, Concept::AttendSelfToo]),
            "company",
        ),
        (own().any(|segment| asks(body, segment)), "question mark"),
        (!letter.message.attachments.is_empty(), "files"),
    ];
    for (_, name) in told.iter().filter(|(holds, _)| *holds) {
        features.add(&["holds ", name]);
    }
    let words: usize = own().map(|segment| segment.tokens.len()).sum();
    features.value(&["length"], (words as f32 / 100.0).min(3.0));
    let thread = letter.said.thread;
    let told = [
        (thread.registered, "registered"),
        (thread.offered, "offered"),
        (thread.invited, "invited"),
        (thread.answers_us, "answers us"),
    ];
    for (_, name) in told.iter().filter(|(holds, _)| *holds) {
        features.add(&["thread ", name]);
    }
}
