//! What a letter says to an offer: yes, no, or how many and who; read only where it answers a letter of ours.

use super::count;
use super::intent::said::Said;
use super::layout::Zone;
use super::letter::Letter;
use crate::lexicon::{Concept, Lexicon};
use crate::message::Message;

/// What a letter says to an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub verdict: Verdict,
    /// How many places are taken, where the letter says a number.
    pub count: Option<u32>,
    /// "Only me": whoever writes takes their own place and no other.
    pub only_writer: bool,
    /// The writer's own words without greeting and signature, folded ([`crate::rules::name_key`] compares names).
    pub words: String,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Yes,
    No,
    /// Neither, or both.
    Unclear,
}

/// Takes it.
const YES: [Concept; 6] = [
    Concept::IntentYes,
    Concept::IntentAccept,
    Concept::AttendI,
    Concept::AttendWe,
    Concept::AttendThey,
    Concept::AttendSelfToo,
];

/// Turns it down.
const NO: [Concept; 7] = [
    Concept::IntentNo,
    Concept::IntentDecline,
    Concept::IntentWithdraw,
    Concept::IntentFreeSeat,
    Concept::AttendNotI,
    Concept::AttendNotWe,
    Concept::AttendNotThey,
];

/// Weight from which a cue counts; cues in questions and signatures have less.
const SAID: f32 = 0.8;

/// "Only me" in the six languages that letters are answered in, folded.
const ONLY_ME: [&str; 22] = [
    "only me",
    "just me",
    "only i",
    "only myself",
    "just myself",
    "seulement moi",
    "moi seul",
    "moi seule",
    "que moi",
    "moi uniquement",
    "nur ich",
    "nur mich",
    "nur fur mich",
    "nur fuer mich",
    "solo io",
    "soltanto io",
    "solo per me",
    "только я",
    "только меня",
    "только мне",
    "sadece ben",
    "yalnizca ben",
];

/// Reads the answer to an offer; pure, total, linear in the text.
#[must_use]
pub fn read(message: &Message, lexicon: &Lexicon) -> Answer {
    let letter = Letter::new(message, lexicon);
    let words = own_words(&letter);
    let only_writer = ONLY_ME
        .iter()
        .any(|phrase| format!(" {words} ").contains(&format!(" {phrase} ")));
    let counts = counts(&letter);
    let count = match counts.as_slice() {
        [] => None,
        [first, others @ ..] if others.iter().all(|other| other == first) => Some(*first),
        _ => None,
    };
    let said = Said::of(&letter);
    let (yes, no) = (said.weight(&YES) >= SAID, said.weight(&NO) >= SAID);
    let verdict = match (yes, no) {
        // An out-of-office notice that hides its nature says "absent"; it is nobody's refusal (rule 70).
        _ if said.weight(&[Concept::IntentAutoReply]) >= SAID => Verdict::Unclear,
        (true, false) => Verdict::Yes,
        (false, true) => Verdict::No,
        // "2", "двое", "only me": a number alone takes so many.
        (false, false) if count.is_some() || only_writer => Verdict::Yes,
        _ => Verdict::Unclear,
    };
    // Two different numbers say too much.
    let verdict = if count.is_none() && !counts.is_empty() {
        Verdict::Unclear
    } else {
        verdict
    };
    Answer {
        verdict,
        count,
        only_writer,
        words,
    }
}

/// Numbers in the letter's sentences that count no hours, days or prices.
fn counts(letter: &Letter<'_>) -> Vec<u32> {
    let body = &letter.body;
    let mut found = Vec::new();
    for segment in body.segments.iter().filter(|segment| is_said(segment.zone)) {
        let mut at = segment.tokens.start;
        while at < segment.tokens.end {
            let group = body.marks_at(at).find(|mark| mark.concept == Concept::Group);
            let counted = group
                .map(|mark| (u32::from(mark.value), mark.tokens.end))
                .or_else(|| count::value_at(body, at));
            match counted {
                Some((value, end)) => {
                    let other = body.has(end..end + 2, &[Concept::CountNotPersons])
                        || body
                            .marks_in(end..end + 1)
                            .any(|mark| mark.concept.family() == "time");
                    if value > 0 && !other && !is_article(body, at) {
                        found.push(value);
                    }
                    at = end.max(at + 1);
                }
                None => at += 1,
            }
        }
    }
    found
}

/// "Un", "une", "ein", "bir", "uno": as often an article as a number.
fn is_article(body: &super::layout::Layout<'_>, at: usize) -> bool {
    body.tokens.get(at).is_some_and(|token| {
        matches!(
            token.folded.as_str(),
            "un" | "une" | "uno" | "una" | "ein" | "eine" | "einen" | "bir" | "one" | "один" | "одна"
        )
    })
}

/// Where a person says something to the desk.
fn is_said(zone: Zone) -> bool {
    matches!(zone, Zone::Text | Zone::Item | Zone::Field | Zone::Row)
}

fn own_words(letter: &Letter<'_>) -> String {
    let body = &letter.body;
    let segments = body.segments.iter().filter(|segment| is_said(segment.zone));
    let words: Vec<&str> = segments
        .flat_map(|segment| body.tokens.get(segment.tokens.clone()).unwrap_or_default())
        .filter(|token| token.is_word())
        .map(|token| token.folded.as_str())
        .collect();
    words.join(" ")
}
