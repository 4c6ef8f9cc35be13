//! A letter as it was written, in blocks of lines with every value marked where it was found; text only, whatever it holds.

use crate::message::{Address, Attachment, LineKind, Message};
use crate::request::json::evidence;
use crate::request::{Doubt, Evidence, Part, Request};
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::Range;

/// A letter for the page.
#[derive(Debug, Serialize)]
pub(super) struct LetterView {
    pub from: Vec<Piece>,
    pub from_address: Vec<Piece>,
    pub to: Vec<String>,
    pub subject: Vec<Piece>,
    pub blocks: Vec<Block>,
    pub attachments: Vec<Attachment>,
    /// Ids of the fields that are marked somewhere.
    pub marked: BTreeSet<String>,
}

/// Lines that belong together.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Block {
    /// `own`, `forwarded`, `quoted`, `signature` or `notice`.
    pub kind: &'static str,
    pub lines: Vec<Vec<Piece>>,
}

/// Text that stands under the same values.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    pub text: String,
    /// The form field whose value stands here, if any.
    pub field: Option<String>,
    /// The id of this place, where it is the field's first.
    pub anchor: Option<String>,
    /// A doubt arose here.
    pub doubt: bool,
}

/// The form field of a path in the reading: `attendees.0.name` → `attendees-0-name`.
pub(super) fn field_of(path: &str) -> String {
    path.replace('.', "-")
}

/// A place in a part of the message.
#[derive(Debug, Clone)]
struct Spot {
    bytes: Range<usize>,
    field: Option<String>,
}

/// Lays a letter out.
pub(super) fn view(message: &Message, request: Option<&Request>, doubts: &[Doubt]) -> LetterView {
    let found = request.map(evidence).unwrap_or_default();
    let mut marker = Marker {
        spots: Vec::new(),
        seen: BTreeSet::new(),
    };
    // What stands in the address is told of the address, all else of the name before it.
    let (of_address, of_name): (Vec<_>, Vec<_>) = found
        .iter()
        .cloned()
        .partition(|(path, _)| path.ends_with(".email"));
    let sender = message.from.clone().unwrap_or_default();
    let name = sender.name.unwrap_or_default();
    marker.spots = spots(&of_name, doubts, &Part::From);
    let from = marker.pieces(&name, 0..name.len());
    marker.spots = spots(&of_address, &[], &Part::From);
    let from_address = marker.pieces(&sender.address, 0..sender.address.len());
    marker.spots = spots(&found, doubts, &Part::Subject);
    let subject = marker.pieces(&message.subject, 0..message.subject.len());
    marker.spots = spots(&found, doubts, &Part::Body);
    let blocks = blocks(message, &mut marker);
    LetterView {
        from,
        from_address,
        to: message.to.iter().chain(&message.cc).map(shown).collect(),
        subject,
        blocks,
        attachments: message.attachments.clone(),
        marked: marker.seen,
    }
}

fn shown(address: &Address) -> String {
    match &address.name {
        Some(name) => format!("{name} <{}>", address.address),
        None => address.address.clone(),
    }
}

fn spots(found: &[(String, Evidence)], doubts: &[Doubt], part: &Part) -> Vec<Spot> {
    let here = |evidence: &Evidence| evidence.part == *part && evidence.start < evidence.end;
    // Of the whole letter's language every line would be marked.
    let values = found
        .iter()
        .filter(|(path, evidence)| path != "language" && here(evidence));
    let values = values.map(|(path, evidence)| Spot {
        bytes: evidence.start..evidence.end,
        field: Some(field_of(path)),
    });
    let doubts = doubts
        .iter()
        .filter_map(|doubt| doubt.evidence.as_ref())
        .filter(|evidence| here(evidence));
    let doubts = doubts.map(|evidence| Spot {
        bytes: evidence.start..evidence.end,
        field: None,
    });
    let mut spots: Vec<Spot> = values.chain(doubts).collect();
    // The narrowest of several tells most exactly.
    spots.sort_by_key(|spot| spot.bytes.len());
    spots
}

fn kind_of(kind: LineKind) -> Option<&'static str> {
    match kind {
        LineKind::Blank => None,
        LineKind::Own => Some("own"),
        LineKind::Forwarded => Some("forwarded"),
        LineKind::Quoted | LineKind::QuoteHeading => Some("quoted"),
        LineKind::Signature => Some("signature"),
        LineKind::Disclaimer => Some("notice"),
    }
}

fn blocks(message: &Message, marker: &mut Marker) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // Blank lines belong to what they stand in.
    let mut blanks = 0;
    for line in &message.lines {
        let Some(kind) = kind_of(line.kind) else {
            blanks += 1;
            continue;
        };
        let pieces = marker.pieces(&message.text, line.range.clone());
        match blocks.last_mut() {
            Some(block) if block.kind == kind => {
                block.lines.extend(std::iter::repeat_n(Vec::new(), blanks.min(2)));
                block.lines.push(pieces);
            }
            _ => blocks.push(Block {
                kind,
                lines: vec![pieces],
            }),
        }
        blanks = 0;
    }
    blocks
}

/// Cuts texts at the borders of the spots in them.
struct Marker {
    spots: Vec<Spot>,
    seen: BTreeSet<String>,
}

impl Marker {
    fn pieces(&mut self, text: &str, range: Range<usize>) -> Vec<Piece> {
        let mut borders: BTreeSet<usize> = [range.start, range.end].into();
        for spot in &self.spots {
            for border in [spot.bytes.start, spot.bytes.end] {
                if range.contains(&border) && text.is_char_boundary(border) {
                    borders.insert(border);
                }
            }
        }
        let borders: Vec<usize> = borders.into_iter().collect();
        let mut pieces = Vec::with_capacity(borders.len());
        for pair in borders.windows(2) {
            let [start, end] = *pair else { continue };
            let Some(slice) = text.get(start..end) else {
                continue;
            };
            let covers = |spot: &&Spot| spot.bytes.start <= start && end <= spot.bytes.end;
            let field = self
                .spots
                .iter()
                .filter(covers)
                .find_map(|spot| spot.field.clone());
            let doubt = self.spots.iter().filter(covers).any(|spot| spot.field.is_none());
            let first = field
                .as_ref()
                .filter(|field| !self.seen.contains(*field))
                .cloned();
            self.seen.extend(first.clone());
            pieces.push(Piece {
                text: visible(slice),
                field,
                anchor: first,
                doubt,
            });
        }
        pieces
    }
}

/// Text without characters that are not seen or turn the direction of others.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' => '\u{fffd}',
            c if c.is_control() && c != '\t' => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(spots: &[(Range<usize>, Option<&str>)]) -> Marker {
        let mut spots: Vec<Spot> = spots
            .iter()
            .map(|(bytes, field)| Spot {
                bytes: bytes.clone(),
                field: field.map(str::to_owned),
            })
            .collect();
        spots.sort_by_key(|spot| spot.bytes.len());
        Marker {
            spots,
            seen: BTreeSet::new(),
        }
    }

    #[test]
    fn a_value_inside_another_is_marked_apart() {
        let mut marker = marker(&[(0..13, Some("name")), (6..13, Some("city")), (14..18, None)]);
        let pieces = marker.pieces("Mayor Ghent if so", 0..17);
        let shown: Vec<_> = pieces
            .iter()
            .map(|piece| (piece.text.as_str(), piece.field.as_deref(), piece.doubt))
            .collect();
        assert_eq!(
            shown,
            [
                ("Mayor ", Some("name"), false),
                ("Ghent i", Some("city"), false),
                ("f", None, false),
                (" so", None, true)
            ]
        );
    }

    #[test]
    fn borders_inside_a_character_are_passed_over() {
        let mut marker = marker(&[(1..3, Some("name"))]);
        let text: String = marker
            .pieces("Éva", 0..4)
            .into_iter()
            .map(|piece| piece.text)
            .collect();
        assert_eq!(text, "Éva");
    }

    #[test]
    fn direction_marks_are_shown_as_what_they_are() {
        assert_eq!(visible("a\u{202e}b"), "a\u{fffd}b");
    }
}
