//! What an organiser enters without a letter: kept as a message of its own, inside the transaction that settles it.

use super::journal::{self, Actor, Note};
use super::messages::role_name;
use super::sql::{Columns, insert, row, rows, run};
use super::{Kind, Settling, StoreError, Turn};
use crate::message::{ContentKey, MailboxRole};
use chrono::{DateTime, Utc};
use serde_json::json;

/// The name under which such entries stand where others name their mailbox.
pub const CONSOLE: &str = "console";

const LOCK: &str = "SELECT value FROM settings WHERE key = $1 FOR UPDATE";
const LAST_ID: &str = "SELECT COALESCE(MAX(id), 0) FROM messages";
const ADD_MESSAGE: &str = "INSERT INTO messages \
    (id, mailbox, role, content_key, size, received_at, kept_at, state, copy_of, defect) VALUES";
const ADD_BYTES: &str = "INSERT INTO message_bytes (message, raw) VALUES";

const KEEP_RANK: &str = "UPDATE registrations SET \
    since = (SELECT o.since FROM registrations o WHERE o.party = $3 AND o.position = $4 AND o.session = registrations.session), \
    priority = (SELECT o.priority FROM registrations o WHERE o.party = $3 AND o.position = $4 AND o.session = registrations.session), \
    wish = (SELECT o.wish FROM registrations o WHERE o.party = $3 AND o.position = $4 AND o.session = registrations.session), \
    instead_of = (SELECT o.instead_of FROM registrations o WHERE o.party = $3 AND o.position = $4 AND o.session = registrations.session), \
    until = (SELECT o.until FROM registrations o WHERE o.party = $3 AND o.position = $4 AND o.session = registrations.session) \
    WHERE party = $1 AND position = $2";
const NAMESAKE: &str = "SELECT q.reference FROM persons p JOIN registrations r ON r.party = p.party \
    AND r.position = p.position JOIN requests q ON q.message = p.party WHERE p.name_key = $1 AND p.name_key <> '' \
    AND r.state IN ('asked', 'waiting', 'offered', 'confirmed', 'attended') ORDER BY p.party LIMIT 1";

impl Settling {
    /// The reference under which somebody of this folded name asks for a place or has one (rule 31).
    ///
    /// # Errors
    /// As any read.
    pub async fn namesake(&mut self, name_key: &str) -> Result<Option<String>, StoreError> {
        let found = rows(self.connection(), NAMESAKE, row![name_key]).await?;
        found.first().map(|row| row.text(0)).transpose()
    }

    /// Gives the places of a party the ranks and deadlines that those of another have, its first person as the person at
    /// the first of these positions, and so on.
    ///
    /// # Errors
    /// As any write.
    pub async fn keep_ranks(&mut self, from: i64, to: i64, positions: &[i64]) -> Result<(), StoreError> {
        for (position, old) in (0_i64..).zip(positions) {
            run(self.transaction(), KEEP_RANK, row![to, position, from, *old]).await?;
        }
        Ok(())
    }

    /// Notes with both that a party was parted in two.
    ///
    /// # Errors
    /// As any write.
    pub async fn note_split(
        &mut self,
        (old, old_reference, new, new_reference): (i64, &str, i64, &str),
        organiser: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let actor = Actor::Organiser(organiser.to_owned());
        let note = |request, what, reference: &str| {
            let note = Note {
                actor: &actor,
                request: Some(request),
                what,
                details: json!({ "reference": reference }),
            };
            note.row(now)
        };
        let notes = vec![
            note(old, "split", new_reference),
            note(new, "split-off", old_reference),
        ];
        journal::write(self.transaction(), notes).await
    }

    /// Keeps an entry as a message, and gives its number; it must be settled in the same transaction.
    ///
    /// # Errors
    /// As any write.
    pub async fn keep_by_hand(&mut self, raw: &[u8], now: DateTime<Utc>) -> Result<i64, StoreError> {
        self.keep_once_more(CONSOLE, raw, now, now).await
    }

    /// Keeps a letter that came before once more, for a party of its own; as [`Settling::keep_by_hand`].
    ///
    /// # Errors
    /// As any write.
    pub async fn keep_once_more(
        &mut self,
        mailbox: &str,
        raw: &[u8],
        received_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let kind = self.kind();
        let tx = self.transaction();
        if kind == Kind::Postgres {
            rows(tx, LOCK, row![Turn::Arrivals.key()]).await?;
        }
        let last = rows(tx, LAST_ID, Vec::new()).await?;
        let id = last.first().map_or(Ok(0), |row| row.int(0))? + 1;
        let key = ContentKey::of(raw);
        let message = row![
            id,
            mailbox,
            role_name(MailboxRole::Registration),
            key.0.as_str(),
            i64::try_from(raw.len()).unwrap_or(i64::MAX),
            received_at,
            now,
            "kept",
            None::<i64>,
            None::<&str>,
        ];
        insert(tx, ADD_MESSAGE, vec![message]).await?;
        insert(tx, ADD_BYTES, vec![row![id, raw.to_vec()]]).await?;
        Ok(id)
    }
}
