//! Data of an address: copied for its owner, forgotten on request, and erased by itself when its time is over (rule 58).

use super::again::Because;
use super::understand::Understood;
use super::{Desk, DeskError};
use crate::message::Origin;
use crate::registration::State;
use crate::reply::{DataHeld, Facts, HeldRequest, Letter, PersonResult, ReplyKind};
use crate::rules::{Decision, Move, Outcome, PlaceId, Prior, Reason};
use crate::store::standing::{Existing, Lookup};
use crate::store::views::Dossier;
use crate::store::{Actor, Erased, Settling, StoredParty};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// What would be forgotten of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// References of its requests, and of those about them.
    pub references: Vec<String>,
    pub persons: usize,
    /// Places that would be given up.
    pub places: usize,
    pub replies: usize,
    /// References of requests of others that name the address for a person: their letters stay.
    pub elsewhere: Vec<String>,
}

impl Desk {
    /// Puts what is held under the sender's address into a letter that is to tell it.
    pub(super) async fn fill_data(
        &self,
        decision: &mut Decision,
        understood: &Understood,
    ) -> Result<(), DeskError> {
        let Some(letter) = decision
            .letter
            .as_mut()
            .filter(|letter| letter.kind == ReplyKind::DataCopy)
        else {
            return Ok(());
        };
        if let Origin::Person(correspondent) = &understood.message.origin {
            letter.facts.data = Some(self.data_of(&correspondent.address().address).await?);
        }
        Ok(())
    }

    /// What is known of an owner who answers our question about their data: all that the address has.
    pub(super) async fn prior_of_owner(
        &self,
        settling: &mut Settling,
        understood: &Understood,
        now: DateTime<Utc>,
    ) -> Result<Prior, DeskError> {
        let lookup = Lookup {
            existing: Some(Existing::default()),
            ..understood.lookup.clone()
        };
        let standing = settling.standing(std::slice::from_ref(&lookup), now).await?;
        Ok(standing.prior(&lookup))
    }

    /// Everything that is held under an address.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn data_of(&self, address: &str) -> Result<DataHeld, DeskError> {
        let mut held = DataHeld::default();
        let mut records = Vec::new();
        for number in self.store().requests_of(address).await? {
            let Some(dossier) = self.store().show(&number.to_string()).await? else {
                continue;
            };
            let raw = self.store().raw(number).await?.unwrap_or_default();
            let mut letters = Vec::new();
            for reply in &dossier.replies {
                let bytes = self.store().reply_raw(reply.id).await?.unwrap_or_default();
                letters.push(json!({
                    "kind": reply.kind,
                    "written_at": reply.created_at,
                    "delivered_at": reply.delivered_at,
                    "message": String::from_utf8_lossy(&bytes),
                }));
            }
            if let Some(request) = &dossier.request {
                held.requests.push(HeldRequest {
                    reference: request.reference.clone(),
                    received_at: dossier.message.received_at,
                    names: dossier
                        .persons
                        .iter()
                        .filter_map(|person| person.name.clone())
                        .collect(),
                });
            }
            records.push(record(&dossier, &raw, &letters));
        }
        let event = &self.config().event;
        let all = json!({
            "event": event.id,
            "address": address.to_lowercase(),
            "requests": records,
            "kept_until": event.kept_until(),
        });
        held.file = serde_json::to_string_pretty(&all).unwrap_or_default();
        Ok(held)
    }

    /// Remembers which addresses asked to be erased: it is done once their letter is delivered.
    pub(super) async fn schedule_erasures<'d>(
        &self,
        settling: &mut Settling,
        batch: &[Understood],
        decisions: impl Iterator<Item = Option<&'d Decision>>,
        now: DateTime<Utc>,
    ) -> Result<(), DeskError> {
        for (understood, decision) in batch.iter().zip(decisions) {
            let erased = decision.is_some_and(|decision| decision.reasons.contains(&Reason::DataErased));
            if let (true, Some(address)) = (erased, &understood.lookup.address) {
                settling.schedule_erasure(address, "message", now).await?;
            }
        }
        Ok(())
    }

    /// What would be forgotten of an address.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn held(&self, address: &str) -> Result<Held, DeskError> {
        let mut held = Held {
            elsewhere: self.store().named_elsewhere(address).await?,
            ..Held::default()
        };
        for number in self.store().requests_of(address).await? {
            if let Some(dossier) = self.store().show(&number.to_string()).await? {
                held.references
                    .extend(dossier.request.iter().map(|request| request.reference.clone()));
                held.persons += dossier.persons.len();
                held.replies += dossier.replies.len();
                let places = dossier.persons.iter().flat_map(|person| &person.places);
                held.places += places.filter(|place| place.state.is_live()).count();
            }
        }
        Ok(held)
    }

    /// Forgets an address: gives up its places, writes to it once, and erases everything when that letter is
    /// delivered. Whether there was anything.
    ///
    /// # Errors
    /// [`DeskError::Store`]; nothing is changed then.
    pub async fn forget(&self, address: &str, user: &str, writes: bool) -> Result<bool, DeskError> {
        let now = self.clock().now();
        let requests = self.store().requests_of(address).await?;
        let mut settling = self.begin_settling().await?;
        let mut parties = Vec::new();
        for number in requests {
            parties.extend(settling.party(number).await?);
        }
        if parties.is_empty() {
            return Ok(false);
        }
        // Letters of colleagues and reports about ours are forgotten too, but only whoever is forgotten is written to.
        let of_address = |stored: &&StoredParty| {
            let contact = stored.contact_address.as_deref();
            contact.is_some_and(|contact| contact.eq_ignore_ascii_case(address))
        };
        let last = parties.iter().rev().find(of_address);
        let last = last.map(|stored| stored.party.id);
        let persons: Vec<PersonResult> = parties.iter().flat_map(seated).collect();
        for stored in &parties {
            let letter = Letter {
                kind: ReplyKind::ErasureDone,
                language: stored.party.language,
                mailbox: stored.party.mailbox,
                facts: Facts {
                    persons: persons.clone(),
                    ..Facts::default()
                },
            };
            let reason = Reason::Organiser {
                user: user.to_owned(),
                note: None,
            };
            let decision = Decision {
                moves: given_up(stored),
                letter: (writes && Some(stored.party.id) == last).then_some(letter),
                ..Decision::without_party(Outcome::Decided, reason)
            };
            let because = Because::of(Actor::Organiser(user.to_owned()));
            self.settle_again(&mut settling, stored, &decision, because, now)
                .await?;
        }
        settling.schedule_erasure(address, user, now).await?;
        self.promote(&mut settling, now).await?;
        settling.commit().await?;
        self.wake();
        Ok(true)
    }

    /// Erases what was to be erased and whose letter has left, and everything whose time is over; how many requests.
    pub(super) async fn erase_due(&self, now: DateTime<Utc>) -> Result<usize, DeskError> {
        let mut count = 0;
        for (request, by) in self.store().erasures_due().await? {
            let actor = Actor::Organiser(by);
            if self.store().erase_as(request, &actor, now).await? == Erased::Done {
                count += 1;
            }
        }
        let event = &self.config().event;
        if let Some(days) = event.privacy.keep_days_after {
            let kept = TimeDelta::days(i64::from(days));
            if now >= event.ends() + kept {
                count += self.store().purge(now - kept, now).await?;
            }
        }
        Ok(count)
    }
}

fn record(dossier: &Dossier, raw: &[u8], letters: &[Value]) -> Value {
    let request = dossier.request.as_ref();
    let persons = dossier.persons.iter().map(|person| {
        let places = person.places.iter().map(|place| {
            json!({ "session": place.session, "state": place.state, "since": place.since, "until": place.until })
        });
        json!({
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "organisation": person.organisation,
            "role": person.role,
            "city": person.city,
            "country": person.country,
            "interpretation": person.interpretation,
            "diet": person.diet,
            "access": person.access,
            "places": places.collect::<Vec<_>>(),
        })
    });
    let journal = dossier.journal.iter().map(|entry| {
        json!({ "at": entry.at, "by": entry.actor_kind, "what": entry.what, "details": entry.details })
    });
    json!({
        "reference": request.map(|request| &request.reference),
        "received_at": dossier.message.received_at,
        "mailbox": dossier.message.mailbox,
        "message": String::from_utf8_lossy(raw),
        "outcome": request.map(|request| &request.outcome),
        "understood": request.map(|request| &request.reading),
        "persons": persons.collect::<Vec<_>>(),
        "letters": letters,
        "record": journal.collect::<Vec<_>>(),
    })
}

fn seated(stored: &StoredParty) -> impl Iterator<Item = PersonResult> {
    let live = stored
        .party
        .persons
        .iter()
        .filter(|person| person.places.iter().any(|(_, state)| state.is_live()));
    live.map(|person| PersonResult {
        name: person.name.clone(),
        places: Vec::new(),
    })
}

fn given_up(stored: &StoredParty) -> Vec<Move> {
    let places = stored.party.persons.iter().flat_map(|person| {
        person
            .places
            .iter()
            .map(move |&(session, from)| (person.position, session, from))
    });
    places
        .filter(|(_, _, from)| from.is_live() && from.may_become(State::Cancelled))
        .map(|(position, session, from)| Move {
            place: PlaceId {
                party: stored.party.id,
                position,
                session,
            },
            from,
            to: State::Cancelled,
        })
        .collect()
}
