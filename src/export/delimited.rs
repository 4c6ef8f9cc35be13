//! CSV for spreadsheets: UTF-8 with a byte order mark, everything quoted, no cell a formula (rule 57).

/// The mark and the line of headings.
pub(super) fn beginning(columns: &[String]) -> Vec<u8> {
    // Without the mark, spreadsheets take UTF-8 for the country's old charset.
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(lines([columns]));
    bytes
}

/// Lines of cells.
pub(super) fn rows(rows: &[Vec<String>]) -> Vec<u8> {
    lines(rows.iter().map(Vec::as_slice))
}

fn lines<'a>(rows: impl IntoIterator<Item = &'a [String]>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    for row in rows {
        // Memory takes every line, and lines may be of any length in the sheets we write.
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula; what guests write is theirs to choose.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_057_a_formula_in_a_name_stays_text() {
        let cells = ["=HYPERLINK(\"evil\")", "+31 10", "Ана, \"Анна\""].map(str::to_owned);
        let text = String::from_utf8(rows(&[cells.to_vec()])).unwrap();
        assert_eq!(
            text,
            "\"'=HYPERLINK(\"\"evil\"\")\",\"'+31 10\",\"Ана, \"\"Анна\"\"\"\n"
        );
        assert!(beginning(&cells).starts_with("\u{feff}\"'=".as_bytes()));
    }
}
