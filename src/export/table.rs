//! A sheet on paper: headings on each page, rows that are never torn, groups with their number of persons.

use super::fonts::Fonts;
use super::page::{A4, ACCENT, BLACK, GREY, Mark, PALE, Paper};
use super::spool::Rows;
use super::{ExportError, Head, Occasion};
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

/// The file. `written` learns how many rows are drawn.
pub(super) fn write(
    head: &Head,
    rows: &mut Rows,
    occasion: &Occasion<'_>,
    written: &dyn Fn(u64) -> Result<(), ExportError>,
) -> Result<Vec<u8>, ExportError> {
    let fonts = Fonts::load()?;
    let (short, long) = A4;
    let size = if head.columns.len() - head.headings > UPRIGHT_MAX {
        (long, short)
    } else {
        (short, long)
    };
    let columns = head.columns.get(head.headings..).unwrap_or_default();
    // All groups have the same columns, so that the eye finds them again.
    let mut widths = Widths::new(&fonts, columns);
    let mut groups = Groups::default();
    rows.each(|rows| {
        for row in rows {
            widths.fit(cells(row, head.headings));
            groups.count(headings(row, head.headings));
        }
        Ok(())
    })?;
    let sheet = Sheet {
        head,
        widths: widths.wanted,
        groups: groups.sizes,
        occasion,
    };
    // Every page tells how many there are: they are laid out once to be counted.
    let mut counted = Layout::new(&fonts, size, None);
    sheet.lay_out(&mut counted, rows, &|_| written(0))?;
    let paper = Paper::new(&fonts, size, &head.title, occasion.language);
    let mut layout = Layout::new(&fonts, size, Some((paper, counted.number)));
    sheet.lay_out(&mut layout, rows, written)?;
    match layout.paper {
        Some((paper, _)) => paper.finish(),
        None => Ok(Vec::new()),
    }
}

/// What is laid out.
struct Sheet<'a> {
    head: &'a Head,
    /// That the columns want.
    widths: Vec<f32>,
    /// How many rows stand below each heading.
    groups: Vec<usize>,
    occasion: &'a Occasion<'a>,
}

/// Rows of one heading after another.
#[derive(Default)]
struct Groups {
    sizes: Vec<usize>,
    last: Vec<String>,
}

impl Groups {
    fn count(&mut self, heading: &[String]) {
        if self.begins(heading) {
            self.sizes.push(0);
        }
        if let Some(size) = self.sizes.last_mut() {
            *size += 1;
        }
    }

    /// Whether a row begins another group than the one before.
    fn begins(&mut self, heading: &[String]) -> bool {
        let begins = self.sizes.is_empty() || self.last != heading;
        if begins {
            heading.clone_into(&mut self.last);
        }
        begins
    }
}

impl Sheet<'_> {
    fn lay_out(
        &self,
        layout: &mut Layout<'_>,
        rows: &mut Rows,
        written: &dyn Fn(u64) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let (head, occasion) = (self.head, self.occasion);
        layout.text(MARGIN, 16.0, true, BLACK, &head.title);
        layout.y += 16.0;
        let about = format!("{} · {}", occasion.event_name(), occasion.moment(occasion.now));
        layout.text(MARGIN, SIZE, false, GREY, &about);
        layout.y += 20.0;
        if let Some(summary) = &head.summary {
            let mut widths = Widths::new(layout.fonts, &summary.columns);
            summary.rows.iter().for_each(|row| widths.fit(row));
            layout.divide(&summary.columns, &widths.wanted);
            layout.columns_heading()?;
            summary.rows.iter().try_for_each(|row| layout.row(row))?;
            layout.y += 16.0;
        }
        if rows.len() == 0 {
            layout.text(MARGIN, SIZE, false, GREY, &occasion.text("overview.none-yet"));
        }
        let columns = head.columns.get(head.headings..).unwrap_or_default();
        layout.divide(columns, &self.widths);
        let (mut seen, mut done) = (Groups::default(), 0);
        rows.each(|rows| {
            for row in rows {
                let heading = headings(row, head.headings);
                if seen.begins(heading) {
                    if !seen.sizes.is_empty() {
                        layout.y += 14.0;
                    }
                    let size = self.groups.get(seen.sizes.len()).copied().unwrap_or(0);
                    if !heading.is_empty() {
                        let count = i64::try_from(size).unwrap_or(i64::MAX);
                        let count = words::counted(occasion.language, "persons", count);
                        layout.heading(&format!("{} · {count}", heading.join(" · ")))?;
                    }
                    layout.columns_heading()?;
                    seen.sizes.push(size);
                }
                layout.row(cells(row, head.headings))?;
            }
            done += rows.len() as u64;
            written(done)
        })?;
        layout.end_page()
    }
}

/// The cells of a row that are headings.
fn headings(row: &[String], count: usize) -> &[String] {
    row.get(..count).unwrap_or_default()
}

/// The cells of a row that are no headings.
fn cells(row: &[String], skipped: usize) -> &[String] {
    row.get(skipped..).unwrap_or_default()
}

/// What columns want: the widest of their cells.
struct Widths<'a> {
    fonts: &'a Fonts,
    wanted: Vec<f32>,
}

impl<'a> Widths<'a> {
    fn new(fonts: &'a Fonts, columns: &[String]) -> Self {
        let wanted = columns.iter().map(|text| fonts.width(text, SIZE, true) + 2.0);
        Self {
            fonts,
            wanted: wanted.collect(),
        }
    }

    fn fit(&mut self, row: &[String]) {
        for (width, cell) in self.wanted.iter_mut().zip(row) {
            *width = width.max(self.fonts.width(cell, SIZE, false) + 2.0);
        }
    }
}

struct Layout<'a> {
    fonts: &'a Fonts,
    size: (f32, f32),
    /// With the number of all pages; without it they are only counted.
    paper: Option<(Paper<'a>, usize)>,
    /// Of the page that is being laid out.
    marks: Vec<Mark>,
    number: usize,
    /// Of the next base line.
    y: f32,
    /// The headings of the table that is being written: text, left edge and width.
    columns: Vec<(String, f32, f32)>,
}

impl<'a> Layout<'a> {
    fn new(fonts: &'a Fonts, size: (f32, f32), paper: Option<(Paper<'a>, usize)>) -> Self {
        Self {
            fonts,
            size,
            paper,
            marks: Vec::new(),
            number: 1,
            y: MARGIN + 12.0,
            columns: Vec::new(),
        }
    }

    fn put(&mut self, mark: Mark) {
        if self.paper.is_some() {
            self.marks.push(mark);
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

    /// Draws the page, with its number.
    fn end_page(&mut self) -> Result<(), ExportError> {
        let (width, height) = self.size;
        let Some((paper, count)) = &mut self.paper else {
            return Ok(());
        };
        let text = format!("{} / {count}", self.number);
        self.marks.push(Mark::Text {
            x: width - MARGIN - self.fonts.width(&text, SIZE, false),
            y: height - MARGIN + 6.0,
            size: SIZE,
            bold: false,
            ink: GREY,
            text,
        });
        paper.page(&self.marks)?;
        self.marks.clear();
        Ok(())
    }

    fn turn(&mut self) -> Result<(), ExportError> {
        self.end_page()?;
        self.number += 1;
        self.y = MARGIN + 12.0;
        Ok(())
    }

    fn room(&self, height: f32) -> bool {
        self.y + height < self.size.1 - MARGIN - 14.0
    }

    fn heading(&mut self, text: &str) -> Result<(), ExportError> {
        // A heading never stands alone at the foot of a page.
        if !self.room(5.0 * LEADING) {
            self.turn()?;
        }
        self.y += 4.0;
        self.text(MARGIN, 11.0, true, ACCENT, text);
        self.y += 16.0;
        Ok(())
    }

    /// Gives each column what it wants and a share of what is left, or less to wide ones where not all have room.
    fn divide(&mut self, columns: &[String], wanted: &[f32]) {
        let count = f32::from(u16::try_from(columns.len().max(1)).unwrap_or(1));
        let room = self.size.0 - 2.0 * MARGIN - GAP * (count - 1.0);
        let fair = room / count;
        let left = (room - wanted.iter().sum::<f32>()).max(0.0);
        let spare: f32 = wanted.iter().map(|width| (fair - width).max(0.0)).sum();
        let beyond: f32 = wanted.iter().map(|width| (width - fair).max(0.0)).sum();
        let share = if beyond > spare { spare / beyond } else { 1.0 };
        let mut x = MARGIN;
        self.columns.clear();
        for (text, width) in columns.iter().zip(wanted.iter().copied()) {
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

    fn columns_heading(&mut self) -> Result<(), ExportError> {
        if !self.room(3.0 * LEADING) {
            self.turn()?;
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
        Ok(())
    }

    fn row(&mut self, row: &[String]) -> Result<(), ExportError> {
        let cells = self.columns.iter().zip(row).map(|((_, x, width), cell)| {
            let lines = self.fonts.wrap(cell, SIZE, false, *width, LINES_MAX);
            (*x, lines)
        });
        let cells: Vec<(f32, Vec<String>)> = cells.collect();
        let count = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        let height = LEADING * f32::from(u16::try_from(count.max(1)).unwrap_or(1)) + 2.0 * AIR;
        if !self.room(height) {
            self.turn()?;
            self.columns_heading()?;
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
        Ok(())
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
}
