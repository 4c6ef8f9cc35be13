//! Lists with separators (RFC 4180 and its relatives): charset and separator are guessed from the first lines.

use super::{COLUMNS_MAX, Row, Rows, Unreadable};
use crate::message::charset;
use csv::{Reader, ReaderBuilder, StringRecord};

/// Separators, those of spreadsheet programs first.
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// Lines that the separator is guessed from.
const LINES_GUESSED: usize = 20;
/// Bytes that the separator is guessed from.
const BYTES_GUESSED: usize = 32 << 10;

/// The rows of a list.
pub(super) fn read(bytes: &[u8], declared: Option<&str>) -> Result<Vec<Row>, Unreadable> {
    let wide = wide(bytes);
    if bytes.starts_with(b"PK\x03\x04") || bytes.contains(&0) && wide.is_none() {
        return Err(Unreadable::Damaged);
    }
    let decoded = charset::decode(bytes, wide.or(declared)).text;
    let text = decoded.trim_start_matches('\u{feff}');
    // Excel's own hint: a first line "sep=;".
    let (told, text) = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.starts_with("sep=") => {
            (first.as_bytes().get(4).copied(), rest)
        }
        _ => (None, text),
    };
    let separator = told.unwrap_or_else(|| guess(text));
    let mut rows = Rows::default();
    let mut record = StringRecord::new();
    let mut reader = reader(text, separator);
    let mut number = 0;
    while reader.read_record(&mut record).map_err(|_| Unreadable::Damaged)? {
        number += 1;
        // One cell too many tells as much as a million; empty ones at the end are no cells.
        if record
            .iter()
            .skip(COLUMNS_MAX)
            .any(|cell| !cell.trim().is_empty())
        {
            return Err(Unreadable::TooMuch);
        }
        let cells: Vec<String> = record.iter().take(COLUMNS_MAX).map(str::to_owned).collect();
        rows.push(number, &cells)?;
    }
    rows.finish()
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// UTF-16 by its mark, as Excel's "Unicode text" has it; elsewhere a zero is a sign of no text.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] => Some("utf-16be"),
        _ => None,
    }
}

/// The separator that cuts most lines into the same number of cells, more than one.
fn guess(text: &str) -> u8 {
    let text = text
        .get(..text.floor_char_boundary(BYTES_GUESSED))
        .unwrap_or_default();
    let weight = |separator: u8| {
        let lengths: Vec<usize> = reader(text, separator)
            .into_records()
            .take(LINES_GUESSED)
            .filter_map(Result::ok)
            .map(|record| record.len())
            .collect();
        let same = |length: usize| lengths.iter().filter(|other| **other == length).count();
        lengths
            .iter()
            .filter(|length| **length > 1)
            .map(|length| (same(*length), *length))
            .max()
            .unwrap_or_default()
    };
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(|separator| weight(*separator))
        .unwrap_or(b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        read(bytes, None)
            .unwrap_or_default()
            .into_iter()
            .map(|row| row.cells)
            .collect()
    }

    #[test]
    fn separators_and_charsets_are_guessed() {
        let expected = vec![
            vec!["Name".to_owned(), "Ort".to_owned()],
            vec!["Jörg Maß, Dr.".to_owned(), "Köln".to_owned()],
        ];
        assert_eq!(
            cells("\u{feff}Name;Ort\r\nJörg Maß, Dr.;Köln\r\n".as_bytes()),
            expected
        );
        assert_eq!(cells("Name\tOrt\nJörg Maß, Dr.\tKöln\n".as_bytes()), expected);
        assert_eq!(cells(b"Name,Ort\n\"J\xf6rg Ma\xdf, Dr.\",K\xf6ln\n"), expected);
        assert_eq!(cells("sep=|\nName|Ort\nJörg Maß, Dr.|Köln".as_bytes()), expected);
        let wide: Vec<u8> = std::iter::once(0xfeff)
            .chain("Name;Ort\nJörg Maß, Dr.;Köln".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(cells(&wide), expected);
    }

    #[test]
    fn what_is_no_text_is_damaged() {
        assert_eq!(read(b"PK\x03\x04\x14\0", None), Err(Unreadable::Damaged));
        assert_eq!(read(b"  \n \n", None), Err(Unreadable::NoText));
    }
}
