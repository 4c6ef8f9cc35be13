//! What the writer's own words say that bears on the intent, weighed once: cues, the thread, the press.

use crate::lexicon::Concept;
use crate::request::layout::{Layout, Mark, Segment, Zone};
use crate::request::letter::Letter;
use crate::request::{Evidence, Part};
use std::ops::Range;

/// What the thread was about before this letter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thread {
    /// The desk confirmed, or the writer says that they are registered.
    pub registered: bool,
    /// The desk offered a place, or the writer says so.
    pub offered: bool,
    /// Our words are quoted, or the subject answers us.
    pub answers_us: bool,
}

/// A cue of the writer at its place.
#[derive(Debug, Clone)]
pub struct Cue {
    pub concept: Concept,
    /// 1 in a statement, less in a question, a subject or a signature.
    pub weight: f32,
    pub evidence: Evidence,
    /// Tokens in the body; empty for the subject.
    pub tokens: Range<usize>,
}

/// Everything that bears on the intent.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub cues: Vec<Cue>,
    pub thread: Thread,
}

impl Said {
    /// Collects the cues of body and subject.
    #[must_use]
    pub fn of(letter: &Letter<'_>) -> Self {
        let body = &letter.body;
        let mut cues = Vec::new();
        for segment in &body.segments {
            let weight = match segment.zone {
                Zone::Foreign | Zone::Greeting => continue,
                Zone::Signature | Zone::Closing => 0.2,
                _ if asks(body, segment) => 0.5,
                _ => 1.0,
            };
            for mark in body.marks_in(segment.tokens.clone()) {
                cues.push(cue(body, mark, weight, Part::Body));
            }
        }
        let weight = if letter.answers { 0.0 } else { 0.8 };
        for mark in letter.subject.marks.iter().filter(|_| weight > 0.0) {
            cues.push(Cue {
                tokens: 0..0,
                ..cue(&letter.subject, mark, weight, Part::Subject)
            });
        }
        let mut said = Self {
            cues,
            thread: Thread::default(),
        };
        said.thread = said.thread(letter);
        said
    }

    /// Whether one of these is said.
    #[must_use]
    pub fn has(&self, concepts: &[Concept]) -> bool {
        self.cues.iter().any(|cue| concepts.contains(&cue.concept))
    }

    /// The strongest cue of one of these.
    #[must_use]
    pub fn strongest(&self, concepts: &[Concept]) -> Option<&Cue> {
        self.cues
            .iter()
            .filter(|cue| concepts.contains(&cue.concept))
            .max_by(|a, b| a.weight.total_cmp(&b.weight))
    }

    /// The greatest weight of these, 0 where none is said.
    #[must_use]
    pub fn weight(&self, concepts: &[Concept]) -> f32 {
        self.strongest(concepts).map_or(0.0, |cue| cue.weight)
    }

    fn thread(&self, letter: &Letter<'_>) -> Thread {
        let offered = letter.desk_said(&[Concept::DeskOffer]) || self.has(&[Concept::ThreadOffered]);
        let confirmed = letter.desk_said(&[Concept::DeskConfirmation])
            || self.has(&[Concept::ThreadRegistered])
            || names_reference(&letter.message.subject)
            || names_reference(&letter.message.text);
        let quoted = letter
            .body
            .segments
            .iter()
            .any(|segment| segment.zone == Zone::Foreign);
        Thread {
            registered: confirmed && !offered,
            offered,
            answers_us: letter.answers && (quoted || !letter.message.in_reply_to.is_empty()),
        }
    }
}

/// Whether a segment is a question.
#[must_use]
pub fn asks(layout: &Layout<'_>, segment: &Segment) -> bool {
    segment.tokens.end.checked_sub(1).is_some_and(|last| {
        layout
            .after(last)
            .trim_start_matches([')', ' ', '"'])
            .starts_with('?')
    })
}

fn cue(layout: &Layout<'_>, mark: &Mark, weight: f32, part: Part) -> Cue {
    let bytes = layout.bytes(mark.tokens.clone());
    Cue {
        concept: mark.concept,
        weight,
        evidence: Evidence {
            part,
            start: bytes.start,
            end: bytes.end,
            rule: mark.concept.name().to_owned(),
        },
        tokens: mark.tokens.clone(),
    }
}

/// Whether a text names a reference of ours, as in `RTM-7K3Q9B`: capitals, a hyphen, six letters and digits.
#[must_use]
pub fn names_reference(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .any(is_reference)
}

fn is_reference(word: &str) -> bool {
    let Some((prefix, code)) = word.split_once('-') else {
        return false;
    };
    let letters = |text: &str| text.chars().all(|c| c.is_ascii_uppercase());
    (2..=5).contains(&prefix.len())
        && letters(prefix)
        && code.len() == 6
        && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && code.contains(|c: char| c.is_ascii_digit())
}
