//! What plain words say of the parts of the day, whatever the model makes of them.

use crate::lexicon::Concept;
use crate::request::Session;
use crate::request::layout::{Segment, Zone};
use crate::request::reading::Reading;
use crate::request::wishes::{self, Said, Told};

/// Whether all that is said of somebody, or of the only one, tells when they leave or come: "Mr Lee leaves after the visits".
pub(super) fn bounds_one(told: &[Told], alone: bool) -> bool {
    let leaves_or_comes = |told: &Told| matches!(told.said, Said::UpTo | Said::From);
    if alone {
        return !told.is_empty() && told.iter().all(leaves_or_comes);
    }
    let own = || told.iter().filter(|told| told.own);
    own().next().is_some() && own().all(|told| told.said == Said::Without || leaves_or_comes(told))
}

/// Whether an answer holds a part that the only one leaves out, or one that nobody named where others are named and nothing
/// else bounds the stay.
pub(super) fn contradicts(told: &[Told], answer: &[Session]) -> bool {
    let says = |part: Session| told.iter().rev().find(|told| told.part == Some(part));
    let affirmed = told.iter().any(|told| told.said == Said::With);
    let bounded = told
        .iter()
        .any(|told| matches!(told.said, Said::WholeDay | Said::UpTo | Said::From));
    answer.iter().any(|part| match says(*part) {
        Some(told) => told.said == Said::Without,
        None => affirmed && !bounded,
    })
}

/// Whether words of leaving out or beginning stand in the letter by chance: "sans gluten" and "yalnızca Ayşe Yılmaz" tell of no
/// part of the day, where nothing else does.
pub(super) fn are_stray(reading: &Reading<'_>) -> bool {
    const LEFT_OUT: [Concept; 2] = [Concept::SessionSkip, Concept::SessionFrom];
    let body = &reading.letter.body;
    let own = |segment: &&Segment| !matches!(segment.zone, Zone::Foreign | Zone::Greeting);
    let mut stray = false;
    for segment in body.segments.iter().filter(own) {
        for mark in body.marks_in(segment.tokens.clone()) {
            let session = mark.concept.family() == "session";
            stray |= LEFT_OUT.contains(&mark.concept);
            if session && !LEFT_OUT.contains(&mark.concept) || mark.concept == Concept::TimeClock {
                return false;
            }
        }
    }
    stray
}

/// Whether all parts that are named are those of another day, of ringing up or the like.
pub(super) fn are_of_others(reading: &Reading<'_>) -> bool {
    let marks = reading.letter.body.marks.iter();
    let mut parts = marks
        .filter(|mark| {
            wishes::is_part(mark) && reading.letter.body.zone_of(mark.tokens.start) != Zone::Foreign
        })
        .peekable();
    parts.peek().is_some() && parts.all(|mark| wishes::beside::is_no_wish(&reading.letter, mark))
}
