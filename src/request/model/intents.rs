//! What bears on the intent: the concepts of the writer's own words, the thread, structure, and the rules' own verdict.

use super::features::Features;
use super::terms;
use crate::lexicon::Concept;
use crate::message::MailboxRole;
use crate::request::cast::Standing;
use crate::request::intent::said::{Said, asks};
use crate::request::layout::Zone;
use crate::request::reading::Reading;
use crate::request::{Intent, Part, intent};

/// Words that open a letter.
const OPENING: usize = 14;

/// What must stay likely once an intent is struck out, or nothing is.
const REST: f32 = 0.5;

/// Takes intents out that cannot be: no mail system greets anybody, and whoever is registered and was offered nothing takes
/// no place.
///
/// Where acceptance alone was likely, nothing else becomes so: a "yes" to an offer that has ended is for a person.
pub fn strike_out(reading: &Reading<'_>, probable: &mut Vec<(Intent, f32)>) {
    let greets = reading
        .letter
        .body
        .segments
        .iter()
        .any(|segment| segment.zone == Zone::Greeting);
    if greets {
        strike(probable, Intent::Bounce, 0.0);
    }
    let thread = reading.letter.said.thread;
    if thread.registered && !thread.offered {
        strike(probable, Intent::Acceptance, REST);
    }
}

/// Whether the rules read the answer to an offer: that its refusal cancels nothing else, and that a yes to a part of it
/// changes nothing that is registered, is not for the model to say otherwise.
#[must_use]
pub fn answers_offer(reading: &Reading<'_>, other: Intent) -> bool {
    let ruled = reading.request.intent.value;
    reading.letter.said.thread.offered
        && (ruled == Intent::Refusal && other == Intent::Cancellation
            || ruled == Intent::Acceptance && other == Intent::Change)
}

/// Takes one out; what is left counts in its place where so much of it is left.
fn strike(probable: &mut Vec<(Intent, f32)>, struck: Intent, enough: f32) {
    probable.retain(|(intent, _)| *intent != struck);
    let rest: f32 = probable.iter().map(|(_, share)| share).sum();
    if rest >= enough.max(f32::MIN_POSITIVE) {
        for (_, share) in probable {
            *share /= rest;
        }
    }
}

/// Adds the features of a letter's intent.
pub fn describe(reading: &Reading<'_>, features: &mut Features) {
    let letter = &reading.letter;
    let said = &letter.said;
    let thread = match (said.thread.offered, said.thread.registered, said.thread.invited) {
        (true, _, _) => "offered",
        (_, true, _) => "registered",
        (_, _, true) => "invited",
        _ if said.thread.answers_us => "answers",
        _ => "new",
    };
    features.add(&["always"]);
    features.add(&["thread=", thread]);
    if letter.answers {
        features.add(&["subject-answers"]);
    }
    if letter.message.mailbox == MailboxRole::Press {
        features.add(&["press-mailbox"]);
    }
    concepts(reading, said, thread, features);
    structure(reading, thread, features);
    verdict(reading, thread, features);
    words(reading, features);
}

fn concepts(reading: &Reading<'_>, said: &Said, thread: &str, features: &mut Features) {
    let mut known: Vec<Concept> = said
        .cues
        .iter()
        .filter(|cue| !matches!(cue.concept.family(), "scope" | "title" | "time" | "number"))
        .map(|cue| cue.concept)
        .collect();
    known.sort_unstable();
    known.dedup();
    for concept in known {
        let weight = said.weight(&[concept]);
        let name = concept.name();
        features.value(&["says ", name], weight);
        if weight >= 1.0 {
            features.add(&["states ", name]);
        }
        if matches!(concept.family(), "attend" | "intent") && weight >= 0.8 {
            features.add(&["says ", name, "&", thread]);
        }
        if concept.family() == "topic" {
            features.add(&["says ", name, "&", thread]);
            features.add(&[
                "says ",
                name,
                "&ruled ",
                terms::intent(reading.request.intent.value),
            ]);
        }
        if said
            .cues
            .iter()
            .any(|cue| cue.concept == concept && cue.evidence.part == Part::Subject)
        {
            features.add(&["subject ", name]);
        }
    }
    let body = &reading.letter.body;
    let mut quoted: Vec<Concept> = body
        .segments
        .iter()
        .filter(|segment| segment.zone == Zone::Foreign)
        .flat_map(|segment| body.marks_in(segment.tokens.clone()))
        .filter(|mark| matches!(mark.concept.family(), "desk" | "thread"))
        .map(|mark| mark.concept)
        .collect();
    quoted.sort_unstable();
    quoted.dedup();
    for concept in quoted {
        features.add(&["quotes ", concept.name()]);
    }
}

/// The stems of the writer's own words, those that open the letter and those of the subject: what the
/// lexicon has no concept for.
fn words(reading: &Reading<'_>, features: &mut Features) {
    let letter = &reading.letter;
    let body = &letter.body;
    let own = |zone: Zone| matches!(zone, Zone::Text | Zone::Item | Zone::Field);
    let mut left = OPENING;
    for segment in body.segments.iter().filter(|segment| own(segment.zone)) {
        let tokens = body.tokens.get(segment.tokens.clone()).unwrap_or_default();
        for token in tokens.iter().filter(|token| token.is_word()) {
            let stem = terms::stem(&token.folded);
            features.add(&["word ", stem]);
            if left > 0 {
                features.add(&["opens with ", stem]);
                left -= 1;
            }
        }
    }
    let name = if letter.answers {
        "answers subject word "
    } else {
        "subject word "
    };
    for token in letter.subject.tokens.iter().filter(|token| token.is_word()) {
        features.add(&[name, terms::stem(&token.folded)]);
    }
    features.unite();
}

fn structure(reading: &Reading<'_>, thread: &str, features: &mut Features) {
    let letter = &reading.letter;
    let body = &letter.body;
    let own = || {
        body.segments
            .iter()
            .filter(|segment| segment.zone != Zone::Foreign)
    };
    features.count("questions", own().filter(|segment| asks(body, segment)).count());
    let words: usize = own().map(|segment| segment.tokens.len()).sum();
    let length = match words {
        0..=15 => "short",
        16..=60 => "middling",
        61..=150 => "long",
        _ => "very-long",
    };
    features.add(&["length=", length]);
    features.count("numbers", letter.counted.len());
    let people = &reading.cast.people;
    features.count("persons", people.len());
    features.count(
        "records",
        reading
            .cast
            .records
            .iter()
            .filter(|record| record.person.is_some())
            .count(),
    );
    for standing in [Standing::Attends, Standing::Absent, Standing::Replaced] {
        let others = people
            .iter()
            .filter(|person| !person.is_writer && person.standing == standing)
            .count();
        let name = terms::standing(standing);
        if others > 0 {
            features.add(&["somebody ", name]);
            features.add(&["somebody ", name, "&", thread]);
        }
    }
    if let Some(writer) = reading.cast.writer() {
        features.add(&["writer ", terms::standing(writer.standing)]);
        features.add(&["writer ", terms::standing(writer.standing), "&", thread]);
        features.add(&["writer because ", writer.why]);
    } else {
        features.add(&["writer unknown"]);
    }
    if intent::is_thanks(letter) {
        features.add(&["only-thanks"]);
    }
    if !intent::speaks_of_event(letter) {
        features.add(&["not-of-the-event"]);
    }
    if letter.message.forward.is_some() {
        features.add(&["forwarded"]);
    }
}

/// What the rules decided, and how clearly.
fn verdict(reading: &Reading<'_>, thread: &str, features: &mut Features) {
    let found = &reading.request.intent;
    let ruled = terms::intent(found.value);
    features.add(&["ruled ", ruled]);
    features.add(&["ruled ", ruled, "&", thread]);
    features.add(&["ruled by ", &found.evidence.rule]);
    let weighed = intent::weighed(&reading.letter, &reading.cast);
    for (intent, weight) in &weighed {
        features.value(
            &["weighs ", terms::intent(*intent)],
            (weight / 3.0).clamp(-2.0, 2.0),
        );
    }
    if let [(first, most), (second, next), ..] = weighed.as_slice() {
        let margin = match most - next.max(0.0) {
            margin if margin < 0.5 => "close",
            margin if margin < 1.5 => "clear",
            _ => "far",
        };
        features.add(&["margin=", margin, "&", ruled]);
        features.add(&[
            "first ",
            terms::intent(*first),
            " second ",
            terms::intent(*second),
        ]);
    }
}
