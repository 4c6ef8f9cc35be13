//! Badges: four of A6 on a sheet of A4, to be cut along the thin lines; the name as large as it fits.

use super::fonts::Fonts;
use super::page::{A4, ACCENT, BLACK, GREY, Mark, PALE, Paper};
use super::spool::Rows;
use super::{ExportError, Occasion};

const WIDTH: f32 = A4.0 / 2.0;
const HEIGHT: f32 = A4.1 / 2.0;
/// Between the edge of a badge and its text.
const MARGIN: f32 = 22.0;
/// Sizes that a name is tried in, the largest first.
const NAME_SIZES: [f32; 6] = [34.0, 30.0, 26.0, 23.0, 20.0, 17.0];
const NAME_LINES: usize = 3;

/// The file; without anybody it is one empty sheet. `written` learns how many badges are drawn.
pub(super) fn write(
    rows: &mut Rows,
    occasion: &Occasion<'_>,
    written: &dyn Fn(u64) -> Result<(), ExportError>,
) -> Result<Vec<u8>, ExportError> {
    let fonts = Fonts::load()?;
    let title = occasion.text("export.badges");
    let event = occasion.event_name();
    let mut paper = Paper::new(&fonts, A4, &title, occasion.language);
    if rows.len() == 0 {
        paper.page(&[])?;
    }
    let (mut sheet, mut done) = (cuts(), 0);
    let last = rows.len() as u64;
    rows.each(|rows| {
        for row in rows {
            let column = if done % 2 == 0 { 0.0 } else { WIDTH };
            let line = if done % 4 < 2 { 0.0 } else { HEIGHT };
            Badge {
                fonts: &fonts,
                corner: (column, line),
                marks: &mut sheet,
            }
            .draw(row, &event);
            done += 1;
            if done % 4 == 0 || done == last {
                paper.page(&sheet)?;
                sheet = cuts();
            }
        }
        written(done)
    })?;
    paper.finish()
}

fn cuts() -> Vec<Mark> {
    let line = |from, to| Mark::Line {
        from,
        to,
        width: 0.3,
        ink: PALE,
    };
    vec![
        line((WIDTH, 0.0), (WIDTH, A4.1)),
        line((0.0, HEIGHT), (A4.0, HEIGHT)),
    ]
}

struct Badge<'a> {
    fonts: &'a Fonts,
    corner: (f32, f32),
    marks: &'a mut Vec<Mark>,
}

impl Badge<'_> {
    fn draw(&mut self, row: &[String], event: &str) {
        let [name, role, organisation, place, sessions, reference] =
            [0, 1, 2, 3, 4, 5].map(|cell| row.get(cell).map_or("", String::as_str));
        self.lines(event, 11.0, true, ACCENT, 36.0, 2);
        let (left, top) = self.corner;
        self.marks.push(Mark::Line {
            from: (left + MARGIN, top + 62.0),
            to: (left + WIDTH - MARGIN, top + 62.0),
            width: 1.5,
            ink: ACCENT,
        });
        let mut y = self.name(name, 130.0);
        y = self.lines(role, 12.0, false, BLACK, y + 18.0, 3);
        y = self.lines(organisation, 14.0, true, BLACK, y + 10.0, 3);
        self.lines(place, 12.0, false, BLACK, y + 4.0, 2);
        self.lines(sessions, 9.0, false, GREY, HEIGHT - 40.0, 1);
        self.lines(reference, 8.0, false, GREY, HEIGHT - 24.0, 1);
    }

    /// The name in the largest size in which its words stay whole; gives where it ends.
    fn name(&mut self, name: &str, y: f32) -> f32 {
        let whole = |size: &f32| {
            let fits = |word: &str| self.fonts.width(word, *size, true) <= WIDTH - 2.0 * MARGIN;
            let lines = self
                .fonts
                .wrap(name, *size, true, WIDTH - 2.0 * MARGIN, NAME_LINES + 1);
            name.split_whitespace().all(fits) && lines.len() <= NAME_LINES
        };
        let size = NAME_SIZES.iter().copied().find(whole).unwrap_or(17.0);
        self.lines(name, size, true, BLACK, y, NAME_LINES)
    }

    /// Lines in the middle of the badge; gives where they end.
    fn lines(&mut self, text: &str, size: f32, bold: bool, ink: (u8, u8, u8), y: f32, most: usize) -> f32 {
        let (left, top) = self.corner;
        let mut y = y;
        for line in self.fonts.wrap(text, size, bold, WIDTH - 2.0 * MARGIN, most) {
            let width = self.fonts.width(&line, size, bold);
            self.marks.push(Mark::Text {
                x: left + (WIDTH - width) / 2.0,
                y: top + y,
                size,
                bold,
                ink,
                text: line,
            });
            y += size * 1.25;
        }
        y
    }
}
