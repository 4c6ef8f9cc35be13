//! Where a letter names a visit: by its name, by words of the event file, or by its number.

use super::super::layout::{Segment, Zone};
use super::super::letter::Letter;
use super::super::token::Kind;
use super::super::{Session, wishes};
use crate::language::Language;
use crate::lexicon::fold::fold;
use crate::lexicon::{Concept, List};
use std::ops::Range;

/// A visit, and how letters may name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub session: Session,
    /// In the languages of letters.
    pub names: Vec<String>,
    /// Shorter words; `*` at the end stands for any ending.
    pub words: Vec<String>,
}

/// The visits of an event, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    known: Vec<Known>,
    /// The sessions of a person whose letter names none.
    pub(super) usual: Vec<Session>,
}

#[derive(Debug, Clone)]
struct Known {
    session: Session,
    phrases: Vec<Phrase>,
}

/// Folded words in a row.
#[derive(Debug, Clone)]
struct Phrase {
    words: Vec<String>,
    /// Whether the last word may end otherwise.
    open: bool,
    /// A name says by itself that a visit is meant.
    is_name: bool,
}

impl Visits {
    /// Prepares the visits of an event; `usual` are the sessions of whoever names none.
    #[must_use]
    pub fn new(visits: &[Visit], usual: &[Session]) -> Self {
        let known = visits.iter().map(|visit| Known {
            session: visit.session,
            phrases: (visit.names.iter().map(|name| Phrase::new(name, true)))
                .chain(visit.words.iter().map(|word| Phrase::new(word, false)))
                .filter(|phrase| !phrase.words.is_empty())
                .collect(),
        });
        Self {
            known: known.collect(),
            usual: usual.to_vec(),
        }
    }

    /// Whether the event has no visits of their own.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

impl Phrase {
    fn new(text: &str, is_name: bool) -> Self {
        let open = text.trim_end().ends_with('*');
        let words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        Self {
            words: words.map(fold).collect(),
            open,
            is_name,
        }
    }

    /// One past its last token, where it stands here.
    fn ends(&self, letter: &Letter<'_>, at: usize) -> Option<usize> {
        let tokens = letter.body.tokens.get(at..at + self.words.len())?;
        let last = self.words.len().saturating_sub(1);
        let fits = |(index, (token, word)): (usize, (&super::super::token::Token, &String))| {
            let word = word.as_str();
            token.folded == word || self.open && index == last && token.folded.starts_with(word)
        };
        tokens
            .iter()
            .zip(&self.words)
            .enumerate()
            .all(fits)
            .then_some(at + self.words.len())
    }
}

/// One place in which a visit is wished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub visit: Session,
    pub tokens: Range<usize>,
    /// Index of its segment.
    pub segment: usize,
    /// It stands behind the one that is taken if this is full.
    pub comes_first: bool,
}

/// Whether a sentence weighs visits against each other.
pub(super) fn weighs(letter: &Letter<'_>, segment: &Segment) -> bool {
    letter.body.says(segment.tokens.clone(), List::WeighsVisits)
}

/// The wished visits of a letter, in its order.
pub(super) fn mentions(letter: &Letter<'_>, visits: &Visits) -> Vec<Mention> {
    let body = &letter.body;
    let speaks = letter.says(&[Concept::SessionStudyVisit]);
    let mut found: Vec<Mention> = Vec::new();
    for (index, segment) in body.segments.iter().enumerate() {
        let silent = matches!(
            segment.zone,
            Zone::Foreign | Zone::Greeting | Zone::Closing | Zone::Signature
        );
        if silent || is_of_person(segment) {
            continue;
        }
        let mut at = segment.tokens.start;
        while at < segment.tokens.end {
            let named = named_at(letter, visits, at, speaks).filter(|(_, end)| *end <= segment.tokens.end);
            let Some((visit, end)) = named else {
                at += 1;
                continue;
            };
            if !is_left(letter, at) {
                let comes_first = found.last().is_some_and(|before| {
                    before.segment == index
                        && is_condition(letter, before.tokens.end..at, end..segment.tokens.end)
                });
                found.push(Mention {
                    visit,
                    tokens: at..end,
                    segment: index,
                    comes_first,
                });
            }
            at = end;
        }
    }
    found
}

/// A field that says who somebody is names towns and offices, not visits.
fn is_of_person(segment: &Segment) -> bool {
    segment.label.is_some_and(|(label, _)| {
        !matches!(label, Concept::LabelRemarks)
            && label.family() == "label"
            && label != Concept::LabelSessions
    })
}

fn named_at(letter: &Letter<'_>, visits: &Visits, at: usize, speaks: bool) -> Option<(Session, usize)> {
    let by_words = visits.known.iter().flat_map(|known| {
        let phrases = known.phrases.iter().filter(|phrase| speaks || phrase.is_name);
        phrases.filter_map(|phrase| Some((known.session, phrase.ends(letter, at)?)))
    });
    by_words
        .max_by_key(|(_, end)| *end)
        .or_else(|| by_number(letter, visits, at))
}

/// Stems of the word for a visit that Turkish puts behind its number, folded.
const TURKISH_VISIT: [&str; 2] = ["ziyaret", "gezi"];

/// "Visit 2", "Besuch Nr. 2", "2. ziyaret".
fn by_number(letter: &Letter<'_>, visits: &Visits, at: usize) -> Option<(Session, usize)> {
    let token = |at: usize| letter.body.tokens.get(at);
    let number = |at: usize| {
        let token = token(at).filter(|token| token.kind == Kind::Number)?;
        let number: u32 = token.folded.parse().ok()?;
        let mut known = visits.known.iter().map(|known| known.session);
        known.find(|session| matches!(session, Session::Visit(visit) if visit.get() == number))
    };
    let says = |at: usize, list: List| token(at).is_some_and(|token| list.has(&token.folded));
    let between = |at: usize| says(at, List::WordForNumber);
    if says(at, List::VisitByNumber) {
        let behind = if between(at + 1) { at + 2 } else { at + 1 };
        return number(behind).map(|visit| (visit, behind + 1));
    }
    let visit = number(at)?;
    let behind = if between(at + 1) { at + 2 } else { at + 1 };
    let turkish = |folded: &str| TURKISH_VISIT.iter().any(|stem| folded.starts_with(stem));
    token(behind)
        .is_some_and(|token| turkish(&token.folded))
        .then_some((visit, behind + 1))
}

/// "Not the harbour", "instead of the harbour", "rather than the harbour".
fn is_left(letter: &Letter<'_>, at: usize) -> bool {
    const FAR: usize = 6;
    let body = &letter.body;
    if wishes::is_given_up(letter, at) {
        return true;
    }
    let clause = wishes::clause(letter, at);
    let marked = body
        .marks_in(at.saturating_sub(FAR + 2).max(clause.start)..at)
        .filter(|mark| at.saturating_sub(mark.tokens.end) <= FAR)
        .filter(|mark| mark.concept == Concept::ScopeNot || !begins_anew(letter, mark.tokens.end..at))
        .filter(|mark| {
            mark.concept == Concept::ExchangeInsteadOf
                && mark.languages != letter.lexicon.bit(Language::TURKISH)
                || matches!(
                    mark.concept,
                    Concept::ScopeNot | Concept::PersonInsteadOf | Concept::ScopeBut
                )
        })
        .last();
    let denied = marked.is_some_and(|mark| mark.concept != Concept::ScopeBut);
    // Turkish says it behind: "liman yerine".
    let turkish = letter.lexicon.bit(Language::TURKISH);
    let mut behind = body.marks_in(at + 1..at + 4);
    denied || behind.any(|mark| mark.concept == Concept::ExchangeInsteadOf && mark.languages == turkish)
}

/// "Instead of the harbour I would like Delfshaven": with "I" or "we" begins what is wished.
fn begins_anew(letter: &Letter<'_>, between: Range<usize>) -> bool {
    let body = &letter.body;
    let mine = body
        .marks_in(between.clone())
        .any(|mark| mark.concept == Concept::ScopeMe && mark.tokens.len() == 1);
    mine || body.says(between, List::WeAsSubject)
}

/// "… if the harbour is full": between two visits stands an if, and behind the second that it has no room.
fn is_condition(letter: &Letter<'_>, between: Range<usize>, behind: Range<usize>) -> bool {
    let near = behind.start..behind.end.min(behind.start + 5);
    letter.body.has(between.clone(), &[Concept::ScopeCondition])
        && !letter.body.says(between, List::VisitIsFull)
        && letter.body.says(near, List::VisitIsFull)
}
