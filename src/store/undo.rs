//! Taking back an organiser's decision while its reply has not left; and a party with the seats, read without a lock.

use super::journal::{self, Actor, Note};
use super::registrations;
use super::sql::{Columns, json, row, rows, run};
use super::standing::Capacity;
use super::{Settling, Store, StoreError, StoredParty};
use crate::registration::State;
use crate::request::Session;
use crate::rules::{Move, Seats, WaitingEntry};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How a request stood before a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    outcome: String,
    reason: String,
    reasons: String,
    /// Of a press request: its state.
    press: Option<String>,
    /// Until when its open offers hold, by person and session.
    offers: Vec<(i64, Session, DateTime<Utc>)>,
}

/// What became of a wish to take a decision back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// All is as it was; the reply was thrown away.
    Done,
    /// The reply has left, or its time has come.
    TooLate,
    /// Somebody or something changed the request since.
    Changed,
    /// The seats that it would need were given to others.
    SeatsGone,
}

/// A decision that can still be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoable {
    pub request: i64,
    pub reference: String,
    /// Of the request after the decision.
    pub version: i64,
    pub user: String,
    /// The reply leaves then.
    pub until: DateTime<Utc>,
    /// The bulk action that it was part of, if it was.
    pub batch: Option<String>,
    /// Whether a letter tells it.
    pub letter: bool,
    /// How many decisions of that bulk action can be taken back.
    pub many: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct Moved {
    position: i64,
    session: Session,
    from: State,
    to: State,
    /// Of an offer that was taken away: until when it held (I7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
}

const STANDS: &str = "SELECT q.outcome, q.reason, q.reasons, p.state FROM requests q \
    LEFT JOIN press p ON p.request = q.message WHERE q.message = $1";
const OFFERS: &str =
    "SELECT position, session, until FROM registrations WHERE party = $1 AND state = 'offered'";
const VERSION: &str = "SELECT version FROM requests WHERE message = $1";
const REMEMBER: &str = "INSERT INTO undoable (request, version, user_name, until, outcome, reason, reasons, moves, batch, \
    press) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (request) DO UPDATE SET version = excluded.version, \
    user_name = excluded.user_name, until = excluded.until, outcome = excluded.outcome, \
    reason = excluded.reason, reasons = excluded.reasons, moves = excluded.moves, batch = excluded.batch, \
    press = excluded.press";
const PUT_OFF: &str = "UPDATE outbox SET next_attempt_at = $3 WHERE request = $1 AND number = $2 \
    AND state = 'queued' AND attempts = 0";
const RECALL: &str = "SELECT u.version, u.until, u.outcome, u.reason, u.reasons, u.moves, q.version, q.decisions, u.press \
    FROM undoable u JOIN requests q ON q.message = u.request WHERE u.request = $1";
const REPLY: &str = "SELECT id, state, attempts FROM outbox WHERE request = $1 AND number = $2";
const DROP_BYTES: &str = "DELETE FROM outbox_bytes WHERE reply = $1";
const DROP_REPLY: &str = "DELETE FROM outbox WHERE id = $1";
const PUT_BACK: &str = "UPDATE registrations SET state = $5, updated_at = $6, until = $7 \
    WHERE party = $1 AND position = $2 AND session = $3 AND state = $4";
const STAND_AGAIN: &str = "UPDATE requests SET outcome = $2, reason = $3, reasons = $4, version = version + 1, \
    updated_at = $5 WHERE message = $1";
const PRESS_AGAIN: &str = "UPDATE press SET state = $2 WHERE request = $1";
const FORGET: &str = "DELETE FROM undoable WHERE request = $1";
const BATCH: &str = "SELECT request FROM undoable WHERE batch = $1 AND until > $2 ORDER BY request";
const LATEST: &str = "SELECT u.request, q.reference, u.version, u.user_name, u.until, u.batch, \
    (SELECT COUNT(*) FROM outbox o WHERE o.request = u.request AND o.number = q.decisions), \
    (SELECT COUNT(*) FROM undoable b WHERE b.batch = u.batch AND b.until > $2) FROM undoable u \
    JOIN requests q ON q.message = u.request AND q.version = u.version \
    WHERE u.user_name = $1 AND u.until > $2 ORDER BY u.until DESC LIMIT 1";

impl Settling {
    /// How a request stands, to be remembered by [`Settling::make_undoable`].
    ///
    /// # Errors
    /// As any read.
    pub async fn before(&mut self, request: i64) -> Result<Before, StoreError> {
        let found = rows(self.transaction(), STANDS, row![request]).await?;
        let row = found.first().ok_or_else(|| StoreError::Conflict {
            what: format!("request {request}"),
        })?;
        let offers = rows(self.transaction(), OFFERS, row![request]).await?;
        let offers = offers
            .iter()
            .map(|offer| Ok((offer.int(0)?, offer.named(1, Session::from_id)?, offer.time(2)?)));
        Ok(Before {
            offers: offers.collect::<Result<_, StoreError>>()?,
            outcome: row.text(0)?,
            reason: row.text(1)?,
            reasons: row.text(2)?,
            press: row.maybe_text(3)?,
        })
    }

    /// Puts the reply of a decision that was just settled off until `until`, and remembers how to take it back.
    ///
    /// # Errors
    /// As any write.
    pub async fn make_undoable(
        &mut self,
        (request, number): (i64, i64),
        before: &Before,
        moves: &[Move],
        (user, batch): (&str, Option<&str>),
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let held = |change: &Move| {
            let mut offers = before.offers.iter();
            let offer = offers.find(|(position, session, _)| {
                (*position, *session) == (change.place.position, change.place.session)
            });
            offer
                .filter(|_| change.from == State::Offered)
                .map(|(.., until)| *until)
        };
        let moves: Vec<Moved> = moves
            .iter()
            .filter(|change| change.place.party == request)
            .map(|change| Moved {
                position: change.place.position,
                session: change.place.session,
                from: change.from,
                to: change.to,
                until: held(change),
            })
            .collect();
        let tx = self.transaction();
        run(tx, PUT_OFF, row![request, number, until]).await?;
        let found = rows(tx, VERSION, row![request]).await?;
        let version = found.first().map_or(Ok(0), |row| row.int(0))?;
        let values = row![
            request,
            version,
            user,
            until,
            before.outcome.as_str(),
            before.reason.as_str(),
            before.reasons.as_str(),
            json(&moves)?,
            batch,
            before.press.as_deref(),
        ];
        run(tx, REMEMBER, values).await?;
        Ok(())
    }

    /// Lets a reply that was just written wait until then.
    ///
    /// # Errors
    /// As any write.
    pub async fn put_off(
        &mut self,
        (request, number): (i64, i64),
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        run(self.transaction(), PUT_OFF, row![request, number, until]).await?;
        Ok(())
    }

    /// Takes the last decision on a request back, if its reply has not left and nothing changed since.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if a place moved on since.
    pub async fn undo(&mut self, request: i64, user: &str, now: DateTime<Utc>) -> Result<Undone, StoreError> {
        let tx = self.transaction();
        let found = rows(tx, RECALL, row![request]).await?;
        let Some(row) = found.first() else {
            return Ok(Undone::TooLate);
        };
        if row.int(0)? != row.int(6)? {
            return Ok(Undone::Changed);
        }
        let reply = rows(tx, REPLY, row![request, row.int(7)?]).await?;
        let left = match reply.first() {
            Some(reply) => reply.text(1)? != "queued" || reply.int(2)? > 0,
            None => false,
        };
        if left || row.time(1)? <= now {
            return Ok(Undone::TooLate);
        }
        if let Some(reply) = reply.first() {
            run(tx, DROP_BYTES, row![reply.int(0)?]).await?;
            run(tx, DROP_REPLY, row![reply.int(0)?]).await?;
        }
        let persons = self.seated_persons().await?;
        let tx = self.transaction();
        let moves: Vec<Moved> = row.json(5)?;
        // What was taken is given back before what was given up: nobody holds two visits in between.
        let (taken, given): (Vec<&Moved>, Vec<&Moved>) =
            moves.iter().partition(|moved| moved.to.holds_seat());
        for moved in taken.into_iter().chain(given) {
            let values = row![
                request,
                moved.position,
                moved.session.id(),
                moved.to.name(),
                moved.from.name(),
                now,
                moved.until,
            ];
            if run(tx, PUT_BACK, values).await? != 1 {
                return Err(StoreError::Conflict {
                    what: format!("a place of request {request}"),
                });
            }
        }
        for moved in &moves {
            self.gain(moved.session, moved.to, moved.from);
        }
        let now_seated = self.seated_persons().await?;
        self.gain_persons(now_seated - persons);
        let tx = self.transaction();
        run(
            tx,
            STAND_AGAIN,
            row![request, row.text(2)?, row.text(3)?, row.text(4)?, now],
        )
        .await?;
        if let Some(state) = row.maybe_text(8)? {
            run(tx, PRESS_AGAIN, row![request, state]).await?;
        }
        run(tx, FORGET, row![request]).await?;
        let note = Note {
            actor: &Actor::Organiser(user.to_owned()),
            request: Some(request),
            what: "undone",
            details: json!({ "moves": moves }),
        };
        journal::write(tx, vec![note.row(now)]).await?;
        Ok(Undone::Done)
    }
}

impl Store {
    /// What this user decided last and can still take back.
    ///
    /// # Errors
    /// As any read.
    pub async fn undoable(&self, user: &str, now: DateTime<Utc>) -> Result<Option<Undoable>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, LATEST, row![user, now]).await?;
        found
            .first()
            .map(|row| {
                Ok(Undoable {
                    request: row.int(0)?,
                    reference: row.text(1)?,
                    version: row.int(2)?,
                    user: row.text(3)?,
                    until: row.time(4)?,
                    batch: row.maybe_text(5)?,
                    letter: row.int(6)? > 0,
                    many: row.count(7)?,
                })
            })
            .transpose()
    }

    /// Requests that a bulk action decided and that can still be taken back.
    ///
    /// # Errors
    /// As any read.
    pub async fn batch(&self, batch: &str, now: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, BATCH, row![batch, now]).await?;
        found.iter().map(|row| row.int(0)).collect()
    }

    /// A party with its standing and the seats, to show what a decision would do.
    ///
    /// # Errors
    /// As any read.
    pub async fn party_and_seats(
        &self,
        party: i64,
        capacity: &Capacity,
    ) -> Result<Option<(StoredParty, Seats)>, StoreError> {
        let mut tx = self.read.begin().await?;
        let Some(stored) = registrations::party(&mut tx, party).await? else {
            return Ok(None);
        };
        let seats = registrations::seats_shown(&mut tx, capacity).await?;
        Ok(Some((stored, seats)))
    }

    /// Parties with their standing, in this order; `None` where there is no request.
    ///
    /// # Errors
    /// As any read.
    pub async fn parties(&self, ids: &[i64]) -> Result<Vec<(i64, Option<StoredParty>)>, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut parties = Vec::with_capacity(ids.len());
        for &id in ids {
            parties.push((id, registrations::party(&mut tx, id).await?));
        }
        Ok(parties)
    }

    /// The seats, and of those who wait the first so many of each session and these parties (I3).
    ///
    /// # Errors
    /// As any read.
    pub async fn seats_and_waiting(
        &self,
        capacity: &Capacity,
        first: i64,
        parties: &[i64],
    ) -> Result<(Seats, Vec<WaitingEntry>), StoreError> {
        let mut tx = self.read.begin().await?;
        let seats = registrations::seats_shown(&mut tx, capacity).await?;
        let sessions: Vec<Session> = seats.sessions.keys().copied().collect();
        let waiting = registrations::waiting_near(&mut tx, (&sessions, first), parties).await?;
        Ok((seats, waiting))
    }

    /// The seats of each session and of the event.
    ///
    /// # Errors
    /// As any read.
    pub async fn seats(&self, capacity: &Capacity) -> Result<Seats, StoreError> {
        let mut tx = self.read.begin().await?;
        registrations::seats_shown(&mut tx, capacity).await
    }
}
