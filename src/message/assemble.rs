//! Header fields and body put together into a [`Message`], with its mailbox and threads.

use crate::message::{
    Address, ContentKey, Damage, Desk, Forward, Line, LineKind, MailboxRole, Message, Origin, body, disguise,
    fields, invitation, origin, quote, text,
};
use chrono::DateTime;
use mail_parser::Message as Mime;

/// Addresses of one field that are kept.
const ADDRESSES_MAX: usize = 200;
/// Bytes of a subject that are kept.
const SUBJECT_MAX: usize = 8 * 1024;
/// Message-IDs of References and In-Reply-To that are kept.
const REFERENCES_MAX: usize = 100;

/// The message of a parsed header and body.
pub(super) fn message(
    content_key: ContentKey,
    desk: &Desk,
    (fetched_from, results): (Option<MailboxRole>, Option<&str>),
    mime: &Mime<'_>,
    mut body: body::Body,
) -> Message {
    let fields = fields::Fields::of(mime);
    let whole = mime.subject().unwrap_or_default();
    let subject = whole
        .get(..whole.floor_char_boundary(SUBJECT_MAX))
        .unwrap_or_default();
    if subject.len() < whole.len() {
        body.note(Damage::TooMuch);
    }
    let subject = fields::one_line(subject);
    let addresses = |field: Option<&mail_parser::Address<'_>>| -> Vec<Address> {
        field
            .map(|list| list.iter().take(ADDRESSES_MAX).map(fields::address).collect())
            .unwrap_or_default()
    };
    let froms: Vec<Address> = addresses(mime.from());
    let to = addresses(mime.to());
    let cc = addresses(mime.cc());
    let reply_to = addresses(mime.reply_to());
    let clear = froms.len() == 1 && fields.values("from").count() == 1;
    if !clear || froms.first().is_none_or(|from| !origin::is_valid(&from.address)) {
        body.note(Damage::FromUnclear);
    }
    let (flat, enclosed) = (std::mem::take(&mut body.flat), body.enclosed.take());
    let (flat, kinds) = letter(flat, enclosed, desk, &subject);
    if flat.text.trim().is_empty() {
        body.note(Damage::Empty);
    }
    let shown = froms.iter().filter_map(|from| from.name.as_deref());
    if shown.chain([subject.as_str()]).any(disguise::is_disguised) || is_disguised(&flat, &kinds) {
        body.note(Damage::Disguised);
    }
    let sender = froms.first().map(|from| from.address.as_str());
    let invitation = body
        .calendar
        .as_deref()
        .and_then(|calendar| invitation::read(calendar, sender, desk));
    let mut message = Message {
        mailbox: mailbox(desk, &fields, &to, &cc, fetched_from),
        content_key,
        message_id: fields.first("message-id").and_then(ids_in_order),
        in_reply_to: fields
            .values("in-reply-to")
            .flat_map(ids)
            .take(REFERENCES_MAX)
            .collect(),
        references: fields
            .values("references")
            .flat_map(ids)
            .take(REFERENCES_MAX)
            .collect(),
        from: froms.into_iter().next(),
        reply_to,
        to,
        cc,
        subject,
        date: mime
            .date()
            .filter(|date| date.is_valid())
            .and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)),
        origin: Origin::Held(origin::Held::Unreadable),
        text: flat.text,
        lines: kinds.lines,
        forward: kinds.forward,
        attachments: body.attachments,
        lists: body.lists,
        invitation,
        calendar: body.calendar,
        damage: body.damage,
    };
    message.origin = origin::judge(&message, &fields, mime, desk, results);
    message
}

/// Whether the writer's own lines hold a disguised word; quotations are other people's.
fn is_disguised(flat: &text::Flat, kinds: &quote::Kinds) -> bool {
    let own = |line: &&Line| {
        matches!(
            line.kind,
            LineKind::Own | LineKind::Forwarded | LineKind::Signature
        )
    };
    !flat.text.is_ascii()
        && kinds
            .lines
            .iter()
            .filter(own)
            .filter_map(|line| flat.text.get(line.range.clone()))
            .any(disguise::is_disguised)
}

/// A letter's text with those that it encloses below, and the kinds of all lines.
fn letter(
    mut flat: text::Flat,
    enclosed: Option<body::Enclosed>,
    desk: &Desk,
    subject: &str,
) -> (text::Flat, quote::Kinds) {
    let above = quote::kinds(&flat, desk, quote::Thread::of(subject));
    let Some(enclosed) = enclosed else {
        return (flat, above);
    };
    let forward = Forward {
        from: enclosed.from,
        subject: enclosed.subject,
    };
    let deeper = enclosed.deeper.map(|deeper| *deeper);
    let subject = forward.subject.clone().unwrap_or_default();
    let (inner, below) = letter(enclosed.flat, deeper, desk, &subject);
    let kinds = quote::enclose((&mut flat, above), (&inner, below), forward, desk);
    (flat, kinds)
}

/// The mailbox that a message arrived in: delivered to, addressed to, fetched from, and else registration.
fn mailbox(
    desk: &Desk,
    fields: &fields::Fields,
    to: &[Address],
    cc: &[Address],
    fetched_from: Option<MailboxRole>,
) -> MailboxRole {
    let delivered = [
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-delivered-to",
        "apparently-to",
    ]
    .into_iter()
    .find_map(|name| fields.values(name).find_map(|address| desk.role_of(address)));
    let addressed = || {
        to.iter()
            .chain(cc)
            .find_map(|address| desk.role_of(&address.address))
    };
    delivered
        .or_else(addressed)
        .or(fetched_from)
        .unwrap_or(MailboxRole::Registration)
}

/// The first Message-ID of a field; junk around it or missing brackets do no harm (mail-rules 43).
fn ids_in_order(value: &str) -> Option<String> {
    ids(value).into_iter().next()
}

/// All Message-IDs of a field.
fn ids(value: &str) -> Vec<String> {
    if value.contains('<') {
        value
            .split('<')
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
            .map(|id| id.split_whitespace().collect::<String>())
            .filter(|id| !id.is_empty())
            .collect()
    } else {
        value
            .split_whitespace()
            .filter(|word| word.contains('@') || !value.contains('@'))
            .take(1)
            .map(str::to_owned)
            .collect()
    }
}
