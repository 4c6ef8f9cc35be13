//! Paper: A4 pages with text in the embedded fonts and thin lines.

use super::ExportError;
use super::fonts::{Fonts, advance};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::text::TextDirection;

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
