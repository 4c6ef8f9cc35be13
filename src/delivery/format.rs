//! Turns a draft into the bytes of an RFC 5322 message.

use crate::message::Address;
use crate::reply::{Draft, calendar_method};
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentDisposition, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use std::str::FromStr;
use std::time::SystemTime;

/// The header field by which we know our own mail when it comes back (mail-rules 2.2).
pub const LOOP_FIELD: &str = "X-Rsvpd-Loop";

/// Why a draft cannot become a message.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error("`{0}` is not an address that mail can be sent to")]
    Address(String),
    #[error("the reply cannot be put together: {0}")]
    Build(#[from] lettre::error::Error),
    #[error("the reply cannot be put together: {0}")]
    ContentType(#[from] lettre::message::header::ContentTypeErr),
}

/// Formats a draft; the same draft always gives the same bytes.
///
/// # Errors
/// [`FormatError`] if an address is not one.
pub fn to_bytes(draft: &Draft) -> Result<Vec<u8>, FormatError> {
    let mut builder = Message::builder()
        .from(mailbox(&draft.from)?)
        .reply_to(mailbox(&draft.from)?)
        .to(mailbox(&draft.to)?)
        .subject(one_line(&draft.subject))
        .date(SystemTime::from(draft.date))
        .message_id(Some(id(&draft.message_id)));
    if let Some(answered) = &draft.in_reply_to {
        builder = builder.in_reply_to(id(answered));
    }
    if !draft.references.is_empty() {
        let references: Vec<String> = draft.references.iter().map(|known| id(known)).collect();
        builder = builder.references(references.join(" "));
    }
    builder = builder
        .header(Field::<AutoSubmitted>::new(draft.auto_submitted.name()))
        .header(Field::<ResponseSuppress>::new("All"))
        .header(Field::<Loop>::new(&draft.loop_id))
        .header(Field::<Language>::new(draft.language.code()));
    let message = builder.multipart(body(draft)?)?;
    Ok(message.formatted())
}

/// text/plain and text/html of the same words; the calendar entry and a file beside them.
fn body(draft: &Draft) -> Result<MultiPart, FormatError> {
    // Boundaries come from the Message-ID instead of chance, so that a draft formatted twice is one message.
    let stem: String = draft
        .message_id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    let words = MultiPart::alternative()
        .boundary(format!("words-{stem}"))
        .singlepart(SinglePart::plain(draft.text.clone()))
        .singlepart(SinglePart::html(draft.html.clone()));
    if draft.calendar.is_none() && draft.file.is_none() {
        return Ok(words);
    }
    let mut all = MultiPart::mixed()
        .boundary(format!("all-{stem}"))
        .multipart(words);
    if let Some(calendar) = &draft.calendar {
        let entry = SinglePart::builder()
            .header(ContentType::parse(&format!(
                "text/calendar; charset=utf-8; method={}; name=\"event.ics\"",
                calendar_method(calendar)
            ))?)
            .header(ContentDisposition::attachment("event.ics"))
            .body(calendar.clone());
        all = all.singlepart(entry);
    }
    if let Some(file) = &draft.file {
        let part = SinglePart::builder()
            .header(ContentType::parse(&format!(
                "{}; charset=utf-8",
                file.media_type
            ))?)
            .header(ContentDisposition::attachment(&one_line(&file.name)))
            .body(file.content.clone());
        all = all.singlepart(part);
    }
    Ok(all)
}

/// The same message once more: under another Message-ID, with another date, and otherwise byte for byte.
#[must_use]
pub fn again(raw: &[u8], message_id: &str, date: DateTime<Utc>) -> Vec<u8> {
    let head = raw
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap_or(raw.len());
    let (header, body) = raw.split_at(head);
    let mut out = Vec::with_capacity(raw.len() + 64);
    let mut dropped = false;
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        let is = |name: &str| {
            line.get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        };
        if !folded {
            dropped = is("message-id:") || is("date:");
        }
        if !dropped {
            out.extend_from_slice(line);
        }
    }
    if !out.ends_with(b"\n") && !out.is_empty() {
        out.extend_from_slice(b"\r\n");
    }
    let own = format!("Message-ID: {}\r\nDate: {}", id(message_id), date.to_rfc2822());
    out.extend_from_slice(own.as_bytes());
    out.extend_from_slice(body);
    out
}

fn mailbox(address: &Address) -> Result<Mailbox, FormatError> {
    let parsed = lettre::Address::from_str(&address.address);
    let email = parsed.map_err(|_| FormatError::Address(address.address.clone()))?;
    Ok(Mailbox::new(address.name.as_deref().map(one_line), email))
}

fn id(message_id: &str) -> String {
    format!("<{}>", one_line(message_id))
}

/// What goes into a header field stays in it (mail-rules 60); lettre would panic on a line break in a name.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// A header field that lettre has no type for; `N` names it.
#[derive(Clone)]
struct Field<N> {
    value: String,
    name: std::marker::PhantomData<N>,
}

impl<N> Field<N> {
    fn new(value: &str) -> Self {
        Self {
            value: one_line(value),
            name: std::marker::PhantomData,
        }
    }
}

trait Name: Clone {
    const NAME: &'static str;
}

macro_rules! names {
    ($($type:ident = $name:expr),+ $(,)?) => {$(
        #[derive(Clone)]
        struct $type;
        impl Name for $type { const NAME: &'static str = $name; }
    )+};
}

names!(
    AutoSubmitted = "Auto-Submitted",
    ResponseSuppress = "X-Auto-Response-Suppress",
    Loop = LOOP_FIELD,
    Language = "Content-Language",
);

impl<N: Name> Header for Field<N> {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str(N::NAME)
    }

    fn parse(value: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self::new(value))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.value.clone())
    }
}
