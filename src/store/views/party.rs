//! A party from all sides: its letters in and out as one conversation, and who else may be the same persons.

use crate::registration::State;
use crate::request::Session;
use crate::store::outbox::ReplyState;
use crate::store::sql::{Columns, Value, row, rows, rows_in};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// One letter of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub at: DateTime<Utc>,
    pub what: Exchanged,
}

/// Which way it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exchanged {
    /// A letter that came; its number.
    In {
        id: i64,
        reference: String,
        intent: String,
        outcome: String,
        contact: Option<String>,
    },
    /// One of ours; its number in the outbox.
    Out {
        id: i64,
        kind: String,
        language: String,
        recipient: String,
        state: ReplyState,
        last_error: Option<String>,
    },
}

/// Another request that may be of the same persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    pub party: i64,
    pub reference: String,
    pub outcome: String,
    pub contact: Option<String>,
    pub received_at: DateTime<Utc>,
    /// A person of the same name is in it; else only the sender is the same.
    pub same_name: bool,
    pub names: Vec<Option<String>>,
    pub places: Vec<(Session, State)>,
}

/// Twins that are shown; a common name may have many.
const TWINS_MAX: i64 = 12;

const LETTERS: &str = "SELECT q.message, m.received_at, q.reference, q.intent, q.outcome, q.contact_address \
    FROM requests q JOIN messages m ON m.id = q.message WHERE q.message = $1 OR q.concerns = $1 ORDER BY q.message";
const REPLIES: &str = "SELECT id, created_at, kind, language, recipient, state, last_error, delivered_at FROM outbox \
    WHERE request IN ({keys})";
const SAME_NAME: &str = "SELECT DISTINCT b.party FROM persons a JOIN persons b ON b.name_key = a.name_key \
    AND b.party <> a.party WHERE a.party = $1 AND a.name_key <> '' ORDER BY b.party LIMIT $2";
const SAME_SENDER: &str = "SELECT b.message FROM requests a JOIN requests b ON b.contact_address = a.contact_address \
    AND b.message <> a.message WHERE a.message = $1 AND a.outcome <> 'ignored' AND b.outcome <> 'ignored' \
    ORDER BY b.message LIMIT $2";
const NAMESAKES: &str = "SELECT DISTINCT p.party FROM persons p JOIN registrations r ON r.party = p.party \
    AND r.position = p.position WHERE p.name_key = $1 AND p.name_key <> '' \
    AND r.state IN ('asked', 'waiting', 'offered', 'confirmed', 'attended') ORDER BY p.party LIMIT $2";
const TWIN: &str = "SELECT q.message, q.reference, q.outcome, COALESCE(q.contact_name, q.contact_address), \
    m.received_at FROM requests q JOIN messages m ON m.id = q.message WHERE q.message IN ({keys})";
const NAMES: &str = "SELECT party, position, name FROM persons WHERE party IN ({keys})";
const PLACES: &str = "SELECT party, session, state FROM registrations WHERE party IN ({keys})";
const CONCERNS: &str = "SELECT concerns FROM requests WHERE message = $1";

impl Store {
    /// All letters of a party, in and out, oldest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn conversation(&self, party: i64) -> Result<Vec<Exchange>, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut all = Vec::new();
        let mut keys = Vec::new();
        for row in rows(&mut tx, LETTERS, row![party]).await? {
            let id = row.int(0)?;
            keys.push(Value::from(id));
            all.push(Exchange {
                at: row.time(1)?,
                what: Exchanged::In {
                    id,
                    reference: row.text(2)?,
                    intent: row.text(3)?,
                    outcome: row.text(4)?,
                    contact: row.maybe_text(5)?,
                },
            });
        }
        let mut seen = Vec::new();
        for row in rows_in(&mut tx, REPLIES, Vec::new(), keys).await? {
            let id = row.int(0)?;
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            all.push(Exchange {
                at: row.maybe_time(7)?.unwrap_or(row.time(1)?),
                what: Exchanged::Out {
                    id,
                    kind: row.text(2)?,
                    language: row.text(3)?,
                    recipient: row.text(4)?,
                    state: row.named(5, ReplyState::from_name)?,
                    last_error: row.maybe_text(6)?,
                },
            });
        }
        all.sort_by_key(|exchange| exchange.at);
        Ok(all)
    }

    /// The party that a letter is about, where it is about an earlier one's.
    ///
    /// # Errors
    /// As any read.
    pub async fn concerns(&self, letter: i64) -> Result<Option<i64>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, CONCERNS, row![letter]).await?;
        Ok(found.first().map(|row| row.maybe_int(0)).transpose()?.flatten())
    }

    /// Other requests with a person of the same name, or of the same sender (rules 31, 32).
    ///
    /// # Errors
    /// As any read.
    pub async fn twins(&self, party: i64) -> Result<Vec<Twin>, StoreError> {
        let mut tx = self.read.begin().await?;
        let same_name = numbers(&mut tx, SAME_NAME, row![party, TWINS_MAX]).await?;
        let same_sender = numbers(&mut tx, SAME_SENDER, row![party, TWINS_MAX]).await?;
        twins_of(&mut tx, &same_name, &same_sender).await
    }

    /// Requests in which somebody of this folded name asks for a place or has one (rules 31, 32).
    ///
    /// # Errors
    /// As any read.
    pub async fn namesakes(&self, name_key: &str) -> Result<Vec<Twin>, StoreError> {
        let mut tx = self.read.begin().await?;
        let same_name = numbers(&mut tx, NAMESAKES, row![name_key, TWINS_MAX]).await?;
        twins_of(&mut tx, &same_name, &[]).await
    }
}

/// What is shown of these requests.
async fn twins_of(
    tx: &mut AnyConnection,
    same_name: &[i64],
    same_sender: &[i64],
) -> Result<Vec<Twin>, StoreError> {
    let keys: Vec<Value> = same_name
        .iter()
        .chain(same_sender.iter().filter(|id| !same_name.contains(id)))
        .map(|id| Value::from(*id))
        .collect();
    let mut twins: BTreeMap<i64, Twin> = BTreeMap::new();
    for row in rows_in(tx, TWIN, Vec::new(), keys.clone()).await? {
        let party = row.int(0)?;
        let twin = Twin {
            party,
            reference: row.text(1)?,
            outcome: row.text(2)?,
            contact: row.maybe_text(3)?,
            received_at: row.time(4)?,
            same_name: same_name.contains(&party),
            names: Vec::new(),
            places: Vec::new(),
        };
        twins.insert(party, twin);
    }
    let mut persons: BTreeMap<(i64, i64), Option<String>> = BTreeMap::new();
    for row in rows_in(tx, NAMES, Vec::new(), keys.clone()).await? {
        persons.insert((row.int(0)?, row.int(1)?), row.maybe_text(2)?);
    }
    for ((party, _), name) in persons {
        if let Some(twin) = twins.get_mut(&party) {
            twin.names.push(name);
        }
    }
    for row in rows_in(tx, PLACES, Vec::new(), keys).await? {
        let place = (row.named(1, Session::from_id)?, row.named(2, State::from_name)?);
        if let Some(twin) = twins.get_mut(&row.int(0)?)
            && !twin.places.contains(&place)
        {
            twin.places.push(place);
            twin.places.sort();
        }
    }
    let mut twins: Vec<Twin> = twins.into_values().collect();
    twins.sort_by_key(|twin| (!twin.same_name, twin.party));
    Ok(twins)
}

async fn numbers(
    connection: &mut AnyConnection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<i64>, StoreError> {
    let found = rows(connection, sql, values).await?;
    found.iter().map(|row| row.int(0)).collect()
}
