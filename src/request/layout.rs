//! The letter as it is laid out: segments with their zones, clauses, and the concepts that the lexicon finds in them.

use super::token::{self, Break, Kind, Token};
use super::zone;
use crate::lexicon::{Concept, Lexicon, List};
use crate::message::work::{Counted, step};
use crate::message::{Line, LineKind};
use std::cell::Cell;
use std::ops::Range;

mod endings;
mod joining;
mod longest;
mod months;
mod separable;
mod written;

/// Words that a phrase of the lexicon may reach over, its gaps filled.
const LONGEST_MARK: usize = 24;

/// A phrase of the lexicon in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Indices of its tokens.
    pub tokens: Range<usize>,
    pub concept: Concept,
    /// The number, for `number` and `group`; else 0.
    pub value: u8,
    /// Bits of the languages it belongs to, see [`Lexicon::bit`].
    pub languages: u32,
}

/// What a segment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// "Dear Ms Fontanille"
    Greeting,
    /// A sentence of running text.
    Text,
    /// An item of a list.
    Item,
    /// `Label: value`.
    Field,
    /// A row of a table.
    Row,
    /// "Kind regards"
    Closing,
    /// A line of the signature.
    Signature,
    /// Quoted, a notice of a mail system, or added by a device: never data.
    Foreign,
}

/// A sentence, list item, field, row or line, whichever is smallest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub tokens: Range<usize>,
    pub zone: Zone,
    /// The label that opens it, and the first token of its value.
    pub label: Option<(Concept, usize)>,
}

/// A part of a segment between commas, dashes, brackets, colons or contrasting conjunctions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub tokens: Range<usize>,
    /// Index of its segment.
    pub segment: usize,
}

/// One text (the body, or the subject) taken apart.
#[derive(Debug, Clone)]
pub struct Layout<'m> {
    pub text: &'m str,
    pub tokens: Counted<Token>,
    /// By first token, then by last.
    pub marks: Vec<Mark>,
    pub segments: Counted<Segment>,
    pub clauses: Counted<Clause>,
    /// Bits of languages whose clauses count; see [`Lexicon::bit`].
    pub languages: u32,
    /// By token: the index of the first mark that begins there or behind; empty until [`Layout::settle`].
    first_marks: Vec<u32>,
    /// How often something was looked up: what reading costs, on any machine.
    looks: Cell<u64>,
}

impl<'m> Layout<'m> {
    /// Cuts a text and finds every phrase of every language in it; [`Layout::settle`] makes zones of it.
    #[must_use]
    pub fn new(text: &'m str, lines: &[Line], lexicon: &Lexicon) -> Self {
        let mut tokens = token::tokens(text, lines);
        let marks = Self::find(&tokens, lexicon);
        Self::mend_breaks(&mut tokens, &marks);
        Self {
            text,
            tokens: tokens.into(),
            marks,
            segments: Counted::default(),
            clauses: Counted::default(),
            languages: u32::MAX,
            first_marks: Vec::new(),
            looks: Cell::new(0),
        }
    }

    /// A text without lines: a subject, a display name.
    #[must_use]
    pub fn of_line(text: &'m str, lexicon: &Lexicon) -> Self {
        let line = Line {
            range: 0..text.len(),
            kind: LineKind::Own,
        };
        let lines = [line];
        let mut layout = Self::new(text, &lines, lexicon);
        layout.settle(&lines, u32::MAX, &[]);
        layout
    }

    /// Keeps the marks of these languages (and the international ones), the longest of each family at a place, and
    /// finds zones and clauses. `signers` are folded words of the writer's name as From tells it.
    pub fn settle(&mut self, lines: &[Line], languages: u32, signers: &[String]) {
        self.keep_languages(languages);
        self.segments = zone::segments(self, lines, signers).into();
        self.clauses = self.cut_clauses().into();
    }

    /// In an answer to us: marks what asks that somebody joins who is not yet registered.
    pub fn mark_joining(&mut self) {
        let known = |mark: &Mark| {
            let mut marks = self.marks.iter();
            marks.any(|other| other.concept == mark.concept && other.tokens.contains(&mark.tokens.start))
        };
        let new: Vec<Mark> = joining::find(&self.tokens)
            .into_iter()
            .filter(|mark| !known(mark))
            .collect();
        self.marks.extend(new);
        self.marks
            .sort_by_key(|mark| (mark.tokens.start, mark.tokens.end));
        self.index_marks();
    }

    /// As [`Layout::settle`], for a table that is no letter.
    pub fn settle_table(&mut self, lines: &[Line], languages: u32) {
        self.keep_languages(languages);
        self.segments = zone::table(self, lines).into();
        self.clauses = self.cut_clauses().into();
    }

    fn keep_languages(&mut self, languages: u32) {
        self.languages = languages;
        self.marks
            .retain(|mark| mark.concept.is_international() || mark.languages & languages != 0);
        longest::keep(&mut self.marks);
        separable::mend(&self.tokens, &mut self.marks);
        endings::drop_marks(self.text, &self.tokens, &mut self.marks);
        months::drop_names(&self.tokens, &mut self.marks);
        self.index_marks();
    }

    fn index_marks(&mut self) {
        let mut first_marks = Vec::with_capacity(self.tokens.len());
        let mut first = 0;
        for token in 0..self.tokens.len() {
            while self
                .marks
                .get(first)
                .is_some_and(|mark| mark.tokens.start < token)
            {
                first += 1;
            }
            first_marks.push(u32::try_from(first).unwrap_or(u32::MAX));
        }
        self.first_marks = first_marks;
    }

    /// The marks that lie wholly within these tokens.
    pub fn marks_in(&self, tokens: Range<usize>) -> impl Iterator<Item = &Mark> {
        let first = self.first_mark(tokens.start);
        self.marks
            .get(first..)
            .unwrap_or_default()
            .iter()
            .inspect(|_| step(1))
            .take_while(move |mark| mark.tokens.start < tokens.end)
            .filter(move |mark| mark.tokens.end <= tokens.end)
    }

    /// The marks that begin at this token.
    pub fn marks_at(&self, token: usize) -> impl Iterator<Item = &Mark> {
        let first = self.first_mark(token);
        self.marks
            .get(first..)
            .unwrap_or_default()
            .iter()
            .inspect(|_| step(1))
            .take_while(move |mark| mark.tokens.start == token)
    }

    /// The marks that begin at this token or so near before it that they may reach it, in order.
    pub fn marks_around(&self, token: usize) -> impl Iterator<Item = &Mark> {
        let first = self.first_mark(token.saturating_sub(LONGEST_MARK));
        self.marks
            .get(first..)
            .unwrap_or_default()
            .iter()
            .inspect(|_| step(1))
            .take_while(move |mark| mark.tokens.start <= token + 1)
    }

    /// The marks that end right before this token, in order of where they begin.
    pub fn marks_before(&self, token: usize) -> impl Iterator<Item = &Mark> {
        self.marks_around(token)
            .filter(move |mark| mark.tokens.end == token)
    }

    /// Whether a phrase of this concept ends right before this token.
    #[must_use]
    pub fn follows(&self, token: usize, concept: Concept) -> bool {
        self.marks_before(token).any(|mark| mark.concept == concept)
    }

    /// Index of the first mark that begins at this token or behind it.
    fn first_mark(&self, token: usize) -> usize {
        self.look();
        match self.first_marks.get(token) {
            Some(&first) => first as usize,
            None => self.marks.partition_point(|mark| mark.tokens.start < token),
        }
    }

    /// The first mark of this concept within these tokens.
    #[must_use]
    pub fn first(&self, tokens: Range<usize>, concept: Concept) -> Option<&Mark> {
        self.marks_in(tokens).find(|mark| mark.concept == concept)
    }

    /// Whether one of these concepts is within these tokens.
    #[must_use]
    pub fn has(&self, tokens: Range<usize>, concepts: &[Concept]) -> bool {
        self.marks_in(tokens).any(|mark| concepts.contains(&mark.concept))
    }

    /// Whether a word of this list is within these tokens.
    #[must_use]
    pub fn says(&self, tokens: Range<usize>, list: List) -> bool {
        let words = self.tokens.get(tokens).unwrap_or_default();
        words.iter().any(|token| list.has(&token.folded))
    }

    /// The longest mark of this family that begins at this token.
    #[must_use]
    pub fn longest_at(&self, token: usize, family: &str) -> Option<&Mark> {
        self.marks_at(token)
            .filter(|mark| mark.concept.family() == family)
            .max_by_key(|mark| mark.tokens.end)
    }

    fn look(&self) {
        step(1);
        self.looks.set(self.looks.get() + 1);
    }

    /// How many marks, segments and clauses were looked up so far: the work of reading, counted.
    #[must_use]
    pub fn looks(&self) -> u64 {
        self.looks.get()
    }

    /// The segment that this token stands in.
    #[must_use]
    pub fn segment_of(&self, token: usize) -> Option<(usize, &Segment)> {
        self.look();
        let index = self
            .segments
            .partition_point(|segment| segment.tokens.end <= token);
        self.segments
            .get(index)
            .filter(|segment| segment.tokens.contains(&token))
            .map(|segment| (index, segment))
    }

    /// The clause that this token stands in.
    #[must_use]
    pub fn clause_of(&self, token: usize) -> Option<(usize, &Clause)> {
        let index = self.clauses.partition_point(|clause| clause.tokens.end <= token);
        self.clauses
            .get(index)
            .filter(|clause| clause.tokens.contains(&token))
            .map(|clause| (index, clause))
    }

    /// The zone that this token stands in.
    #[must_use]
    pub fn zone_of(&self, token: usize) -> Zone {
        self.segment_of(token)
            .map_or(Zone::Foreign, |(_, segment)| segment.zone)
    }

    fn find(tokens: &[Token], lexicon: &Lexicon) -> Vec<Mark> {
        lexicon
            .find(tokens)
            .into_iter()
            .map(|hit| Mark {
                tokens: hit.start..hit.end,
                concept: hit.meaning.concept,
                value: hit.meaning.value,
                languages: hit.meaning.languages,
            })
            .collect()
    }

    /// A stop after a title or before a month ends no sentence: `Prof. Berg`, `9. November`.
    fn mend_breaks(tokens: &mut [Token], marks: &[Mark]) {
        for mark in marks {
            let short = tokens
                .get(mark.tokens.end.saturating_sub(1))
                .is_some_and(|token| token.folded.chars().count() <= 4);
            let titles = matches!(
                mark.concept,
                Concept::TitleHonorific | Concept::TitleAcademic | Concept::WordAbbreviation
            ) || mark.concept == Concept::PlaceStreet && short;
            if titles
                && let Some(next) = tokens
                    .get_mut(mark.tokens.end)
                    .filter(|next| next.before == Break::Sentence)
            {
                next.before = Break::Space;
            }
            if mark.concept == Concept::ClosingSignsFor {
                Self::mend_signing(tokens, mark);
            }
            let numbered = mark.concept == Concept::TimeMonth
                && mark
                    .tokens
                    .start
                    .checked_sub(1)
                    .and_then(|at| tokens.get(at))
                    .is_some_and(|last| last.kind == Kind::Number);
            if numbered
                && let Some(month) = tokens
                    .get_mut(mark.tokens.start)
                    .filter(|month| month.before == Break::Sentence)
            {
                month.before = Break::Space;
            }
        }
    }

    /// "i. A. Ann Lee", "p.p. Ann Lee" at the head of a line: the small letter wraps no line, its points end no sentence.
    fn mend_signing(tokens: &mut [Token], mark: &Mark) {
        let letters: usize = tokens
            .get(mark.tokens.clone())
            .unwrap_or_default()
            .iter()
            .map(|token| token.folded.chars().count())
            .sum();
        let above = mark.tokens.start.checked_sub(1).and_then(|at| tokens.get(at));
        let above = above.map(|token| token.line);
        if letters > 3 {
            return;
        }
        if let Some(first) = tokens
            .get_mut(mark.tokens.start)
            .filter(|first| first.before <= Break::Comma && above.is_some_and(|line| line < first.line))
        {
            first.before = Break::Line;
        }
        if let Some(next) = tokens
            .get_mut(mark.tokens.end)
            .filter(|next| next.before == Break::Sentence)
        {
            next.before = Break::Space;
        }
    }

    fn cut_clauses(&self) -> Vec<Clause> {
        let mut clauses = Vec::new();
        for (index, segment) in self.segments.iter().enumerate() {
            let mut start = segment.tokens.start;
            for at in segment.tokens.clone().skip(1) {
                let contrast = self.marks_at(at).any(|mark| mark.concept == Concept::ScopeBut);
                let cut = self
                    .tokens
                    .get(at)
                    .is_some_and(|token| token.before >= Break::Comma);
                if (cut || contrast) && at > start {
                    clauses.push(Clause {
                        tokens: start..at,
                        segment: index,
                    });
                    start = at;
                }
            }
            if start < segment.tokens.end {
                clauses.push(Clause {
                    tokens: start..segment.tokens.end,
                    segment: index,
                });
            }
        }
        clauses
    }
}
