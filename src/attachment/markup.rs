//! Word and OpenDocument files: tables as rows, paragraphs as rows of one cell, in the order of the document.

use super::{COLUMNS_MAX, Row, Rows, Unreadable, archive};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Levels of elements inside each other.
const DEPTH_MAX: usize = 200;

/// The paragraphs and tables of a Word document (ECMA-376 17).
pub(super) fn word(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    walk(&unpacked(bytes, "word/document.xml")?, &WORD)
}

/// The paragraphs and tables of an OpenDocument text or spreadsheet (ODF 1.3 part 3).
pub(super) fn open_document(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    walk(&unpacked(bytes, "content.xml")?, &OPEN)
}

/// What the elements are called, by their local names.
struct Names {
    row: &'static str,
    cell: &'static [&'static str],
    paragraph: &'static [&'static str],
    /// Only text inside such an element counts; `None` takes all text of a paragraph.
    text: Option<&'static str>,
    space: &'static [&'static str],
    /// Elements whose text is none of the document's.
    skipped: &'static [&'static str],
}

const WORD: Names = Names {
    row: "tr",
    cell: &["tc"],
    paragraph: &["p"],
    text: Some("t"),
    space: &["tab", "br", "cr"],
    skipped: &["del", "instrText", "Fallback"],
};
const OPEN: Names = Names {
    row: "table-row",
    cell: &["table-cell", "covered-table-cell"],
    paragraph: &["p", "h"],
    text: None,
    space: &["tab", "line-break", "s"],
    skipped: &["tracked-changes", "annotation", "office-settings"],
};

fn unpacked(bytes: &[u8], wanted: &str) -> Result<String, Unreadable> {
    let files = archive::unpack(bytes, |name| name == wanted || name == "META-INF/manifest.xml")?;
    let encrypted = files.iter().any(|(name, content)| {
        name.ends_with("manifest.xml") && String::from_utf8_lossy(content).contains("encryption-data")
    });
    if encrypted {
        return Err(Unreadable::Protected);
    }
    let (_, content) = files
        .into_iter()
        .find(|(name, _)| name == wanted)
        .ok_or(Unreadable::Damaged)?;
    String::from_utf8(content).map_err(|_| Unreadable::Damaged)
}

/// What is open while walking through the elements.
#[derive(Default)]
struct Walk {
    rows: Rows,
    number: usize,
    /// Rows inside cells are tables inside tables: their text belongs to the outer cell.
    row_depth: usize,
    cells: Vec<String>,
    /// How often the cell counts (ODF 19.675); empty cells at the end may claim thousands.
    repeated: usize,
    text: String,
    paragraphs: usize,
    texts: usize,
    skipped: usize,
    depth: usize,
}

fn walk(xml: &str, names: &Names) -> Result<Vec<Row>, Unreadable> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut walk = Walk::default();
    loop {
        match reader.read_event().map_err(|_| Unreadable::Damaged)? {
            Event::Start(element) => walk.open(&element, names)?,
            Event::Empty(element) => {
                walk.open(&element, names)?;
                walk.close(element.local_name().as_ref(), names)?;
            }
            Event::End(element) => walk.close(element.local_name().as_ref(), names)?,
            Event::Text(text) => walk.say(&text, names),
            Event::CData(text) => walk.say(&text, names),
            Event::GeneralRef(entity) => walk.say(&named(&entity), names),
            // Entities of the file's own making are never expanded, so they cannot multiply.
            Event::Eof => break,
            _ => {}
        }
    }
    walk.rows.finish()
}

/// The five names of XML and numbers; others are nothing.
fn named(entity: &str) -> String {
    match entity {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => other
            .strip_prefix('#')
            .and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            })
            .and_then(char::from_u32)
            .map(String::from)
            .unwrap_or_default(),
    }
}

impl Walk {
    fn open(&mut self, element: &BytesStart<'_>, names: &Names) -> Result<(), Unreadable> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Unreadable::TooMuch);
        }
        let name = element.local_name();
        let name = name.as_ref();
        if names.skipped.contains(&name) {
            self.skipped += 1;
        } else if name == names.row {
            self.row_depth += 1;
            if self.row_depth == 1 {
                self.cells.clear();
                self.text.clear();
            }
        } else if names.cell.contains(&name) && self.row_depth == 1 {
            self.text.clear();
            self.repeated = repeated(element);
        } else if names.paragraph.contains(&name) {
            self.paragraphs += 1;
            if self.row_depth > 0 && !self.text.is_empty() {
                self.text.push(' ');
            }
        } else if names.space.contains(&name) {
            // Outside a table, a tab stands between what belongs into columns.
            self.text.push(if self.row_depth == 0 && name == "tab" {
                '\t'
            } else {
                ' '
            });
        } else if names.text == Some(name) {
            self.texts += 1;
        }
        Ok(())
    }

    fn close(&mut self, name: &str, names: &Names) -> Result<(), Unreadable> {
        self.depth = self.depth.saturating_sub(1);
        if names.skipped.contains(&name) {
            self.skipped = self.skipped.saturating_sub(1);
        } else if name == names.row {
            self.row_depth = self.row_depth.saturating_sub(1);
            if self.row_depth == 0 {
                self.number += 1;
                let cells = std::mem::take(&mut self.cells);
                self.rows.push(self.number, &cells)?;
            }
        } else if names.cell.contains(&name) && self.row_depth == 1 {
            let text = std::mem::take(&mut self.text);
            let times = if text.trim().is_empty() { self.repeated } else { 1 };
            for _ in 0..times.min(COLUMNS_MAX - self.cells.len().min(COLUMNS_MAX)) {
                self.cells.push(text.clone());
            }
        } else if names.paragraph.contains(&name) {
            self.paragraphs = self.paragraphs.saturating_sub(1);
            if self.row_depth == 0 && self.paragraphs == 0 {
                self.number += 1;
                let text = std::mem::take(&mut self.text);
                self.rows.push(
                    self.number,
                    &text.split('\t').map(str::to_owned).collect::<Vec<_>>(),
                )?;
            }
        } else if names.text == Some(name) {
            self.texts = self.texts.saturating_sub(1);
        }
        Ok(())
    }

    fn say(&mut self, text: &str, names: &Names) {
        let inside = match names.text {
            Some(_) => self.texts > 0,
            None => self.paragraphs > 0,
        };
        if inside && self.skipped == 0 {
            self.text.push_str(text);
        }
    }
}

fn repeated(element: &BytesStart<'_>) -> usize {
    element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == "number-columns-repeated")
        .and_then(|attribute| attribute.value.parse().ok())
        .unwrap_or(1)
}
