//! Messages as they arrived: kept once, remembered by the place they lay in, and handed out until they are settled.

use super::sql::{Columns, Value, insert, row, rows, run, run_in};
use super::{Settling, Store, StoreError, Turn};
use crate::mailbox::{Ledger, Place};
use crate::message::{ContentKey, MailboxRole};
use chrono::{DateTime, Utc};
use keeper::Keeper;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

mod keeper;

/// A message that is to be kept.
#[derive(Debug, Clone)]
pub struct NewMessage<'a> {
    /// Name of the mailbox in the configuration.
    pub mailbox: &'a str,
    pub role: MailboxRole,
    pub place: Place,
    /// When the server received it.
    pub received_at: DateTime<Utc>,
    /// Bytes, as the server told.
    pub size: u64,
    /// Unchanged; only the header, or nothing, where `defect` is set.
    pub raw: &'a [u8],
    /// Why `raw` is not the whole message.
    pub defect: Option<&'a str>,
    /// What the desk found out itself about the sender: an Authentication-Results field (RFC 8601).
    pub results: Option<&'a str>,
    pub content_key: &'a ContentKey,
}

/// What became of a message that was to be kept; the number is that of the stored message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Stored; it waits to be settled.
    New(i64),
    /// It was stored before: at this place, or at its place before UIDs were given out anew (mail rule 1).
    Known(i64),
    /// The same letter that came another way (mail rules 33, 77): stored and shown, but not handled again.
    Copy { id: i64, of: i64 },
}

/// Whether the message was marked or moved in its mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposal {
    Done,
    /// Given up; the message counts as done nevertheless (mail rule 12).
    Failed,
}

/// A message that waits to be settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its number, in the order of arrival.
    pub id: i64,
    /// Name of the mailbox in the configuration.
    pub mailbox: String,
    pub role: MailboxRole,
    pub received_at: DateTime<Utc>,
    pub raw: Vec<u8>,
    /// Why `raw` is not the whole message.
    pub defect: Option<String>,
    /// What the desk found out itself about the sender.
    pub results: Option<String>,
    /// How often handling it was begun and failed.
    pub attempts: u32,
}

const LAST_UIDS: &str =
    "SELECT validity, MAX(uid) FROM ledger WHERE mailbox = $1 AND name = '' GROUP BY validity";
const NAMES: &str = "SELECT name FROM ledger WHERE mailbox = $1 AND name <> ''";
const FIRST_OPENED: &str = "SELECT MIN(noted_at) FROM ledger WHERE mailbox = $1 AND message IS NULL";
const ADD_MESSAGES: &str = "INSERT INTO messages \
    (id, mailbox, role, content_key, size, received_at, kept_at, state, copy_of, defect) VALUES";
const ADD_BYTES: &str = "INSERT INTO message_bytes (message, raw, results) VALUES";
const ADD_PLACES: &str =
    "INSERT INTO ledger (mailbox, validity, uid, name, message, noted_at, disposal) VALUES";
const PASS_OVER: &str = "INSERT INTO ledger (mailbox, validity, uid, name, message, noted_at, disposal) \
    VALUES ($1, $2, $3, $4, NULL, $5, 'done') ON CONFLICT DO NOTHING";
const DISPOSED_UIDS: &str =
    "UPDATE ledger SET disposal = $1 WHERE mailbox = $2 AND validity = $3 AND name = '' AND uid IN ({keys})";
const DISPOSED_NAMES: &str =
    "UPDATE ledger SET disposal = $1 WHERE mailbox = $2 AND validity = $3 AND uid = 0 AND name IN ({keys})";
const UNDISPOSED: &str = "SELECT validity, uid, name FROM ledger WHERE mailbox = $1 AND disposal = 'open' \
    ORDER BY message LIMIT $2";
const PENDING: &str = "SELECT m.id, m.mailbox, m.role, m.received_at, b.raw, m.defect, m.attempts, b.results \
    FROM messages m JOIN message_bytes b ON b.message = m.id WHERE m.state = 'kept' AND m.id > $1 ORDER BY m.id LIMIT $2";
const RAW: &str = "SELECT raw FROM message_bytes WHERE message = $1";
const RAW_AND_RESULTS: &str = "SELECT raw, results FROM message_bytes WHERE message = $1";
const COUNT_ATTEMPT: &str =
    "UPDATE messages SET attempts = attempts + 1 WHERE id = $1 AND state = 'kept' RETURNING attempts";
const QUARANTINE: &str =
    "UPDATE messages SET state = 'quarantined', defect = $2 WHERE id = $1 AND state = 'kept'";
const RETRY: &str =
    "UPDATE messages SET state = 'kept', attempts = 0 WHERE id = $1 AND state = 'quarantined'";

impl Store {
    /// What is known of a mailbox, for its source to pass over.
    ///
    /// # Errors
    /// As any read.
    pub async fn ledger(&self, mailbox: &str) -> Result<Ledger, StoreError> {
        let mut connection = self.read.acquire().await?;
        let mut known = Ledger::default();
        for row in rows(&mut connection, LAST_UIDS, row![mailbox]).await? {
            known.last.insert(unsigned(row.int(0)?), unsigned(row.int(1)?));
        }
        for row in rows(&mut connection, NAMES, row![mailbox]).await? {
            known.names.insert(row.text(0)?);
        }
        for row in rows(&mut connection, FIRST_OPENED, row![mailbox]).await? {
            known.since = row.maybe_time(0)?;
        }
        Ok(known)
    }

    /// Keeps a batch in one transaction: when this returns, the bytes are safe, each letter once.
    ///
    /// # Errors
    /// [`StoreError::is_temporary`]: leave the messages on the server and come back (mail rules 16, 97).
    pub async fn keep(&self, batch: &[NewMessage<'_>], now: DateTime<Utc>) -> Result<Vec<Kept>, StoreError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.begin_in_turn(Turn::Arrivals).await?;
        let mut kept = Vec::with_capacity(batch.len());
        let mut keeper = Keeper::load(&mut tx, batch).await?;
        let (mut messages, mut bytes, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for message in batch {
            let (what, place_is_new) = keeper.judge(message);
            let (id, copy_of) = match what {
                Kept::New(id) => (id, None),
                Kept::Copy { id, of } => (id, Some(of)),
                Kept::Known(id) => (id, None),
            };
            if !matches!(what, Kept::Known(_)) {
                messages.push(message_row(message, id, copy_of, now));
                bytes.push(row![id, message.raw.to_vec(), message.results]);
            }
            if place_is_new {
                let place = &message.place;
                let (validity, uid) = (signed(place.validity), signed(place.uid));
                places.push(row![
                    message.mailbox,
                    validity,
                    uid,
                    place.name.as_str(),
                    id,
                    now,
                    "open"
                ]);
            }
            kept.push(what);
        }
        insert(&mut tx, ADD_MESSAGES, messages).await?;
        insert(&mut tx, ADD_BYTES, bytes).await?;
        insert(&mut tx, ADD_PLACES, places).await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Enters places whose messages are never read: what lay in the mailbox at the first start (mail rule 28).
    ///
    /// # Errors
    /// As any write.
    pub async fn pass_over(
        &self,
        mailbox: &str,
        places: &[Place],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for place in places {
            let (validity, uid) = (signed(place.validity), signed(place.uid));
            run(
                &mut tx,
                PASS_OVER,
                row![mailbox, validity, uid, place.name.as_str(), now],
            )
            .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Notes that messages were marked or moved in their mailbox, or that this was given up.
    ///
    /// # Errors
    /// As any write.
    pub async fn mark_disposed(
        &self,
        mailbox: &str,
        places: &[Place],
        how: Disposal,
    ) -> Result<(), StoreError> {
        let how = match how {
            Disposal::Done => "done",
            Disposal::Failed => "failed",
        };
        let mut tx = self.begin().await?;
        for (validity, uids, names) in by_validity(places.iter()) {
            let first = row![how, mailbox, signed(validity)];
            run_in(&mut tx, DISPOSED_UIDS, first.clone(), uids).await?;
            run_in(&mut tx, DISPOSED_NAMES, first, names).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Places whose message is kept but not yet marked or moved; for the next start (mail rule 11).
    ///
    /// # Errors
    /// As any read.
    pub async fn undisposed(&self, mailbox: &str, limit: u32) -> Result<Vec<Place>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, UNDISPOSED, row![mailbox, i64::from(limit)]).await?;
        let place = |row: &AnyRow| {
            Ok(Place {
                validity: unsigned(row.int(0)?),
                uid: unsigned(row.int(1)?),
                name: row.text(2)?,
            })
        };
        found.iter().map(place).collect()
    }

    /// Messages that are kept but not settled, oldest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn pending(&self, limit: u32) -> Result<Vec<StoredMessage>, StoreError> {
        self.pending_after(0, limit).await
    }

    /// The same, but only messages with higher numbers than this one.
    ///
    /// # Errors
    /// As any read.
    pub async fn pending_after(&self, number: i64, limit: u32) -> Result<Vec<StoredMessage>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, PENDING, row![number, i64::from(limit)]).await?;
        found.iter().map(stored_message).collect()
    }

    /// The bytes of a message, unchanged; `None` if there is no such message.
    ///
    /// # Errors
    /// As any read.
    pub async fn raw(&self, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut connection = self.read.acquire().await?;
        rows(&mut connection, RAW, row![id])
            .await?
            .first()
            .map(|row| row.bytes(0))
            .transpose()
    }

    /// The same, with what the desk found out itself about the sender.
    ///
    /// # Errors
    /// As any read.
    pub async fn checked(&self, id: i64) -> Result<Option<(Vec<u8>, Option<String>)>, StoreError> {
        checked(&mut *self.read.acquire().await?, id).await
    }

    /// Counts that handling a message failed, and tells how often it has by now (mail rule 15).
    ///
    /// # Errors
    /// As any write.
    pub async fn count_attempt(&self, id: i64) -> Result<u32, StoreError> {
        let mut tx = self.begin().await?;
        let counted = rows(&mut tx, COUNT_ATTEMPT, row![id]).await?;
        let attempts = counted.first().map_or(Ok(0), |row| row.count(0))?;
        tx.commit().await?;
        Ok(attempts)
    }

    /// Takes a message out of the way that cannot be handled; people see it with this reason.
    ///
    /// # Errors
    /// As any write.
    pub async fn quarantine(&self, id: i64, reason: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, QUARANTINE, row![id, reason]).await?;
        Ok(tx.commit().await?)
    }

    /// Lets a message in quarantine be tried again; whether there was one.
    ///
    /// # Errors
    /// As any write.
    pub async fn retry(&self, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let touched = run(&mut tx, RETRY, row![id]).await?;
        tx.commit().await?;
        Ok(touched > 0)
    }
}

/// Places of one mailbox, by validity: UIDs and names.
impl Settling {
    /// [`Store::checked`], also of a message that was kept in this transaction.
    ///
    /// # Errors
    /// As any read.
    pub async fn checked(&mut self, id: i64) -> Result<Option<(Vec<u8>, Option<String>)>, StoreError> {
        checked(self.connection(), id).await
    }
}

async fn checked(
    connection: &mut AnyConnection,
    id: i64,
) -> Result<Option<(Vec<u8>, Option<String>)>, StoreError> {
    let found = rows(connection, RAW_AND_RESULTS, row![id]).await?;
    let checked = |row: &AnyRow| Ok((row.bytes(0)?, row.maybe_text(1)?));
    found.first().map(checked).transpose()
}

fn by_validity<'a>(places: impl Iterator<Item = &'a Place>) -> Vec<(u64, Vec<Value>, Vec<Value>)> {
    let mut sorted: BTreeMap<u64, (Vec<Value>, Vec<Value>)> = BTreeMap::new();
    for place in places {
        let (uids, names) = sorted.entry(place.validity).or_default();
        if place.name.is_empty() {
            uids.push(signed(place.uid).into());
        } else {
            names.push(place.name.as_str().into());
        }
    }
    sorted
        .into_iter()
        .map(|(validity, (uids, names))| (validity, uids, names))
        .collect()
}

fn message_row(message: &NewMessage<'_>, id: i64, copy_of: Option<i64>, now: DateTime<Utc>) -> Vec<Value> {
    row![
        id,
        message.mailbox,
        role_name(message.role),
        message.content_key.0.as_str(),
        signed(message.size),
        message.received_at,
        now,
        if copy_of.is_some() { "copy" } else { "kept" },
        copy_of,
        message.defect,
    ]
}

fn stored_message(row: &AnyRow) -> Result<StoredMessage, StoreError> {
    Ok(StoredMessage {
        id: row.int(0)?,
        mailbox: row.text(1)?,
        role: row.named(2, role_from_name)?,
        received_at: row.time(3)?,
        raw: row.bytes(4)?,
        defect: row.maybe_text(5)?,
        attempts: row.count(6)?,
        results: row.maybe_text(7)?,
    })
}

/// The name of a mailbox's role in the database.
pub(super) fn role_name(role: MailboxRole) -> &'static str {
    match role {
        MailboxRole::Registration => "registration",
        MailboxRole::Press => "press",
    }
}

/// The role of this name.
pub(super) fn role_from_name(name: &str) -> Option<MailboxRole> {
    [MailboxRole::Registration, MailboxRole::Press]
        .into_iter()
        .find(|role| role_name(*role) == name)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
