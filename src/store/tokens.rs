//! Keys by which other programs ask the console, each with the rights of one user; only their hashes are kept.

use super::journal::{self, Actor, Note};
use super::sql::{Columns, row, rows, run};
use super::users::user;
use super::{Store, StoreError, User};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// SHA-256, hex.
    pub hash: String,
    pub user: String,
    /// What it is for, in the words of whoever made it.
    pub label: String,
    pub created_at: DateTime<Utc>,
    /// To the hour.
    pub used_at: Option<DateTime<Utc>>,
}

const ADD: &str = "INSERT INTO api_tokens (token_hash, user_name, label, created_at) VALUES ($1, $2, $3, $4)";
const ALL: &str = "SELECT token_hash, user_name, label, created_at, used_at FROM api_tokens ORDER BY created_at, token_hash";
const FIND: &str = "SELECT u.name, u.password_hash, u.roles, u.language, u.signed_in_at, t.used_at FROM api_tokens t \
    JOIN users u ON u.name = t.user_name WHERE t.token_hash = $1";
const NOTE_USE: &str = "UPDATE api_tokens SET used_at = $2 WHERE token_hash = $1";
const REVOKE: &str = "DELETE FROM api_tokens WHERE token_hash = $1";

impl Store {
    /// Keeps a new key of a user; the key itself is never stored.
    ///
    /// # Errors
    /// As any write.
    pub async fn add_token(
        &self,
        hash: &str,
        user: &str,
        label: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, ADD, row![hash, user, label, now]).await?;
        let actor = Actor::Organiser(by.to_owned());
        let note = Note {
            actor: &actor,
            request: None,
            what: "token-made",
            details: json!({ "user": user, "label": label }),
        };
        journal::write(&mut tx, vec![note.row(now)]).await?;
        Ok(tx.commit().await?)
    }

    /// All keys, oldest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, ALL, Vec::new()).await?;
        let tokens = found.iter().map(|row| {
            Ok(ApiToken {
                hash: row.text(0)?,
                user: row.text(1)?,
                label: row.text(2)?,
                created_at: row.time(3)?,
                used_at: row.maybe_time(4)?,
            })
        });
        tokens.collect()
    }

    /// Whose key this is, if it is one.
    ///
    /// # Errors
    /// As any read.
    pub async fn token_user(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<User>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, FIND, row![hash]).await?;
        drop(connection);
        let Some(row) = found.first() else {
            return Ok(None);
        };
        // To the hour, so that reading does not write each time.
        if row
            .maybe_time(5)?
            .is_none_or(|used| used + TimeDelta::hours(1) < now)
        {
            let mut tx = self.begin().await?;
            run(&mut tx, NOTE_USE, row![hash, now]).await?;
            tx.commit().await?;
        }
        user(row).map(Some)
    }

    /// Makes a key worthless at once; whether there was one.
    ///
    /// # Errors
    /// As any write.
    pub async fn revoke_token(&self, hash: &str, by: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let revoked = run(&mut tx, REVOKE, row![hash]).await? > 0;
        if revoked {
            let actor = Actor::Organiser(by.to_owned());
            let note = Note {
                actor: &actor,
                request: None,
                what: "token-revoked",
                details: json!({ "token": hash.get(..12) }),
            };
            journal::write(&mut tx, vec![note.row(now)]).await?;
        }
        tx.commit().await?;
        Ok(revoked)
    }
}
