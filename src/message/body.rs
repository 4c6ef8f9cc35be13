//! The writer's text among the parts of a message, and what else came with it.

use crate::attachment::{self as files, File};
use crate::message::clients::{CLIENTS, fold};
use crate::message::text::{Flat, unflow};
use crate::message::{AttachedList, Attachment, Damage, attachment, charset, html, transfer};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message as Mime, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

mod enclosed;

pub(crate) use enclosed::Enclosed;

/// Levels of containers that are opened (mail-rules 51).
const DEPTH_MAX: usize = 30;
/// Parts that are looked at.
const PARTS_MAX: usize = 1000;
/// Bytes of one text part that are decoded; what is beyond is left to a person. Nobody writes so much, and much less is read
/// of it (`request::budget`).
const TEXT_MAX: usize = 256 << 10;
/// The same of HTML, which may hold pictures.
const HTML_MAX: usize = 16 << 20;
/// Attached lists that are opened; who sends more sends them to a person.
const LISTS_MAX: usize = 8;

/// What the parts of a message hold.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub flat: Flat,
    pub enclosed: Option<Enclosed>,
    pub attachments: Vec<Attachment>,
    pub lists: Vec<AttachedList>,
    pub calendar: Option<String>,
    pub damage: Vec<Damage>,
    parts: usize,
}

/// The text of one part or container, and whether it was HTML.
struct Rendering {
    flat: Flat,
    html: bool,
}

/// Reads all parts.
pub(crate) fn read(message: &Mime<'_>) -> Body {
    let mut body = Body::default();
    if let Some(rendering) = body.part(message, 0, 0, Place::Root) {
        body.flat = rendering.flat;
    }
    body.flat.trim();
    if body.flat.disguised {
        body.note(Damage::Disguised);
    }
    if body.flat.too_much {
        body.note(Damage::TooMuch);
    }
    if body.flat.text.contains("-----BEGIN PGP MESSAGE-----") {
        body.note(Damage::Encrypted);
    }
    body
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    First,
    Related,
    Later,
}

impl Body {
    fn part(&mut self, message: &Mime<'_>, id: u32, depth: usize, place: Place) -> Option<Rendering> {
        self.parts += 1;
        if depth > DEPTH_MAX || self.parts > PARTS_MAX {
            self.note(Damage::TooMuch);
            return None;
        }
        let part = message.parts.get(id as usize)?;
        let kind = media_type(part);
        match &part.body {
            PartType::Multipart(children) => self.container(message, &kind, children, depth),
            PartType::Message(inner) => {
                self.enclosed(inner, part.raw_len() as usize, None, depth);
                None
            }
            PartType::Text(_) | PartType::Html(_) if self.file(message, part, depth) => None,
            PartType::Text(_) | PartType::Html(_) => self.text(message, part, &kind, place),
            PartType::Binary(_) | PartType::InlineBinary(_) => {
                // A text part whose transfer encoding is broken arrives as binary.
                if !self.file(message, part, depth) {
                    self.attach(message, part, &kind, place == Place::Related);
                }
                None
            }
        }
    }

    fn container(
        &mut self,
        message: &Mime<'_>,
        kind: &str,
        children: &[u32],
        depth: usize,
    ) -> Option<Rendering> {
        if kind == "multipart/encrypted" {
            self.note(Damage::Encrypted);
        }
        let places = |index: usize| match index {
            0 => Place::First,
            _ if kind == "multipart/related" => Place::Related,
            _ => Place::Later,
        };
        let renderings: Vec<Rendering> = children
            .iter()
            .enumerate()
            .filter_map(|(index, child)| self.part(message, *child, depth + 1, places(index)))
            .collect();
        if kind == "multipart/alternative" {
            return choose(renderings);
        }
        let report = kind == "multipart/report";
        let html = renderings.iter().any(|rendering| rendering.html);
        let mut all = renderings.into_iter();
        let mut flat = all.next()?.flat;
        for rendering in all {
            if !report {
                flat.append(&rendering.flat);
            }
        }
        Some(Rendering { flat, html })
    }

    fn text(
        &mut self,
        message: &Mime<'_>,
        part: &MessagePart<'_>,
        kind: &str,
        place: Place,
    ) -> Option<Rendering> {
        let is_file = part
            .content_disposition()
            .is_some_and(|disposition| disposition.is_attachment())
            || place != Place::Root && part.attachment_name().is_some() && kind != "text/calendar";
        if kind == "text/calendar" && self.calendar.is_none() {
            self.calendar = Some(self.decoded(message, part, TEXT_MAX));
        }
        if is_file
            || !matches!(
                kind,
                "text/plain" | "text/html" | "text/enriched" | "text/x-amp-html"
            )
        {
            self.attach(message, part, kind, false);
            return None;
        }
        if kind == "text/x-amp-html" {
            return None;
        }
        let marked_up = kind != "text/plain";
        let text = self.decoded(message, part, if marked_up { HTML_MAX } else { TEXT_MAX });
        if marked_up || looks_like_html(&text) {
            return Some(Rendering {
                flat: html::flatten(&text),
                html: true,
            });
        }
        let parameter = |name: &str| {
            part.content_type()
                .and_then(|kind| kind.attribute(name))
                .unwrap_or_default()
        };
        let flat = if parameter("format").eq_ignore_ascii_case("flowed") {
            Flat::plain(&unflow(&text, parameter("delsp").eq_ignore_ascii_case("yes")))
        } else {
            Flat::plain(&text)
        };
        Some(Rendering { flat, html: false })
    }

    /// The text of a part's first bytes in its charset; the transfer encoding is undone again from the raw bytes,
    /// because the parser trusts the declared charset.
    fn decoded(&mut self, message: &Mime<'_>, part: &MessagePart<'_>, most: usize) -> String {
        let whole = raw_of(message, part);
        let raw = beginning(whole, most);
        if raw.len() < whole.len() {
            self.note(Damage::TooMuch);
        }
        let bytes = transferred(part, raw);
        let declared = part.content_type().and_then(|kind| kind.attribute("charset"));
        let decoded = charset::decode(&bytes, declared);
        if decoded.damaged {
            self.note(Damage::Charset);
        }
        unix_text(decoded.text)
    }

    fn attach(&mut self, message: &Mime<'_>, part: &MessagePart<'_>, kind: &str, related: bool) {
        let smime = kind.ends_with("pkcs7-mime")
            && !part.attachment_name().is_some_and(|name| name.ends_with(".p7s"));
        let name = part.attachment_name();
        if smime
            || kind == "application/ms-tnef"
            || kind == "application/pgp-encrypted"
            || name.is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"))
        {
            self.note(Damage::Encrypted);
        }
        let disposed_inline = part
            .content_disposition()
            .is_some_and(|disposition| disposition.is_inline());
        let attached = part
            .content_disposition()
            .is_some_and(|disposition| disposition.is_attachment());
        let picture = kind.starts_with("image/")
            && (related && !attached || disposed_inline || part.content_id().is_some() && !attached);
        let signature = kind.ends_with("pkcs7-signature") || kind == "application/pgp-signature";
        self.attachments.push(Attachment {
            index: self.attachments.len(),
            name: name.and_then(attachment::safe_name),
            media_type: kind.to_owned(),
            size: part.len(),
            inline: picture || signature,
        });
        self.open_list(message, part, kind);
    }

    /// Reads the file that was attached last, if it is of a kind that persons are listed in.
    fn open_list(&mut self, message: &Mime<'_>, part: &MessagePart<'_>, kind: &str) {
        let Some(file) = self.attachments.last().filter(|file| !file.inline) else {
            return;
        };
        if !files::may_list_persons(file.name.as_deref(), kind) {
            return;
        }
        let raw = raw_of(message, part);
        let content = if self.lists.len() >= LISTS_MAX || raw.len() > files::BYTES_MAX * 3 {
            Err(files::Unreadable::TooLarge)
        } else {
            let bytes = transferred(part, raw);
            let opened = files::read(&File {
                name: file.name.as_deref(),
                media_type: kind,
                charset: part.content_type().and_then(|kind| kind.attribute("charset")),
                bytes: &bytes,
            });
            opened.unwrap_or(Err(files::Unreadable::Damaged))
        };
        self.lists.push(AttachedList {
            index: file.index,
            content,
        });
    }

    pub(crate) fn note(&mut self, damage: Damage) {
        if !self.damage.contains(&damage) {
            self.damage.push(damage);
        }
    }
}

/// One kind of line end.
fn unix_text(mut text: String) -> String {
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let ends = ['\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'];
    if text.contains(ends) {
        text = text.replace(ends, "\n");
    }
    text
}

/// At most so many bytes, to the end of a line if there is one, and else of a letter.
fn beginning(raw: &[u8], most: usize) -> &[u8] {
    let Some(start) = raw.get(..most).filter(|start| start.len() < raw.len()) else {
        return raw;
    };
    let line = start.iter().rposition(|byte| *byte == b'\n');
    let letter = || start.iter().rposition(u8::is_ascii).unwrap_or(most);
    start.get(..line.unwrap_or_else(letter)).unwrap_or(start)
}

/// The bytes of a part as they stand in the message.
fn raw_of<'m>(message: &'m Mime<'_>, part: &MessagePart<'_>) -> &'m [u8] {
    let (start, end) = (part.raw_body_offset() as usize, part.raw_end_offset() as usize);
    message
        .raw_message
        .get(start..end.min(message.raw_message.len()))
        .unwrap_or_default()
}

/// The bytes of a part with its transfer encoding undone (RFC 2045 6), as far as it goes.
fn transferred<'r>(part: &MessagePart<'_>, raw: &'r [u8]) -> Cow<'r, [u8]> {
    match part.encoding {
        Encoding::None => undeclared(part, raw),
        Encoding::QuotedPrintable => {
            Cow::Owned(quoted_printable_decode(raw).unwrap_or_else(|| transfer::quoted_printable(raw)))
        }
        Encoding::Base64 => Cow::Owned(base64_decode(raw).unwrap_or_else(|| transfer::base64(raw))),
    }
}

/// Broken encodings that the parser gave up, and quoted-printable that nobody declared.
fn undeclared<'r>(part: &MessagePart<'_>, raw: &'r [u8]) -> Cow<'r, [u8]> {
    let declared = part
        .content_transfer_encoding()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match declared.trim() {
        "base64" => Cow::Owned(transfer::base64(raw)),
        "quoted-printable" => Cow::Owned(transfer::quoted_printable(raw)),
        _ if transfer::is_forgotten_quoted_printable(raw) => Cow::Owned(transfer::quoted_printable(raw)),
        _ => Cow::Borrowed(raw),
    }
}

/// `type/subtype` in lower case; text/plain where none is given (RFC 2045 5.2).
pub(crate) fn media_type(part: &MessagePart<'_>) -> String {
    match part.content_type() {
        Some(kind) => format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("plain")).to_ascii_lowercase(),
        None => match part.body {
            PartType::Message(_) => "message/rfc822".into(),
            PartType::Multipart(_) => "multipart/mixed".into(),
            _ => "text/plain".into(),
        },
    }
}

/// The alternative that holds the writer's text (mail-rules 49): the plain one, unless it is empty, a stub, damaged, or lost the rows of a table.
fn choose(renderings: Vec<Rendering>) -> Option<Rendering> {
    let (html, plain): (Vec<_>, Vec<_>) = renderings.into_iter().partition(|rendering| rendering.html);
    let html = html.into_iter().max_by_key(|rendering| letters(&rendering.flat));
    let plain = plain.into_iter().max_by_key(|rendering| letters(&rendering.flat));
    match (plain, html) {
        (Some(plain), Some(html)) => Some(if prefers_html(&plain.flat, &html.flat) {
            html
        } else {
            plain
        }),
        (plain, html) => plain.or(html),
    }
}

fn prefers_html(plain: &Flat, html: &Flat) -> bool {
    let (plain_letters, html_letters) = (letters(plain), letters(html));
    if html_letters == 0 {
        return false;
    }
    let stub =
        plain_letters < 400 && html_letters > plain_letters && CLIENTS.see_html.is_in(&fold(&plain.text));
    let cut = html_letters > 200 && plain_letters * 5 < html_letters;
    let marks = plain.text.matches('?').count();
    let replaced = plain.text.matches('\u{FFFD}').count();
    let html_marks = html.text.matches(['?', '\u{FFFD}']).count();
    let damaged = replaced > html_marks || marks > 20 && marks * 4 > plain_letters && html_marks * 4 < marks;
    let table = html.tables >= 3 && html_letters * 2 > plain_letters;
    plain_letters == 0 || stub || cut || damaged || table
}

fn letters(flat: &Flat) -> usize {
    flat.text.chars().filter(|c| c.is_alphabetic()).count()
}

/// HTML sent as text/plain, by its first bytes.
fn looks_like_html(text: &str) -> bool {
    let start: String = text
        .trim_start()
        .chars()
        .take(15)
        .collect::<String>()
        .to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}
