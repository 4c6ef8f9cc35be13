//! What people see: who waits for them, and counts in which every message has one end.

use super::messages::role_from_name;
use super::outbox::ReplyState;
use super::sql::{Columns, row, rows};
use super::{Store, StoreError};
use crate::language::Language;
use crate::message::MailboxRole;
use crate::registration::State;
use crate::request::{Doubt, Request, Session};
use crate::rules::Reason;
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use std::sync::PoisonError;

pub use dossier::{
    Dossier, MessageRecord, PersonRecord, PlaceRecord, PressRecord, ReplyRecord, RequestRecord,
};
pub use export::{ExportRow, PressRow, Who};
pub use filter::{Filter, Is, Term};
pub use line::WaitingRow;
pub use lists::{GuestRow, Listed, OutboxRow, Page, RequestRow};
pub use matching::Unreadable;
pub use overview::Overview;
pub use party::{Exchange, Exchanged, Twin};
pub use readings::{Seated, StoredReading};

mod dossier;
mod export;
mod filter;
mod line;
mod lists;
mod matching;
mod overview;
mod paging;
mod party;
mod readings;

/// A letter that waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueRow {
    /// Number of the message.
    pub id: i64,
    pub mailbox: MailboxRole,
    pub received_at: DateTime<Utc>,
    pub why: Waits,
}

/// Why a letter waits.
#[derive(Debug, Clone, PartialEq)]
pub enum Waits {
    /// It could not be read; the reason.
    Quarantined(String),
    /// An organiser must decide.
    Request(Box<QueuedRequest>),
}

/// A request that an organiser must decide.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedRequest {
    pub reference: String,
    /// `review` or `press-queue`.
    pub outcome: String,
    pub language: Language,
    pub contact_address: Option<String>,
    pub contact_name: Option<String>,
    pub request: Request,
    pub doubts: Vec<Doubt>,
    pub reasons: Vec<Reason>,
    /// To be named by the decision (registration rule 35).
    pub version: i64,
    /// The reply that would leave, if one was drafted: its number in the outbox.
    pub draft: Option<i64>,
}

/// Where everything stands. Each message is counted once: `messages` is the sum of `pending`, `copies`,
/// `quarantined` and `ends` (mail rule 103).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub messages: u32,
    /// Kept, but not yet settled.
    pub pending: u32,
    /// The same letter another way.
    pub copies: u32,
    pub quarantined: u32,
    /// Settled messages by outcome and leading reason, as they are named in the database.
    pub ends: BTreeMap<(String, String), u32>,
    /// Persons by session and state.
    pub places: BTreeMap<(Session, State), u32>,
    /// Replies by state, kind and language, the last two as they are named in the database.
    pub replies: BTreeMap<(ReplyState, String, String), u32>,
    /// When the oldest message that is not yet settled was received.
    pub oldest_pending: Option<DateTime<Utc>>,
}

const QUEUE: &str = "SELECT m.id, q.mailbox, m.received_at, q.reference, q.outcome, q.language, \
    q.contact_address, q.contact_name, q.reading, q.doubts, q.reasons, q.version, MAX(o.id) \
    FROM requests q JOIN messages m ON m.id = q.message \
    LEFT JOIN outbox o ON o.request = q.message AND o.state = 'draft' \
    WHERE q.outcome IN ('review', 'press-queue') \
    GROUP BY m.id, q.mailbox, m.received_at, q.reference, q.outcome, q.language, q.contact_address, \
    q.contact_name, q.reading, q.doubts, q.reasons, q.version ORDER BY m.id LIMIT $1";
const QUARANTINED: &str = "SELECT id, role, received_at, defect FROM messages \
    WHERE state = 'quarantined' ORDER BY id LIMIT $1";
const MESSAGES: &str = "SELECT state, COUNT(*), MIN(received_at) FROM messages GROUP BY state";
const ENDS: &str = "SELECT outcome, reason, COUNT(*) FROM requests GROUP BY outcome, reason";
const PLACES: &str = "SELECT session, state, COUNT(*) FROM registrations GROUP BY session, state";
const REPLIES: &str = "SELECT state, kind, language, COUNT(*) FROM outbox GROUP BY state, kind, language";

/// How many stand in each list of the console.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Requests in review, and messages that could not be read.
    pub decide: u32,
    pub press: u32,
    pub ignored: u32,
    /// Replies that have not arrived.
    pub outbox: u32,
    pub messages: u32,
}

// By indexes alone: every page of the console asks it.
const SUM_OUTCOMES: &str = "SELECT outcome, COUNT(*) FROM requests \
    WHERE outcome IN ('review', 'press-queue', 'ignored') GROUP BY outcome";
const SUM_QUARANTINED: &str = "SELECT COUNT(*) FROM messages WHERE state = 'quarantined'";
const HELD: &str = "SELECT CAST(COALESCE(SUM(places), 0) AS BIGINT) FROM place_counts WHERE session = $1 \
    AND state IN ('offered', 'confirmed', 'attended')";
const SUM_MESSAGES: &str = "SELECT COUNT(*) FROM messages";
const SUM_OUTBOX: &str = "SELECT COUNT(*) FROM outbox \
    WHERE state IN ('draft', 'queued', 'sending', 'refused', 'uncertain', 'bounced', 'held')";

async fn one(connection: &mut AnyConnection, sql: &'static str) -> Result<u32, StoreError> {
    let found = rows(connection, sql, Vec::new()).await?;
    found.first().map_or(Ok(0), |row| row.count(0))
}

/// What must be counted through: the same until the journal or the messages grow.
async fn sum_requests(connection: &mut AnyConnection) -> Result<Sums, StoreError> {
    let mut sums = Sums::default();
    for row in rows(connection, SUM_OUTCOMES, Vec::new()).await? {
        let count = row.count(1)?;
        match row.text(0)?.as_str() {
            "review" => sums.decide += count,
            "press-queue" => sums.press += count,
            _ => sums.ignored += count,
        }
    }
    sums.messages = one(connection, SUM_MESSAGES).await?;
    Ok(sums)
}

impl Store {
    /// How many stand in each list of the console.
    ///
    /// # Errors
    /// As any read.
    pub async fn sums(&self) -> Result<Sums, StoreError> {
        let mut tx = self.read.begin().await?;
        let mark = overview::mark(&mut tx).await?;
        let known = self.summed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut sums = match known {
            Some((counted_at, sums)) if counted_at == mark => sums,
            _ => {
                let sums = sum_requests(&mut tx).await?;
                *self.summed.lock().unwrap_or_else(PoisonError::into_inner) = Some((mark, sums));
                sums
            }
        };
        // These change without a line in the journal, and are few.
        sums.decide += one(&mut tx, SUM_QUARANTINED).await?;
        sums.outbox = one(&mut tx, SUM_OUTBOX).await?;
        Ok(sums)
    }

    /// Seats of a session that somebody holds; an open offer holds one (registration rule 4).
    ///
    /// # Errors
    /// As any read.
    pub async fn held(&self, session: Session) -> Result<u32, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, HELD, row![session.id()]).await?;
        found.first().map_or(Ok(0), |row| row.count(0))
    }

    /// Letters that wait for a person, oldest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn queue(&self, limit: u32) -> Result<Vec<QueueRow>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let mut queue = Vec::new();
        for row in rows(&mut connection, QUEUE, row![i64::from(limit)]).await? {
            let request = QueuedRequest {
                reference: row.text(3)?,
                outcome: row.text(4)?,
                language: row.named(5, Language::from_code)?,
                contact_address: row.maybe_text(6)?,
                contact_name: row.maybe_text(7)?,
                request: row.json(8)?,
                doubts: row.json(9)?,
                reasons: row.json(10)?,
                version: row.int(11)?,
                draft: row.maybe_int(12)?,
            };
            queue.push(QueueRow {
                id: row.int(0)?,
                mailbox: row.named(1, role_from_name)?,
                received_at: row.time(2)?,
                why: Waits::Request(Box::new(request)),
            });
        }
        for row in rows(&mut connection, QUARANTINED, row![i64::from(limit)]).await? {
            queue.push(QueueRow {
                id: row.int(0)?,
                mailbox: row.named(1, role_from_name)?,
                received_at: row.time(2)?,
                why: Waits::Quarantined(row.text(3)?),
            });
        }
        queue.sort_by_key(|row| row.id);
        queue.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(queue)
    }

    /// Where everything stands.
    ///
    /// # Errors
    /// As any read.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        // In one transaction, so that the numbers are of one moment.
        let mut tx = self.read.begin().await?;
        let mut counts = Counts::default();
        for row in rows(&mut tx, MESSAGES, Vec::new()).await? {
            let count = row.count(1)?;
            counts.messages += count;
            match row.text(0)?.as_str() {
                "kept" => {
                    counts.pending = count;
                    counts.oldest_pending = row.maybe_time(2)?;
                }
                "copy" => counts.copies = count,
                "quarantined" => counts.quarantined = count,
                _ => {}
            }
        }
        for row in rows(&mut tx, ENDS, Vec::new()).await? {
            counts.ends.insert((row.text(0)?, row.text(1)?), row.count(2)?);
        }
        for row in rows(&mut tx, PLACES, Vec::new()).await? {
            let place = (row.named(0, Session::from_id)?, row.named(1, State::from_name)?);
            counts.places.insert(place, row.count(2)?);
        }
        for row in rows(&mut tx, REPLIES, Vec::new()).await? {
            let state = row.named(0, ReplyState::from_name)?;
            counts
                .replies
                .insert((state, row.text(1)?, row.text(2)?), row.count(3)?);
        }
        Ok(counts)
    }
}
