//! What the letter wants, from concepts, thread and origin.

use super::cast::Cast;
use super::letter::Letter;
use super::{Evidence, Found, Intent, Part};
use crate::lexicon::Concept;
use crate::message::{MailboxRole, Origin};

/// Decides the intent.
#[must_use]
pub fn read(letter: &Letter<'_>, _cast: &Cast) -> Found<Intent> {
    let (value, rule) = match &letter.message.origin {
        Origin::Bounce { .. } => (Intent::Bounce, "intent/bounce"),
        Origin::Automatic(_) => (Intent::Automatic, "intent/automatic"),
        Origin::List(_) | Origin::Ourselves(_) => (Intent::Other, "intent/list"),
        Origin::Person(_) | Origin::Held(_) => by_words(letter),
    };
    let evidence = Evidence {
        part: Part::Body,
        start: 0,
        end: letter.message.text.len(),
        rule: rule.to_owned(),
    };
    Found { value, evidence }
}

fn by_words(letter: &Letter<'_>) -> (Intent, &'static str) {
    if letter.says(&[Concept::IntentDataErasure, Concept::IntentDataAccess]) {
        (Intent::DataRequest, "intent/data")
    } else if letter.says(&[Concept::PressJournalist, Concept::PressAccreditation])
        || letter.message.mailbox == MailboxRole::Press
    {
        (Intent::Press, "intent/press")
    } else if letter.desk_said(&[Concept::DeskOffer]) {
        let declines = letter.says(&[Concept::IntentDecline, Concept::AttendNotI]);
        if declines {
            (Intent::Refusal, "intent/offer")
        } else {
            (Intent::Acceptance, "intent/offer")
        }
    } else if letter.says(&[Concept::IntentWithdraw]) {
        (Intent::Cancellation, "intent/withdraw")
    } else if letter.says(&[Concept::IntentSwap, Concept::IntentCorrect]) {
        (Intent::Change, "intent/change")
    } else {
        (Intent::Registration, "intent/default")
    }
}
