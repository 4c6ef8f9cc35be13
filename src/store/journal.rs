//! The journal: who changed what, when and why; rows are only ever added.

use super::sql::{Columns, Value, insert, row, rows};
use super::{Settling, Store, StoreError, Writing};
use crate::rules::Reason;
use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sqlx::AnyConnection;

/// Who caused a change (I8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A letter; its number.
    Message(i64),
    /// A person of the organisers; the name they act under.
    Organiser(String),
    /// Time, or the machinery; what of it, as in `delivery`.
    Clock(&'static str),
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: i64,
    pub at: DateTime<Utc>,
    /// `message`, `organiser` or `clock`.
    pub actor_kind: String,
    pub actor: String,
    pub request: Option<i64>,
    /// A word for what happened, as in `decided` or `moved`.
    pub what: String,
    pub details: Json,
}

/// What is to be written down.
#[derive(Debug, Clone)]
pub(super) struct Note<'a> {
    pub actor: &'a Actor,
    pub request: Option<i64>,
    pub what: &'static str,
    pub details: Json,
}

const ADD: &str = "INSERT INTO journal (at, actor_kind, actor, request, what, details) VALUES";
const TOLD_IDLE: &str =
    "SELECT details FROM journal WHERE request = $1 AND what = 'idle-seats' ORDER BY id DESC LIMIT 20";
const OF_REQUEST: &str =
    "SELECT id, at, actor_kind, actor, request, what, details FROM journal WHERE request = $1 ORDER BY id";

impl Note<'_> {
    pub(super) fn row(&self, now: DateTime<Utc>) -> Vec<Value> {
        let (kind, actor) = match self.actor {
            Actor::Message(id) => ("message", id.to_string()),
            Actor::Organiser(name) => ("organiser", name.clone()),
            Actor::Clock(what) => ("clock", (*what).to_owned()),
        };
        row![
            now,
            kind,
            actor,
            self.request,
            self.what,
            self.details.to_string()
        ]
    }
}

impl Store {
    /// Writes down what an organiser did that is about no single request, as in `exported`.
    ///
    /// # Errors
    /// As any write.
    pub async fn note(
        &self,
        organiser: &str,
        what: &'static str,
        details: Json,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let actor = Actor::Organiser(organiser.to_owned());
        let note = Note {
            actor: &actor,
            request: None,
            what,
            details,
        };
        write(&mut tx, vec![note.row(now)]).await?;
        Ok(tx.commit().await?)
    }
}

impl Settling {
    /// Writes down that seats stay idle, or that a party was passed over, where that was not written last time of this
    /// session.
    ///
    /// # Errors
    /// As any write.
    pub async fn note_idle(
        &mut self,
        party: i64,
        reason: &Reason,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let details = serde_json::json!({ "reason": reason });
        let session = session_of(&details);
        let mut told = None;
        for row in &rows(self.connection(), TOLD_IDLE, row![party]).await? {
            let before = row.json::<Json>(0)?;
            if session_of(&before) == session {
                told = Some(before);
                break;
            }
        }
        if told.as_ref() != Some(&details) {
            let actor = Actor::Clock("promotion");
            let note = Note {
                actor: &actor,
                request: Some(party),
                what: "idle-seats",
                details,
            };
            write(self.transaction(), vec![note.row(now)]).await?;
        }
        Ok(())
    }
}

/// The session that a reason in the journal is about: `{"reason": {"head-too-big": {"session": …}}}`.
fn session_of(details: &Json) -> Option<Json> {
    let reasons = details.get("reason")?.as_object()?;
    reasons.values().next()?.get("session").cloned()
}

/// Writes lines down, in this order.
pub(super) async fn write(tx: &mut Writing, notes: Vec<Vec<Value>>) -> Result<(), StoreError> {
    insert(tx, ADD, notes).await
}

/// All that happened to a request, oldest first.
pub(super) async fn of_request(
    connection: &mut AnyConnection,
    request: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for row in rows(connection, OF_REQUEST, row![request]).await? {
        entries.push(Entry {
            id: row.int(0)?,
            at: row.time(1)?,
            actor_kind: row.text(2)?,
            actor: row.text(3)?,
            request: row.maybe_int(4)?,
            what: row.text(5)?,
            details: row.json(6)?,
        });
    }
    Ok(entries)
}
