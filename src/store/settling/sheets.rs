//! The rows that decisions become, table by table, so that a batch is written in few statements.

use super::{Cause, Outgoing, Reading, Settlement};
use crate::registration::State;
use crate::reply::{Field, PressPaper};
use crate::request::{Attendee, Found, Press, Session};
use crate::rules::contact::contact_key;
use crate::rules::{Decision, Move, NewPerson, key_of};
use crate::store::StoreError;
use crate::store::journal::Note;
use crate::store::messages::role_name;
use crate::store::sql::{Value, json, name_of, row};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeMap;

pub(super) const ADD_NAMES_DUE: &str = "INSERT INTO names_due (party, since, deadline) VALUES";
// An organiser need not look any more once the last name has come.
pub(super) const NAMES_COMPLETE: &str = "UPDATE requests SET outcome = 'decided' WHERE message = $1 AND outcome = 'review' \
    AND reason = 'names-overdue' AND NOT EXISTS (SELECT 1 FROM persons p JOIN registrations r ON r.party = p.party \
    AND r.position = p.position WHERE p.party = $1 AND p.name IS NULL \
    AND r.state IN ('asked', 'waiting', 'offered', 'confirmed'))";
pub(super) const ADD_PRESS: &str =
    "INSERT INTO press (request, outlet, media, press_card, wishes, state, papers) VALUES";

/// Rows of a batch, by table.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    pub letters: Vec<Value>,
    pub requests: Vec<Vec<Value>>,
    pub persons: Vec<Vec<Value>>,
    pub places: Vec<Vec<Value>>,
    pub press: Vec<Vec<Value>>,
    /// Dates that were told for names of held places.
    pub names_due: Vec<Vec<Value>>,
    pub notes: Vec<Vec<Value>>,
}

/// The order in which each person wishes visits: from 1; 0 of all other sessions.
#[derive(Default)]
struct Wishes(BTreeMap<(i64, i64), i64>);

impl Wishes {
    fn next(&mut self, person: (i64, i64), session: Session) -> i64 {
        if !session.is_visit() {
            return 0;
        }
        let last = self.0.entry(person).or_default();
        *last += 1;
        *last
    }
}

impl Sheets {
    pub fn enter(&mut self, settlement: &Settlement<'_>) -> Result<(), StoreError> {
        let request = settlement.request;
        let reading = match &settlement.cause {
            Cause::Letter(reading) => {
                if settlement
                    .outgoing
                    .as_ref()
                    .is_some_and(|outgoing| outgoing.number != 1)
                {
                    return Err(StoreError::Inconsistent {
                        request,
                        why: "a first answer has the number 1",
                    });
                }
                self.letters.push(request.into());
                self.requests.push(request_row(settlement, reading)?);
                // A letter that only brings papers belongs to the request that it brings them for.
                let press = reading.request.press.as_ref().filter(|_| {
                    let change = settlement.decision.press.as_ref();
                    change.is_none_or(|change| change.request.is_none())
                });
                if let Some(press) = press {
                    let papers = settlement.decision.press.as_ref();
                    let papers = papers.map_or(&[][..], |change| &change.papers);
                    self.press.push(press_row(request, press, papers)?);
                }
                if let Some(until) = names_by(settlement.decision) {
                    self.names_due.push(row![request, reading.received_at, until]);
                }
                Some(reading)
            }
            Cause::Again { corrected, .. } => corrected.as_ref(),
        };
        match reading {
            Some(reading) => self.enter_persons(settlement, reading)?,
            None if settlement.decision.persons.is_empty() => {}
            None => {
                return Err(StoreError::Inconsistent {
                    request,
                    why: "persons come only with what was read",
                });
            }
        }
        self.enter_places(settlement)?;
        self.note(settlement)
    }

    /// New places of persons who came with an earlier letter; they rank by when this one came (I3).
    fn enter_places(&mut self, settlement: &Settlement<'_>) -> Result<(), StoreError> {
        let since = match &settlement.cause {
            Cause::Letter(reading) => reading.received_at,
            // What the letter said all along came with the letter.
            Cause::Again {
                corrected: Some(reading),
                ..
            } => reading.received_at,
            Cause::Again { .. } => settlement.now,
        };
        let mut wishes = Wishes::default();
        for (place, state) in &settlement.decision.places {
            let person = (place.party, place.position);
            self.places.push(row![
                place.party,
                place.position,
                place.session.id(),
                state.name(),
                since,
                0_i64,
                until(settlement, *state)?,
                settlement.now,
                wishes.next(person, place.session),
            ]);
        }
        Ok(())
    }

    fn enter_persons(
        &mut self,
        settlement: &Settlement<'_>,
        reading: &Reading<'_>,
    ) -> Result<(), StoreError> {
        let nobody = Attendee::default();
        let mut wishes = Wishes::default();
        for NewPerson { attendee, places } in &settlement.decision.persons {
            let position = i64::try_from(*attendee).unwrap_or(i64::MAX);
            let person = reading.request.attendees.get(*attendee).unwrap_or(&nobody);
            self.persons
                .push(person_row(settlement.request, position, person)?);
            for (session, state) in places {
                self.places.push(row![
                    settlement.request,
                    position,
                    session.id(),
                    state.name(),
                    reading.received_at,
                    0_i64,
                    until(settlement, *state)?,
                    settlement.now,
                    wishes.next((settlement.request, position), *session),
                ]);
            }
        }
        Ok(())
    }

    fn note(&mut self, settlement: &Settlement<'_>) -> Result<(), StoreError> {
        let decision = settlement.decision;
        let places = |person: &NewPerson| {
            let places: BTreeMap<_, _> = person
                .places
                .iter()
                .map(|(session, state)| (session.id(), state.name()))
                .collect();
            json!({ "position": person.attendee, "places": places })
        };
        let details = json!({
            "outcome": decision.outcome.name(),
            "reasons": decision.reasons,
            "persons": decision.persons.iter().map(places).collect::<Vec<_>>(),
            "letter": decision.letter.as_ref().map(|letter| letter.kind.name()),
            "above_capacity": settlement.above_capacity,
        });
        let mut note = Note {
            actor: &settlement.actor,
            request: Some(settlement.request),
            what: "decided",
            details,
        };
        self.notes.push(note.row(settlement.now));
        for Move { place, from, to } in &decision.moves {
            note.request = Some(place.party);
            note.what = "moved";
            note.details = json!({
                "position": place.position,
                "session": place.session.id(),
                "from": from.name(),
                "to": to.name(),
                "by_request": settlement.request,
            });
            self.notes.push(note.row(settlement.now));
        }
        for (place, state) in &decision.places {
            note.request = Some(place.party);
            note.what = "added";
            note.details = json!({
                "position": place.position,
                "session": place.session.id(),
                "to": state.name(),
                "by_request": settlement.request,
            });
            self.notes.push(note.row(settlement.now));
        }
        if let Some(change) = &decision.press {
            note.request = Some(change.request.unwrap_or(settlement.request));
            note.what = "press";
            note.details = json!({
                "state": change.state,
                "papers": change.papers,
                "by_request": settlement.request,
            });
            self.notes.push(note.row(settlement.now));
        }
        for edit in &decision.edits {
            note.request = Some(edit.party);
            note.what = "changed";
            note.details = json!({
                "position": edit.position,
                "field": edit.change.field,
                "from": edit.change.from,
                "to": edit.change.to,
                "by_request": settlement.request,
            });
            self.notes.push(note.row(settlement.now));
        }
        Ok(())
    }
}

/// The date that a letter to new persons tells for their names; what is told is what is kept.
fn names_by(decision: &Decision) -> Option<DateTime<Utc>> {
    let letter = decision.letter.as_ref().filter(|_| !decision.persons.is_empty());
    letter.and_then(|letter| letter.facts.names_by)
}

/// The statement that replaces one entry of a person.
pub(super) fn edit_sql(field: Field) -> &'static str {
    match field {
        Field::Name => "UPDATE persons SET name = $3 WHERE party = $1 AND position = $2",
        Field::Email => "UPDATE persons SET email = $3 WHERE party = $1 AND position = $2",
        Field::Phone => "UPDATE persons SET phone = $3 WHERE party = $1 AND position = $2",
        Field::Organisation => "UPDATE persons SET organisation = $3 WHERE party = $1 AND position = $2",
        Field::Role => "UPDATE persons SET role = $3 WHERE party = $1 AND position = $2",
        Field::City => "UPDATE persons SET city = $3 WHERE party = $1 AND position = $2",
        Field::Country => "UPDATE persons SET country = $3 WHERE party = $1 AND position = $2",
        Field::Interpretation => "UPDATE persons SET interpretation = $3 WHERE party = $1 AND position = $2",
        Field::Diet => "UPDATE persons SET diet = $3 WHERE party = $1 AND position = $2",
        Field::Access => "UPDATE persons SET access = $3 WHERE party = $1 AND position = $2",
    }
}

fn request_row(settlement: &Settlement<'_>, reading: &Reading<'_>) -> Result<Vec<Value>, StoreError> {
    let (request, decision) = (reading.request, settlement.decision);
    Ok(row![
        settlement.request,
        reading.reference,
        role_name(request.mailbox),
        decision.outcome.name(),
        leading_reason(decision)?,
        name_of(&request.intent.value)?,
        name_of(&request.disposition)?,
        request.language.value.code(),
        reading.contact.map(|contact| contact.address.to_lowercase()),
        reading.contact.and_then(|contact| contact.name),
        reading.message_id,
        reading.words_key,
        json(request)?,
        json(reading.doubts)?,
        json(&decision.reasons)?,
        1_i64,
        1_i64,
        settlement.now,
        settlement.now,
        reading.concerns,
        contact_key(request),
    ])
}

fn person_row(party: i64, position: i64, person: &Attendee) -> Result<Vec<Value>, StoreError> {
    let text = |field: &Option<Found<String>>| field.as_ref().map(|found| found.value.clone());
    Ok(row![
        party,
        position,
        text(&person.name),
        key_of(person),
        text(&person.email),
        text(&person.phone),
        text(&person.organisation),
        text(&person.role),
        text(&person.city),
        text(&person.country),
        person.interpretation.as_ref().map(|found| found.value.code()),
        json(person.diet.as_ref().map_or(&[][..], |found| &found.value))?,
        json(person.access.as_ref().map_or(&[][..], |found| &found.value))?,
    ])
}

fn press_row(request: i64, press: &Press, papers: &[PressPaper]) -> Result<Vec<Value>, StoreError> {
    let media = press
        .media
        .as_ref()
        .map(|found| name_of(&found.value))
        .transpose()?;
    let wishes: Vec<_> = press.requests.iter().map(|wish| wish.value).collect();
    Ok(row![
        request,
        press.outlet.as_ref().map(|found| found.value.as_str()),
        media,
        press.press_card.as_ref().map(|found| found.value.as_str()),
        json(&wishes)?,
        "received",
        json(papers)?,
    ])
}

pub(super) fn reply_row(
    id: i64,
    settlement: &Settlement<'_>,
    reply: &Outgoing,
    leaves: DateTime<Utc>,
) -> Vec<Value> {
    let address = reply.recipient.to_lowercase();
    let domain = address
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain)
        .to_owned();
    let words_key = match &settlement.cause {
        Cause::Letter(reading) => reading.words_key,
        Cause::Again { .. } => None,
    };
    row![
        id,
        settlement.request,
        reply.number,
        reply.kind.name(),
        reply.language.code(),
        role_name(reply.mailbox),
        reply.recipient.as_str(),
        address,
        domain,
        words_key,
        reply.message_id.as_str(),
        if reply.draft { "draft" } else { "queued" },
        leaves,
        settlement.now,
        reply.solicited_by.as_deref(),
    ]
}

pub(super) fn until(settlement: &Settlement<'_>, state: State) -> Result<Option<DateTime<Utc>>, StoreError> {
    match (state, settlement.offered_until) {
        (State::Offered, None) => Err(StoreError::Inconsistent {
            request: settlement.request,
            why: "an offer has a deadline",
        }),
        (State::Offered, deadline) => Ok(deadline),
        _ => Ok(None),
    }
}

pub(super) fn leading_reason(decision: &Decision) -> Result<String, StoreError> {
    decision
        .reasons
        .first()
        .map_or_else(|| Ok(String::new()), name_of)
}

/// Refuses a transaction that takes seats where there are none (I1).
pub(super) fn check_seats(place: &str, gained: i64, taken: u32, capacity: u32) -> Result<(), StoreError> {
    if gained > 0 && taken > capacity {
        return Err(StoreError::Overbooked {
            place: place.to_owned(),
            taken,
            capacity,
        });
    }
    Ok(())
}
