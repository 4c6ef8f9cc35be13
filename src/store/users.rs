//! Who may use the console: users with their roles, who is signed in, and links that sign in once.

use super::journal::{self, Actor, Note};
use super::sql::{Columns, row, rows, run};
use super::{Store, StoreError};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::any::AnyRow;

/// A user of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Lower case.
    pub name: String,
    /// PHC string; `None` for one who signs in by a link only.
    pub password_hash: Option<String>,
    /// Words between blanks, as the console understands them.
    pub roles: String,
    /// Of the console, ISO 639-1.
    pub language: String,
    pub signed_in_at: Option<DateTime<Utc>>,
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub user: User,
    /// Must come back with every form.
    pub csrf: String,
    pub until: DateTime<Utc>,
}

const COUNT: &str = "SELECT COUNT(*) FROM users";
const ALL: &str = "SELECT name, password_hash, roles, language, signed_in_at FROM users ORDER BY name";
const ONE: &str = "SELECT name, password_hash, roles, language, signed_in_at FROM users WHERE name = $1";
const PUT: &str = "INSERT INTO users (name, password_hash, roles, language, created_at) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash, roles = excluded.roles, \
    language = excluded.language";
const REMOVE: &str = "DELETE FROM users WHERE name = $1";
const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE name = $1";
const SET_ROLES: &str = "UPDATE users SET roles = $2 WHERE name = $1";
const SET_LANGUAGE: &str = "UPDATE users SET language = $2 WHERE name = $1";
const NOTE_SIGN_IN: &str = "UPDATE users SET signed_in_at = $2 WHERE name = $1";
const ADD_SIGN_IN: &str =
    "INSERT INTO sign_ins (token_hash, user_name, csrf, created_at, until) VALUES ($1, $2, $3, $4, $5)";
const FIND_SIGN_IN: &str = "SELECT u.name, u.password_hash, u.roles, u.language, u.signed_in_at, s.csrf, s.until \
    FROM sign_ins s JOIN users u ON u.name = s.user_name WHERE s.token_hash = $1 AND s.until > $2";
const END_SIGN_IN: &str = "DELETE FROM sign_ins WHERE token_hash = $1";
const END_ALL_SIGN_INS: &str = "DELETE FROM sign_ins WHERE user_name = $1";
const END_OLD: &str = "DELETE FROM sign_ins WHERE until <= $1";
const ADD_LINK: &str = "INSERT INTO sign_in_links (token_hash, user_name, until) VALUES ($1, $2, $3)";
const USE_LINK: &str = "DELETE FROM sign_in_links WHERE token_hash = $1 AND until > $2 RETURNING user_name";
const FIND_LINK: &str = "SELECT COUNT(*) FROM sign_in_links WHERE token_hash = $1 AND until > $2";

impl Store {
    /// All users, by name.
    ///
    /// # Errors
    /// As any read.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let mut connection = self.read.acquire().await?;
        rows(&mut connection, ALL, Vec::new())
            .await?
            .iter()
            .map(user)
            .collect()
    }

    /// Whether there is any user yet.
    ///
    /// # Errors
    /// As any read.
    pub async fn has_users(&self) -> Result<bool, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, COUNT, Vec::new()).await?;
        Ok(found.first().map_or(Ok(0), |row| row.int(0))? > 0)
    }

    /// The user of this name, in any case.
    ///
    /// # Errors
    /// As any read.
    pub async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, ONE, row![name.to_lowercase()]).await?;
        found.first().map(user).transpose()
    }

    /// Adds a user, or gives one of this name new roles and a new password; they must sign in again then.
    ///
    /// # Errors
    /// As any write.
    pub async fn put_user(&self, user: &User, by: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let name = user.name.to_lowercase();
        let mut tx = self.begin().await?;
        let values = row![
            name.as_str(),
            user.password_hash.clone(),
            user.roles.as_str(),
            user.language.as_str(),
            now
        ];
        run(&mut tx, PUT, values).await?;
        run(&mut tx, END_ALL_SIGN_INS, row![name.as_str()]).await?;
        let actor = Actor::Organiser(by.to_owned());
        let details = json!({ "user": name, "roles": user.roles });
        note(&mut tx, &actor, "user-set", details, now).await?;
        Ok(tx.commit().await?)
    }

    /// Gives a user other roles, from their next click on; whether there is one.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_roles(
        &self,
        name: &str,
        roles: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let set = run(&mut tx, SET_ROLES, row![name, roles]).await? > 0;
        if set {
            let actor = Actor::Organiser(by.to_owned());
            let details = json!({ "user": name, "roles": roles });
            note(&mut tx, &actor, "user-set", details, now).await?;
        }
        tx.commit().await?;
        Ok(set)
    }

    /// Removes a user and ends what they are signed in to; whether there was one.
    ///
    /// # Errors
    /// As any write.
    pub async fn remove_user(&self, name: &str, by: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let name = name.to_lowercase();
        let mut tx = self.begin().await?;
        let removed = run(&mut tx, REMOVE, row![name.as_str()]).await? > 0;
        if removed {
            let actor = Actor::Organiser(by.to_owned());
            note(&mut tx, &actor, "user-removed", json!({ "user": name }), now).await?;
        }
        tx.commit().await?;
        Ok(removed)
    }

    /// Gives a user a new password.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_password(&self, name: &str, hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, SET_PASSWORD, row![name, hash]).await?;
        let actor = Actor::Organiser(name.to_owned());
        note(&mut tx, &actor, "password-set", json!({ "user": name }), now).await?;
        Ok(tx.commit().await?)
    }

    /// Sets the language in which a user sees the console.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_language(&self, name: &str, language: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, SET_LANGUAGE, row![name, language]).await?;
        Ok(tx.commit().await?)
    }

    /// Signs a user in; the token itself is never stored.
    ///
    /// # Errors
    /// As any write.
    pub async fn sign_in(
        &self,
        user: &str,
        token_hash: &str,
        csrf: &str,
        (now, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, END_OLD, row![now]).await?;
        run(&mut tx, ADD_SIGN_IN, row![token_hash, user, csrf, now, until]).await?;
        run(&mut tx, NOTE_SIGN_IN, row![user, now]).await?;
        let actor = Actor::Organiser(user.to_owned());
        note(&mut tx, &actor, "signed-in", json!({}), now).await?;
        Ok(tx.commit().await?)
    }

    /// Who is signed in with this token.
    ///
    /// # Errors
    /// As any read.
    pub async fn signed_in(
        &self,
        token_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SignIn>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, FIND_SIGN_IN, row![token_hash, now]).await?;
        found
            .first()
            .map(|row| {
                Ok(SignIn {
                    user: user(row)?,
                    csrf: row.text(5)?,
                    until: row.time(6)?,
                })
            })
            .transpose()
    }

    /// Signs out.
    ///
    /// # Errors
    /// As any write.
    pub async fn sign_out(&self, token_hash: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, END_SIGN_IN, row![token_hash]).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a link that signs a user in once.
    ///
    /// # Errors
    /// As any write.
    pub async fn add_link(
        &self,
        user: &str,
        token_hash: &str,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        run(&mut tx, ADD_LINK, row![token_hash, user.to_lowercase(), until]).await?;
        Ok(tx.commit().await?)
    }

    /// Whether a link could still be used.
    ///
    /// # Errors
    /// As any read.
    pub async fn link_is_good(&self, token_hash: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, FIND_LINK, row![token_hash, now]).await?;
        Ok(found.first().map_or(Ok(0), |row| row.int(0))? > 0)
    }

    /// Uses a link up: the user it signs in, once.
    ///
    /// # Errors
    /// As any write.
    pub async fn use_link(&self, token_hash: &str, now: DateTime<Utc>) -> Result<Option<String>, StoreError> {
        let mut tx = self.begin().await?;
        let found = rows(&mut tx, USE_LINK, row![token_hash, now]).await?;
        tx.commit().await?;
        found.first().map(|row| row.text(0)).transpose()
    }
}

pub(super) fn user(row: &AnyRow) -> Result<User, StoreError> {
    Ok(User {
        name: row.text(0)?,
        password_hash: row.maybe_text(1)?,
        roles: row.text(2)?,
        language: row.text(3)?,
        signed_in_at: row.maybe_time(4)?,
    })
}

async fn note(
    tx: &mut super::Writing,
    actor: &Actor,
    what: &'static str,
    details: serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let note = Note {
        actor,
        request: None,
        what,
        details,
    };
    journal::write(tx, vec![note.row(now)]).await
}
