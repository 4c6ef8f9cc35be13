//! What reading saw on its way: sentences with their concepts, persons with the part they play, intents as they weigh.

use super::cast::{Cast, Standing};
use super::layout::Zone;
use super::letter::Letter;
use super::model::Model;
use super::separated::as_cells;
use super::{Intent, attend, budget, intent, people};
use crate::lexicon::Lexicon;
use crate::message::Message;
use std::ops::Range;

/// One segment of the writer's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub zone: Zone,
    /// Bytes in `Message::text`.
    pub bytes: Range<usize>,
    /// The concepts in it in the order of the text, as in `attend.i`, with their bytes.
    pub concepts: Vec<(&'static str, Range<usize>)>,
}

/// A person and the part they were found to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    pub name: String,
    pub standing: Standing,
    /// The rule that settled it, as in `attend/instead-of`.
    pub why: &'static str,
    pub is_writer: bool,
}

/// What lies between a message and its request.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub seen: Vec<Seen>,
    pub players: Vec<Player>,
    /// The intents that something was said for, the heaviest first.
    pub weighed: Vec<(Intent, f32)>,
    /// What the thread was about before, in words.
    pub thread: Vec<&'static str>,
    /// What the model said; `None` where only the rules read.
    pub second: Option<SecondReading>,
}

/// What the model said of a letter.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondReading {
    /// The most probable intents.
    pub intents: Vec<(Intent, f32)>,
    /// Names, how probable it is that the request is about them, and what the model did about it.
    pub persons: Vec<(String, f32, &'static str)>,
    /// How probable it is that acting alone is right; `None` where the rules' doubts decide anyway.
    pub acting: Option<f32>,
}

/// Reads a message again and tells what was seen; pure, total, in time linear in its text.
#[must_use]
pub fn explain(message: &Message, lexicon: &Lexicon) -> Explanation {
    let message = &*as_cells(budget::within(message));
    let letter = Letter::new(message, lexicon);
    let mut cast = people::find(&letter);
    attend::settle(&letter, &mut cast);
    let seen = letter
        .body
        .segments
        .iter()
        .filter(|segment| segment.zone != Zone::Foreign)
        .map(|segment| Seen {
            zone: segment.zone,
            bytes: letter.body.bytes(segment.tokens.clone()),
            concepts: letter
                .body
                .marks_in(segment.tokens.clone())
                .map(|mark| (mark.concept.name(), letter.body.bytes(mark.tokens.clone())))
                .collect(),
        })
        .collect();
    let players = cast
        .people
        .iter()
        .map(|person| Player {
            name: person.name.clone(),
            standing: person.standing,
            why: person.why,
            is_writer: person.is_writer,
        })
        .collect();
    Explanation {
        seen,
        players,
        weighed: intent::weighed(&letter, &cast),
        thread: intent::thread(&letter),
        second: second(&letter, &cast, message, lexicon),
    }
}

fn second(letter: &Letter<'_>, cast: &Cast, message: &Message, lexicon: &Lexicon) -> Option<SecondReading> {
    let by_invitation = super::invitation::read(letter).is_some();
    let (_, _, second) = super::read_with(message, lexicon, Model::embedded());
    if by_invitation || !second.has_read {
        return None;
    }
    let persons = cast
        .people
        .iter()
        .enumerate()
        .zip(&second.persons)
        .map(|((index, person), probable)| {
            let done = if second.added.contains(&index) {
                "added"
            } else if second.dropped.contains(&index) {
                "left out"
            } else {
                ""
            };
            (person.name.clone(), *probable, done)
        })
        .collect();
    Some(SecondReading {
        intents: second.intents.iter().take(3).copied().collect(),
        persons,
        acting: (second.acting > 0.0).then_some(second.acting),
    })
}
