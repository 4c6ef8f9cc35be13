//! Whether a letter is decided at all: who must never be answered, what waits for an organiser's look, and how often the desk answers alone.

use super::limits::{self, Answering};
use super::{Decision, Dossier, Outcome, Reason, answered, review};
use crate::message::Origin;
use crate::reply::Letter;
use crate::request::{Disposition, Intent};

/// Decides about one letter.
#[must_use]
pub fn decide(dossier: &Dossier<'_>) -> Decision {
    if let Some(reason) = never_answered(dossier) {
        return Decision::ignored(reason);
    }
    let held = match dossier.origin {
        Origin::Held(held) => Some(Reason::Held(*held)),
        _ => None,
    };
    let address = dossier.correspondent_address();
    let asked = limits::asked(dossier.prior, &address).is_some();
    let silence = match limits::answering(dossier.limits, &dossier.prior.answers, &address) {
        Answering::SameWords if !asked => {
            return Decision::without_party(Outcome::Merged, Reason::SameWordsAnswered);
        }
        Answering::Free | Answering::SameWords => None,
        Answering::LimitReached => Some(Reason::AnswerLimit),
    };
    let silent = |reason| review(dossier, vec![reason], None);
    match (held, silence) {
        (Some(held), _) => silent(held),
        (None, Some(limit)) if asked => {
            let decision = answered(dossier);
            // What ends a question of ours may always be told; a further question would let two robots go on for ever.
            let ends = |letter: &Letter| limits::solicited(letter.kind, dossier.prior, &address).is_some();
            let is_last = decision.letter.as_ref().is_none_or(ends);
            if is_last { decision } else { silent(limit) }
        }
        (None, Some(limit)) => silent(limit),
        (None, None) => answered(dossier),
    }
}

/// Mail that must get no reply at all: by who made it, or by what it says (mail-rules 2.1).
fn never_answered(dossier: &Dossier<'_>) -> Option<Reason> {
    match dossier.origin {
        Origin::Automatic(sign) => return Some(Reason::Automatic(sign.clone())),
        Origin::Bounce { of, .. } => return Some(Reason::Bounce { of: of.clone() }),
        Origin::List(sign) => return Some(Reason::List(sign.clone())),
        Origin::Ourselves(sign) => return Some(Reason::Loop(sign.clone())),
        Origin::Person(_) | Origin::Held(_) => {}
    }
    match (dossier.request.intent.value, dossier.request.disposition) {
        (Intent::Automatic, _) => Some(Reason::Automatic("its words".to_owned())),
        (Intent::Bounce, _) => Some(Reason::Bounce { of: None }),
        (_, Disposition::Ignore) => Some(Reason::NothingAsked),
        _ => None,
    }
}
