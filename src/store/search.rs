//! The folded words by which requests are found, kept in step with the requests.

use super::sql::{Columns, Value, insert, row, rows, rows_in, run_in};
use super::{Store, StoreError, before};
use crate::lexicon::fold::fold;
use crate::rules::name_key;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// The setting that remembers up to which change requests are folded.
const MARK: &str = "folded-until";
/// The longest that a change takes to be written.
const OVERLAP: TimeDelta = TimeDelta::minutes(15);

/// Requests that are folded in one transaction. Words of few requests stand all over their index; of many, several stand on
/// each page that is written.
const BATCH: i64 = 4_000;

// By `+ 0` the planner does not walk all requests in their order, but only those that changed; asked for each of these by
// itself, a version is found by its index, however many changes the planner expects.
const BEHIND: &str = "SELECT q.message, q.version, q.reference, q.contact_name, q.contact_address FROM requests q \
    WHERE q.updated_at >= $2 \
    AND COALESCE((SELECT s.version FROM search s WHERE s.request = q.message), -1) <> q.version \
    ORDER BY q.message + 0 LIMIT $1";
const LAST_CHANGE: &str = "SELECT MAX(updated_at) FROM requests";
const PERSONS: &str =
    "SELECT party, name, organisation, role, city, email, phone FROM persons WHERE party IN ({keys})";
const OUTLETS: &str = "SELECT request, outlet FROM press WHERE request IN ({keys})";
const FORGET: &str = "DELETE FROM search WHERE request IN ({keys})";
const FOLDED: &str = "SELECT request, folded FROM search WHERE request IN ({keys})";
const FORGET_WORDS: &str = "DELETE FROM search_words WHERE request = $1 AND word IN ({keys})";
const ADD: &str = "INSERT INTO search (request, version, folded) VALUES";
const ADD_WORDS: &str = "INSERT INTO search_words (word, request) VALUES";

impl Store {
    /// Folds what changed since the last time; gives how many requests that were.
    ///
    /// # Errors
    /// As any write.
    pub async fn fold_for_search(&self) -> Result<usize, StoreError> {
        let mut folded = 0;
        let found = rows(&mut *self.read.acquire().await?, LAST_CHANGE, Vec::new()).await?;
        let last = found.first().map(|row| row.maybe_time(0)).transpose()?.flatten();
        let mark = self.setting(MARK).await?;
        let since = mark
            .as_deref()
            .and_then(|mark| mark.parse::<DateTime<Utc>>().ok());
        // What was begun before the last look may have been written after it.
        let since = since
            .map(|since| before(since, OVERLAP))
            .unwrap_or(DateTime::UNIX_EPOCH);
        loop {
            // Looked for without a lock: mostly there is nothing to do.
            let mut connection = self.read.acquire().await?;
            let behind = rows(&mut connection, BEHIND, row![BATCH, since]).await?;
            drop(connection);
            if behind.is_empty() {
                let last = last.map(|last| last.to_rfc3339());
                if last != mark {
                    self.set_setting(MARK, last.as_deref()).await?;
                }
                return Ok(folded);
            }
            let mut tx = self.begin().await?;
            let mut words: BTreeMap<i64, (i64, String)> = BTreeMap::new();
            for row in &behind {
                let mut text = row.text(2)?;
                for column in [3, 4] {
                    text.push(' ');
                    text.push_str(&row.maybe_text(column)?.unwrap_or_default());
                }
                words.insert(row.int(0)?, (row.int(1)?, text));
            }
            let keys: Vec<Value> = words.keys().map(|key| Value::from(*key)).collect();
            for (sql, columns) in [(PERSONS, 1..7), (OUTLETS, 1..2)] {
                for row in rows_in(&mut tx, sql, Vec::new(), keys.clone()).await? {
                    let Some((_, text)) = words.get_mut(&row.int(0)?) else {
                        continue;
                    };
                    for column in columns.clone() {
                        text.push(' ');
                        text.push_str(&row.maybe_text(column)?.unwrap_or_default());
                    }
                }
            }
            forget(&mut tx, keys).await?;
            folded += words.len();
            let (mut entries, mut beginnings): (Vec<Vec<Value>>, Vec<(String, i64)>) =
                (Vec::new(), Vec::new());
            for (request, (version, text)) in words {
                let needles = needles(&text).join(" ");
                beginnings.extend(parts(&needles).into_iter().map(|word| (word.to_owned(), request)));
                entries.push(row![request, version, needles]);
            }
            insert(&mut tx, ADD, entries).await?;
            // In the order of the index.
            beginnings.sort_unstable();
            let beginnings = beginnings.into_iter().map(|(word, request)| row![word, request]);
            insert(&mut tx, ADD_WORDS, beginnings.collect()).await?;
            tx.commit().await?;
        }
    }
}

/// Forgets by what requests were found.
pub(super) async fn forget(tx: &mut AnyConnection, requests: Vec<Value>) -> Result<(), StoreError> {
    for row in rows_in(tx, FOLDED, Vec::new(), requests.clone()).await? {
        let folded = row.text(1)?;
        let words = parts(&folded).into_iter().map(Value::from).collect();
        run_in(tx, FORGET_WORDS, row![row.int(0)?], words).await?;
    }
    run_in(tx, FORGET, Vec::new(), requests).await?;
    Ok(())
}

/// Every word of a text as it may be looked for: folded, and in Latin letters.
fn needles(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"' | '«' | '»'))
    {
        for form in [fold(word), latin(word)] {
            if !form.is_empty() && !words.contains(&form) {
                words.push(form);
            }
        }
    }
    words
}

/// A word in Latin letters, without a blank: needles are told apart by blanks.
fn latin(word: &str) -> String {
    name_key(word).replace(' ', "-")
}

/// The words by whose beginnings a text is found: the needles, and what stands in them after a hyphen, a dot or an `@`.
fn parts(needles: &str) -> BTreeSet<&str> {
    let mut parts = BTreeSet::new();
    for needle in needles.split(' ').filter(|needle| !needle.is_empty()) {
        parts.insert(needle);
        let mut before = None;
        for (at, c) in needle.char_indices() {
            let begins = c.is_alphanumeric() && before.is_none_or(|before: char| !before.is_alphanumeric());
            parts.extend(needle.get(at..).filter(|_| begins));
            before = Some(c);
        }
    }
    parts
}

/// The forms in which a typed word may stand in the folded text.
#[must_use]
pub fn forms(word: &str) -> [String; 2] {
    let folded = fold(word);
    let latin = latin(word);
    let latin = if latin.is_empty() { folded.clone() } else { latin };
    [folded, latin]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_052_every_part_of_a_word_is_found_by_its_beginning() {
        let needles = needles("Yaël Ben-David yael@haifa.il").join(" ");
        let parts = parts(&needles);
        for word in ["yael", "ben-david", "david", "yael@haifa.il", "haifa.il", "il"] {
            assert!(parts.contains(word), "{word} in {parts:?}");
        }
        assert!(!parts.contains("avid"));
    }

    #[test]
    fn rule_052_names_are_found_as_they_are_typed() {
        let finds = |text: &str, typed: &str| {
            let folded = needles(text).join(" ");
            forms(typed).iter().any(|form| folded.contains(form.as_str()))
        };
        assert!(finds("Yaël Ben-David", "yael"));
        assert!(finds("Gönül Hacıömeroğlu", "haciomeroglu"));
        assert!(finds("Р. Муратов", "Muratov"));
        assert!(finds("Р. Муратов", "мурат"));
        assert!(finds("İzmir", "izmir"));
        assert!(!finds("Yaël Ben-David", "yasin"));
    }
}
