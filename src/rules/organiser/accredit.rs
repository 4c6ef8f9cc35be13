//! What an organiser decides about a press request: accredit within the limit of its medium, refuse, ask for papers (rules 61–64).

use super::{Act, ActRefused, by};
use crate::event::Event;
use crate::reply::{Facts, Letter, PersonResult, ReplyKind};
use crate::rules::decision::{Decision, Outcome, Reason};
use crate::rules::press::{PressChange, PressFile, PressState, papers_facts};
use crate::rules::standing::Party;

/// Decides one press request as the organiser says.
pub(super) fn organise(
    event: &Event,
    party: &Party,
    file: &PressFile,
    user: &str,
    act: &Act,
) -> Result<Decision, ActRefused> {
    match act {
        Act::Accredit { beyond_limit_because } => {
            if file.state == PressState::Accredited {
                return Err(ActRefused::NothingToDecide);
            }
            check_limit(event, party, file, beyond_limit_because.as_deref())?;
            let facts = facts_of(event, party, file);
            Ok(decided(
                party,
                user,
                PressState::Accredited,
                ReplyKind::PressAccredited,
                facts,
                beyond_limit_because.clone(),
            ))
        }
        Act::Refuse { reason } => {
            if file.state == PressState::Refused {
                return Err(ActRefused::NothingToDecide);
            }
            let facts = Facts {
                reason: reason.clone(),
                ..facts_of(event, party, file)
            };
            Ok(decided(
                party,
                user,
                PressState::Refused,
                ReplyKind::PressRefused,
                facts,
                reason.clone(),
            ))
        }
        Act::AskPapers | Act::AskBack { .. } => Ok(ask_papers(event, party, file, user)),
        Act::SetAside => Ok(Decision::without_party(Outcome::Ignored, by(user))),
        Act::Answer { .. } | Act::Reopen | Act::Revive | Act::Cancel { .. } | Act::Merge { .. } => {
            Err(ActRefused::NothingToDecide)
        }
        Act::Confirm { .. }
        | Act::Waitlist
        | Act::ReleaseUnnamed
        | Act::CheckIn { .. }
        | Act::CheckInAll
        | Act::CheckOut { .. } => Err(ActRefused::OfThePress),
    }
}

/// How many persons a press request brings; one where nobody is named.
fn persons(party: &Party) -> u32 {
    u32::try_from(party.persons.len()).unwrap_or(u32::MAX).max(1)
}

/// The limit of a medium holds unless the organiser says why not (rule 63).
fn check_limit(
    event: &Event,
    party: &Party,
    file: &PressFile,
    because: Option<&str>,
) -> Result<(), ActRefused> {
    let need = persons(party);
    match event.press.per_medium {
        Some(limit) if because.is_none() && file.of_medium.saturating_add(need) > limit => {
            Err(ActRefused::MediumFull {
                outlet: file.outlet.clone().unwrap_or_default(),
                accredited: file.of_medium,
                limit,
                need,
            })
        }
        _ => Ok(()),
    }
}

fn ask_papers(event: &Event, party: &Party, file: &PressFile, user: &str) -> Decision {
    let facts = facts_of(event, party, file);
    let mut reasons = vec![by(user)];
    if !facts.papers_wanted.is_empty() {
        reasons.push(Reason::PapersMissing(facts.papers_wanted.clone()));
    }
    Decision {
        // It stays on the press list: somebody decides once the papers are there.
        reasons,
        letter: Some(letter(party, ReplyKind::PressPapers, facts)),
        ..Decision::without_party(Outcome::PressQueue, by(user))
    }
}

fn facts_of(event: &Event, party: &Party, file: &PressFile) -> Facts {
    let persons = party.persons.iter().map(|person| PersonResult {
        name: person.name.clone(),
        places: Vec::new(),
    });
    Facts {
        persons: persons.collect(),
        ..papers_facts(&event.press, file)
    }
}

fn decided(
    party: &Party,
    user: &str,
    state: PressState,
    kind: ReplyKind,
    facts: Facts,
    note: Option<String>,
) -> Decision {
    let reason = Reason::Organiser {
        user: user.to_owned(),
        note,
    };
    Decision {
        letter: Some(letter(party, kind, facts)),
        press: Some(PressChange {
            request: Some(party.id),
            state: Some(state),
            outlet: None,
            papers: Vec::new(),
            wishes: Vec::new(),
        }),
        ..Decision::without_party(Outcome::Decided, reason)
    }
}

fn letter(party: &Party, kind: ReplyKind, facts: Facts) -> Letter {
    Letter {
        kind,
        language: party.language,
        // The press office signs, in whichever mailbox the letter arrived.
        mailbox: crate::message::MailboxRole::Press,
        facts,
    }
}
