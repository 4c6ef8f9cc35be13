//! Requests about data: done for whoever proves to own the address, asked of the owner otherwise, all else by a person (rule 58).

use super::existing::{ask_owner, live};
use super::{Decision, Dossier, Move, Outcome, PlaceId, Reason, Thread};
use crate::event::DataPolicy;
use crate::registration::State;
use crate::reply::{DataHeld, Facts, PersonResult, ReplyKind, RequestedAct};
use crate::request::Intent;
use crate::request::data::DataWish;

/// A copy or erasure, where the event lets the desk do it: for the proven owner at once, else when the owner of the
/// address agrees. `None` leaves it to a person.
pub(super) fn about(dossier: &Dossier<'_>) -> Option<Decision> {
    if dossier.request.intent.value != Intent::DataRequest {
        return None;
    }
    let wish = dossier.data_wish?;
    let policy = &dossier.event.privacy;
    if wish == DataWish::Erasure && policy.erasure == DataPolicy::Ask {
        return None;
    }
    if !is_proven(dossier) {
        return ask(dossier, wish);
    }
    Some(match wish {
        DataWish::Copy => copied(dossier),
        DataWish::Erasure => erased(dossier),
    })
}

fn copied(dossier: &Dossier<'_>) -> Decision {
    let facts = Facts {
        // What is held is told by the store; see `daemon/privacy`.
        data: Some(DataHeld::default()),
        ..Facts::default()
    };
    let reason = match dossier.event.privacy.data_copy {
        DataPolicy::Act => Reason::DataCopied,
        DataPolicy::Ask => Reason::DataCopyToRelease,
    };
    Decision {
        letter: Some(dossier.letter(ReplyKind::DataCopy, facts)),
        ..Decision::without_party(Outcome::Decided, reason)
    }
}

/// Asks the address that the letter claims to come from; nothing else is told to it, and nothing is done before.
fn ask(dossier: &Dossier<'_>, wish: DataWish) -> Option<Decision> {
    // Whoever answers a letter that was sent to somebody else is an organiser's matter.
    if dossier.prior.thread.is_some() {
        return None;
    }
    let from = dossier.correspondent_address();
    let own = |thread: &&Thread| thread.contact_address.as_deref() == Some(from.as_str());
    let parties = dossier.prior.parties.iter().filter(own);
    let thread = parties.max_by_key(|thread| thread.party.id)?;
    let act = match wish {
        DataWish::Copy => RequestedAct::DataCopy,
        DataWish::Erasure => RequestedAct::DataErasure,
    };
    Some(ask_owner(dossier, thread, act, Reason::DataNotProven(wish)))
}

/// Whoever answers a letter of ours from the address it was sent to, or is vouched for by the mail system.
fn is_proven(dossier: &Dossier<'_>) -> bool {
    let from = dossier.correspondent_address();
    let received = dossier.prior.thread.as_ref();
    dossier.is_authenticated() || received.is_some_and(|thread| thread.sent_to == from)
}

/// Ends all places of the address; what is kept of it goes once the letter about it is delivered.
fn erased(dossier: &Dossier<'_>) -> Decision {
    let from = dossier.correspondent_address();
    let threads = dossier.prior.thread.iter().chain(&dossier.prior.parties);
    let mut own: Vec<&Thread> = threads
        .filter(|thread| thread.contact_address.as_deref() == Some(from.as_str()))
        .collect();
    own.sort_by_key(|thread| thread.party.id);
    own.dedup_by_key(|thread| thread.party.id);
    let mut moves = Vec::new();
    let mut persons = Vec::new();
    for thread in own {
        for person in live(&thread.party) {
            persons.push(PersonResult {
                name: person.name.clone(),
                places: Vec::new(),
            });
            let places = person
                .places
                .iter()
                .filter(|(_, state)| state.is_live() && state.may_become(State::Cancelled));
            moves.extend(places.map(|&(session, from)| Move {
                place: PlaceId {
                    party: thread.party.id,
                    position: person.position,
                    session,
                },
                from,
                to: State::Cancelled,
            }));
        }
    }
    let facts = Facts {
        persons,
        ..Facts::default()
    };
    Decision {
        moves,
        letter: Some(dossier.letter(ReplyKind::ErasureDone, facts)),
        ..Decision::without_party(Outcome::Decided, Reason::DataErased)
    }
}
