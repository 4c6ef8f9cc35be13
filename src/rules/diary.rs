//! What a decision changes in its reader's diary: sessions that are theirs now, with whom, and sessions that are theirs no more.

use super::{Decision, Party, Prior};
use crate::registration::State;
use crate::reply::{DiaryEntry, PersonResult};
use crate::request::Session;
use std::collections::BTreeSet;

/// Has the letter of a decision about a stored party bring the entries that change; `own` is the reference of the letter
/// that is answered, under which it registers whom it names anew.
pub fn tell(decision: &mut Decision, prior: &Prior, own: &str) {
    let party = decision.moves.first().map(|a_move| a_move.place.party);
    let Some(thread) = party.and_then(|party| prior.known(party)) else {
        return;
    };
    let entries = entries(&thread.party, decision, own);
    if let Some(letter) = &mut decision.letter {
        letter.facts.diary = entries;
    }
}

/// The entries that change, in programme order. New persons are entered under `newcomers`, the reference of their letter.
///
/// Each names everybody who has a seat there afterwards, since an entry takes the place of the one before it.
#[must_use]
pub fn entries(party: &Party, decision: &Decision, newcomers: &str) -> Vec<DiaryEntry> {
    let own = decision
        .moves
        .iter()
        .filter(|a_move| a_move.place.party == party.id);
    let seated = |state: State| state == State::Confirmed;
    let moved = own.filter(|a_move| seated(a_move.from) != seated(a_move.to));
    let mut touched: BTreeSet<Session> = moved.map(|a_move| a_move.place.session).collect();
    if touched.is_empty() {
        return Vec::new();
    }
    let places = decision.places.iter();
    let places = places.filter(|(place, state)| place.party == party.id && seated(*state));
    touched.extend(places.map(|(place, _)| place.session));
    let told = decision.letter.iter().flat_map(|letter| &letter.facts.persons);
    let told: Vec<&PersonResult> = told.collect();
    let new = told.get(told.len().saturating_sub(decision.persons.len())..);
    let new_in = |session: Session| -> Vec<Option<String>> {
        let new = new.unwrap_or_default().iter();
        let new = new.filter(|person| person.places.contains(&(session, State::Confirmed)));
        new.map(|person| person.name.clone()).collect()
    };
    let together = newcomers == party.reference;
    let entry = |reference: &str, session: Session, names: Vec<Option<String>>| DiaryEntry {
        reference: reference.to_owned(),
        session,
        names,
    };
    let mut entries = Vec::new();
    for session in touched {
        let (mut names, new) = (seated_in(party, decision, session), new_in(session));
        if together {
            names.extend(new);
            entries.push(entry(&party.reference, session, names));
        } else {
            entries.push(entry(&party.reference, session, names));
            if !new.is_empty() {
                entries.push(entry(newcomers, session, new));
            }
        }
    }
    entries
}

/// The persons of a party who have a seat in a session after a decision.
fn seated_in(party: &Party, decision: &Decision, session: Session) -> Vec<Option<String>> {
    let seated = party.persons.iter().filter(|person| {
        let here = |place: &super::PlaceId| {
            (place.party, place.position, place.session) == (party.id, person.position, session)
        };
        let moved = decision.moves.iter().rfind(|a_move| here(&a_move.place));
        let added = decision.places.iter().find(|(place, _)| here(place));
        let stood = person.places.iter().find(|(of, _)| *of == session);
        let state = moved.map(|a_move| a_move.to);
        let state = state
            .or(added.map(|(_, state)| *state))
            .or(stood.map(|(_, state)| *state));
        state == Some(State::Confirmed)
    });
    seated.map(|person| person.name.clone()).collect()
}
