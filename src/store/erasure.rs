//! Forgetting persons: what was written about a party goes, what was decided and counted stays (mail rule 104).

use super::journal::{self, Actor, Note};
use super::sql::{Columns, json, row, rows, run};
use super::{Store, StoreError, Turn, Writing};
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
const ERASE_REQUEST: &str = "UPDATE requests SET contact_address = NULL, contact_name = NULL, message_id = NULL, \
    words_key = NULL, reading = $2, doubts = '[]', reasons = '[]', version = version + 1, updated_at = $3 \
    WHERE message = $1";
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
const ERASE_SEARCH: &str = "DELETE FROM search WHERE request = $1";
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
        let mut tx = self.begin_in_turn(Turn::Event).await?;
        let found = rows(&mut tx, READING, row![request]).await?;
        let Some(row) = found.first() else {
            return Ok(Erased::Unknown);
        };
        if count(&mut tx, LIVE, request).await? + count(&mut tx, UNSENT, request).await? > 0 {
            return Ok(Erased::StillRegistered);
        }
        let mut reading: Request = row.json(0)?;
        reading.attendees.fill(Attendee::default());
        (reading.writer, reading.replaces, reading.press) = (None, None, None);
        run(&mut tx, ERASE_REQUEST, row![request, json(&reading)?, now]).await?;
        for statement in [
            ERASE_PERSONS,
            ERASE_PRESS,
            ERASE_WISHES,
            ERASE_REPLY_BYTES,
            ERASE_REPLIES,
            ERASE_BYTES,
            ERASE_REMARKS,
            ERASE_TAGS,
            ERASE_SEARCH,
            ERASE_NOTES,
        ] {
            run(&mut tx, statement, row![request]).await?;
        }
        let actor = Actor::Organiser(organiser.to_owned());
        let note = Note {
            actor: &actor,
            request: Some(request),
            what: "erased",
            details: json!({}),
        };
        journal::write(&mut tx, vec![note.row(now)]).await?;
        tx.commit().await?;
        Ok(Erased::Done)
    }
}

async fn count(tx: &mut Writing, sql: &'static str, request: i64) -> Result<i64, StoreError> {
    rows(tx, sql, row![request])
        .await?
        .first()
        .map_or(Ok(0), |row| row.int(0))
}
