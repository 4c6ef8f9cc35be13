//! A place that passes from one person of a party to another, by an organiser's hand (rule 40).

use super::amend::{Corrected, by_hand};
use super::existing::live;
use super::organiser::{ActRefused, by};
use super::{Decision, Move, NewPerson, Outcome, Party, PlaceId};
use crate::registration::State;
use crate::reply::{Facts, Letter, PersonResult, ReplyKind};
use crate::request::{Attendee, Request, Session};

/// Passes the confirmed places of the person at `position` on; nobody who waits is passed over, and no seat is freed.
///
/// # Errors
/// [`ActRefused::NothingToDecide`] if that person has no confirmed place.
pub fn pass_on(
    party: &Party,
    request: &Request,
    user: &str,
    (position, newcomer): (i64, &str),
) -> Result<Corrected, ActRefused> {
    let leaves = party.persons.iter().find(|person| person.position == position);
    let leaves = leaves.ok_or(ActRefused::NothingToDecide)?;
    let held = leaves
        .places
        .iter()
        .filter(|(_, state)| *state == State::Confirmed);
    let places: Vec<(Session, State)> = held.copied().collect();
    if places.is_empty() {
        return Err(ActRefused::NothingToDecide);
    }
    let moves = places.iter().map(|&(session, from)| Move {
        place: PlaceId {
            party: party.id,
            position,
            session,
        },
        from,
        to: State::Replaced,
    });
    let mut request = request.clone();
    let last = party
        .persons
        .iter()
        .map(|person| person.position)
        .max()
        .unwrap_or(-1);
    let attendee = usize::try_from(last + 1)
        .unwrap_or_default()
        .max(request.attendees.len());
    request.attendees.resize(attendee, Attendee::default());
    request.attendees.push(Attendee {
        name: Some(by_hand(newcomer.to_owned())),
        organisation: leaves.details.organisation.clone().map(by_hand),
        ..Attendee::default()
    });
    let remaining = live(party).filter(|person| person.position != position);
    let facts = Facts {
        persons: vec![PersonResult {
            name: Some(newcomer.to_owned()),
            places: places.clone(),
        }],
        replaced: leaves.name.clone(),
        remaining: remaining.map(|person| person.name.clone()).collect(),
        by_organisers: true,
        ..Facts::default()
    };
    let decision = Decision {
        moves: moves.collect(),
        letter: Some(Letter {
            kind: ReplyKind::SwapNoted,
            language: party.language,
            mailbox: party.mailbox,
            facts,
        }),
        persons: vec![NewPerson { attendee, places }],
        ..Decision::without_party(Outcome::Decided, by(user))
    };
    Ok(Corrected {
        decision,
        request,
        doubts: Vec::new(),
    })
}
