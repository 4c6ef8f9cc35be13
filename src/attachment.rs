//! What attached files hold: rows of cells or visiting cards, read within hard limits and never trusted.
//!
//! Every format has a file of its own that turns bytes into [`Rows`] or [`Card`]s. What they mean (who is named, which
//! column is the town) is read by `request::attached`, as all other words are.

use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use thiserror::Error;

mod archive;
mod card;
mod delimited;
pub mod invitation;
mod markup;
mod pdf;
mod workbook;

/// Bytes of one file that are opened; lists of a thousand persons have a tenth of this.
pub const BYTES_MAX: usize = 4 << 20;
/// Bytes that one file may unpack to.
pub const UNPACKED_MAX: usize = 4 << 20;
/// Rows of one file.
pub const ROWS_MAX: usize = 1_000;
/// Cells of one row.
pub const COLUMNS_MAX: usize = 60;
/// Bytes of text of one file.
pub const TEXT_MAX: usize = 256 << 10;
/// Characters of one cell that are kept; nobody's name is longer.
pub const CELL_MAX: usize = 300;

/// One row of a table, or one paragraph of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// From 1, as spreadsheets count; in texts, the number of the paragraph or line.
    pub number: usize,
    /// Trimmed, on one line each; empty cells keep their place.
    pub cells: Vec<String>,
}

/// A visiting card or a participant of a calendar entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub organisation: Option<String>,
    pub role: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Tables (CSV, XLSX, ODS) and texts (DOCX, ODT, PDF).
    Rows(Vec<Row>),
    /// vCard (RFC 6350) and iCalendar (RFC 5545).
    Cards(Vec<Card>),
}

impl Content {
    /// The whole as text, one line a row or card and a tab between cells: what evidence counts bytes in.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<String> = match self {
            Self::Rows(rows) => rows.iter().map(|row| row.cells.join("\t")).collect(),
            Self::Cards(cards) => cards.iter().map(|card| card.fields().join("\t")).collect(),
        };
        lines.join("\n")
    }

    /// The number of the row, or of the card, that a byte of [`Content::text`] belongs to, from 1.
    #[must_use]
    pub fn row_at(&self, byte: usize) -> Option<usize> {
        let text = self.text();
        let line = text.get(..byte)?.matches('\n').count();
        match self {
            Self::Rows(rows) => rows.get(line).map(|row| row.number),
            Self::Cards(cards) => cards.get(line).map(|_| line + 1),
        }
    }
}

impl Card {
    /// The fields in order, empty where the card has none: name, e-mail, phone, organisation, role, city, country.
    #[must_use]
    pub fn fields(&self) -> [&str; 7] {
        fn shown(field: &Option<String>) -> &str {
            field.as_deref().unwrap_or_default()
        }
        [
            shown(&self.name),
            shown(&self.email),
            shown(&self.phone),
            shown(&self.organisation),
            shown(&self.role),
            shown(&self.city),
            shown(&self.country),
        ]
    }
}

/// Why a file gives nothing; the text is for organisers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Error)]
#[serde(rename_all = "kebab-case")]
pub enum Unreadable {
    #[error("larger than the desk opens: look at it yourself, or ask for the list alone")]
    TooLarge,
    #[error("unpacks to more than the desk reads, as no list of persons does: open it with care")]
    TooMuch,
    #[error("damaged, or not what its name says")]
    Damaged,
    #[error("protected by a password: ask for it without")]
    Protected,
    #[error("holds no text, as a scanned page does: look at it yourself")]
    NoText,
}

/// The kinds of files that persons are listed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delimited,
    Workbook,
    OpenSheet,
    Word,
    OpenText,
    Card,
    Calendar,
    Pdf,
}

/// A file as it came.
#[derive(Debug, Clone, Copy, Default)]
pub struct File<'a> {
    pub name: Option<&'a str>,
    /// `type/subtype`, lower case.
    pub media_type: &'a str,
    /// As declared for the part; doubted like all that is declared.
    pub charset: Option<&'a str>,
    pub bytes: &'a [u8],
}

/// Whether a file is of a kind that [`read`] opens, by its name, else by its media type.
#[must_use]
pub fn may_list_persons(name: Option<&str>, media_type: &str) -> bool {
    Kind::of(name, media_type).is_some()
}

/// Reads a file; `None` if it is of no kind that persons are listed in.
///
/// Bounded in bytes, rows and steps; a library that panics on what it meets counts as damage of the file.
///
/// # Errors
/// Why nothing can be taken from it. A list that is cut is no list: limits give no part of it.
#[must_use]
pub fn read(file: &File<'_>) -> Option<Result<Content, Unreadable>> {
    let kind = Kind::of(file.name, file.media_type)?;
    let bytes = file.bytes;
    if bytes.len() > BYTES_MAX {
        return Some(Err(Unreadable::TooLarge));
    }
    let guarded = AssertUnwindSafe(|| match kind {
        Kind::Delimited => delimited::read(bytes, file.charset).map(Content::Rows),
        Kind::Workbook => workbook::read(bytes).map(Content::Rows),
        Kind::OpenSheet | Kind::OpenText => markup::open_document(bytes).map(Content::Rows),
        Kind::Word => markup::word(bytes).map(Content::Rows),
        Kind::Card => card::cards(bytes, file.charset).map(Content::Cards),
        Kind::Calendar => card::participants(bytes, file.charset).map(Content::Cards),
        Kind::Pdf => pdf::read(bytes).map(Content::Rows),
    });
    Some(catch_unwind(guarded).unwrap_or(Err(Unreadable::Damaged)))
}

impl Kind {
    fn of(name: Option<&str>, media_type: &str) -> Option<Self> {
        let ending = name
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, ending)| ending.to_lowercase())
            .unwrap_or_default();
        Some(match ending.as_str() {
            "csv" | "tsv" | "tab" => Self::Delimited,
            "xlsx" | "xlsm" => Self::Workbook,
            "ods" => Self::OpenSheet,
            "docx" => Self::Word,
            "odt" => Self::OpenText,
            "vcf" => Self::Card,
            "ics" => Self::Calendar,
            "pdf" => Self::Pdf,
            _ => match media_type {
                "text/csv" | "text/tab-separated-values" | "application/csv" => Self::Delimited,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Self::Workbook,
                "application/vnd.oasis.opendocument.spreadsheet" => Self::OpenSheet,
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Self::Word,
                "application/vnd.oasis.opendocument.text" => Self::OpenText,
                "text/vcard" | "text/x-vcard" => Self::Card,
                "application/pdf" => Self::Pdf,
                _ => return None,
            },
        })
    }
}

/// Rows as they gather, within the limits.
#[derive(Debug, Default)]
struct Rows {
    rows: Vec<Row>,
    text: usize,
}

impl Rows {
    /// Adds a row; rows without a word are left out.
    fn push(&mut self, number: usize, cells: &[String]) -> Result<(), Unreadable> {
        let mut cells: Vec<String> = cells.iter().map(|cell| tidy(cell)).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        self.text += cells.iter().map(String::len).sum::<usize>();
        if cells.len() > COLUMNS_MAX || self.rows.len() >= ROWS_MAX || self.text > TEXT_MAX {
            return Err(Unreadable::TooMuch);
        }
        self.rows.push(Row { number, cells });
        Ok(())
    }

    fn finish(self) -> Result<Vec<Row>, Unreadable> {
        if self.rows.is_empty() {
            return Err(Unreadable::NoText);
        }
        Ok(self.rows)
    }
}

/// A cell on one line, without characters that cannot be seen, and cut where no name goes on.
fn tidy(cell: &str) -> String {
    let mut tidy = String::with_capacity(cell.len().min(CELL_MAX));
    let mut length = 0;
    for word in cell.split(|c: char| c.is_whitespace() || c.is_control()) {
        let seen = word.chars().filter(|c| !is_hidden(*c));
        let mut begun = false;
        for c in seen {
            if length >= CELL_MAX {
                return tidy;
            }
            if !begun && !tidy.is_empty() {
                tidy.push(' ');
            }
            begun = true;
            tidy.push(c);
            length += 1;
        }
    }
    tidy
}

/// Zero-width characters and marks of direction.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide_before_media_types() {
        assert!(may_list_persons(Some("Liste.XLSX"), "application/octet-stream"));
        assert!(may_list_persons(None, "text/csv"));
        assert!(!may_list_persons(Some("logo.png"), "image/png"));
        assert!(!may_list_persons(Some("notes.txt"), "text/plain"));
    }

    #[test]
    fn cells_lose_what_cannot_be_seen() {
        assert_eq!(tidy("  Anna\u{200b}\n Berg\u{202e} "), "Anna Berg");
        assert_eq!(tidy(&"x".repeat(1_000)).len(), CELL_MAX);
    }

    #[test]
    fn a_file_beyond_a_limit_gives_no_part_of_itself() {
        let rows = "Anna;Berg\n".repeat(ROWS_MAX + 1);
        let outcome = |bytes: &[u8]| {
            read(&File {
                name: Some("a.csv"),
                bytes,
                ..File::default()
            })
        };
        assert_eq!(outcome(rows.as_bytes()), Some(Err(Unreadable::TooMuch)));
        assert_eq!(
            outcome(&vec![b'x'; BYTES_MAX + 1]),
            Some(Err(Unreadable::TooLarge))
        );
    }
}
