//! Tells new messages from known ones: by place, by place before UIDs were given out anew, and by content.

use super::{Kept, NewMessage, by_validity, signed, unsigned};
use crate::mailbox::Place;
use crate::store::sql::{Columns, Value, row, rows, rows_in};
use crate::store::{StoreError, Writing};
use std::collections::{BTreeMap, BTreeSet};

/// What must be known to tell new messages from known ones, for one batch.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    next: i64,
    /// Message by mailbox and place; `None`: passed over.
    places: BTreeMap<(String, Place), Option<i64>>,
    by_content: BTreeMap<String, Vec<Twin>>,
    /// In which validities of its mailbox a message has a place.
    validities: BTreeMap<i64, BTreeSet<u64>>,
}

/// A stored message of the same content.
#[derive(Debug, Clone)]
struct Twin {
    id: i64,
    mailbox: String,
    /// The first of its kind.
    of: i64,
    defect: Option<String>,
}

const KNOWN_UIDS: &str = "SELECT uid, name, message FROM ledger WHERE mailbox = $1 AND validity = $2 AND name = '' AND uid IN ({keys})";
const KNOWN_NAMES: &str = "SELECT uid, name, message FROM ledger WHERE mailbox = $1 AND validity = $2 AND uid = 0 AND name IN ({keys})";
const SAME_CONTENT: &str =
    "SELECT id, mailbox, content_key, copy_of, defect FROM messages WHERE content_key IN ({keys})";
const VALIDITIES: &str = "SELECT message, validity FROM ledger WHERE message IN ({keys})";
const LAST_ID: &str = "SELECT COALESCE(MAX(id), 0) FROM messages";

impl Keeper {
    pub(super) async fn load(tx: &mut Writing, batch: &[NewMessage<'_>]) -> Result<Self, StoreError> {
        let mut keeper = Self::default();
        let mailboxes: BTreeSet<&str> = batch.iter().map(|message| message.mailbox).collect();
        for mailbox in mailboxes {
            let places = batch
                .iter()
                .filter(|message| message.mailbox == mailbox)
                .map(|message| &message.place);
            for (validity, uids, names) in by_validity(places) {
                let first = row![mailbox, signed(validity)];
                let mut found = rows_in(tx, KNOWN_UIDS, first.clone(), uids).await?;
                found.extend(rows_in(tx, KNOWN_NAMES, first, names).await?);
                for row in found {
                    let place = Place {
                        validity,
                        uid: unsigned(row.int(0)?),
                        name: row.text(1)?,
                    };
                    keeper
                        .places
                        .insert((mailbox.to_owned(), place), row.maybe_int(2)?);
                }
            }
        }
        let keys: BTreeSet<&str> = batch
            .iter()
            .map(|message| message.content_key.0.as_str())
            .collect();
        for row in rows_in(
            tx,
            SAME_CONTENT,
            Vec::new(),
            keys.into_iter().map(Value::from).collect(),
        )
        .await?
        {
            let id = row.int(0)?;
            let of = row.maybe_int(3)?.unwrap_or(id);
            let twin = Twin {
                id,
                mailbox: row.text(1)?,
                of,
                defect: row.maybe_text(4)?,
            };
            keeper.by_content.entry(row.text(2)?).or_default().push(twin);
        }
        let twins = keeper
            .by_content
            .values()
            .flatten()
            .map(|twin| Value::from(twin.id))
            .collect();
        for row in rows_in(tx, VALIDITIES, Vec::new(), twins).await? {
            keeper
                .validities
                .entry(row.int(0)?)
                .or_default()
                .insert(unsigned(row.int(1)?));
        }
        for twins in keeper.by_content.values_mut() {
            twins.sort_by_key(|twin| twin.id);
        }
        keeper.next = rows(tx, LAST_ID, Vec::new())
            .await?
            .first()
            .map_or(Ok(0), |row| row.int(0))?
            + 1;
        Ok(keeper)
    }

    /// What becomes of a message, and whether its place is to be entered.
    pub(super) fn judge(&mut self, message: &NewMessage<'_>) -> (Kept, bool) {
        let at = (message.mailbox.to_owned(), message.place.clone());
        if let Some(Some(id)) = self.places.get(&at) {
            return (Kept::Known(*id), false);
        }
        // A place that was passed over and is fetched nevertheless keeps its row: it names no message.
        let place_is_new = !self.places.contains_key(&at);
        let validity = message.place.validity;
        let twins = self.by_content.entry(message.content_key.0.clone()).or_default();
        let comparable = |twin: &&Twin| twin.defect.as_deref() == message.defect && !message.raw.is_empty();
        let moved = twins.iter().filter(comparable).find(|twin| {
            let seen = self.validities.get(&twin.id);
            // Only IMAP gives out places anew; a second file of the same letter is a copy.
            twin.mailbox == message.mailbox
                && validity != 0
                && seen.is_none_or(|seen| !seen.contains(&validity))
        });
        let what = match (moved, twins.iter().find(comparable)) {
            (Some(twin), _) => Kept::Known(twin.id),
            // A damaged message stands for itself: what is missing might be what differs.
            (None, Some(twin)) if message.defect.is_none() => Kept::Copy {
                id: self.next,
                of: twin.of,
            },
            _ => Kept::New(self.next),
        };
        let (id, of) = match what {
            Kept::New(id) => (id, id),
            Kept::Copy { id, of } => (id, of),
            Kept::Known(id) => (id, id),
        };
        if !matches!(what, Kept::Known(_)) {
            self.next += 1;
            let defect = message.defect.map(str::to_owned);
            twins.push(Twin {
                id,
                mailbox: message.mailbox.to_owned(),
                of,
                defect,
            });
        }
        self.validities.entry(id).or_default().insert(validity);
        self.places.insert(at, Some(id));
        (what, place_is_new)
    }
}
