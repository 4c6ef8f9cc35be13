//! A workbook that spreadsheets open: text cells only, the headings fixed and filtered, its rows written as they come.

use super::{ExportError, Head};
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};
use std::fs::File;

/// Characters beyond which a column does not grow.
const COLUMN_MAX: usize = 45;
/// Characters that the sign of a filter takes beside a heading.
const SIGN: usize = 3;
/// Characters that a cell of a workbook can hold.
const CELL_MAX: usize = 32_767;

/// Where the rows stand; the library keeps what was written in a file of the machine.
const ROWS: usize = 0;

/// A workbook in the making.
pub(super) struct Book {
    book: Workbook,
    columns: Vec<String>,
    /// Of the next row; none is written yet at 0.
    line: u32,
}

impl Book {
    pub fn new(head: &Head) -> Result<Self, ExportError> {
        Self::begin(head).map_err(fault)
    }

    fn begin(head: &Head) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        book.add_worksheet_with_constant_memory()?
            .set_name(name(&head.title))?;
        Ok(Self {
            book,
            columns: head.columns.clone(),
            line: 0,
        })
    }

    /// The next rows. Columns are as wide as the first of them want.
    pub fn write(&mut self, rows: &[Vec<String>]) -> Result<(), ExportError> {
        self.try_write(rows).map_err(fault)
    }

    fn try_write(&mut self, rows: &[Vec<String>]) -> Result<(), XlsxError> {
        let page = self.book.worksheet_from_index(ROWS)?;
        if self.line == 0 {
            headings(page, &self.columns, rows)?;
            self.line = 1;
        }
        for row in rows {
            line(page, self.line, row)?;
            self.line += 1;
        }
        Ok(())
    }

    /// Writes the file.
    pub fn finish(mut self: Box<Self>, head: &Head, file: &mut File) -> Result<(), ExportError> {
        // Without a row its headings are still missing.
        self.write(&[])?;
        self.try_finish(head, file).map_err(fault)
    }

    fn try_finish(&mut self, head: &Head, file: &mut File) -> Result<(), XlsxError> {
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let page = self.book.worksheet_from_index(ROWS)?;
        page.autofilter(0, 0, self.line.saturating_sub(1), last_column)?;
        if let Some(summary) = &head.summary {
            let page = self.book.add_worksheet();
            headings(page, &summary.columns, &summary.rows)?;
            for (number, row) in (1_u32..).zip(&summary.rows) {
                line(page, number, row)?;
            }
        }
        self.book.save_to_writer(file)
    }
}

/// The line of headings, over columns as wide as these rows want.
fn headings(page: &mut Worksheet, columns: &[String], rows: &[Vec<String>]) -> Result<(), XlsxError> {
    let heading = Style::new().set_bold();
    page.set_landscape();
    page.set_repeat_rows(0, 0)?;
    page.set_freeze_panes(1, 0)?;
    for (column, text) in (0_u16..).zip(columns) {
        let cells = rows.iter().filter_map(|row| row.get(usize::from(column)));
        let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
        let wide = widest.max(text.chars().count() + SIGN).min(COLUMN_MAX);
        page.set_column_width(column, f64::from(u32::try_from(wide).unwrap_or(0)) + 1.0)?;
        page.write_string_with_format(0, column, text, &heading)?;
    }
    Ok(())
}

fn line(page: &mut Worksheet, number: u32, row: &[String]) -> Result<(), XlsxError> {
    for (column, text) in (0_u16..).zip(row) {
        // Written as text, a cell is never a formula, whatever it begins with (rule 57).
        let text: String = text.chars().take(CELL_MAX).collect();
        page.write_string(number, column, &text)?;
    }
    Ok(())
}

/// A name that workbooks take: 31 characters, none of `[]:*?/\`.
fn name(title: &str) -> String {
    let name = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31);
    name.collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it ends here")]
fn fault(cause: XlsxError) -> ExportError {
    ExportError::Write {
        format: "xlsx",
        cause: cause.to_string(),
    }
}
