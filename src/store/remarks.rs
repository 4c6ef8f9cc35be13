//! Notes and tags by which organisers tell each other about a request; no letter ever speaks of them (rule 56).

use super::journal::{self, Actor, Note};
use super::sql::{Columns, Value, row, rows, rows_in, run};
use super::{Store, StoreError};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeMap;

/// What an organiser wrote about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub user: String,
    pub words: String,
}

/// Characters of a tag.
const TAG_MAX: usize = 40;
/// Characters of a note.
const NOTE_MAX: usize = 4_000;

const ADD_NOTE: &str = "INSERT INTO notes (id, request, at, user_name, words) \
    VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM notes), $1, $2, $3, $4)";
const NOTES: &str = "SELECT id, at, user_name, words FROM notes WHERE request = $1 ORDER BY id";
const DROP_NOTE: &str = "DELETE FROM notes WHERE id = $1 AND request = $2";
const ADD_TAG: &str = "INSERT INTO tags (tag, request) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const DROP_TAG: &str = "DELETE FROM tags WHERE tag = $1 AND request = $2";
const TAGS_OF: &str = "SELECT request, tag FROM tags WHERE request IN ({keys})";
const ALL_TAGS: &str = "SELECT tag, COUNT(*) FROM tags GROUP BY tag ORDER BY tag";

/// A tag as it is stored: lower case, its words joined; `None` where nothing is left of it.
#[must_use]
pub fn tag(typed: &str) -> Option<String> {
    let words: Vec<String> = typed
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let tag: String = words.join("-").chars().take(TAG_MAX).collect();
    (!tag.is_empty()).then_some(tag)
}

/// The line of the journal that a note leaves; its words stand in the note alone, and go with it.
fn noted(request: i64, what: &'static str, user: &str, now: DateTime<Utc>) -> Vec<Value> {
    let note = Note {
        actor: &Actor::Organiser(user.to_owned()),
        request: Some(request),
        what,
        details: json!({}),
    };
    note.row(now)
}

impl Store {
    /// Writes a note about a request down.
    ///
    /// # Errors
    /// As any write.
    pub async fn add_note(
        &self,
        request: i64,
        user: &str,
        words: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let words: String = words.trim().chars().take(NOTE_MAX).collect();
        if words.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        run(&mut tx, ADD_NOTE, row![request, now, user, words]).await?;
        journal::write(&mut tx, vec![noted(request, "noted", user, now)]).await?;
        Ok(tx.commit().await?)
    }

    /// Throws a note away.
    ///
    /// # Errors
    /// As any write.
    pub async fn drop_note(
        &self,
        request: i64,
        note: i64,
        user: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if run(&mut tx, DROP_NOTE, row![note, request]).await? > 0 {
            journal::write(&mut tx, vec![noted(request, "unnoted", user, now)]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Notes about a request, oldest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn notes(&self, request: i64) -> Result<Vec<Remark>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, NOTES, row![request]).await?;
        found
            .iter()
            .map(|row| {
                Ok(Remark {
                    id: row.int(0)?,
                    at: row.time(1)?,
                    user: row.text(2)?,
                    words: row.text(3)?,
                })
            })
            .collect()
    }

    /// Puts a tag to requests, or takes it away; gives those that it changed.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_tag(
        &self,
        requests: &[i64],
        (tag, on): (&str, bool),
        user: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<i64>, StoreError> {
        let (sql, what) = if on {
            (ADD_TAG, "tagged")
        } else {
            (DROP_TAG, "untagged")
        };
        let actor = Actor::Organiser(user.to_owned());
        let mut tx = self.begin().await?;
        let (mut changed, mut lines) = (Vec::new(), Vec::new());
        for &request in requests {
            if run(&mut tx, sql, row![tag, request]).await? == 0 {
                continue;
            }
            changed.push(request);
            let note = Note {
                actor: &actor,
                request: Some(request),
                what,
                details: json!({ "tag": tag }),
            };
            lines.push(note.row(now));
        }
        journal::write(&mut tx, lines).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// The tags of these requests, by request, each in alphabetical order.
    ///
    /// # Errors
    /// As any read.
    pub async fn tags_of(&self, requests: &[i64]) -> Result<BTreeMap<i64, Vec<String>>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let keys = requests.iter().map(|request| Value::from(*request)).collect();
        let mut tags: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for row in rows_in(&mut connection, TAGS_OF, Vec::new(), keys).await? {
            let of = tags.entry(row.int(0)?).or_default();
            let tag = row.text(1)?;
            if !of.contains(&tag) {
                of.push(tag);
            }
        }
        tags.values_mut().for_each(|of| of.sort());
        Ok(tags)
    }

    /// Every tag with the number of requests that bear it.
    ///
    /// # Errors
    /// As any read.
    pub async fn tags(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let mut connection = self.read.acquire().await?;
        let found = rows(&mut connection, ALL_TAGS, Vec::new()).await?;
        found
            .iter()
            .map(|row| Ok((row.text(0)?, row.count(1)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn rule_056_a_tag_is_one_word_however_it_is_typed() {
        assert_eq!(tag("  VIP "), Some("vip".to_owned()));
        assert_eq!(
            tag("Città di Torino, table 3"),
            Some("città-di-torino-table-3".to_owned())
        );
        assert_eq!(tag(" : , "), None);
    }
}
