//! What a phrase says once its clause is heard: taken back, turned round, of another year, or only halfway meant.

use super::said::asks;
use crate::lexicon::Concept;
use crate::request::attend::verb;
use crate::request::layout::Mark;
use crate::request::letter::Letter;
use crate::request::wishes::{clause, is_negated_before};

/// How far a denial stands before the phrase that it denies, in words.
const NEAR: usize = 3;

/// The concept that a phrase stands for in its clause; `None` where the clause takes it back: "please do not cancel",
/// "this is not yet a registration", "in 2012 we came to Aubervilliers".
pub(super) fn as_said(letter: &Letter<'_>, mark: &Mark) -> Option<Concept> {
    let body = &letter.body;
    if mark.concept.family() == "attend" {
        let sentence = body
            .segment_of(mark.tokens.start)
            .map_or(mark.tokens.clone(), |(_, segment)| segment.tokens.clone());
        if verb::speaks_of_past(body, &sentence, verb::year(letter)) {
            return None;
        }
    }
    // "Laktose vertrage ich nicht": two words deny coming only where the clause says nothing else.
    if mark.concept == Concept::AttendNotI && is_fragment(letter, mark) {
        return None;
    }
    if !is_denied(letter, mark) {
        return Some(mark.concept);
    }
    match mark.concept {
        Concept::AttendI => Some(Concept::AttendNotI),
        Concept::AttendWe => Some(Concept::AttendNotWe),
        Concept::AttendThey => Some(Concept::AttendNotThey),
        _ => None,
    }
}

/// Whether "ich nicht", "not me" stand in a clause with a verb of their own, which is no verb of coming.
pub(crate) fn is_fragment(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let me_and_not = mark.tokens.len() == 2
        && body
            .marks_at(mark.tokens.start)
            .chain(body.marks_at(mark.tokens.start + 1))
            .any(|inner| inner.concept == Concept::ScopeMe && mark.tokens.contains(&inner.tokens.start))
        && mark.tokens.clone().any(|at| verb::denies(body, at));
    let own = clause(letter, mark.tokens.start);
    me_and_not && own.len() > 4 && !body.has(own, &[Concept::VerbAttend])
}

/// Whether a denial outside of the phrase takes it back.
fn is_denied(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let within = body
        .marks_in(mark.tokens.clone())
        .any(|inner| inner.concept == Concept::ScopeNot);
    if within {
        return false;
    }
    match mark.concept {
        Concept::IntentChangeDetail => {
            let before = mark.tokens.start.checked_sub(1);
            before.is_some_and(|at| verb::denies(body, at))
        }
        Concept::IntentWithdraw | Concept::IntentSwap => {
            is_negated_before(letter, mark) || denied_behind(letter, mark)
        }
        // «Не могли бы Вы добавить …?» asks for it.
        Concept::IntentAddPerson => {
            let asked = body
                .segment_of(mark.tokens.start)
                .is_some_and(|(_, segment)| asks(body, segment));
            !asked && is_negated_before(letter, mark)
        }
        Concept::IntentRegister
        | Concept::AttendRegisterMe
        | Concept::AttendRegisterUs
        | Concept::AttendRegisterThem
        | Concept::AttendDelegation => is_negated_before(letter, mark),
        Concept::AttendI | Concept::AttendWe | Concept::AttendThey => {
            let from = clause(letter, mark.tokens.start).start;
            let near = mark.tokens.start.saturating_sub(NEAR).max(from)..mark.tokens.start;
            near.clone().any(|at| verb::denies(body, at)) && !body.has(near, &[Concept::ScopeOnly])
        }
        _ => false,
    }
}

/// "Kaydı iptal etmeyin": Turkish denies behind the noun, in the verb itself.
fn denied_behind(letter: &Letter<'_>, mark: &Mark) -> bool {
    let turkish = letter.lexicon.bit(crate::language::Language::TURKISH);
    let behind = mark.tokens.end..mark.tokens.end + 2;
    letter
        .body
        .marks_in(behind)
        .any(|other| other.concept == Concept::ScopeNot && other.languages == turkish)
}

/// What hangs on an "if" or a "perhaps" in its clause is asked only halfway.
pub(super) fn hedge(letter: &Letter<'_>, mark: &Mark) -> f32 {
    let body = &letter.body;
    let own = clause(letter, mark.tokens.start);
    let unsure = [Concept::ScopeCondition, Concept::ScopeUncertain];
    // "If the hearing is confirmed I won't come": an absence in a sentence that opens with an "if" is only thought of.
    let thought = matches!(
        mark.concept,
        Concept::AttendNotI | Concept::AttendNotWe | Concept::AttendNotThey
    ) && body.segment_of(mark.tokens.start).is_some_and(|(_, segment)| {
        body.has(
            segment.tokens.start..mark.tokens.start,
            &[Concept::ScopeCondition],
        )
    });
    if mark.concept.family() == "attend" && (thought || body.has(own, &unsure)) {
        0.6
    } else {
        1.0
    }
}
