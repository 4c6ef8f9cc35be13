//! Who made a message, and the only place that can make a [`Correspondent`]: whom the desk may answer.

use crate::message::Address;
use serde::{Deserialize, Serialize};

/// A person whom an answer may be sent to; only [`Origin`] of a message that a person wrote holds one (mail-rules 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    address: Address,
    authenticated: bool,
}

impl Correspondent {
    /// Where an answer goes: the From address, never Reply-To (mail-rules 2.2).
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Whether a trusted Authentication-Results field vouches for the From domain (mail-rules 2.4).
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.authenticated
    }
}

/// Who made a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A person who may be answered.
    Person(Correspondent),
    /// Seems to be a person, but must not be answered without an organiser's look.
    Held(Held),
    /// An automatic system; the sign that gave it away.
    Automatic(String),
    /// A report on delivery (RFC 3464); the Message-ID of ours that it is about, and the address, if told.
    Bounce {
        of: Option<String>,
        recipient: Option<String>,
        permanent: bool,
    },
    /// Mail of a list or newsletter; the sign.
    List(String),
    /// Our own mail come back; the sign.
    Ourselves(String),
}

/// Why a message that may be a person's is not answered automatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// From is missing, invalid, repeated or names several mailboxes (RFC 7103 7.5).
    FromUnclear,
    /// From, Return-Path domain and Reply-To do not agree.
    SenderDisagrees,
    /// The address says that nobody reads there.
    NoReplyAddress,
    /// None of our addresses is among the recipients.
    NotAddressedToUs,
    /// DMARC or an aligned check failed.
    AuthenticationFailed,
    /// The mail system judged it spam.
    JudgedSpam,
    /// The subject is one of automatic replies, with no other sign.
    SubjectOfAutoReply,
    /// The sender asks for no automatic response (X-Auto-Response-Suppress).
    AsksForNoAnswer,
    /// Nothing in it can be read.
    Unreadable,
}
