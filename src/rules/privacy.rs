//! Requests about data: a copy only for whoever proves to own the address, erasure as the event file says, all else by a person (rule 58).

use super::existing::live;
use super::{Decision, Dossier, Move, Outcome, PlaceId, Reason, Thread};
use crate::event::DataPolicy;
use crate::registration::State;
use crate::reply::{DataHeld, Facts, PersonResult, ReplyKind};
use crate::request::Intent;
use crate::request::data::DataWish;

/// A copy or erasure, where the event lets the desk do it and the sender is proven; `None` leaves it to a person.
pub(super) fn about(dossier: &Dossier<'_>) -> Option<Decision> {
    if dossier.request.intent.value != Intent::DataRequest || !is_proven(dossier) {
        return None;
    }
    let policy = &dossier.event.privacy;
    match dossier.data_wish? {
        DataWish::Copy => {
            let facts = Facts {
                // What is held is told by the store; see `daemon/privacy`.
                data: Some(DataHeld::default()),
                ..Facts::default()
            };
            let reason = match policy.data_copy {
                DataPolicy::Act => Reason::DataCopied,
                DataPolicy::Ask => Reason::DataCopyToRelease,
            };
            Some(Decision {
                letter: Some(dossier.letter(ReplyKind::DataCopy, facts)),
                ..Decision::without_party(Outcome::Decided, reason)
            })
        }
        DataWish::Erasure if policy.erasure == DataPolicy::Act => Some(erased(dossier)),
        DataWish::Erasure => None,
    }
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
