//! Coming that is wished for and taken back: "would have loved to come", "wanted to come, but she is ill".

use super::cue::{Cue, Placed};
use crate::lexicon::Concept;
use crate::request::layout::Layout;
use std::ops::Range;

/// Whether what is said at these tokens of a sentence is only what would have been, up to a "but".
pub(super) fn is_unreal(layout: &Layout<'_>, sentence: &Range<usize>, said: &Range<usize>) -> bool {
    layout
        .marks_in(sentence.clone())
        .filter(|mark| mark.concept == Concept::VerbUnreal)
        .any(|mark| {
            let around = mark.tokens.start <= said.start && said.end <= mark.tokens.end;
            let between = mark.tokens.end.min(said.end)..mark.tokens.start.max(said.start);
            around || !layout.has(between, &[Concept::ScopeBut])
        })
}

/// Cues of coming that are unreal become cues of staying away; asking for a registration stays what it is.
pub(super) fn turn(layout: &Layout<'_>, sentence: &Range<usize>, cues: &mut Vec<Placed>) {
    if !layout.has(sentence.clone(), &[Concept::VerbUnreal]) {
        return;
    }
    let registers = |concept: Concept| {
        matches!(
            concept,
            Concept::AttendRegisterThem | Concept::AttendRegisterUs | Concept::PersonWritesFor
        )
    };
    cues.retain(|cue| {
        // "I would have loved to come with Ann Lee": what the writer does not do brings nobody.
        !(cue.concept == Concept::AttendI && is_unreal(layout, sentence, &cue.tokens))
    });
    for cue in cues {
        if cue.cue == Cue::Come && !registers(cue.concept) && is_unreal(layout, sentence, &cue.tokens) {
            cue.cue = Cue::Away;
        }
    }
}

/// "Wanted to come, but she is ill": a later cue of staying away, behind a "but" and with nobody else named before it,
/// takes back what a cue said of the person at `mention`.
pub(super) fn taken_back<'c>(
    layout: &Layout<'_>,
    cues: &'c [Placed],
    said: &Placed,
    mention: &Range<usize>,
    named: &dyn Fn(usize) -> bool,
) -> Option<&'c Placed> {
    let first = said.tokens.start.min(mention.start);
    let from = said.tokens.end.max(mention.end);
    (said.cue == Cue::Come)
        .then(|| {
            cues.iter().find(|cue| {
                let contrasts = layout.has(
                    first..cue.tokens.end + 1,
                    &[Concept::ScopeBut, Concept::VerbUnreal],
                );
                matches!(cue.cue, Cue::Away)
                    && cue.tokens.start >= from
                    && contrasts
                    && !(from..cue.tokens.start).any(named)
            })
        })
        .flatten()
}
