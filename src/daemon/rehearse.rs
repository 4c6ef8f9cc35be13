//! Reads stored letters again with the program as it is now, and tells what it would understand differently.

use super::{Desk, DeskError};
use crate::message::Message;
use crate::request::{self, Doubt, Request};
use crate::store::views::StoredReading;
use serde_json::Value;
use std::collections::BTreeMap;

/// Letters read at once.
const BATCH: u32 = 64;

/// What a rehearsal found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// Letters read so far, and of how many.
    pub read: u32,
    pub total: u32,
    /// Those that are read differently.
    pub letters: Vec<Rehearsed>,
}

/// A letter that is read differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    pub id: i64,
    pub reference: String,
    pub differences: Vec<Difference>,
}

/// A value that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// As in `attendees.0.name`.
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Desk {
    /// Reads all settled letters again; nothing is changed. `tell` learns after each batch how far it is.
    ///
    /// # Errors
    /// [`DeskError::Store`], or [`DeskError::Interrupted`] if a letter breaks the reader.
    pub async fn rehearse(&self, mut tell: impl FnMut(&Rehearsal)) -> Result<Rehearsal, DeskError> {
        let mut all = Rehearsal {
            total: self.store().count_readings().await?,
            ..Rehearsal::default()
        };
        let mut after = 0;
        loop {
            let batch = self.store().readings(after, BATCH).await?;
            let Some(last) = batch.last().map(|reading| reading.id) else {
                return Ok(all);
            };
            after = last;
            all.read += u32::try_from(batch.len()).unwrap_or(u32::MAX);
            let desk = self.clone();
            let compared = tokio::task::spawn_blocking(move || {
                let compared = batch.iter().filter_map(|reading| desk.compare(reading));
                compared.collect::<Vec<_>>()
            });
            let compared = compared
                .await
                .map_err(|error| DeskError::Interrupted(error.to_string()))?;
            all.letters.extend(compared);
            tell(&all);
        }
    }

    fn compare(&self, stored: &StoredReading) -> Option<Rehearsed> {
        let message = Message::parse(&stored.raw, self.own(), Some(stored.role));
        let (request, doubts) = request::visits::read(&message, self.lexicon(), &self.inner.visits);
        let differences = differences((&stored.reading, &stored.doubts), (&request, &doubts));
        (!differences.is_empty()).then(|| Rehearsed {
            id: stored.id,
            reference: stored.reference.clone(),
            differences,
        })
    }
}

/// What two readings of a letter do not have in common; where a value was found does not count.
fn differences(before: (&Request, &[Doubt]), after: (&Request, &[Doubt])) -> Vec<Difference> {
    let (before, after) = (values(before), values(after));
    let paths: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths
        .into_iter()
        .filter(|path| before.get(*path) != after.get(*path))
        .map(|path| Difference {
            path: path.clone(),
            before: before.get(path).cloned(),
            after: after.get(path).cloned(),
        })
        .collect()
}

fn values((request, doubts): (&Request, &[Doubt])) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    flatten(&serde_json::to_value(request).unwrap_or_default(), "", &mut found);
    let mut kinds: Vec<String> = doubts
        .iter()
        .map(|doubt| plain(&serde_json::to_value(doubt.kind).unwrap_or_default()))
        .collect();
    kinds.sort();
    kinds.dedup();
    if !kinds.is_empty() {
        found.insert("doubts".to_owned(), kinds.join(", "));
    }
    found
}

/// Values by their path: what has a `value` is one, and its evidence is passed over.
fn flatten(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match value {
        Value::Object(fields) => match fields.get("value") {
            Some(value) => {
                found.insert(path.to_owned(), plain(value));
            }
            None => {
                for (name, value) in fields {
                    flatten(value, &below(name), found);
                }
            }
        },
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(item, &below(&index.to_string()), found);
            }
        }
        Value::Null | Value::Bool(false) => {}
        other => {
            found.insert(path.to_owned(), plain(other));
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            items.join(", ")
        }
        other => other.to_string(),
    }
}
