//! Whether the desk offered a place in what a letter quotes.

use crate::lexicon::Concept;
use crate::request::layout::{Mark, Zone};
use crate::request::letter::Letter;

/// Words before an offer in which its condition may stand.
const CONDITIONED: usize = 5;

/// What makes a place one that may become free, as it is written.
const SOON: [&str; 3] = ["dès", "sobald", "soon"];

/// Whether the desk offered a place in what is quoted: not "we shall write as soon as a place becomes free".
pub(super) fn is_made(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    let quoted = body
        .segments
        .iter()
        .filter(|segment| segment.zone == Zone::Foreign);
    let mut marks = quoted.flat_map(|segment| body.marks_in(segment.tokens.clone()));
    // Quoted lines are cut anywhere: what conditions the offer may stand in the line before.
    let is_to_come = |offer: &Mark| {
        let at = offer.tokens.start;
        // Turkish says it in the verb: "yer açıldığında".
        let waiting = body
            .marks_around(at)
            .any(|mark| mark.concept == Concept::DeskWaiting && mark.tokens.contains(&at));
        waiting
            || (at.saturating_sub(CONDITIONED)..at).any(|at| {
                let word = body.shown(at..at + 1).to_lowercase();
                SOON.contains(&word.as_str())
            })
    };
    let subject = &letter.subject;
    marks.any(|mark| mark.concept == Concept::DeskOffer && !is_to_come(mark))
        || letter.answers && subject.has(0..subject.tokens.len(), &[Concept::DeskOffer])
}
