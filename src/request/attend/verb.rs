//! "Ich", a verb of coming and "nicht" put together, wherever they stand in a sentence.

use crate::lexicon::accent::Accent;
use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::{Break, Kind};
use chrono::Datelike;
use std::ops::Range;

/// Of whom a verb speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Writer,
    Other,
    /// "My colleague Ann Lee and I".
    Both,
}

/// What a verb of coming says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// `None` where the verb itself or nothing tells.
    pub subject: Option<Subject>,
    pub negated: bool,
    /// Under an "if", or of an earlier year: says nothing of coming now.
    pub unreal: bool,
    pub tokens: Range<usize>,
}

/// Words the longest phrase of the lexicon covers, gaps included.
const LONGEST_PHRASE: usize = 24;

/// How far before its verb a subject is looked for, in words: keeps long texts linear.
const SUBJECT_REACH: usize = 40;

/// How far a denial may stand from its verb, in words.
const NEAR: usize = 3;

/// What the verbs within these tokens say; `named` tells whether a name ends at a token.
pub(super) fn said<'l>(
    layout: &'l Layout<'_>,
    tokens: Range<usize>,
    year: Option<u32>,
    named: &'l dyn Fn(usize) -> bool,
) -> impl Iterator<Item = Said> + 'l {
    let past = speaks_of_past(layout, &tokens, year);
    layout
        .marks_in(tokens.clone())
        .filter(|mark| mark.concept == Concept::VerbAttend && !is_covered(layout, mark))
        .map(move |mark| Said {
            subject: subject(layout, &tokens, mark, named),
            negated: is_denied(layout, mark),
            unreal: past
                || layout.has(tokens.start..mark.tokens.start, &[Concept::ScopeCondition])
                || super::unreal::is_unreal(layout, &tokens, &mark.tokens),
            tokens: mark.tokens.clone(),
        })
}

/// Verbs of coming that the letter's own text says of the writer.
#[must_use]
pub fn of_writer(letter: &Letter<'_>, named: &dyn Fn(usize) -> bool) -> Vec<Said> {
    let body = &letter.body;
    let year = year(letter);
    let mut found = Vec::new();
    for segment in &body.segments {
        if matches!(segment.zone, Zone::Text | Zone::Item) {
            found.extend(said(body, segment.tokens.clone(), year, named).filter(|said| {
                let writer = matches!(said.subject, Some(Subject::Writer | Subject::Both));
                writer && !said.unreal
            }));
        }
    }
    found
}

/// The year in which the letter was written.
#[must_use]
pub(crate) fn year(letter: &Letter<'_>) -> Option<u32> {
    letter
        .message
        .date
        .and_then(|date| u32::try_from(date.year()).ok())
}

/// Whether the sentence names an earlier year than the letter's: "we met in 2012 in Aubervilliers".
pub(crate) fn speaks_of_past(layout: &Layout<'_>, tokens: &Range<usize>, year: Option<u32>) -> bool {
    let Some(year) = year else { return false };
    let word = |at: usize| layout.tokens.get(at);
    tokens.clone().filter_map(word).any(|token| {
        token.kind == Kind::Number
            && token.before != Break::Tight
            && token
                .folded
                .parse::<u32>()
                .is_ok_and(|number| (1990..year).contains(&number))
    })
}

/// Whether the subject of a phrase is somebody else than the writer.
pub(super) fn speaks_of_others(layout: &Layout<'_>, mark: &Mark, named: &dyn Fn(usize) -> bool) -> bool {
    layout
        .segment_of(mark.tokens.start)
        .is_some_and(|(_, segment)| subject(layout, &segment.tokens, mark, named) == Some(Subject::Other))
}

/// Inside a longer phrase of coming, that phrase says it.
fn is_covered(layout: &Layout<'_>, mark: &Mark) -> bool {
    let (start, end) = (mark.tokens.start, mark.tokens.end);
    layout
        .marks_in(start.saturating_sub(LONGEST_PHRASE)..end + LONGEST_PHRASE)
        .any(|other| {
            other.concept.family() == "attend" && other.tokens.start <= start && other.tokens.end >= end
        })
}

/// The subject right behind the verb ("komme ich"), else the nearest before it.
fn subject(
    layout: &Layout<'_>,
    sentence: &Range<usize>,
    verb: &Mark,
    named: &dyn Fn(usize) -> bool,
) -> Option<Subject> {
    let at = |token: usize| {
        if named(token) {
            return Some(Subject::Other);
        }
        layout.marks_at(token).find_map(|mark| match mark.concept {
            Concept::ScopeMe if !is_article(layout, mark) => {
                let both = follows_name(layout, sentence, mark, named);
                Some(if both { Subject::Both } else { Subject::Writer })
            }
            Concept::ScopeHe | Concept::ScopeShe | Concept::ScopeThey if !is_article(layout, mark) => {
                Some(Subject::Other)
            }
            Concept::CountPersonNoun
            | Concept::CountNoun
            | Concept::AttendDelegation
            | Concept::OrganisationTownHead
            | Concept::OrganisationTail => Some(Subject::Other),
            concept if crate::request::fields::role::is_head(concept) => Some(Subject::Other),
            _ => None,
        })
    };
    let flows = layout
        .tokens
        .get(verb.tokens.end)
        .is_some_and(|token| token.before <= Break::Space);
    let behind = flows.then(|| at(verb.tokens.end)).flatten();
    let clause = layout
        .clause_of(verb.tokens.start)
        .map_or(sentence.start, |(_, clause)| clause.tokens.start);
    let first = sentence
        .start
        .max(verb.tokens.start.saturating_sub(SUBJECT_REACH));
    let clause = clause.max(first);
    let within = (clause..verb.tokens.start).rev().find_map(at);
    within.or(behind).or_else(|| (first..clause).rev().find_map(at))
}

/// "Ann Lee and I": the pronoun is joined to a name or a person right before it.
pub(super) fn follows_name(
    layout: &Layout<'_>,
    sentence: &Range<usize>,
    me: &Mark,
    named: &dyn Fn(usize) -> bool,
) -> bool {
    let and = layout
        .marks_in(sentence.start..me.tokens.start)
        .filter(|mark| mark.concept == Concept::ScopeAnd && mark.tokens.end == me.tokens.start)
        .map(|mark| mark.tokens.start)
        .max();
    and.and_then(|and| and.checked_sub(1)).is_some_and(|last| {
        named(last)
            || layout.marks_before(last + 1).any(|mark| {
                mark.tokens.start >= sentence.start
                    && (mark.concept == Concept::CountPersonNoun
                        || crate::request::fields::role::is_head(mark.concept))
            })
    })
}

/// "My", "mein" are no subjects.
fn is_article(layout: &Layout<'_>, mark: &Mark) -> bool {
    layout
        .marks_at(mark.tokens.start)
        .any(|other| other.concept == Concept::ScopeArticle && other.tokens == mark.tokens)
}

/// Whether a denial stands close to the verb, in its own clause, and is no "not only".
pub(super) fn is_denied(layout: &Layout<'_>, verb: &Mark) -> bool {
    let clause = layout
        .clause_of(verb.tokens.start)
        .map_or(verb.tokens.clone(), |(_, clause)| clause.tokens.clone());
    let start = verb.tokens.start.saturating_sub(NEAR).max(clause.start);
    let end = (verb.tokens.end + NEAR).min(clause.end.max(verb.tokens.end));
    (start..end).any(|at| denies(layout, at))
}

/// Whether the word at this token denies the verb beside it, and is no "not only".
pub(crate) fn denies(layout: &Layout<'_>, at: usize) -> bool {
    let only = layout
        .marks_at(at + 1)
        .any(|mark| mark.concept == Concept::ScopeOnly);
    let word = layout.tokens.get(at);
    !only
        && word.is_some_and(|token| {
            // French "né Martin" denies nothing.
            token.accent != Accent::Written && List::DeniesVerb.has(&token.folded)
        })
}
