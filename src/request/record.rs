//! Forms and tables: labelled values that belong to one person.

use super::layout::{Layout, Segment, Zone};
use crate::lexicon::Concept;
use crate::message::Line;
use std::ops::Range;

/// A labelled value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// A `label.*` concept, or a `session.*` one as the heading of a column.
    pub label: Concept,
    /// Its tokens in the body; may be empty.
    pub value: Range<usize>,
    /// Its bytes in the body, trimmed.
    pub bytes: Range<usize>,
}

/// What a form or one row of a table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    pub entries: Vec<Entry>,
    /// All tokens of the record.
    pub tokens: Range<usize>,
    /// Index in the cast of the person it is about.
    pub person: Option<usize>,
    pub is_row: bool,
}

impl Record {
    /// The first value under this label.
    #[must_use]
    pub fn get(&self, label: Concept) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.label == label && !entry.bytes.is_empty())
    }

    /// Whether it names a person.
    #[must_use]
    pub fn names_person(&self) -> bool {
        [Concept::LabelName, Concept::LabelGiven, Concept::LabelSurname]
            .iter()
            .any(|label| self.get(*label).is_some())
    }
}

/// All records of the writer's own text, in order.
#[must_use]
pub fn find(layout: &Layout<'_>, lines: &[Line]) -> Vec<Record> {
    let mut records = Vec::new();
    let mut columns: Vec<Option<Concept>> = Vec::new();
    let mut form = Record::default();
    let mut last_line = 0;
    for (index, segment) in layout.segments.iter().enumerate() {
        let Some(first) = layout.tokens.get(segment.tokens.start) else {
            continue;
        };
        let line = first.line;
        let cells = match segment.zone {
            Zone::Row => cells(layout, lines, line),
            _ => Vec::new(),
        };
        let field = entry_of_field(layout, index, segment, &cells)
            .filter(|_| !heads_two_columns(layout, lines, line, &cells));
        if segment.zone == Zone::Row && field.is_none() {
            finish(&mut form, &mut records);
            if line == last_line && !records.is_empty() {
                continue;
            }
            last_line = line;
            let heading = columns_of(layout, &cells);
            if heading.iter().flatten().count() >= 2 && !names_somebody(&columns, &heading, &cells) {
                columns = heading;
            } else if !columns.is_empty() {
                records.push(row(layout, &columns, &cells, segment));
            }
            continue;
        }
        last_line = line;
        match field {
            Some(entry) => {
                let repeated = entry.label != Concept::LabelRemarks && form.get(entry.label).is_some();
                let begins = matches!(
                    entry.label,
                    Concept::LabelName
                        | Concept::LabelSurname
                        | Concept::LabelGiven
                        | Concept::LabelLineNumber
                        | Concept::LabelHonorific
                );
                // A list of forms may open each with its organisation or its town rather than with a name.
                let opens_next = form.names_person()
                    && form
                        .entries
                        .first()
                        .is_some_and(|first| first.label == entry.label);
                if repeated && (begins || opens_next) {
                    finish(&mut form, &mut records);
                }
                if form.entries.is_empty() {
                    form.tokens = segment.tokens.clone();
                }
                form.tokens.end = segment.tokens.end;
                form.entries.push(entry);
            }
            None if segment.zone == Zone::Foreign || segment.zone == Zone::Greeting => {}
            None => {
                columns.clear();
                if segment.tokens.len() > 6 {
                    finish(&mut form, &mut records);
                }
            }
        }
    }
    finish(&mut form, &mut records);
    records
}

fn finish(form: &mut Record, records: &mut Vec<Record>) {
    if !form.entries.is_empty() {
        records.push(std::mem::take(form));
    }
}

/// The cells of a line: bytes, trimmed; empty cells keep their place.
fn cells(layout: &Layout<'_>, lines: &[Line], line: usize) -> Vec<Range<usize>> {
    let Some(line) = lines.get(line) else {
        return Vec::new();
    };
    let shown = layout.text.get(line.range.clone()).unwrap_or_default();
    let wide = !shown.trim().contains('\t');
    let mut cells = Vec::new();
    let mut at = line.range.start;
    let separator = if wide { "   " } else { "\t" };
    for part in shown.split(separator) {
        let lead = part.len() - part.trim_start().len();
        let range = at + lead..at + lead + part.trim().len();
        if !(wide && range.is_empty()) {
            cells.push(range);
        }
        at += part.len() + separator.len();
    }
    cells
}

/// The tokens whose bytes lie within.
fn tokens_within(layout: &Layout<'_>, bytes: &Range<usize>) -> Range<usize> {
    let start = layout.tokens.partition_point(|token| token.start < bytes.start);
    let end = layout.tokens.partition_point(|token| token.end <= bytes.end);
    start..end.max(start)
}

fn columns_of(layout: &Layout<'_>, cells: &[Range<usize>]) -> Vec<Option<Concept>> {
    cells
        .iter()
        .map(|cell| {
            let tokens = tokens_within(layout, cell);
            let label = layout
                .marks_in(tokens.clone())
                .filter(|mark| mark.concept.family() == "label")
                .max_by_key(|mark| mark.tokens.len());
            let session = || {
                layout.marks_in(tokens.clone()).find(|mark| {
                    matches!(
                        mark.concept,
                        Concept::SessionMorning | Concept::SessionStudyVisit | Concept::SessionAfternoon
                    )
                })
            };
            let short = tokens.len() <= 8;
            label
                .filter(|_| short)
                .or_else(|| session().filter(|_| short))
                .map(|mark| mark.concept)
        })
        .collect()
}

/// "Suljić | Amina | Verein Omega | Nachmittag": a row with words of labels in it is no second heading, where its first one
/// tells that names stand here.
fn names_somebody(columns: &[Option<Concept>], heading: &[Option<Concept>], cells: &[Range<usize>]) -> bool {
    let is_name = |label: &Concept| {
        matches!(
            label,
            Concept::LabelName | Concept::LabelGiven | Concept::LabelSurname
        )
    };
    columns
        .iter()
        .zip(heading)
        .zip(cells)
        .any(|((column, label), cell)| {
            column.as_ref().is_some_and(is_name) && label.is_none() && !cell.is_empty()
        })
}

/// "First name | Surname": two labels side by side with a row below that has none head a table; they are no form.
fn heads_two_columns(layout: &Layout<'_>, lines: &[Line], line: usize, cells: &[Range<usize>]) -> bool {
    let labels = |cells: &[Range<usize>]| columns_of(layout, cells).iter().flatten().count();
    let below = self::cells(layout, lines, line + 1);
    cells.len() == 2 && labels(cells) == 2 && below.len() == 2 && labels(&below) == 0
}

fn row(
    layout: &Layout<'_>,
    columns: &[Option<Concept>],
    cells: &[Range<usize>],
    segment: &Segment,
) -> Record {
    let entries = columns
        .iter()
        .zip(cells)
        .filter_map(|(column, bytes)| {
            Some(Entry {
                label: (*column)?,
                value: tokens_within(layout, bytes),
                bytes: bytes.clone(),
            })
        })
        .collect();
    let start = cells
        .first()
        .map_or(segment.tokens.start, |cell| tokens_within(layout, cell).start);
    let end = cells
        .last()
        .map_or(segment.tokens.end, |cell| tokens_within(layout, cell).end);
    Record {
        entries,
        tokens: start..end,
        person: None,
        is_row: true,
    }
}

fn entry_of_field(
    layout: &Layout<'_>,
    index: usize,
    segment: &Segment,
    cells: &[Range<usize>],
) -> Option<Entry> {
    let (label, start) = segment.label?;
    if segment.zone == Zone::Foreign || cells.len() > 2 {
        return None;
    }
    // A row of two cells was cut in two segments at the tab only if the label filled the first.
    let end = match cells {
        [_, second] => tokens_within(layout, second).end,
        _ => segment.tokens.end,
    };
    let mut value = start..end.max(start);
    let below = layout
        .segments
        .get(index + 1)
        .filter(|below| below.label.is_none() && below.zone != Zone::Foreign);
    if let (true, Some(below)) = (value.is_empty() && segment.zone == Zone::Field, below) {
        // "Name:" in a line of its own, the value in the next.
        value = below.tokens.clone();
    }
    let bytes = layout.bytes(value.clone());
    Some(Entry { label, value, bytes })
}
