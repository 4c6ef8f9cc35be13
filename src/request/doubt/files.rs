//! Attachments that may hold data nobody read, or other persons than the letter; logos, signatures, single visiting cards
//! and calendars aside.

use super::Doubts;
use crate::attachment::Unreadable;
use crate::lexicon::Concept;
use crate::message::Attachment;
use crate::request::attached::{Attached, Role};
use crate::request::letter::Letter;
use crate::request::{DoubtKind, Evidence, Part};

/// Endings of files that never hold a list of persons, unless they were found to.
const HARMLESS: [&str; 9] = ["vcf", "ics", "p7s", "asc", "png", "gif", "jpg", "jpeg", "svg"];

/// A file that came along unread, that names others than the letter, or that the letter points to, is a doubt.
pub(super) fn judge(letter: &Letter<'_>, files: &[Attached], doubts: &mut Doubts) {
    let mut settled = false;
    for file in letter.message.attachments.iter().filter(|file| !file.inline) {
        let read = files.iter().find(|read| read.index == file.index);
        let kind = match read.map(|read| (&read.role, read.agrees)) {
            Some((Role::List(_), true)) => {
                settled = true;
                continue;
            }
            Some((Role::List(_), false)) => {
                settled = true;
                DoubtKind::ListDisagrees
            }
            Some((Role::Card(_), _)) => continue,
            _ if is_harmless(file) && !is_overfull(letter, file) => continue,
            _ => DoubtKind::Attachment,
        };
        let evidence = Evidence {
            part: Part::Attachment(file.index),
            start: 0,
            end: 0,
            rule: "doubt/attachment".to_owned(),
        };
        doubts.add(kind, Some(evidence));
    }
    // "See attached" without a list that was read points to a signature or a logo.
    if !settled && letter.says(&[Concept::AttachmentList]) {
        doubts.add(DoubtKind::Attachment, None);
    }
}

/// Whether more stands in a file than was read, as in somebody's address book.
fn is_overfull(letter: &Letter<'_>, file: &Attachment) -> bool {
    letter.message.lists.iter().any(|list| {
        list.index == file.index && !matches!(list.content, Err(Unreadable::Damaged | Unreadable::NoText))
    })
}

fn is_harmless(file: &Attachment) -> bool {
    let name = file.name.as_deref().unwrap_or_default().to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    HARMLESS.contains(&ending)
        || matches!(
            file.media_type.as_str(),
            "text/calendar"
                | "text/vcard"
                | "text/x-vcard"
                | "application/pgp-signature"
                | "application/pkcs7-signature"
        )
}
