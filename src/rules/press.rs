//! Press requests: acknowledged at once, decided later by a person (rules 61, 64).

use super::{Decision, Dossier, Outcome, Reason, doubt_reasons};
use crate::message::MailboxRole;
use crate::reply::{Facts, PressPaper, ReplyKind};

/// Press requests go to their own list and are decided by a person, never first-come (rule 61).
pub(super) fn queue(dossier: &Dossier<'_>) -> Decision {
    let mut reasons = vec![Reason::Press];
    reasons.extend(doubt_reasons(dossier));
    let mut facts = Facts::default();
    if let Some(press) = &dossier.request.press {
        facts.outlet = press.outlet.as_ref().map(|outlet| outlet.value.clone());
        facts.press_wishes = press.requests.iter().map(|wish| wish.value).collect();
        if press.press_card.is_some() {
            facts.papers_given.push(PressPaper::PressCard);
        }
        if dossier
            .request
            .attendees
            .iter()
            .any(|attendee| attendee.role.is_some())
        {
            facts.papers_given.push(PressPaper::Function);
        }
    }
    let kind = if dossier.received_at > dossier.event.press.closes {
        reasons.push(Reason::Late);
        ReplyKind::LateRequest
    } else if dossier.mailbox == MailboxRole::Press {
        ReplyKind::PressReceipt
    } else {
        reasons.push(Reason::WrongMailbox(MailboxRole::Press));
        facts.passed_to = Some(MailboxRole::Press);
        ReplyKind::WrongBox
    };
    Decision {
        outcome: Outcome::PressQueue,
        reasons,
        persons: Vec::new(),
        moves: Vec::new(),
        letter: Some(dossier.letter(kind, facts)),
        places: Vec::new(),
        edits: Vec::new(),
        concerns: None,
    }
}
