//! One message that gives trouble: some tries, then its header, then at least the news that it is there.

use super::ahead::body;
use super::connection::SMALL_TALK;
use super::{Imap, Item, Letter, Place};
use crate::mailbox::{Defect, SourceError};
use chrono::{DateTime, Utc};

/// What was tried for a message, across reconnections.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tries {
    /// Answers that held no body or could not be understood.
    bad: u32,
    /// Connections that broke or fell silent; a weak line is not the message's fault, so it gets more of them.
    broken: u32,
    /// The last answer was understood and held no body.
    no_body: bool,
}

impl Tries {
    /// The whole message is given up (mail rules 13 and 14).
    fn spent(self) -> bool {
        self.bad >= 3 || self.broken >= 10
    }

    /// Not even its header can be had.
    fn hopeless(self) -> bool {
        self.bad >= 5 || self.broken >= 12
    }
}

impl Imap {
    /// Fetches one message with care; `None` if it is gone.
    pub(super) async fn single(
        &mut self,
        item: Item,
        space: u64,
        now: DateTime<Utc>,
    ) -> Result<Option<Letter>, SourceError> {
        let uid = item.uid;
        let mut item = item;
        while !self.tried(uid).spent() {
            if item.size.is_none() {
                match self.described(uid).await? {
                    Some(known) => {
                        item = Item {
                            size: known.size.or(Some(0)),
                            ..known
                        }
                    }
                    None => {
                        self.listing.forget(uid);
                        return Ok(None);
                    }
                }
            }
            let whole = item.size.is_some_and(|size| size <= self.settings.size_limit);
            let section = if whole { "" } else { "HEADER" };
            let raw = self.section(uid, section).await?;
            if !raw.is_empty() {
                return Ok(Some(self.letter(item, raw, space, now)));
            }
        }
        let mut header = Vec::new();
        while header.is_empty() && !self.tried(uid).hopeless() {
            header = self.section(uid, "HEADER").await?;
        }
        let tries = self.tries.remove(&uid).unwrap_or_default();
        let defect = if tries.no_body {
            Defect::NoBody
        } else {
            Defect::Unreadable
        };
        Ok(Some(Letter {
            place: Place::of_uid(space, u64::from(uid)),
            received_at: item.arrived.unwrap_or(now),
            size: item.size.unwrap_or(0),
            raw: header,
            defect: Some(defect),
        }))
    }

    fn tried(&self, uid: u32) -> Tries {
        self.tries.get(&uid).copied().unwrap_or_default()
    }

    async fn described(&mut self, uid: u32) -> Result<Option<Item>, SourceError> {
        let asked = self.connect().await?.describe(&uid.to_string()).await;
        if let Err(error) = &asked {
            self.count(uid, error);
        }
        Ok(asked?.remove(&uid))
    }

    /// One section of one message, empty if the server gives none.
    async fn section(&mut self, uid: u32, section: &str) -> Result<Vec<u8>, SourceError> {
        let mut raw = Vec::new();
        let allowance = self.settings.size_limit + SMALL_TALK;
        let command = format!("UID FETCH {uid} (UID BODY.PEEK[{section}])");
        let asked = self
            .connect()
            .await?
            .command(&command, allowance, |response| {
                if let Some((found, body)) = body(response)
                    && found == uid
                {
                    raw = body.to_vec();
                }
            })
            .await;
        match asked {
            Ok(()) | Err(SourceError::Refused { .. }) => {
                if raw.is_empty() {
                    let tries = self.tries.entry(uid).or_default();
                    tries.bad += 1;
                    tries.no_body = true;
                }
                Ok(raw)
            }
            Err(error) => {
                self.count(uid, &error);
                Err(error)
            }
        }
    }

    fn count(&mut self, uid: u32, error: &SourceError) {
        let tries = self.tries.entry(uid).or_default();
        tries.no_body = false;
        match error {
            SourceError::Unparsable { .. }
            | SourceError::TooLong { .. }
            | SourceError::Unavailable { .. } => {
                tries.bad += 1;
            }
            _ => tries.broken += 1,
        }
    }
}
