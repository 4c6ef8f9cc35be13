//! Parting a party in two: some of its persons go on under a reference of their own, with the places and ranks they have.

use super::amend::by_hand;
use super::organiser::ActRefused;
use super::{Decision, Move, NewPerson, Outcome, Party, PartyPerson, PlaceId, Reason};
use crate::language::Language;
use crate::registration::State;
use crate::request::{Attendee, Request};

/// What becomes of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Of the party: whoever leaves it is noted as replaced.
    pub stays: Decision,
    /// Of the new one.
    pub goes: Decision,
    /// What the new one asks for, as if it had written by itself.
    pub request: Request,
    /// Where its persons stood in the old one, in their order.
    pub positions: Vec<i64>,
}

/// Parts these persons from the others. Seats, ranks and deadlines stay what they are; nobody is written to.
///
/// # Errors
/// [`ActRefused::NothingToDecide`] unless somebody named goes and somebody stays; [`ActRefused::OfThePress`].
pub fn split(
    party: &Party,
    (request, outcome): (&Request, Outcome),
    positions: &[i64],
) -> Result<Split, ActRefused> {
    if party.press.is_some() {
        return Err(ActRefused::OfThePress);
    }
    let live = |person: &&PartyPerson| person.places.iter().any(|(_, state)| state.is_live());
    let (goes, stays): (Vec<&PartyPerson>, Vec<&PartyPerson>) = party
        .persons
        .iter()
        .filter(live)
        .partition(|person| positions.contains(&person.position));
    if goes.is_empty() || stays.is_empty() || goes.iter().any(|person| person.name.is_none()) {
        return Err(ActRefused::NothingToDecide);
    }
    let reason = Reason::SplitOff(party.reference.clone());
    let persons = goes.iter().enumerate().map(|(attendee, person)| NewPerson {
        attendee,
        places: live_places(person).collect(),
    });
    let moves = goes.iter().flat_map(|person| {
        live_places(person).map(|(session, from)| Move {
            place: PlaceId {
                party: party.id,
                position: person.position,
                session,
            },
            from,
            to: State::Replaced,
        })
    });
    // What was decided about the party stands for those who stay.
    let stays = Decision {
        moves: moves.collect(),
        reasons: Vec::new(),
        ..Decision::without_party(outcome, reason.clone())
    };
    let goes_on = Decision {
        persons: persons.collect(),
        ..Decision::without_party(outcome, reason)
    };
    let seats = u32::try_from(goes.len()).unwrap_or(u32::MAX);
    let request = Request {
        attendees: goes.iter().map(|person| attendee(person, request)).collect(),
        seats: Some(by_hand(seats)),
        replaces: None,
        ..request.clone()
    };
    Ok(Split {
        stays,
        goes: goes_on,
        request,
        positions: goes.iter().map(|person| person.position).collect(),
    })
}

fn live_places(person: &PartyPerson) -> impl Iterator<Item = (crate::request::Session, State)> + '_ {
    person.places.iter().copied().filter(|(_, state)| state.is_live())
}

/// A person as they are stored; where nothing is stored of them, as they were read.
fn attendee(person: &PartyPerson, request: &Request) -> Attendee {
    let read = usize::try_from(person.position)
        .ok()
        .and_then(|index| request.attendees.get(index));
    let details = &person.details;
    let text = |text: &Option<String>| text.clone().map(by_hand);
    let list = Some(details.diet.clone()).filter(|list| !list.is_empty());
    let needs = Some(details.access.clone()).filter(|list| !list.is_empty());
    let spoken = details.interpretation.as_deref().and_then(Language::from_code);
    Attendee {
        name: text(&person.name),
        email: text(&details.email),
        phone: text(&details.phone),
        organisation: text(&details.organisation),
        role: text(&details.role),
        city: text(&details.city),
        country: text(&details.country),
        interpretation: spoken.map(by_hand),
        diet: list.map(by_hand),
        access: needs.map(by_hand),
        ..read.cloned().unwrap_or_default()
    }
}
