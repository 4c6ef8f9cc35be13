//! Forgetting persons: what was written about a party goes, what was decided and counted stays (mail rule 104).

use super::journal::{self, Actor, Note};
use super::sql::{Columns, json, row, rows, run};
use super::{Settling, Store, StoreError, Turn, Writing};
use crate::request::{Attendee, Request};
use chrono::{DateTime, Utc};
use serde_json::json;

/// What became of a wish to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// Names, addresses, letter and replies are gone.
    Done,
    /// Somebody of the party still has a place, waits or is asked for; cancel that first.
    StillRegistered,
    /// There is no such request.
    Unknown,
}

const READING: &str = "SELECT reading FROM requests WHERE message = $1";
const LIVE: &str = "SELECT COUNT(*) FROM registrations WHERE party = $1 \
    AND state IN ('asked', 'waiting', 'offered', 'confirmed')";
const UNSENT: &str = "SELECT COUNT(*) FROM outbox WHERE request = $1 AND state IN ('queued', 'sending')";
const ERASE_REQUEST: &str = "UPDATE requests SET contact_address = NULL, contact_name = NULL, contact_key = NULL, \
    message_id = NULL, \
    words_key = NULL, reading = $2, doubts = '[]', reasons = '[]', version = version + 1, updated_at = $3, \
    erased_at = $3 WHERE message = $1";
const ERASE_PERSONS: &str = "UPDATE persons SET name = NULL, name_key = '', email = NULL, phone = NULL, \
    organisation = NULL, role = NULL, city = NULL, country = NULL, interpretation = NULL, diet = '[]', \
    access = '[]' WHERE party = $1";
const ERASE_PRESS: &str = "UPDATE press SET outlet = NULL, media = NULL, press_card = NULL, wishes = '[]', papers = '[]' WHERE request = $1";
const ERASE_WISHES: &str = "DELETE FROM press_wishes WHERE request = $1";
const ERASE_REPLIES: &str = "UPDATE outbox SET recipient = '', address = '', domain = '', words_key = NULL, \
    last_error = NULL, state = CASE WHEN state = 'draft' THEN 'held' ELSE state END WHERE request = $1";
const ERASE_REPLY_BYTES: &str =
    "DELETE FROM outbox_bytes WHERE reply IN (SELECT id FROM outbox WHERE request = $1)";
// Copies of the letter hold the same words.
const ERASE_BYTES: &str = "DELETE FROM message_bytes WHERE message IN \
    (SELECT id FROM messages WHERE id = $1 OR copy_of = $1)";
const ERASE_REMARKS: &str = "DELETE FROM notes WHERE request = $1";
const ERASE_TAGS: &str = "DELETE FROM tags WHERE request = $1";
const ERASE_UNDO: &str = "DELETE FROM undoable WHERE request = $1";
const ERASE_PLAN: &str = "DELETE FROM erasures WHERE request = $1";
const OVERDUE: &str =
    "SELECT message FROM requests WHERE erased_at IS NULL AND created_at < $1 ORDER BY message LIMIT 200";
const PURGE_OTHERS: &str = "DELETE FROM message_bytes WHERE message IN (SELECT m.id FROM messages m \
    LEFT JOIN requests q ON q.message = m.id WHERE m.kept_at < $1 AND m.state <> 'kept' \
    AND (q.message IS NULL OR q.erased_at IS NOT NULL))";
// A colleague's letter about the registration holds the same person's data.
const OF_ADDRESS: &str = "SELECT message FROM requests WHERE erased_at IS NULL AND (contact_address = $1 \
    OR concerns IN (SELECT message FROM requests WHERE contact_address = $1)) ORDER BY message";
const SINCE: &str = "SELECT 1 FROM requests WHERE erased_at >= $1 LIMIT 1";
const ELSEWHERE: &str = "SELECT DISTINCT q.reference FROM persons p JOIN requests q ON q.message = p.party \
    WHERE p.email = $1 AND (q.contact_address IS NULL OR q.contact_address <> $1) ORDER BY q.reference";
const PLAN: &str = "INSERT INTO erasures (request, asked_by, asked_at) SELECT message, $2, $3 FROM requests \
    WHERE erased_at IS NULL AND (contact_address = $1 \
    OR concerns IN (SELECT message FROM requests WHERE contact_address = $1)) ON CONFLICT (request) DO NOTHING";
// The address is needed until the last letter to it has left.
const PLANNED: &str = "SELECT e.request, e.asked_by FROM erasures e WHERE NOT EXISTS (SELECT 1 FROM erasures o \
    JOIN outbox b ON b.request = o.request JOIN requests q ON q.message = o.request \
    JOIN requests mine ON mine.message = e.request \
    WHERE b.state IN ('queued', 'sending') AND q.contact_address = mine.contact_address) ORDER BY e.request LIMIT 200";
// Reasons may quote what an organiser wrote about the person.
const ERASE_NOTES: &str = "UPDATE journal SET details = '{}' WHERE request = $1";

impl Store {
    /// Forgets a party that no longer holds or awaits a place: its names, addresses, letter, copies and replies. That
    /// there was a request, and when it was decided, stays, so that the counts stay true; and the message is not
    /// fetched again, because its place in the mailbox is remembered.
    ///
    /// # Errors
    /// As any write.
    pub async fn erase(
        &self,
        request: i64,
        organiser: &str,
        now: DateTime<Utc>,
    ) -> Result<Erased, StoreError> {
        self.erase_as(request, &Actor::Organiser(organiser.to_owned()), now)
            .await
    }

    /// The same, by whoever it was.
    ///
    /// # Errors
    /// As any write.
    pub async fn erase_as(
        &self,
        request: i64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Erased, StoreError> {
        let mut tx = self.begin_in_turn(Turn::Event).await?;
        if count(&mut tx, LIVE, request).await? + count(&mut tx, UNSENT, request).await? > 0 {
            return Ok(Erased::StillRegistered);
        }
        let erased = erase(&mut tx, request, actor, now).await?;
        tx.commit().await?;
        Ok(erased)
    }

    /// After the event and its term: erases every request that came before a moment, some hundred at a time, and the
    /// bytes of all other messages; whatever its places are.
    ///
    /// # Errors
    /// As any write.
    pub async fn purge(&self, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut tx = self.begin_in_turn(Turn::Event).await?;
        let found = rows(&mut tx, OVERDUE, row![before]).await?;
        for row in &found {
            erase(&mut tx, row.int(0)?, &Actor::Clock("retention"), now).await?;
        }
        run(&mut tx, PURGE_OTHERS, row![before]).await?;
        tx.commit().await?;
        Ok(found.len())
    }

    /// The requests of an address that are not erased, and those of others that are about them, by number.
    ///
    /// # Errors
    /// As any read.
    pub async fn requests_of(&self, address: &str) -> Result<Vec<i64>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, OF_ADDRESS, row![address.to_lowercase()]).await?;
        found.iter().map(|row| row.int(0)).collect()
    }

    /// Whether anybody was forgotten since a moment.
    ///
    /// # Errors
    /// As any read.
    pub async fn erased_since(&self, moment: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, SINCE, row![moment]).await?;
        Ok(!found.is_empty())
    }

    /// References of requests of others that give this address for one of their persons.
    ///
    /// # Errors
    /// As any read.
    pub async fn named_elsewhere(&self, address: &str) -> Result<Vec<String>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, ELSEWHERE, row![address.to_lowercase()]).await?;
        found.iter().map(|row| row.text(0)).collect()
    }

    /// Requests that are to be erased and whose last letter has left, with who wished it.
    ///
    /// # Errors
    /// As any read.
    pub async fn erasures_due(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, PLANNED, Vec::new()).await?;
        found.iter().map(|row| Ok((row.int(0)?, row.text(1)?))).collect()
    }
}

impl Settling {
    /// Plans the erasure of all that is held of an address.
    ///
    /// # Errors
    /// As any write.
    pub async fn schedule_erasure(
        &mut self,
        address: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let values = row![address.to_lowercase(), by, now];
        run(self.connection(), PLAN, values).await?;
        Ok(())
    }
}

async fn erase(
    tx: &mut Writing,
    request: i64,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Erased, StoreError> {
    let found = rows(tx, READING, row![request]).await?;
    let Some(row) = found.first() else {
        return Ok(Erased::Unknown);
    };
    let mut reading: Request = row.json(0)?;
    reading.attendees.fill(Attendee::default());
    (reading.writer, reading.replaces, reading.press) = (None, None, None);
    run(tx, ERASE_REQUEST, row![request, json(&reading)?, now]).await?;
    for statement in [
        ERASE_PERSONS,
        ERASE_PRESS,
        ERASE_WISHES,
        ERASE_REPLY_BYTES,
        ERASE_REPLIES,
        ERASE_BYTES,
        ERASE_REMARKS,
        ERASE_TAGS,
        ERASE_UNDO,
        ERASE_PLAN,
        ERASE_NOTES,
    ] {
        run(tx, statement, row![request]).await?;
    }
    super::search::forget(tx, row![request]).await?;
    let note = Note {
        actor,
        request: Some(request),
        what: "erased",
        details: json!({}),
    };
    journal::write(tx, vec![note.row(now)]).await?;
    Ok(Erased::Done)
}

async fn count(tx: &mut Writing, sql: &'static str, request: i64) -> Result<i64, StoreError> {
    rows(tx, sql, row![request])
        .await?
        .first()
        .map_or(Ok(0), |row| row.int(0))
}
