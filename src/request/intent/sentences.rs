//! What whole sentences say for an intent: a place handed on, somebody who takes over, others who come as agreed.

use super::said::{Said, asks};
use crate::lexicon::{Concept, List};
use crate::request::cast::{Cast, Standing};
use crate::request::layout::Zone;
use crate::request::letter::Letter;

/// Whether a statement of the writer denies anything.
pub(super) fn denied(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    body.segments
        .iter()
        .filter(|segment| matches!(segment.zone, Zone::Text | Zone::Greeting | Zone::Closing))
        .filter(|segment| !asks(body, segment))
        .any(|segment| body.has(segment.tokens.clone(), &[Concept::ScopeNot, Concept::IntentNo]))
}

/// Whether a phrase of replacing stands beside an unnamed person who comes instead: "one of my colleagues".
pub(super) fn handed_to_somebody(letter: &Letter<'_>, said: &Said) -> bool {
    let swaps = [
        Concept::IntentSwap,
        Concept::PersonInsteadOf,
        Concept::PersonReplacedBy,
    ];
    let body = &letter.body;
    said.cues
        .iter()
        .filter(|cue| swaps.contains(&cue.concept) && !cue.tokens.is_empty() && cue.weight >= 0.5)
        .filter_map(|cue| body.segment_of(cue.tokens.start))
        .filter(|(_, segment)| {
            !body.has(
                segment.tokens.clone(),
                &[Concept::ScopeUncertain, Concept::IntentFreeSeat],
            )
        })
        .any(|(_, segment)| {
            let one = body
                .marks_in(segment.tokens.clone())
                .find(|mark| mark.concept == Concept::Number && mark.value == 1);
            one.is_some_and(|one| body.has(one.tokens.end..one.tokens.end + 4, &[Concept::CountNoun]))
                || body.has(segment.tokens.clone(), &[Concept::CountPersonNoun])
                || body.says(segment.tokens.clone(), List::Somebody)
        })
}

/// "Give my place to my colleague Sjoerd Wiersma": the seat is not free, somebody takes it.
pub(super) fn hands_on(letter: &Letter<'_>, cast: &Cast, said: &Said) -> bool {
    let body = &letter.body;
    said.cues
        .iter()
        .filter(|cue| cue.concept == Concept::IntentFreeSeat && !cue.tokens.is_empty())
        .filter_map(|cue| body.segment_of(cue.tokens.start))
        .any(|(_, segment)| {
            cast.named_in(segment.tokens.clone()).any(|index| {
                cast.people.get(index).is_some_and(|person| {
                    !person.is_writer && matches!(person.standing, Standing::Attends | Standing::Unclear)
                })
            })
        })
}

/// "The Isaevs cannot come. The other four come as agreed": who is absent is told first, the others are known.
pub(super) fn others_come_as_agreed(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    let absent = body
        .marks
        .iter()
        .filter(|mark| matches!(mark.concept, Concept::AttendNotThey | Concept::IntentWithdraw))
        .filter(|mark| body.zone_of(mark.tokens.start) != Zone::Foreign)
        .map(|mark| mark.tokens.start)
        .min();
    let comes = [Concept::AttendThey, Concept::AttendWe, Concept::VerbAttend];
    let others = body
        .marks
        .iter()
        .filter(|mark| mark.concept == Concept::ScopeOthers)
        .filter(|mark| body.zone_of(mark.tokens.start) != Zone::Foreign)
        .find(|mark| {
            let clause = crate::request::wishes::clause(letter, mark.tokens.start);
            body.has(clause.clone(), &comes) && !body.has(clause, &[Concept::ScopeNot])
        });
    others
        .zip(absent)
        .is_some_and(|(others, absent)| absent < others.tokens.start)
}
