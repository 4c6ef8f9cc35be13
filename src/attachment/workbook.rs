//! Excel workbooks (OOXML), cell after cell, so that no sheet is ever laid out as large as it claims to be.

use super::{COLUMNS_MAX, ROWS_MAX, Row, Rows, Unreadable, archive};
use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Sheets that are looked at.
const SHEETS_MAX: usize = 10;
/// Cells that are looked at, empty ones included.
const STEPS_MAX: usize = 60_000;

/// The rows of all visible sheets, one sheet after the other.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    // The library unpacks without limit, so it is given what was unpacked within ours.
    let (archive, files) = archive::unpacked(bytes)?;
    if files
        .iter()
        .any(|(name, content)| name.to_lowercase().ends_with(".xml") && !is_honest(content))
    {
        return Err(Unreadable::TooMuch);
    }
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(archive)).map_err(|error| reason(&error))?;
    let visible: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .take(SHEETS_MAX)
        .collect();
    let mut rows = Rows::default();
    let mut steps = 0;
    for name in visible {
        // Charts are sheets without cells.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else {
            continue;
        };
        let mut sheet: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        while let Some(cell) = cells.next_cell().map_err(|error| reason(&error))? {
            steps += 1;
            if steps > STEPS_MAX {
                return Err(Unreadable::TooMuch);
            }
            let text = text(cell.get_value());
            if text.is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            let row = sheet.entry(row).or_default();
            if column >= COLUMNS_MAX {
                return Err(Unreadable::TooMuch);
            }
            if row.len() <= column {
                row.resize(column + 1, String::new());
            }
            if let Some(place) = row.get_mut(column) {
                *place = text;
            }
            if sheet.len() > ROWS_MAX {
                return Err(Unreadable::TooMuch);
            }
        }
        for (index, cells) in sheet {
            rows.push(usize::try_from(index).unwrap_or(usize::MAX - 1) + 1, &cells)?;
        }
    }
    rows.finish()
}

/// The library makes room for as many texts as the table of texts claims to hold (ECMA-376 18.4.9): a claim that the
/// table's bytes cannot keep would end the process. Nobody writes these tables in UTF-16, where the claim would hide.
fn is_honest(xml: &[u8]) -> bool {
    const CLAIM: &[u8] = b"uniqueCount";
    let claims = xml
        .windows(CLAIM.len())
        .enumerate()
        .filter(|(_, window)| *window == CLAIM)
        .map(|(at, _)| xml.get(at + CLAIM.len()..).unwrap_or_default());
    let kept = |rest: &[u8]| {
        let digits: Vec<u8> = rest
            .iter()
            .skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>')
            .take_while(|byte| byte.is_ascii_digit())
            .copied()
            .collect();
        let claimed: usize = match std::str::from_utf8(&digits) {
            Ok("") => 0,
            Ok(digits) => digits.parse().unwrap_or(usize::MAX),
            Err(_) => usize::MAX,
        };
        claimed <= xml.len()
    };
    !xml.contains(&0) && claims.into_iter().all(kept)
}

fn reason(error: &XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::Protected,
        _ => Unreadable::Damaged,
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Phone numbers that a spreadsheet took for numbers.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "x".to_owned(),
        _ => String::new(),
    }
}
