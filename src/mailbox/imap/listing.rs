//! What lies in the folder: UIDs with sizes and times, asked for before any body is.

use super::connection::{Connection, SMALL_TALK};
use super::{Imap, Limits};
use crate::mailbox::SourceError;
use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// A message that may be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) uid: u32,
    /// RFC822.SIZE; unknown where the listing could not be understood.
    pub(super) size: Option<u64>,
    /// INTERNALDATE.
    pub(super) arrived: Option<DateTime<Utc>>,
}

/// Bytes that a listing may have: enough for half a million messages.
const LISTING: u64 = 64 << 20;

/// After so many failures in a row the listing itself is to blame (mail rule 13).
pub(super) const ENOUGH: u32 = 3;

/// Messages in ascending order of UID, which is the order of their arrival (RFC 9051 2.3.1.1).
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Everything above this UID was asked for; nothing was if it is not set.
    above: Option<u64>,
    items: Vec<Item>,
}

impl Listing {
    /// Whether there is a message above this UID, and the listing knows all that lay there.
    pub(super) fn reaches_beyond(&self, uid: u64) -> bool {
        self.above.is_some_and(|above| above <= uid) && self.beyond(uid) > 0
    }

    /// How many messages are above this UID.
    pub(super) fn beyond(&self, uid: u64) -> usize {
        self.items.len() - self.position(uid)
    }

    pub(super) fn highest(&self) -> u64 {
        self.items.last().map_or(0, |item| u64::from(item.uid))
    }

    /// Another client has expunged it.
    pub(super) fn forget(&mut self, uid: u32) {
        self.items.retain(|item| item.uid != uid);
    }

    /// The next messages to fetch in one go. One that must be handled with care comes alone.
    pub(super) fn plan(&self, after: u64, limits: Limits, size_limit: u64, careful_until: u32) -> Vec<Item> {
        let (mut plan, mut bytes) = (Vec::new(), 0);
        for item in self.items.iter().skip(self.position(after)) {
            let care = item.uid <= careful_until || item.size.is_none();
            let body = item.size.filter(|size| *size <= size_limit).unwrap_or(0);
            if !plan.is_empty() && (care || plan.len() >= limits.messages || bytes + body > limits.bytes) {
                break;
            }
            plan.push(*item);
            bytes += body;
            if care {
                break;
            }
        }
        plan
    }

    fn position(&self, uid: u64) -> usize {
        self.items.partition_point(|item| u64::from(item.uid) <= uid)
    }
}

impl Imap {
    /// Asks what lies above this UID. Neither `\Seen` (mail rule 6) nor dates (8, 9) nor UIDNEXT (3) matter.
    /// With `since`, messages from before are left out.
    pub(super) async fn list(&mut self, above: u64, since: Option<DateTime<Utc>>) -> Result<(), SourceError> {
        let by_search = self.failed_listings >= ENOUGH;
        let connection = self.connect().await?;
        // A server need not list what it has not told of, and many tell only at the end of a command.
        if !connection.fresh {
            connection.nudge().await?;
        }
        (connection.fresh, connection.news) = (false, false);
        let from = above.saturating_add(1);
        let listed = if by_search {
            connection.search(from).await
        } else {
            connection.list(from).await
        };
        self.failed_listings = match &listed {
            Err(SourceError::Unparsable { .. }) => ENOUGH,
            Err(_) => self.failed_listings + 1,
            // Next time a listing is tried once more: the line may have been at fault.
            Ok(_) if by_search => ENOUGH - 1,
            Ok(_) => 0,
        };
        let items = listed?
            .into_values()
            // "9:*" always gives the last message, even if its UID is 5 (RFC 9051 6.4.9).
            .filter(|item| u64::from(item.uid) > above)
            .filter(|item| since.is_none_or(|since| item.arrived.is_none_or(|arrived| arrived >= since)))
            .collect();
        self.listing = Listing {
            above: Some(above),
            items,
        };
        Ok(())
    }
}

impl Connection {
    async fn list(&mut self, from: u64) -> Result<BTreeMap<u32, Item>, SourceError> {
        match self.describe(&format!("{from}:*")).await {
            // Some servers refuse "1:*" in an empty folder.
            Err(SourceError::Unavailable { .. }) if self.exists == 0 => Ok(BTreeMap::new()),
            other => other,
        }
    }

    /// Sizes and times of these UIDs; those that are gone are missing.
    pub(super) async fn describe(&mut self, uids: &str) -> Result<BTreeMap<u32, Item>, SourceError> {
        let mut items = BTreeMap::new();
        let command = format!("UID FETCH {uids} (UID RFC822.SIZE INTERNALDATE)");
        let asked = self.command(&command, LISTING, |response| {
            if let Some(item) = item(response) {
                items.insert(item.uid, item);
            }
        });
        match asked.await {
            // Not "nothing there": that would lose what it cannot tell us just now.
            Err(SourceError::Refused { server, words, .. }) => {
                Err(SourceError::Unavailable { server, words })
            }
            other => other.map(|()| items),
        }
    }

    async fn search(&mut self, from: u64) -> Result<BTreeMap<u32, Item>, SourceError> {
        let mut items = BTreeMap::new();
        self.command(&format!("UID SEARCH UID {from}:*"), LISTING, |response| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                items.extend(uids.iter().map(|uid| {
                    (
                        *uid,
                        Item {
                            uid: *uid,
                            size: None,
                            arrived: None,
                        },
                    )
                }));
            }
        })
        .await?;
        Ok(items)
    }

    /// Whether there is a message with this UID.
    pub(super) async fn has(&mut self, uid: u64) -> Result<bool, SourceError> {
        let mut found = false;
        self.command(&format!("UID FETCH {uid} (UID)"), SMALL_TALK, |response| {
            found |= self::item(response).is_some_and(|item| u64::from(item.uid) == uid);
        })
        .await?;
        Ok(found)
    }
}

/// What a FETCH response tells of a message, if it names its UID.
fn item(response: &Response<'_>) -> Option<Item> {
    let Response::Fetch(_, attributes) = response else {
        return None;
    };
    let (mut uid, mut size, mut arrived) = (None, None, None);
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::Rfc822Size(value) => size = Some(u64::from(*value)),
            AttributeValue::InternalDate(value) => arrived = internal_date(value),
            _ => {}
        }
    }
    uid.map(|uid| Item { uid, size, arrived })
}

/// `" 7-Nov-2016 09:30:00 +0100"` (RFC 9051 9, date-time).
fn internal_date(text: &str) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z").ok()?;
    Some(date.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(sizes: &[u64]) -> Listing {
        let items = (1..).zip(sizes).map(|(uid, size)| Item {
            uid,
            size: Some(*size),
            arrived: None,
        });
        Listing {
            above: Some(0),
            items: items.collect(),
        }
    }

    fn uids(plan: &[Item]) -> Vec<u32> {
        plan.iter().map(|item| item.uid).collect()
    }

    #[test]
    fn a_batch_is_bounded_by_count_and_bytes_but_never_empty() {
        let listing = listing(&[50, 60, 70, 500, 10]);
        let limits = Limits {
            messages: 3,
            bytes: 120,
        };
        assert_eq!(uids(&listing.plan(0, limits, 1000, 0)), [1, 2]);
        assert_eq!(uids(&listing.plan(2, limits, 1000, 0)), [3]);
        assert_eq!(uids(&listing.plan(3, limits, 1000, 0)), [4]);
        // Above the size limit no body is fetched, so it weighs nothing.
        assert_eq!(uids(&listing.plan(2, limits, 100, 0)), [3, 4, 5]);
        assert_eq!(uids(&listing.plan(0, limits, 1000, 2)), [1]);
        assert_eq!(uids(&listing.plan(5, limits, 1000, 0)), [0; 0]);
    }

    #[test]
    fn internal_dates_with_and_without_leading_space() {
        let expected = "2016-11-07T08:30:00Z".parse::<DateTime<Utc>>().unwrap();
        assert_eq!(internal_date(" 7-Nov-2016 09:30:00 +0100"), Some(expected));
        assert_eq!(internal_date("07-Nov-2016 09:30:00 +0100"), Some(expected));
        assert_eq!(internal_date("yesterday"), None);
    }
}
