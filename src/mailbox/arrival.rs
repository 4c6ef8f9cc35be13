//! What comes out of a mailbox, where it lay, and what is known of it already.

use crate::message::MailboxRole;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A message as it came out of a mailbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Name of the mailbox in the configuration.
    pub mailbox: String,
    pub role: MailboxRole,
    pub place: Place,
    /// When the server received it: INTERNALDATE (RFC 9051 2.3.3), the postmark of an mbox, or the file's time.
    pub received_at: DateTime<Utc>,
    /// Bytes, as the server tells them; those of `raw` where it tells none.
    pub size: u64,
    /// The bytes unchanged; only the header, or nothing, where `defect` is set.
    pub raw: Vec<u8>,
    /// Why `raw` is not the whole message: keep it, show it to a person, do not read it.
    pub defect: Option<Defect>,
}

impl fmt::Debug for Arrival {
    /// Without the bytes: letters do not belong into logs (mail rule 104).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrival")
            .field("mailbox", &self.mailbox)
            .field("place", &self.place)
            .field("received_at", &self.received_at)
            .field("size", &self.size)
            .field("defect", &self.defect)
            .finish_non_exhaustive()
    }
}

/// Where a message lies inside its mailbox; with the mailbox's name the key of the store's ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// IMAP: UIDVALIDITY in the lower 32 bits; the upper ones count how often the server gave out UIDs
    /// again without changing it (mail rule 4). Otherwise 0.
    pub validity: u64,
    /// IMAP: the UID. Otherwise 0.
    pub uid: u64,
    /// Maildir: the unique base name; files: the path, with `#` and the message's number in an mbox. IMAP: empty.
    pub name: String,
}

impl Place {
    /// The place of an IMAP message.
    pub fn of_uid(validity: u64, uid: u64) -> Self {
        Place {
            validity,
            uid,
            name: String::new(),
        }
    }

    /// The place of a message in a file.
    pub fn of_name(name: impl Into<String>) -> Self {
        Place {
            validity: 0,
            uid: 0,
            name: name.into(),
        }
    }
}

/// Why a message could not be had whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defect {
    /// Larger than the limit: the body was never fetched (mail rule 17), or the server lied about it (18).
    TooLarge,
    /// The server gave no body, or an empty one, three times (mail rule 14).
    NoBody,
    /// The server's answer for it could not be understood three times, or the connection broke at it
    /// again and again (mail rules 13, 19).
    Unreadable,
}

impl Defect {
    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Defect::TooLarge => "too-large",
            Defect::NoBody => "no-body",
            Defect::Unreadable => "unreadable",
        }
    }
}

/// What the store already has of a mailbox; it advances only with a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// IMAP: by [`Place::validity`] the highest UID that is kept or passed over.
    pub last: BTreeMap<u64, u64>,
    /// Maildir and files: the names that are kept or passed over.
    pub names: BTreeSet<String>,
    /// With [`super::FirstStart::New`]: when the mailbox was first opened, which is when the earliest place was
    /// passed over. After a change of UIDVALIDITY, messages from before are passed over again.
    pub since: Option<DateTime<Utc>>,
}

impl Ledger {
    /// Nothing is known yet: the mailbox is opened for the first time.
    pub fn is_empty(&self) -> bool {
        self.last.is_empty() && self.names.is_empty()
    }

    /// Notes a place that was committed.
    pub fn add(&mut self, place: &Place) {
        if place.name.is_empty() {
            let last = self.last.entry(place.validity).or_default();
            *last = (*last).max(place.uid);
        } else {
            self.names.insert(place.name.clone());
        }
    }
}

/// How much one batch holds at most; a single larger message still comes, alone.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub messages: usize,
    /// Bytes of bodies.
    pub bytes: u64,
}

impl Default for Limits {
    /// 128 messages (one transaction) and 4 MiB.
    fn default() -> Self {
        Limits {
            messages: 128,
            bytes: 4 << 20,
        }
    }
}

/// Messages that the ledger did not know, in the order of arrival.
#[derive(Debug, Default)]
pub struct Batch {
    pub arrivals: Vec<Arrival>,
    /// To be entered into the ledger without a message: what lay there at the first start.
    pub passed_over: Vec<Place>,
    /// How many more are known to wait behind this batch.
    pub waiting: usize,
}

impl Batch {
    /// Nothing to keep and nothing to enter.
    pub fn is_empty(&self) -> bool {
        self.arrivals.is_empty() && self.passed_over.is_empty()
    }
}

/// A message before it is known whose mailbox it lay in.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) place: Place,
    pub(super) received_at: DateTime<Utc>,
    pub(super) size: u64,
    pub(super) raw: Vec<u8>,
    pub(super) defect: Option<Defect>,
}

impl Letter {
    pub(super) fn arrive(self, mailbox: &str, role: MailboxRole) -> Arrival {
        let Letter {
            place,
            received_at,
            size,
            raw,
            defect,
        } = self;
        Arrival {
            mailbox: mailbox.to_owned(),
            role,
            place,
            received_at,
            size,
            raw,
            defect,
        }
    }
}

/// The header with its empty line, where there is one within `most` bytes; else the first `most` bytes.
pub(super) fn header_of(raw: &[u8], most: usize) -> &[u8] {
    let most = raw.get(..most).unwrap_or(raw);
    let end = (0..most.len()).find_map(|at| {
        let rest = &most[at..];
        [&b"\r\n\r\n"[..], b"\n\n"]
            .into_iter()
            .find(|mark| rest.starts_with(mark))
            .map(|mark| at + mark.len())
    });
    &most[..end.unwrap_or(most.len())]
}

/// Headers of messages too large to keep are cut here: 64 KiB.
pub(super) const HEADER_LIMIT: usize = 64 << 10;
