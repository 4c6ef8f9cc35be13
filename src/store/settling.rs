//! The one transaction in which decisions become facts: requests, persons, places, replies and journal together.

use super::journal::{self, Actor};
use super::registrations;
use super::sql::{Columns, Value, insert, json, name_of, row, rows, run, run_in};
use super::standing::{Capacity, Lookup, Standing};
use super::{Kind, Store, StoreError, StoredParty, Turn, Writing};
use crate::language::ReplyLanguage;
use crate::message::MailboxRole;
use crate::registration::State;
use crate::reply::{Field, ReplyKind};
use crate::request::{Doubt, Request, Session};
use crate::rules::details::Edit;
use crate::rules::{Decision, Move, Seats, WaitingEntry, name_key};
use chrono::{DateTime, Utc};
use sheets::{
    ADD_NAMES_DUE, ADD_PRESS, NAMES_COMPLETE, Sheets, check_seats, edit_sql, leading_reason, until,
};
use std::collections::{BTreeMap, BTreeSet};

mod replies;
mod sheets;

/// A decision that is to become fact.
#[derive(Debug, Clone)]
pub struct Settlement<'a> {
    /// The message that brought the request; also the number of the request and of its party.
    pub request: i64,
    pub cause: Cause<'a>,
    pub decision: &'a Decision,
    pub outgoing: Option<Outgoing>,
    pub actor: Actor,
    /// Until when places hold that the decision offers; must be set where it offers any (I7).
    pub offered_until: Option<DateTime<Utc>>,
    /// An organiser's reason to seat more persons than there are places (I1).
    pub above_capacity: Option<String>,
    pub now: DateTime<Utc>,
}

/// What made a decision necessary.
#[derive(Debug, Clone)]
pub enum Cause<'a> {
    /// A letter, decided for the first time: decision number 1.
    Letter(Reading<'a>),
    /// A later decision on the same request.
    Again {
        /// [`StoredParty::version`] that the decision was made from.
        version: i64,
        /// What the letter says now, if an organiser corrected it; needed where the decision brings persons.
        corrected: Option<Reading<'a>>,
    },
}

/// What is stored of a letter that was read.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// What people quote.
    pub reference: &'a str,
    pub request: &'a Request,
    pub doubts: &'a [Doubt],
    /// Where answers go, if anywhere.
    pub contact: Option<Contact<'a>>,
    /// RFC 5322 Message-ID of the letter, without brackets.
    pub message_id: Option<&'a str>,
    /// Hash of the writer's own words, normalised.
    pub words_key: Option<&'a str>,
    /// When the server received the letter: the rank on the waiting list (I3).
    pub received_at: DateTime<Utc>,
    /// The party of an earlier letter that this one is about.
    pub concerns: Option<i64>,
}

/// Whom to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact<'a> {
    /// Compared in lower case.
    pub address: &'a str,
    pub name: Option<&'a str>,
}

/// A reply on its way into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Of the decision it tells (I2): 1 for a letter's first, [`StoredParty::decisions`] + 1 for a later one.
    pub number: i64,
    pub kind: ReplyKind,
    pub language: ReplyLanguage,
    pub mailbox: MailboxRole,
    /// `local@domain`.
    pub recipient: String,
    /// Message-ID, without brackets.
    pub message_id: String,
    /// RFC 5322, as it leaves.
    pub raw: Vec<u8>,
    /// It waits for an organiser to release it.
    pub draft: bool,
    /// Message-ID of a letter of ours that asked for what this one answers: it does not count against the writer.
    pub solicited_by: Option<String>,
}

/// An open transaction of decisions; dropped without [`Settling::commit`], nothing happened.
#[derive(Debug)]
pub struct Settling {
    tx: Writing,
    kind: Kind,
    capacity: Capacity,
    /// Seats that were taken (or freed) in this transaction, without an organiser's override.
    gained: BTreeMap<Session, i64>,
    /// Persons who got their first seat, less those who gave up their last; the same way.
    gained_persons: i64,
}

const SETTLED: &str = "UPDATE messages SET state = 'settled' WHERE state = 'kept' AND id IN ({keys})";
const ADD_REQUESTS: &str = "INSERT INTO requests (message, reference, mailbox, outcome, reason, intent, \
    disposition, language, contact_address, contact_name, message_id, words_key, reading, doubts, reasons, \
    decisions, version, created_at, updated_at, concerns, contact_key) VALUES";
const DECIDED_AGAIN: &str = "UPDATE requests SET outcome = $3, reason = $4, reasons = $5, \
    decisions = decisions + 1, version = version + 1, updated_at = $6 \
    WHERE message = $1 AND version = $2 RETURNING decisions";
const TOLD_AGAIN: &str = "UPDATE requests SET decisions = decisions + 1, version = version + 1, updated_at = $3 \
    WHERE message = $1 AND version = $2 RETURNING decisions";
const CONCERNS: &str = "UPDATE requests SET concerns = $2 WHERE message = $1";
const CORRECTED: &str = "UPDATE requests SET intent = $2, language = $3, reading = $4, doubts = $5, disposition = $6 WHERE message = $1";
const TOUCHED: &str = "UPDATE requests SET version = version + 1, updated_at = $1 WHERE message IN ({keys})";
const ADD_PERSONS: &str = "INSERT INTO persons (party, position, name, name_key, email, phone, organisation, role, \
    city, country, interpretation, diet, access) VALUES";
const ADD_PLACES: &str = "INSERT INTO registrations (party, position, session, state, since, priority, until, updated_at, wish) VALUES";
// Who comes back goes to the end of the list (I10).
const MOVE: &str = "UPDATE registrations SET state = $5, until = $6, updated_at = $7, \
    since = CASE WHEN $5 = 'asked' THEN $7 ELSE since END, \
    instead_of = CASE WHEN $5 = 'asked' THEN NULL ELSE instead_of END \
    WHERE party = $1 AND position = $2 AND session = $3 AND state = $4";
const INSTEAD: &str = "UPDATE registrations SET instead_of = COALESCE(instead_of || ' ', '') || $4 \
    WHERE party = $1 AND position = $2 AND session = $3";
// Kept by triggers.
const SEATED: &str = "SELECT places FROM place_counts WHERE session = ''";
const RENAMED: &str = "UPDATE persons SET name_key = $3 WHERE party = $1 AND position = $2";

impl Store {
    /// Begins to settle; whoever else wants to waits until this ends, so that seats are counted by one at a time.
    ///
    /// # Errors
    /// [`StoreError::is_temporary`]: try again later.
    pub async fn begin_settling(&self, capacity: Capacity) -> Result<Settling, StoreError> {
        let tx = self.begin_in_turn(Turn::Event).await?;
        Ok(Settling {
            tx,
            kind: self.kind,
            capacity,
            gained: BTreeMap::new(),
            gained_persons: 0,
        })
    }
}

impl Settling {
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) fn transaction(&mut self) -> &mut Writing {
        &mut self.tx
    }

    /// The seats of each session and of the event, as they stand in this transaction.
    ///
    /// # Errors
    /// As any read.
    pub async fn seats(&mut self) -> Result<Seats, StoreError> {
        registrations::seats(&mut self.tx, &self.capacity).await
    }

    /// What is known of the writers and persons of a batch of letters, and the seats; in a few queries.
    ///
    /// # Errors
    /// As any read.
    pub async fn standing(&mut self, letters: &[Lookup], now: DateTime<Utc>) -> Result<Standing, StoreError> {
        let seats = self.seats().await?;
        Standing::load(&mut self.tx, seats, letters, now).await
    }

    /// Who waits, in the order in which they are next (I3).
    ///
    /// # Errors
    /// As any read.
    pub async fn waiting(&mut self) -> Result<Vec<WaitingEntry>, StoreError> {
        registrations::waiting(&mut self.tx).await
    }

    /// A party with its standing; `None` if there is no such request.
    ///
    /// # Errors
    /// As any read.
    pub async fn party(&mut self, id: i64) -> Result<Option<StoredParty>, StoreError> {
        registrations::party(&mut self.tx, id).await
    }

    /// Writes decisions down, in this order; the letters' first, then moves and later decisions.
    ///
    /// # Errors
    /// [`StoreError::is_conflict`]: somebody else was faster; drop this and decide again.
    pub async fn settle(&mut self, settlements: &[Settlement<'_>]) -> Result<(), StoreError> {
        let persons = self.seated_persons().await?;
        let mut sheets = Sheets::default();
        for settlement in settlements {
            sheets.enter(settlement)?;
        }
        let letters = sheets.letters.len();
        let settled = run_in(&mut self.tx, SETTLED, Vec::new(), sheets.letters).await?;
        if settled != letters as u64 {
            return Err(StoreError::Conflict {
                what: "a message".to_owned(),
            });
        }
        insert(&mut self.tx, ADD_REQUESTS, sheets.requests).await?;
        for settlement in settlements {
            self.decide_again(settlement).await?;
        }
        insert(&mut self.tx, ADD_PERSONS, sheets.persons).await?;
        // A visit is given up before another is taken: the database lets nobody hold two.
        for settlement in settlements {
            self.move_places(settlement, |to| !to.holds_seat()).await?;
        }
        insert(&mut self.tx, ADD_PLACES, sheets.places).await?;
        insert(&mut self.tx, ADD_PRESS, sheets.press).await?;
        insert(&mut self.tx, ADD_NAMES_DUE, sheets.names_due).await?;
        for settlement in settlements {
            self.note_instead(settlement).await?;
            self.edit_persons(settlement).await?;
            self.move_places(settlement, State::holds_seat).await?;
            self.touch_others(settlement).await?;
            if let Some(change) = &settlement.decision.press {
                super::press::change(&mut self.tx, change).await?;
            }
        }
        self.queue(settlements).await?;
        journal::write(&mut self.tx, sheets.notes).await?;
        for settlement in settlements {
            self.count_gains(settlement);
        }
        if settlements
            .iter()
            .all(|settlement| settlement.above_capacity.is_none())
        {
            self.gained_persons += self.seated_persons().await? - persons;
        }
        Ok(())
    }

    /// Persons who hold a seat; 0 where the event has no limit of its own.
    pub(super) async fn seated_persons(&mut self) -> Result<i64, StoreError> {
        if self.capacity.event.is_none() {
            return Ok(0);
        }
        let found = rows(&mut self.tx, SEATED, Vec::new()).await?;
        found.first().map_or(Ok(0), |row| row.int(0))
    }

    pub(super) fn gain_persons(&mut self, gained: i64) {
        self.gained_persons += gained;
    }

    /// Makes all of it fact, after counting the seats once more (I1).
    ///
    /// # Errors
    /// [`StoreError::Overbooked`]: nothing was changed.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if self.gained.values().any(|gain| *gain > 0) {
            let seats = self.seats().await?;
            for (session, counts) in &seats.sessions {
                let gained = self.gained.get(session).copied().unwrap_or(0);
                check_seats(
                    session.id(),
                    gained,
                    counts.confirmed + counts.offered,
                    counts.capacity,
                )?;
            }
            if let Some(capacity) = seats.capacity {
                // Whoever has a seat may get another one, also where more came than there are places.
                check_seats("event", self.gained_persons, seats.persons, capacity)?;
            }
        }
        Ok(self.tx.commit().await?)
    }

    /// For the other files of the store that read in the same transaction.
    pub(super) fn connection(&mut self) -> &mut sqlx::AnyConnection {
        &mut self.tx
    }

    async fn decide_again(&mut self, settlement: &Settlement<'_>) -> Result<(), StoreError> {
        let Cause::Again { version, corrected } = &settlement.cause else {
            return Ok(());
        };
        let decision = settlement.decision;
        // A letter that decides nothing leaves the decision as it stands.
        let decided = if decision.reasons.is_empty() {
            let values = row![settlement.request, *version, settlement.now];
            rows(&mut self.tx, TOLD_AGAIN, values).await?
        } else {
            let values = row![
                settlement.request,
                *version,
                decision.outcome.name(),
                leading_reason(decision)?,
                json(&decision.reasons)?,
                settlement.now,
            ];
            rows(&mut self.tx, DECIDED_AGAIN, values).await?
        };
        let Some(number) = decided.first().map(|row| row.int(0)).transpose()? else {
            return Err(StoreError::Conflict {
                what: format!("request {}", settlement.request),
            });
        };
        if settlement
            .outgoing
            .as_ref()
            .is_some_and(|outgoing| outgoing.number != number)
        {
            return Err(StoreError::AlreadyAnswered {
                request: settlement.request,
                number,
            });
        }
        if let Some(concerns) = decision.concerns {
            run(&mut self.tx, CONCERNS, row![settlement.request, concerns]).await?;
        }
        if let Some(reading) = corrected {
            let request = reading.request;
            let values = row![
                settlement.request,
                name_of(&request.intent.value)?,
                request.language.value.code(),
                json(request)?,
                json(reading.doubts)?,
                name_of(&request.disposition)?,
            ];
            run(&mut self.tx, CORRECTED, values).await?;
        }
        Ok(())
    }

    async fn note_instead(&mut self, settlement: &Settlement<'_>) -> Result<(), StoreError> {
        for (place, old) in &settlement.decision.instead {
            let values = row![place.party, place.position, place.session.id(), old.id()];
            run(&mut self.tx, INSTEAD, values).await?;
        }
        Ok(())
    }

    async fn edit_persons(&mut self, settlement: &Settlement<'_>) -> Result<(), StoreError> {
        for Edit {
            party,
            position,
            change,
        } in &settlement.decision.edits
        {
            let values = row![*party, *position, change.to.as_deref()];
            if run(&mut self.tx, edit_sql(change.field), values).await? != 1 {
                return Err(StoreError::Conflict {
                    what: format!("a person of request {party}"),
                });
            }
            if change.field == Field::Name {
                let key = name_key(change.to.as_deref().unwrap_or_default());
                run(&mut self.tx, RENAMED, row![*party, *position, key]).await?;
                run(&mut self.tx, NAMES_COMPLETE, row![*party]).await?;
            }
        }
        Ok(())
    }

    async fn move_places(
        &mut self,
        settlement: &Settlement<'_>,
        which: impl Fn(State) -> bool,
    ) -> Result<(), StoreError> {
        let moves = settlement.decision.moves.iter();
        for change in moves.filter(|change| which(change.to)) {
            if !change.from.may_become(change.to) {
                let why = "a place cannot make this move";
                return Err(StoreError::Inconsistent {
                    request: settlement.request,
                    why,
                });
            }
            let until = until(settlement, change.to)?;
            let place = change.place;
            let values = row![
                place.party,
                place.position,
                place.session.id(),
                change.from.name(),
                change.to.name(),
                until,
                settlement.now,
            ];
            if run(&mut self.tx, MOVE, values).await? != 1 {
                return Err(StoreError::Conflict {
                    what: format!("a place of request {}", place.party),
                });
            }
        }
        Ok(())
    }

    async fn touch_others(&mut self, settlement: &Settlement<'_>) -> Result<(), StoreError> {
        let decision = settlement.decision;
        let others: BTreeSet<i64> = (decision.moves.iter().map(|change| change.place.party))
            .chain(decision.places.iter().map(|(place, _)| place.party))
            .chain(decision.instead.iter().map(|(place, _)| place.party))
            .chain(decision.edits.iter().map(|edit| edit.party))
            .collect();
        let others = others
            .into_iter()
            .filter(|party| *party != settlement.request)
            .map(Value::from)
            .collect();
        run_in(&mut self.tx, TOUCHED, row![settlement.now], others).await?;
        Ok(())
    }

    /// Counts that one place went from one state to another.
    pub(super) fn gain(&mut self, session: Session, from: State, to: State) {
        *self.gained.entry(session).or_default() += i64::from(to.holds_seat()) - i64::from(from.holds_seat());
    }

    fn count_gains(&mut self, settlement: &Settlement<'_>) {
        if settlement.above_capacity.is_some() {
            return;
        }
        let decision = settlement.decision;
        let new = decision.persons.iter().flat_map(|person| &person.places);
        let new = new.map(|(session, state)| (session, state));
        let added = decision
            .places
            .iter()
            .map(|(place, state)| (&place.session, state));
        for (session, state) in new.chain(added) {
            *self.gained.entry(*session).or_default() += i64::from(state.holds_seat());
        }
        for Move { place, from, to } in &decision.moves {
            self.gain(place.session, *from, *to);
        }
    }
}
