//! Letters that come when the event is over: what can no longer be done is told once, all else goes to a person.

use super::offers::is_serious;
use super::{Decision, Dossier, Outcome, Reason, doubt_reasons, review};
use crate::reply::{Facts, ReplyKind};
use crate::request::Intent;

/// What follows from a letter after the last session; `None` before it, and for what time does not end.
pub(super) fn about(dossier: &Dossier<'_>) -> Option<Decision> {
    let event = dossier.event;
    if event.cancelled || dossier.received_at < event.ends() {
        return None;
    }
    let receipt = Some(ReplyKind::Receipt);
    match dossier.request.intent.value {
        Intent::Registration
        | Intent::Cancellation
        | Intent::Refusal
        | Intent::Change
        | Intent::Acceptance => {}
        // A report may still be written: the press office answers by itself.
        Intent::Press => {
            let mut decision = review(dossier, vec![Reason::EventOver, Reason::Press], receipt);
            decision.outcome = Outcome::PressQueue;
            return Some(decision);
        }
        _ => return None,
    }
    let thread = dossier.prior.thread.as_ref();
    if thread.is_some_and(|thread| thread.answers == Some(ReplyKind::EventOver)) {
        // It was told already, and something is left to say.
        let reasons = vec![Reason::EventOver, Reason::LeftToPerson];
        return Some(review(dossier, reasons, receipt).without_persons());
    }
    if dossier.doubts.iter().any(|doubt| is_serious(doubt.kind)) {
        let mut reasons = vec![Reason::EventOver];
        reasons.extend(doubt_reasons(dossier));
        return Some(review(dossier, reasons, receipt).without_persons());
    }
    let own = thread.filter(|thread| thread.sent_to == dossier.correspondent_address());
    let letter = match own {
        Some(thread) => dossier.letter_about(thread, ReplyKind::EventOver, Facts::default()),
        None => dossier.letter(ReplyKind::EventOver, Facts::default()),
    };
    Some(Decision {
        letter: Some(letter),
        concerns: own.map(|thread| thread.party.id),
        ..Decision::without_party(Outcome::Decided, Reason::EventOver)
    })
}
