//! One e-mail as it arrived, in its parsed form: any bytes give a [`Message`].

use crate::attachment::{Content, Unreadable};
use chrono::{DateTime, Utc};
use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};
use std::ops::Range;

pub use border::{Border, is_judged};
pub use invitation::{GuestAnswer, InvitationAnswer};
pub use origin::{Correspondent, Origin};

mod assemble;
mod attachment;
mod body;
mod border;
pub(crate) mod charset;
pub mod clients;
mod disguise;
mod door;
mod fields;
mod headings;
mod html;
mod invitation;
mod key;
pub mod origin;
mod quote;
mod text;
mod transfer;
mod words;
pub mod work;

/// What a mailbox is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailboxRole {
    /// Letters of those who wish to attend.
    Registration,
    /// Letters of the press.
    Press,
}

/// What parsing must know of the desk: whose mail is our own, and whom to trust.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Own addresses with their roles, aliases included; compared without case.
    pub addresses: Vec<(String, MailboxRole)>,
    /// Domain of our own Message-IDs; mail that carries it as its own Message-ID is a loop.
    pub message_id_domain: String,
    /// The authserv-id whose Authentication-Results are trusted (RFC 8601); none trusts none.
    pub authserv_id: Option<String>,
}

/// A mail address with its display name, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub name: Option<String>,
    /// `local@domain`, as written.
    pub address: String,
}

/// SHA-256 in hex over what makes a letter itself, the same for copies that took another way:
/// Message-ID, From, Date, Subject and body, without trace fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContentKey(pub String);

/// What a line of the text is; the kinds that need no word of any language but those of mail clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// The writer's own words.
    Own,
    /// Nothing but white space.
    Blank,
    /// Words of an earlier message (`>`, `<blockquote>`, or below a quotation's heading).
    Quoted,
    /// "On … wrote:", "-----Original Message-----", and the From/Sent/To/Subject block of a quotation or forward.
    QuoteHeading,
    /// Below "-- ", or what a device adds ("Sent from my iPhone").
    Signature,
    /// Legal notices that mail systems append.
    Disclaimer,
    /// A line of a forwarded letter that is the real content, where the forwarder wrote nothing of their own.
    Forwarded,
}

/// One line of [`Message::text`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Bytes in the text, without the line end and without quote marks.
    pub range: Range<usize>,
    pub kind: LineKind,
}

/// A letter inside the letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// Its first writer, as far as the heading or the enclosed message tells.
    pub from: Option<Address>,
    pub subject: Option<String>,
}

/// A file that came with the message; never trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Index among the message's attachments, from 0.
    pub index: usize,
    /// As given, decoded, without path or control characters.
    pub name: Option<String>,
    /// `type/subtype`, lower case.
    pub media_type: String,
    /// Bytes, decoded.
    pub size: usize,
    /// Shown inside the letter (logo, picture in the signature), not a document.
    pub inline: bool,
}

/// What an attached file holds that may list persons (RFC 2183); never trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedList {
    /// Index of the file among the message's attachments.
    pub index: usize,
    /// Its rows or cards, or why there are none.
    pub content: Result<Content, Unreadable>,
}

/// What was wrong with the bytes; each is a reason to look twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Damage {
    /// No header could be read.
    NoHeader,
    /// From is missing, empty, repeated or names several persons.
    FromUnclear,
    /// Bytes that fit no charset were replaced.
    Charset,
    /// No text at all.
    Empty,
    /// S/MIME, PGP or winmail.dat: the letter itself cannot be read.
    Encrypted,
    /// Limits of depth, parts or size were hit; the rest was not read.
    TooMuch,
    /// Hidden, mirrored or look-alike characters were taken out.
    Disguised,
}

/// One e-mail, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The mailbox it arrived in: Delivered-To, else To, else where it was fetched.
    pub mailbox: MailboxRole,
    pub content_key: ContentKey,
    /// Without angle brackets (RFC 5322 3.6.4); `None` if missing.
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub from: Option<Address>,
    pub reply_to: Vec<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    /// Decoded, one line.
    pub subject: String,
    /// The Date field; never used to order or to judge deadlines.
    pub date: Option<DateTime<Utc>>,
    pub origin: Origin,
    /// The whole decoded text, normalised (RFC 3676 unflowed, HTML flattened, cells of a table row separated by tabs, list items led by "- ").
    pub text: String,
    /// Every line of the text, in order.
    pub lines: Vec<Line>,
    /// Set where the letter encloses another.
    pub forward: Option<Forward>,
    pub attachments: Vec<Attachment>,
    /// Those of the attachments that may list persons, opened.
    pub lists: Vec<AttachedList>,
    /// Text of a text/calendar part (RFC 5545), if any.
    pub calendar: Option<String>,
    /// Set where that part answers one of our own entries.
    pub invitation: Option<InvitationAnswer>,
    pub damage: Vec<Damage>,
}

impl Desk {
    /// Whether an address is one of the desk's own, in any case and with any `+tag` (mail-rules 2.1).
    #[must_use]
    pub fn is_own(&self, address: &str) -> bool {
        self.role_of(address).is_some()
    }

    /// The mailbox that an address belongs to.
    #[must_use]
    pub fn role_of(&self, address: &str) -> Option<MailboxRole> {
        let address = without_tag(address);
        self.addresses
            .iter()
            .find(|(own, _)| without_tag(own) == address)
            .map(|(_, role)| *role)
    }
}

/// An address in lower case without its `+tag`.
fn without_tag(address: &str) -> String {
    let address = address.trim().trim_matches(['<', '>']).to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or_default()),
        None => address,
    }
}

impl ContentKey {
    /// The key of a raw message: SHA-256 over Message-ID, From, Date, Subject and body (mail-rules 41, 42).
    ///
    /// Trace fields, line ends and blanks at the end of lines play no part, so copies that took another way have the same key.
    #[must_use]
    pub fn of(raw: &[u8]) -> ContentKey {
        key::of(raw)
    }
}

impl Message {
    /// Parses a raw message; any bytes give one (mail-rules 41–65).
    ///
    /// `fetched_from` is the mailbox that it was fetched from; the addresses in the message come first.
    #[must_use]
    pub fn parse(raw: &[u8], desk: &Desk, fetched_from: Option<MailboxRole>) -> Message {
        Self::parse_checked(raw, desk, fetched_from, None)
    }

    /// The same, of a message whose sender the desk checked itself: `results` is the Authentication-Results field (RFC 8601)
    /// that came of it, as good as that of the server whose word is trusted, which comes first.
    #[must_use]
    pub fn parse_checked(
        raw: &[u8],
        desk: &Desk,
        fetched_from: Option<MailboxRole>,
        results: Option<&str>,
    ) -> Message {
        let (mut tidy, start) = door::in_order(raw);
        let content_key = key::of_ordered(&tidy.bytes, start);
        door::close_surplus(&mut tidy, start);
        let mime = MessageParser::default().parse(&tidy.bytes).unwrap_or_default();
        let mut body = if mime.parts.is_empty() {
            body::Body::default()
        } else {
            body::read(&mime)
        };
        if tidy.no_header {
            body.note(Damage::NoHeader);
        }
        if tidy.damaged {
            body.note(Damage::Charset);
        }
        if tidy.too_much {
            body.note(Damage::TooMuch);
        }
        assemble::message(content_key, desk, (fetched_from, results), &mime, body)
    }

    /// The writer's own lines with their text, in order: [`LineKind::Own`] and [`LineKind::Forwarded`].
    pub fn own_lines(&self) -> impl Iterator<Item = (&Line, &str)> {
        self.lines_of(&[LineKind::Own, LineKind::Forwarded])
    }

    /// The lines of some kinds with their text, in order.
    pub fn lines_of<'m>(&'m self, kinds: &'m [LineKind]) -> impl Iterator<Item = (&'m Line, &'m str)> {
        self.lines
            .iter()
            .filter(move |line| kinds.contains(&line.kind))
            .map(|line| (line, self.text_of(line)))
    }

    /// The text of a line, without quote marks.
    #[must_use]
    pub fn text_of(&self, line: &Line) -> &str {
        self.text.get(line.range.clone()).unwrap_or_default()
    }

    /// The writer's own words: own, forwarded and blank lines, joined by line ends.
    #[must_use]
    pub fn own_text(&self) -> String {
        let kinds = [LineKind::Own, LineKind::Forwarded, LineKind::Blank];
        let lines: Vec<&str> = self.lines_of(&kinds).map(|(_, text)| text).collect();
        lines.join("\n").trim().to_owned()
    }
}
