//! How many come where no number says so: "some of my colleagues", "two or three of us", "nobody but me".

use super::company::is_of_verb;
use super::{aside, noun_behind, value_at};
use crate::lexicon::{Concept, List};
use crate::request::cast::Cast;
use crate::request::layout::{Layout, Mark, Segment, Zone};
use crate::request::letter::Letter;
use std::ops::Range;

/// How far a second number may be from the first to make one guess of both: "two or three", "four to seven".
const APART: u32 = 4;
/// Words between persons of no number and what tells who they are or how many.
const NEAR: usize = 8;
/// Words between "and" or "with" and the persons that it joins.
const JOINS: usize = 3;

/// Where the letter leaves open how many come, if it does; `others` tells whether anybody besides the writer is named.
#[must_use]
pub fn open(letter: &Letter<'_>, cast: &Cast, others: bool) -> Option<Range<usize>> {
    let body = &letter.body;
    let guessed = || own(body).find_map(|segment| guess(body, segment));
    let counted = || letter.counted.iter().any(|counted| counted.value > 1);
    let vague = || {
        own(body)
            .flat_map(|segment| {
                body.marks_in(segment.tokens.clone())
                    .map(move |mark| (segment, mark))
            })
            .find(|(segment, mark)| {
                mark.concept == Concept::PartyVague
                    && aside::asks(letter, &segment.tokens)
                    && (!others || is_joined(body, mark))
                    && !is_told(body, cast, segment, mark)
            })
            .map(|(_, mark)| mark.tokens.clone())
    };
    guessed().or_else(|| vague().filter(|_| !counted()))
}

/// Where the letter says that one person comes and nobody else.
#[must_use]
pub fn alone(letter: &Letter<'_>) -> Option<Range<usize>> {
    let body = &letter.body;
    own(body)
        .flat_map(|segment| body.marks_in(segment.tokens.clone()))
        .find(|mark| mark.concept == Concept::PartyAlone && is_of_persons(letter, mark))
        .map(|mark| mark.tokens.clone())
}

/// "Just me for the morning" and "not only me" do not say that nobody else comes.
fn is_of_persons(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let clause = body
        .clause_of(mark.tokens.start)
        .map_or(mark.tokens.clone(), |(_, clause)| clause.tokens.clone());
    let before = mark.tokens.start.saturating_sub(2).max(clause.start)..mark.tokens.start;
    let sentence = body
        .segment_of(mark.tokens.start)
        .map_or(mark.tokens.clone(), |(_, segment)| segment.tokens.clone());
    let others = body.marks_in(sentence).any(|other| {
        matches!(
            other.concept.family(),
            "session" | "interpretation" | "diet" | "access"
        )
    });
    !others && !body.has(before, &[Concept::ScopeNot])
}

fn own<'l>(body: &'l Layout<'_>) -> impl Iterator<Item = &'l Segment> {
    let text =
        |segment: &&Segment| matches!(segment.zone, Zone::Text | Zone::Item) && segment.label.is_none();
    body.segments.iter().filter(text)
}

/// "Two or three colleagues", "vier bis sieben Personen", "2-3 of us".
fn guess(body: &Layout<'_>, segment: &Segment) -> Option<Range<usize>> {
    segment.tokens.clone().find_map(|at| {
        let (first, between) = digits_or_word(body, at)?;
        let dashed = matches!(body.between(between).trim(), "-" | "–" | "—");
        let second = (between..between + 3).find(|&next| digits_or_word(body, next).is_some())?;
        let joined = second > between && (between..second).all(|at| body.says(at..at + 1, List::OrTo));
        let (value, end) = digits_or_word(body, second)?;
        let near = value > first && value - first <= APART && value <= super::UNNAMED_MAX;
        let persons = || {
            noun_behind(body, end, segment.tokens.end).is_some()
                || is_of_verb(body, second, end)
                || body.has(end..end + 2, &[Concept::ScopeOfUs])
        };
        (near && (joined || dashed && second == between) && persons()).then_some(at..end)
    })
}

fn digits_or_word(body: &Layout<'_>, at: usize) -> Option<(u32, usize)> {
    value_at(body, at).or_else(|| digits(body, at))
}

/// Digits that touch a dash, which elsewhere are no number of persons.
fn digits(body: &Layout<'_>, at: usize) -> Option<(u32, usize)> {
    let value = body.tokens.get(at)?.folded.parse().ok()?;
    (1..=super::LARGEST).contains(&value).then_some((value, at + 1))
}

/// "Ann Lee and some colleagues".
fn is_joined(body: &Layout<'_>, mark: &Mark) -> bool {
    let near = mark.tokens.start.saturating_sub(JOINS)..mark.tokens.start + 1;
    body.says(near.clone(), List::With)
        || body.has(
            near,
            &[
                Concept::ScopeAnd,
                Concept::AttendAccompaniedBy,
                Concept::CountMore,
            ],
        )
}

/// Whether the number, the names, or a list follow: "a delegation of six", "my colleagues Ann Lee and Bob Roy".
fn is_told(body: &Layout<'_>, cast: &Cast, segment: &Segment, mark: &Mark) -> bool {
    let behind = mark.tokens.end..(mark.tokens.end + NEAR).min(segment.tokens.end.max(mark.tokens.end));
    let named = |tokens: Range<usize>| cast.named_in(tokens).next().is_some();
    named(behind.clone())
        || body
            .after(mark.tokens.end.saturating_sub(1))
            .trim_start()
            .starts_with(':')
        || body.has(behind, &[Concept::Number, Concept::Group])
}
