//! The requests that a list's search finds, on all its pages, for acts on many (rule 53); and messages that could not be read.

use super::filter::{Built, Filter};
use crate::store::sql::{Columns, row, rows, rows_built};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};

/// A message that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub id: i64,
    pub received_at: DateTime<Utc>,
    pub why: String,
}

const OF_OUTCOME: &str = "SELECT q.message FROM requests q WHERE q.outcome = $1";
const OF_ALL: &str = "SELECT q.message FROM requests q WHERE 1 = 1";
/// A party whose persons have several ranks stands in the line with each.
const WAITING: &str = "SELECT DISTINCT w.party FROM line w WHERE w.session = $1";
const SEATED: &str = "SELECT q.message FROM requests q WHERE q.message IN \
    (SELECT party FROM registrations WHERE state IN ('confirmed', 'offered', 'attended'))";
const UNREADABLE: &str =
    "SELECT id, received_at, defect FROM messages WHERE state = 'quarantined' ORDER BY id LIMIT $1";

impl Store {
    /// The requests of a list (by its name) that a search finds, oldest first, at most so many.
    ///
    /// # Errors
    /// As any read.
    pub async fn parties_in(
        &self,
        list: &str,
        session: &str,
        filter: &Filter,
        limit: u32,
    ) -> Result<Vec<i64>, StoreError> {
        let mut key = "q.message";
        let mut built = match list {
            "decide" => Built::new(OF_OUTCOME, row!["review"]),
            "press" => Built::new(OF_OUTCOME, row!["press-queue"]),
            "ignored" => Built::new(OF_OUTCOME, row!["ignored"]),
            "waiting" => {
                key = "w.party";
                Built::new(WAITING, row![session]).keyed(key).spoken("w.language")
            }
            "confirmed" => Built::new(SEATED, Vec::new()),
            _ => Built::new(OF_ALL, Vec::new()),
        };
        let mut connection = self.read.acquire().await?;
        built.narrow(&mut connection, filter).await?;
        let mark = built.mark(i64::from(limit));
        let sql = format!("{} ORDER BY {key} LIMIT {mark}", built.sql);
        let found = rows_built(&mut connection, sql, built.values).await?;
        found.iter().map(|row| row.int(0)).collect()
    }

    /// Messages that could not be read, oldest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn unreadable(&self, limit: u32) -> Result<Vec<Unreadable>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, UNREADABLE, row![i64::from(limit)]).await?;
        let unreadable = found.iter().map(|row| {
            Ok(Unreadable {
                id: row.int(0)?,
                received_at: row.time(1)?,
                why: row.maybe_text(2)?.unwrap_or_default(),
            })
        });
        unreadable.collect()
    }
}
