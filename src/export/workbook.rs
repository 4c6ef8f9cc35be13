//! A sheet as a workbook that spreadsheets open: text cells only, the headings fixed and filtered.

use super::{ExportError, Sheet};
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};

/// Width beyond which a column does not grow, in pixels.
const COLUMN_MAX: u32 = 320;
/// Characters that a cell of a workbook can hold.
const CELL_MAX: usize = 32_767;

/// The file.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    try_write(sheet).map_err(|cause| ExportError::Write {
        format: "xlsx",
        cause: cause.to_string(),
    })
}

fn try_write(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    fill(
        book.add_worksheet().set_name(name(&sheet.title))?,
        &sheet.columns,
        &sheet.rows,
    )?;
    if let Some(summary) = &sheet.summary {
        fill(book.add_worksheet(), &summary.columns, &summary.rows)?;
    }
    book.save_to_buffer()
}

fn fill(page: &mut Worksheet, columns: &[String], rows: &[Vec<String>]) -> Result<(), XlsxError> {
    let heading = Style::new().set_bold();
    for (column, text) in (0_u16..).zip(columns) {
        page.write_string_with_format(0, column, text, &heading)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(row) {
            // Written as text, a cell is never a formula, whatever it begins with (rule 57).
            let text: String = text.chars().take(CELL_MAX).collect();
            page.write_string(line, column, &text)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    let last_row = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    page.autofilter(0, 0, last_row, last_column)?;
    page.set_autofit_max_width(COLUMN_MAX);
    page.autofit();
    page.set_landscape();
    page.set_repeat_rows(0, 0)?;
    Ok(())
}

/// A name that workbooks take: 31 characters, none of `[]:*?/\`.
fn name(title: &str) -> String {
    let name = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31);
    name.collect()
}
