//! What bears on whether the request is about a person: their part by the rules, the tagger, and the words around each mention.

use super::features::Features;
use super::tagger::{Marginals, Tag};
use super::terms;
use crate::lexicon::Concept;
use crate::request::attend::writer::first_person;
use crate::request::cast::{Cast, Person, Standing};
use crate::request::layout::{Layout, Segment, Zone};
use crate::request::reading::Reading;
use crate::request::{Intent, Part};
use std::ops::Range;

/// Persons of a letter beyond which rules serve better.
pub const MOST: usize = 15;

/// The largest number of persons that the letter counts.
#[must_use]
pub fn counted(reading: &Reading<'_>) -> Option<usize> {
    let values = reading.letter.counted.iter().map(|counted| counted.value).max();
    values.map(|value| usize::try_from(value).unwrap_or(usize::MAX))
}

/// Adds the features of one person of the cast; `counted` is what [`counted`] says.
pub fn describe(
    reading: &Reading<'_>,
    marginals: &Marginals,
    counted: Option<usize>,
    index: usize,
    features: &mut Features,
) {
    let Some(person) = reading.cast.people.get(index) else {
        return;
    };
    let intent = terms::intent(reading.request.intent.value);
    let chosen = if reading.chosen.contains(&index) {
        "chosen"
    } else {
        "left"
    };
    let writes = if person.is_writer { "writer" } else { "other" };
    let standing = terms::standing(person.standing);
    features.add(&["always"]);
    features.add(&[chosen]);
    features.add(&[chosen, "&", writes, "&", intent]);
    features.add(&[standing, "&", writes, "&", intent]);
    features.add(&[standing, "&", chosen]);
    features.add(&["because ", person.why, "&", writes]);
    features.add(&["found by ", &person.evidence.rule]);
    company(reading, counted, index, writes, chosen, features);
    tagged(person, marginals, chosen, features);
    for mention in &person.mentions {
        surroundings(&reading.letter.body, mention, writes, features);
    }
    spelled(person, features);
    if person.is_writer {
        first_persons(reading, chosen, features);
        letter_of(reading, index, features);
    }
}

/// What the writer's letter says, in sentences that name others and in those that do not: a writer is seldom named in them.
fn letter_of(reading: &Reading<'_>, writer: usize, features: &mut Features) {
    let body = &reading.letter.body;
    let others = if is_alone(reading, writer) {
        "alone"
    } else {
        "others"
    };
    for segment in &body.segments {
        if !matches!(segment.zone, Zone::Text | Zone::Item | Zone::Closing) {
            continue;
        }
        let names = reading
            .cast
            .named_in(segment.tokens.clone())
            .any(|index| index != writer);
        let of = if names { "of others" } else { "of none" };
        for mark in body
            .marks_in(segment.tokens.clone())
            .filter(|mark| terms::decides(mark.concept) || mark.concept.family() == "topic")
        {
            let name = mark.concept.name();
            features.add(&["letter says ", name, "&", others]);
            if others == "others" {
                features.add(&["letter says ", name, " ", of]);
            }
        }
        for token in body.tokens.get(segment.tokens.clone()).unwrap_or_default() {
            if token.is_word() && !token.is_capital() {
                let stem = terms::stem(&token.folded);
                features.add(&["letter word ", stem, "&", others]);
                if others == "others" {
                    features.add(&["letter word ", stem, " ", of]);
                }
            }
        }
    }
    features.unite();
}

/// Who else is there, and how many are counted.
fn company(
    reading: &Reading<'_>,
    counted: Option<usize>,
    index: usize,
    writes: &str,
    chosen: &str,
    features: &mut Features,
) {
    let people = &reading.cast.people;
    let others = reading.chosen.iter().filter(|other| **other != index).count();
    let others = match others {
        0 => "none",
        1 => "one",
        _ => "more",
    };
    features.add(&["others chosen: ", others, "&", writes, "&", chosen]);
    let intent = terms::intent(reading.request.intent.value);
    features.add(&["others chosen: ", others, "&", writes, "&", chosen, "&", intent]);
    if is_alone(reading, index) {
        features.add(&["nobody else&", writes, "&", chosen]);
    }
    features.count("persons", people.len());
    if reading.cast.author == Some(index) {
        features.add(&["first writer"]);
    }
    order(reading, index, writes, features);
    if people.first().is_some_and(|_| index == 0) {
        features.add(&["named first&", writes]);
    }
    let fits = match counted.map(|counted| counted.cmp(&reading.chosen.len())) {
        None => "no number",
        Some(std::cmp::Ordering::Equal) => "as many",
        Some(std::cmp::Ordering::Less) => "fewer",
        Some(std::cmp::Ordering::Greater) => "more",
    };
    features.add(&["counted ", fits, "&", chosen]);
    let record = reading
        .cast
        .records
        .iter()
        .find(|record| record.person == Some(index));
    if let Some(record) = record {
        features.add(&["in a ", if record.is_row { "row" } else { "form" }]);
    }
}

/// Where the person stands among all that are named in the text, and who stands in the same sentence.
fn order(reading: &Reading<'_>, index: usize, writes: &str, features: &mut Features) {
    let body = &reading.letter.body;
    let intent = terms::intent(reading.request.intent.value);
    let first = |person: &Person| {
        let told = person.mentions.iter().map(|mention| mention.start);
        told.filter(|at| {
            !matches!(
                body.zone_of(*at),
                Zone::Greeting | Zone::Closing | Zone::Signature
            )
        })
        .min()
    };
    let people = &reading.cast.people;
    let Some(own) = people.get(index).and_then(first) else {
        return;
    };
    let others: Vec<usize> = people
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index)
        .filter_map(|(_, person)| first(person))
        .collect();
    let before = others.iter().filter(|at| **at < own).count();
    let place = match (before, others.len() - before) {
        (0, 0) => "alone",
        (0, _) => "first",
        (_, 0) => "last",
        _ => "between",
    };
    features.add(&["named ", place, "&", writes, "&", intent]);
    let Some((_, segment)) = body.segment_of(own) else {
        return;
    };
    let beside = others.iter().filter(|at| segment.tokens.contains(at)).count();
    features.count("in the same sentence", beside);
    let me = body.has(segment.tokens.clone(), &[Concept::ScopeMe]);
    if me && writes == "other" {
        features.add(&["beside me&", intent]);
    }
    // What the sentences before and behind speak of: "Mr A is ill. Mrs B travels instead."
    for (side, at) in [
        ("before ", segment.tokens.start.checked_sub(1)),
        ("behind ", Some(segment.tokens.end)),
    ] {
        let Some((_, next)) = at.and_then(|at| body.segment_of(at)) else {
            continue;
        };
        if next.zone != Zone::Text {
            continue;
        }
        for mark in body
            .marks_in(next.tokens.clone())
            .filter(|mark| matches!(mark.concept.family(), "topic" | "person" | "attend" | "intent"))
        {
            features.add(&[side, mark.concept.name(), "&", writes]);
        }
    }
}

/// Whether the rules read a cancellation and, of somebody by name, that the letter withdraws them: said plainly.
#[must_use]
pub fn is_withdrawn(reading: &Reading<'_>) -> bool {
    let mut people = reading.cast.people.iter();
    reading.request.intent.value == Intent::Cancellation
        && people.any(|person| !person.is_writer && person.why == "attend/withdrawn")
}

/// Whether the letter withdraws somebody of whom the rules read that they stay away: said plainly, if not by themselves.
#[must_use]
pub fn stays_away(reading: &Reading<'_>, index: usize) -> bool {
    let person = reading.cast.people.get(index);
    reading.request.intent.value == Intent::Cancellation
        && person.is_some_and(|person| person.standing == Standing::Absent)
}

/// Whether a letter hands the writer's own place to one other, in words that the rules know.
#[must_use]
pub fn hands_over(reading: &Reading<'_>, index: usize) -> bool {
    let person = reading.cast.people.get(index);
    reading.request.intent.value == Intent::Change
        && reading.request.replaces.is_some()
        && reading.chosen.len() == 1
        && person.is_some_and(|person| person.is_writer && person.standing == Standing::Replaced)
}

/// Whether a letter adds exactly one person, by name, to those who are registered, and names nobody else but its writer.
#[must_use]
pub fn adds_one(reading: &Reading<'_>) -> bool {
    let other = |person: &&Person| !person.is_writer && person.standing != Standing::Addressed;
    let body = &reading.letter.body;
    let added = |index: &usize| {
        let person = reading.cast.people.get(*index);
        person.is_some_and(|person| {
            person.mentions.iter().any(|mention| {
                let said = body.segment_of(mention.start).map(|(_, segment)| segment);
                said.is_some_and(|said| body.has(said.tokens.clone(), &[Concept::IntentAddPerson]))
            })
        })
    };
    reading.request.intent.value == Intent::Change
        && reading.letter.said.thread.registered
        && reading.request.replaces.is_none()
        && !reading.letter.says(&[Concept::IntentWrongDesk])
        && reading.cast.people.iter().filter(other).count() == 1
        && matches!(reading.chosen.as_slice(), [index] if added(index))
}

/// Whether a letter withdraws exactly one person, by name, of whom the rules read that they stay away, and nobody else does.
#[must_use]
pub fn withdraws_one(reading: &Reading<'_>) -> bool {
    let away = |person: &Person| matches!(person.standing, Standing::Absent | Standing::Replaced);
    let mut gone = reading
        .cast
        .people
        .iter()
        .enumerate()
        .filter(|(_, person)| away(person));
    let first = gone.next().filter(|(_, person)| !person.is_writer);
    reading.request.intent.value == Intent::Cancellation
        && gone.next().is_none()
        && first.is_some_and(|(index, _)| reading.chosen == [index])
        && counted(reading).is_none_or(|counted| counted == 1)
}

/// Whether nobody else is named but whom the letter is addressed to.
#[must_use]
pub fn is_alone(reading: &Reading<'_>, index: usize) -> bool {
    let people = reading.cast.people.iter().enumerate();
    people
        .filter(|(other, person)| *other != index && person.standing != Standing::Addressed)
        .count()
        == 0
}

/// What the tagger makes of the mentions.
fn tagged(person: &Person, marginals: &Marginals, chosen: &str, features: &mut Features) {
    let own: Vec<(f32, f32)> = person
        .mentions
        .iter()
        .map(|mention| {
            let mean = |tag: Tag| {
                mention.clone().map(|at| marginals.part_of(at, tag)).sum::<f32>()
                    / mention.len().max(1) as f32
            };
            (mean(Tag::Attendee), mean(Tag::Person))
        })
        .collect();
    if own.is_empty() {
        features.add(&["not in the text&", chosen]);
        return;
    }
    let attends = own.iter().map(|(attends, _)| *attends).fold(0.0, f32::max);
    let other = own.iter().map(|(_, other)| *other).fold(0.0, f32::max);
    features.share("tagged attendee", attends);
    features.share("tagged person", other);
    if attends + other < 0.5 {
        features.add(&["tagged as no name&", chosen]);
    }
}

/// The words around a mention.
fn surroundings(body: &Layout<'_>, mention: &Range<usize>, writes: &str, features: &mut Features) {
    let Some((_, segment)) = body.segment_of(mention.start) else {
        return;
    };
    let zone = terms::zone(segment.zone);
    features.add(&["in ", zone, "&", writes]);
    if let Some((label, _)) = segment.label {
        features.add(&["behind ", label.name()]);
    }
    if matches!(segment.zone, Zone::Signature | Zone::Greeting | Zone::Closing) {
        return;
    }
    let clause = body
        .clause_of(mention.start)
        .map_or(mention.clone(), |(_, clause)| clause.tokens.clone());
    for mark in body
        .marks_in(segment.tokens.clone())
        .filter(|mark| terms::decides(mark.concept) || matches!(mark.concept.family(), "service" | "topic"))
    {
        let name = mark.concept.name();
        let side = if mark.tokens.start < mention.start {
            "<"
        } else {
            ">"
        };
        if clause.contains(&mark.tokens.start) {
            features.add(&["clause", side, name]);
        }
        features.add(&["sentence", side, name]);
    }
    let left = body
        .marks_in(segment.tokens.start..mention.start)
        .filter(|mark| terms::decides(mark.concept) || matches!(mark.concept.family(), "role" | "topic"))
        .last();
    if let Some(mark) = left {
        let far = terms::distance(mention.start - mark.tokens.end);
        features.add(&["left ", mark.concept.name(), " at ", far]);
    }
    let right = body
        .marks_in(mention.end..segment.tokens.end.max(mention.end))
        .find(|mark| terms::decides(mark.concept) || mark.concept.family() == "topic");
    if let Some(mark) = right {
        let far = terms::distance(mark.tokens.start - mention.end);
        features.add(&["right ", mark.concept.name(), " at ", far]);
    }
    for mark in body.marks_at(mention.end) {
        features.add(&["then ", mark.concept.name()]);
    }
    words(body, mention, segment, writes, features);
}

/// The words beside a mention, and the stems of its sentence: what the lexicon has no concept for.
fn words(
    body: &Layout<'_>,
    mention: &Range<usize>,
    segment: &Segment,
    writes: &str,
    features: &mut Features,
) {
    for (offset, label) in [(1, "1 "), (2, "2 ")] {
        if let Some(token) = mention
            .start
            .checked_sub(offset)
            .and_then(|at| body.tokens.get(at))
        {
            features.add(&["word before ", label, &token.folded]);
        }
        if let Some(token) = body.tokens.get(mention.end + offset - 1) {
            features.add(&["word behind ", label, &token.folded]);
        }
    }
    for token in body.tokens.get(segment.tokens.clone()).unwrap_or_default() {
        if token.is_word() && !token.is_capital() {
            features.add(&["word beside ", terms::stem(&token.folded), "&", writes]);
        }
    }
}

/// The name itself.
fn spelled(person: &Person, features: &mut Features) {
    features.count("words", person.name.split_whitespace().count());
    let place = match person.evidence.part {
        Part::Body => "body",
        Part::From => "from",
        Part::Subject => "subject",
        _ => "elsewhere",
    };
    features.add(&["name from ", place]);
    features.count("mentions", person.mentions.len());
}

/// What the writer says of themselves.
fn first_persons(reading: &Reading<'_>, chosen: &str, features: &mut Features) {
    let told = terms::told(&first_person(&reading.letter, &reading.cast));
    for name in &told {
        features.add(&["I: ", name]);
        features.add(&["I: ", name, "&", chosen]);
    }
    if told.is_empty() {
        features.add(&["I: nothing&", chosen]);
    }
    let others = Cast::with(&reading.cast, Standing::Attends)
        .filter(|(_, person)| !person.is_writer)
        .count();
    features.count("I: others who come", others);
}
