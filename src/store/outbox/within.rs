//! What happens to replies in the transaction of the letters that cause it: they came back, or were one too many.

use super::{BREAKER, breaker};
use crate::message::MailboxRole;
use crate::store::journal::{self, Actor, Note};
use crate::store::messages::{role_from_name, role_name};
use crate::store::sql::{Columns, row, rows, run};
use crate::store::{Settling, StoreError, Writing};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::AnyConnection;

// What a person holds back may have left before: the desk stopped while it was being sent, and nobody knew.
const BOUNCED: &str = "UPDATE outbox SET state = 'bounced', last_error = $2, holder = NULL, claimed_at = NULL \
    WHERE message_id = $1 AND (state IN ('delivered', 'sending', 'uncertain', 'bounced') \
    OR state = 'held' AND attempts > 0) RETURNING request";
const TRIP: &str = "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
const OPEN: &str = "SELECT key FROM settings WHERE key IN ('breaker:registration', 'breaker:press')";

impl Settling {
    /// As [`Store::bounced`], together with the report that tells it.
    ///
    /// # Errors
    /// As any write.
    pub async fn bounced(
        &mut self,
        message_id: &str,
        why: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        bounced(self.transaction(), message_id, why, actor, now).await
    }

    /// As [`Store::open_breaker`], together with the letter that was one too many.
    ///
    /// # Errors
    /// As any write.
    pub async fn open_breaker(
        &mut self,
        mailbox: MailboxRole,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        trip(self.transaction(), mailbox, why, now).await
    }
}

/// Marks a reply that came back.
pub(super) async fn bounced(
    tx: &mut Writing,
    message_id: &str,
    why: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let found = rows(tx, BOUNCED, row![message_id, why]).await?;
    let request = found.first().map(|row| row.int(0)).transpose()?;
    if request.is_some() {
        let details = json!({ "message_id": message_id, "state": "bounced", "why": why });
        let note = Note {
            actor,
            request,
            what: "reply",
            details,
        };
        journal::write(tx, vec![note.row(now)]).await?;
    }
    Ok(request)
}

/// Opens a breaker that is not open yet.
pub(super) async fn trip(
    tx: &mut Writing,
    mailbox: MailboxRole,
    why: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if run(tx, TRIP, row![breaker(mailbox), why]).await? > 0 {
        let details = json!({ "mailbox": role_name(mailbox), "why": why });
        let note = Note {
            actor: &Actor::Clock("limits"),
            request: None,
            what: "breaker-opened",
            details,
        };
        journal::write(tx, vec![note.row(now)]).await?;
    }
    Ok(())
}

/// The mailboxes whose breaker is open.
pub(in crate::store) async fn open_breakers(
    connection: &mut AnyConnection,
) -> Result<Vec<MailboxRole>, StoreError> {
    let found = rows(connection, OPEN, Vec::new()).await?;
    let role = |key: &str| key.strip_prefix(BREAKER).and_then(role_from_name);
    found.iter().map(|row| row.named(0, role)).collect()
}
