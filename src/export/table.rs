//! A sheet on paper: headings on each page, rows that are never torn, groups with their number of persons.

use super::page::{A4, ACCENT, BLACK, Fonts, GREY, Mark, PALE, write as write_pages};
use super::{ExportError, Occasion, Sheet};
use crate::words;

const MARGIN: f32 = 40.0;
const SIZE: f32 = 8.5;
const LEADING: f32 = 11.0;
/// Between two columns.
const GAP: f32 = 8.0;
/// Above and below the lines of a row.
const AIR: f32 = 3.5;
/// Lines of one cell.
const LINES_MAX: usize = 6;
/// More columns than this lie across the paper.
const UPRIGHT_MAX: usize = 5;

/// The file.
pub(super) fn write(sheet: &Sheet, occasion: &Occasion<'_>) -> Result<Vec<u8>, ExportError> {
    let fonts = Fonts::load()?;
    let (short, long) = A4;
    let size = if sheet.columns.len() - sheet.headings > UPRIGHT_MAX {
        (long, short)
    } else {
        (short, long)
    };
    let mut layout = Layout {
        fonts: &fonts,
        size,
        pages: Vec::new(),
        y: 0.0,
        columns: Vec::new(),
    };
    layout.begin_page();
    layout.text(MARGIN, 16.0, true, BLACK, &sheet.title);
    layout.y += 16.0;
    let about = format!("{} · {}", occasion.event_name(), occasion.moment(occasion.now));
    layout.text(MARGIN, SIZE, false, GREY, &about);
    layout.y += 20.0;
    if let Some(summary) = &sheet.summary {
        layout.measure(&summary.columns, summary.rows.iter().map(Vec::as_slice));
        layout.table(summary.rows.iter().map(Vec::as_slice));
        layout.y += 16.0;
    }
    if sheet.rows.is_empty() {
        layout.text(MARGIN, SIZE, false, GREY, &occasion.text("overview.none-yet"));
    }
    let skipped = sheet.headings;
    let columns = sheet.columns.get(sheet.headings..).unwrap_or_default();
    // All groups have the same columns, so that the eye finds them again.
    layout.measure(columns, sheet.rows.iter().map(|row| cells(row, skipped)));
    let groups = sheet
        .rows
        .chunk_by(|a, b| a.get(..sheet.headings) == b.get(..sheet.headings));
    for group in groups {
        let heading = group.first().and_then(|row| row.get(..sheet.headings));
        if let Some(heading) = heading.filter(|heading| !heading.is_empty()) {
            let count = i64::try_from(group.len()).unwrap_or(i64::MAX);
            let count = words::counted(occasion.language, "persons", count);
            layout.heading(&format!("{} · {count}", heading.join(" · ")));
        }
        layout.table(group.iter().map(|row| cells(row, skipped)));
        layout.y += 14.0;
    }
    layout.number_pages();
    write_pages(&fonts, &layout.pages, size, &sheet.title, occasion.language)
}

/// The cells of a row that are no headings.
fn cells(row: &[String], skipped: usize) -> &[String] {
    row.get(skipped..).unwrap_or_default()
}

struct Layout<'a> {
    fonts: &'a Fonts,
    size: (f32, f32),
    pages: Vec<Vec<Mark>>,
    /// Of the next base line.
    y: f32,
    /// The headings of the table that is being written: text, left edge and width.
    columns: Vec<(String, f32, f32)>,
}

impl Layout<'_> {
    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn text(&mut self, x: f32, size: f32, bold: bool, ink: (u8, u8, u8), text: &str) {
        let y = self.y;
        self.put(Mark::Text {
            x,
            y,
            size,
            bold,
            ink,
            text: text.to_owned(),
        });
    }

    fn begin_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN + 12.0;
    }

    fn room(&self, height: f32) -> bool {
        self.y + height < self.size.1 - MARGIN - 14.0
    }

    fn heading(&mut self, text: &str) {
        // A heading never stands alone at the foot of a page.
        if !self.room(5.0 * LEADING) {
            self.begin_page();
        }
        self.y += 4.0;
        self.text(MARGIN, 11.0, true, ACCENT, text);
        self.y += 16.0;
    }

    fn table<'r>(&mut self, rows: impl Iterator<Item = &'r [String]>) {
        self.columns_heading();
        for row in rows {
            self.row(row);
        }
    }

    /// Gives each column what it needs and a share of what is left, or less to wide ones where not all have room.
    fn measure<'r>(&mut self, columns: &[String], rows: impl Iterator<Item = &'r [String]>) {
        let mut wanted: Vec<f32> = columns
            .iter()
            .map(|text| self.fonts.width(text, SIZE, true) + 2.0)
            .collect();
        for row in rows {
            for (width, cell) in wanted.iter_mut().zip(row) {
                *width = width.max(self.fonts.width(cell, SIZE, false) + 2.0);
            }
        }
        let count = f32::from(u16::try_from(columns.len().max(1)).unwrap_or(1));
        let room = self.size.0 - 2.0 * MARGIN - GAP * (count - 1.0);
        let fair = room / count;
        let left = (room - wanted.iter().sum::<f32>()).max(0.0);
        let spare: f32 = wanted.iter().map(|width| (fair - width).max(0.0)).sum();
        let beyond: f32 = wanted.iter().map(|width| (width - fair).max(0.0)).sum();
        let share = if beyond > spare { spare / beyond } else { 1.0 };
        let mut x = MARGIN;
        self.columns.clear();
        for (text, width) in columns.iter().zip(wanted) {
            let width = if width > fair {
                fair + (width - fair) * share
            } else {
                width
            };
            let width = width + left / count;
            self.columns.push((text.clone(), x, width));
            x += width + GAP;
        }
    }

    fn columns_heading(&mut self) {
        if !self.room(3.0 * LEADING) {
            self.begin_page();
        }
        let columns = self.columns.clone();
        let lines = columns.iter().map(|(text, x, width)| {
            let lines = self.fonts.wrap(text, SIZE, true, *width, 2);
            (*x, lines)
        });
        let lines: Vec<_> = lines.collect();
        let height = self.lines(&lines, true, GREY);
        self.y += height;
        let (y, right) = (self.y - LEADING + 4.0, self.size.0 - MARGIN);
        self.put(Mark::Line {
            from: (MARGIN, y),
            to: (right, y),
            width: 0.8,
            ink: GREY,
        });
        self.y += AIR + 2.0;
    }

    fn row(&mut self, row: &[String]) {
        let cells = self.columns.iter().zip(row).map(|((_, x, width), cell)| {
            let lines = self.fonts.wrap(cell, SIZE, false, *width, LINES_MAX);
            (*x, lines)
        });
        let cells: Vec<(f32, Vec<String>)> = cells.collect();
        let count = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        let height = LEADING * f32::from(u16::try_from(count.max(1)).unwrap_or(1)) + 2.0 * AIR;
        if !self.room(height) {
            self.begin_page();
            self.columns_heading();
        }
        self.y += AIR;
        let height = self.lines(&cells, false, BLACK);
        self.y += height + AIR;
        let (y, right) = (self.y - LEADING + 1.5, self.size.0 - MARGIN);
        self.put(Mark::Line {
            from: (MARGIN, y),
            to: (right, y),
            width: 0.4,
            ink: PALE,
        });
    }

    /// Writes cells side by side; gives their height.
    fn lines(&mut self, cells: &[(f32, Vec<String>)], bold: bool, ink: (u8, u8, u8)) -> f32 {
        let top = self.y;
        let mut lowest = top + LEADING;
        for (x, lines) in cells {
            self.y = top;
            for line in lines {
                self.text(*x, SIZE, bold, ink, line);
                self.y += LEADING;
            }
            lowest = lowest.max(self.y);
        }
        self.y = top;
        lowest - top
    }

    fn number_pages(&mut self) {
        let count = self.pages.len();
        let (width, height) = self.size;
        for (index, page) in self.pages.iter_mut().enumerate() {
            let text = format!("{} / {count}", index + 1);
            page.push(Mark::Text {
                x: width - MARGIN - self.fonts.width(&text, SIZE, false),
                y: height - MARGIN + 6.0,
                size: SIZE,
                bold: false,
                ink: GREY,
                text,
            });
        }
    }
}
