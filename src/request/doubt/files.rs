//! Attachments that may hold data nobody read; logos, signatures, visiting cards and calendars aside.

use super::Doubts;
use crate::lexicon::Concept;
use crate::request::letter::Letter;
use crate::request::{DoubtKind, Evidence, Part};

/// Endings of files that never hold a list of persons.
const HARMLESS: [&str; 9] = ["vcf", "ics", "p7s", "asc", "png", "gif", "jpg", "jpeg", "svg"];

/// A file that came along, or that the letter points to, is a doubt.
pub(super) fn judge(letter: &Letter<'_>, doubts: &mut Doubts) {
    for file in letter.message.attachments.iter().filter(|file| !file.inline) {
        let name = file.name.as_deref().unwrap_or_default().to_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let harmless = HARMLESS.contains(&ending)
            || matches!(
                file.media_type.as_str(),
                "text/calendar"
                    | "text/vcard"
                    | "text/x-vcard"
                    | "application/pgp-signature"
                    | "application/pkcs7-signature"
            );
        if !harmless {
            let evidence = Evidence {
                part: Part::Attachment(file.index),
                start: 0,
                end: 0,
                rule: "doubt/attachment".to_owned(),
            };
            doubts.add(DoubtKind::Attachment, Some(evidence));
        }
    }
    // "See attached" without a file that could hold anything points to a signature or a logo.
    if letter.says(&[Concept::AttachmentList]) {
        doubts.add(DoubtKind::Attachment, None);
    }
}
