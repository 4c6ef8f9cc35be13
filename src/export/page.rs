//! Paper: A4 pages with text in the embedded fonts and thin lines, and how wide a text is.

use super::ExportError;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::text::{Font, TextDirection};
use krilla::{Data, Document};
use ttf_parser::Face;

static REGULAR: &[u8] = include_bytes!("../../templates/fonts/DejaVuSansCondensed.ttf");
static BOLD: &[u8] = include_bytes!("../../templates/fonts/DejaVuSansCondensed-Bold.ttf");
/// Chinese, Japanese and Korean, which the others lack; it has one weight.
static EAST: &[u8] = include_bytes!("../../templates/fonts/DroidSansFallback.ttf");

/// The short and the long side of A4, in points of 1/72 inch.
pub(super) const A4: (f32, f32) = (595.28, 841.89);

/// Ink.
pub(super) const BLACK: (u8, u8, u8) = (20, 28, 32);
pub(super) const GREY: (u8, u8, u8) = (90, 102, 108);
pub(super) const PALE: (u8, u8, u8) = (205, 213, 216);
pub(super) const ACCENT: (u8, u8, u8) = (15, 93, 99);

/// One thing on a page; lengths in points from the upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    Text {
        x: f32,
        /// Of the base line.
        y: f32,
        size: f32,
        bold: bool,
        ink: (u8, u8, u8),
        text: String,
    },
    Line {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        ink: (u8, u8, u8),
    },
}

/// One of the embedded fonts: to draw with, and to measure by.
type Known = (Font, Face<'static>);

/// The embedded fonts.
pub(super) struct Fonts {
    regular: Known,
    bold: Known,
    east: Known,
}

impl Fonts {
    pub fn load() -> Result<Self, ExportError> {
        let load = |bytes: &'static [u8]| {
            let font = Font::new(Data::from(bytes), 0)?;
            Some((font, Face::parse(bytes, 0).ok()?))
        };
        let fault = || ExportError::Write {
            format: "pdf",
            cause: "an embedded font cannot be read".to_owned(),
        };
        Ok(Self {
            regular: load(REGULAR).ok_or_else(fault)?,
            bold: load(BOLD).ok_or_else(fault)?,
            east: load(EAST).ok_or_else(fault)?,
        })
    }

    /// The font that has a form for this letter; the first one where none has.
    fn of(&self, c: char, bold: bool) -> &Known {
        let first = if bold { &self.bold } else { &self.regular };
        let has = |known: &Known| known.1.glyph_index(c).is_some();
        if has(first) || !has(&self.east) {
            first
        } else {
            &self.east
        }
    }

    /// A text in parts that are of one font each.
    fn runs<'t>(&self, text: &'t str, bold: bool) -> Vec<(&Known, &'t str)> {
        let mut runs: Vec<(&Known, &str)> = Vec::new();
        let mut begins = 0;
        let mut last: Option<&Known> = None;
        for (at, c) in text.char_indices() {
            let font = self.of(c, bold);
            if let Some(before) = last.filter(|before| !std::ptr::eq(*before, font)) {
                runs.push((before, text.get(begins..at).unwrap_or_default()));
                begins = at;
            }
            last = Some(font);
        }
        runs.extend(last.map(|font| (font, text.get(begins..).unwrap_or_default())));
        runs
    }

    /// The width of a text in points.
    pub fn width(&self, text: &str, size: f32, bold: bool) -> f32 {
        let runs = self.runs(text, bold).into_iter();
        runs.map(|((_, face), run)| advance(face, run, size)).sum()
    }

    /// Whether the fonts have a form for each letter.
    #[cfg(test)]
    pub fn have(&self, text: &str) -> bool {
        let has = |c, bold| self.of(c, bold).1.glyph_index(c).is_some();
        text.chars().all(|c| has(c, false) && has(c, true))
    }

    /// A text in lines that are no wider than this; the last ends in `…` where there would be more than `most`.
    pub fn wrap(&self, text: &str, size: f32, bold: bool, width: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&longer, size, bold) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word that is wider than the line is cut where it ends.
            for c in word.chars() {
                line.push(c);
                if self.width(&line, size, bold) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while self.width(&format!("{last}…"), size, bold) > width && last.pop().is_some() {}
                last.push('…');
            }
        }
        lines
    }
}

/// The width of a text that is of one font, in points.
fn advance(face: &Face<'_>, text: &str, size: f32) -> f32 {
    let units: u32 = text
        .chars()
        .map(|c| {
            let glyph = face.glyph_index(c).unwrap_or_default();
            u32::from(face.glyph_hor_advance(glyph).unwrap_or_default())
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "a text is no million units wide")]
    let units = units as f32;
    units * size / f32::from(face.units_per_em())
}

/// A PDF in the making. The library keeps the pages that are drawn, packed, until the file is written.
pub(super) struct Paper<'f> {
    fonts: &'f Fonts,
    size: (f32, f32),
    document: Document,
}

impl<'f> Paper<'f> {
    pub fn new(fonts: &'f Fonts, size: (f32, f32), title: &str, language: &str) -> Self {
        let mut document = Document::new();
        let metadata = Metadata::new()
            .title(title.to_owned())
            .language(language.to_owned())
            .creator("rsvpd".to_owned());
        document.set_metadata(metadata);
        Self {
            fonts,
            size,
            document,
        }
    }

    /// Draws a page.
    pub fn page(&mut self, marks: &[Mark]) -> Result<(), ExportError> {
        let (width, height) = self.size;
        let settings =
            PageSettings::from_wh(width, height).ok_or_else(|| fault("a page has no size".to_owned()))?;
        let mut page = self.document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            match mark {
                Mark::Text {
                    x,
                    y,
                    size,
                    bold,
                    ink: (red, green, blue),
                    text,
                } => {
                    surface.set_stroke(None);
                    surface.set_fill(Some(Fill {
                        paint: rgb::Color::new(*red, *green, *blue).into(),
                        ..Fill::default()
                    }));
                    let mut at = *x;
                    for ((font, face), run) in self.fonts.runs(text, *bold) {
                        let point = Point::from_xy(at, *y);
                        surface.draw_text(point, font.clone(), *size, run, false, TextDirection::Auto);
                        at += advance(face, run, *size);
                    }
                }
                Mark::Line {
                    from,
                    to,
                    width,
                    ink: (red, green, blue),
                } => {
                    surface.set_fill(None);
                    surface.set_stroke(Some(Stroke {
                        paint: rgb::Color::new(*red, *green, *blue).into(),
                        width: *width,
                        ..Stroke::default()
                    }));
                    let mut line = PathBuilder::new();
                    line.move_to(from.0, from.1);
                    line.line_to(to.0, to.1);
                    if let Some(line) = line.finish() {
                        surface.draw_path(&line);
                    }
                }
            }
        }
        surface.finish();
        page.finish();
        Ok(())
    }

    /// The file.
    pub fn finish(self) -> Result<Vec<u8>, ExportError> {
        self.document
            .finish()
            .map_err(|error| fault(format!("{error:?}")))
    }
}

fn fault(cause: String) -> ExportError {
    ExportError::Write { format: "pdf", cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_have_the_letters_of_all_countries_that_write() {
        let fonts = Fonts::load().unwrap();
        for name in [
            "Gönül Hacıömeroğlu İZMİR ŞĞ",
            "Щёкина Їжакевич Ђорђе Ѓоргиев",
            "Ægir Þórðarson",
            "Łukasz Żółć",
            "Ιωάννης Παπαδόπουλος",
            "Արմեն Հակոբյան",
            "ნინო ბერიძე",
            "Nguyễn Thị Ánh",
            "محمد",
            "יעל בן־דוד",
            "张伟 山田さくら カナ",
            "김철수",
            "„…“ – ’",
        ] {
            assert!(fonts.have(name), "{name}");
        }
    }

    #[test]
    fn long_names_are_broken_and_too_long_ones_end_in_dots() {
        let fonts = Fonts::load().unwrap();
        let lines = fonts.wrap("Hans-Joachim von der Westernmarch", 24.0, true, 200.0, 3);
        assert!(lines.len() > 1 && lines.join(" ") == "Hans-Joachim von der Westernmarch");
        assert!(lines.iter().all(|line| fonts.width(line, 24.0, true) <= 200.0));
        let cut = fonts.wrap(&"Донаудампфшиффарт".repeat(9), 24.0, true, 200.0, 2);
        assert!(cut.len() == 2 && cut[1].ends_with('…'));
    }
}
