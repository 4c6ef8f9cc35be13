//! What bears on whether a letter is plain: whether it asks for nothing but what the desk's own answer settles.

use super::features::Features;
use crate::request::Doubt;
use crate::request::intent::said::asks;
use crate::request::layout::Zone;
use crate::request::reading::Reading;

/// Adds to the features of the intent, which are there already, what the rules doubt and what else the letter has.
pub fn describe(reading: &Reading<'_>, doubts: &[Doubt], features: &mut Features) {
    for doubt in doubts {
        features.add(&["doubt=", &format!("{:?}", doubt.kind)]);
    }
    if doubts.is_empty() {
        features.add(&["no doubt"]);
    }
    if !reading.letter.message.attachments.is_empty() {
        features.add(&["files"]);
    }
    let body = &reading.letter.body;
    for segment in body
        .segments
        .iter()
        .filter(|segment| matches!(segment.zone, Zone::Text | Zone::Item))
    {
        for mark in body.marks_in(segment.tokens.clone()) {
            if matches!(
                mark.concept.family(),
                "service" | "question" | "attachment" | "scope" | "courtesy"
            ) {
                features.add(&["holds ", mark.concept.name()]);
            }
        }
        if asks(body, segment) {
            features.add(&["asks"]);
        }
    }
    features.unite();
}
