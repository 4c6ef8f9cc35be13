//! Letters that another letter encloses, as a part of their own or as an attached file, opened to the first writer.

use super::{Body, Place, raw_of, transferred};
use crate::message::text::Flat;
use crate::message::{Address, AttachedList, Attachment, Damage, attachment, door};
use mail_parser::{Message as Mime, MessageParser, MessagePart, MimeHeaders};

/// Letters with words of their own that are opened in each other.
const ENCLOSED_MAX: usize = 4;

/// A message enclosed as a part (message/rfc822), or as a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Enclosed {
    pub from: Option<Address>,
    pub subject: Option<String>,
    pub flat: Flat,
    /// The letter that this one encloses in turn.
    pub deeper: Option<Box<Enclosed>>,
    /// Letters that are enclosed in each other here.
    levels: usize,
}

impl Body {
    /// Opens an enclosed message of so many bytes, which a file of this name may have held.
    pub(super) fn enclosed(&mut self, inner: &Mime<'_>, size: usize, file: Option<&str>, depth: usize) {
        let mut read = Body {
            parts: self.parts,
            ..Body::default()
        };
        let rendering = read.part(inner, 0, depth + 1, Place::Root);
        self.parts = read.parts;
        let first = self.attachments.len() + 1;
        let name = inner.subject().or(file);
        self.attachments.push(Attachment {
            index: self.attachments.len(),
            name: name.and_then(attachment::safe_name),
            media_type: "message/rfc822".into(),
            size,
            inline: false,
        });
        for attachment in read.attachments {
            self.attachments.push(Attachment {
                index: self.attachments.len(),
                ..attachment
            });
        }
        self.lists.extend(read.lists.into_iter().map(|list| AttachedList {
            index: first + list.index,
            ..list
        }));
        for damage in read.damage {
            self.note(damage);
        }
        self.calendar = self.calendar.take().or(read.calendar);
        if self.enclosed.is_none() {
            let from = inner
                .from()
                .and_then(|from| from.first())
                .map(crate::message::fields::address);
            let mut enclosed = Enclosed {
                from,
                subject: inner.subject().map(str::to_owned),
                flat: rendering.map(|rendering| rendering.flat).unwrap_or_default(),
                ..Enclosed::default()
            };
            self.enclosed = Some(match read.enclosed {
                // Whoever only hands a letter on wrote none.
                Some(deeper) if enclosed.flat.text.trim().is_empty() => deeper,
                Some(deeper) if deeper.levels < ENCLOSED_MAX => {
                    enclosed.levels = deeper.levels + 1;
                    enclosed.deeper = Some(Box::new(deeper));
                    enclosed
                }
                Some(_) => {
                    self.note(Damage::TooMuch);
                    enclosed
                }
                None => enclosed,
            });
        }
    }

    /// Opens a file `….eml`, which webmailers attach as application/octet-stream or text; false where it holds no letter.
    pub(super) fn file(&mut self, message: &Mime<'_>, part: &MessagePart<'_>, depth: usize) -> bool {
        let name = part.attachment_name().unwrap_or_default();
        if !name.to_ascii_lowercase().ends_with(".eml") {
            return false;
        }
        let bytes = transferred(part, raw_of(message, part));
        let (mut tidy, start) = door::in_order(&bytes);
        door::close_surplus(&mut tidy, start);
        let Some(inner) = MessageParser::default().parse(&tidy.bytes) else {
            return false;
        };
        if tidy.no_header || inner.from().is_none() {
            return false;
        }
        if tidy.too_much {
            self.note(Damage::TooMuch);
        }
        if tidy.damaged {
            self.note(Damage::Charset);
        }
        self.enclosed(&inner, bytes.len(), Some(name), depth);
        true
    }
}
