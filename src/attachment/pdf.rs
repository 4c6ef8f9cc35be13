//! Text of PDF files (ISO 32000), put back into lines and columns by where it stands on the page.

use super::{Row, Rows, TEXT_MAX, UNPACKED_MAX, Unreadable};
use flate2::read::ZlibDecoder;
use lopdf::content::{Content, Operation};
use lopdf::{Document, Encoding, LoadOptions, Object};
use std::collections::BTreeMap;
use std::io::{self, Read};
use width::Widths;

mod width;

/// Pages that are read.
const PAGES_MAX: usize = 30;
/// Streams of one file; pages, fonts and pictures of a list are some dozens.
const STREAMS_MAX: usize = 500;
/// Bytes that one of the file's inner tables may unpack to.
const STREAM_MAX: usize = 1 << 20;
/// Fonts of one file, those of each page counted anew; each has a table of its own to unpack.
const FONTS_MAX: usize = 200;
/// Drawing steps of one file.
const STEPS_MAX: usize = 60_000;
/// Pieces further apart than this share of their height stand in different columns.
const COLUMN_GAP: f32 = 1.2;
/// And further apart than this, in different words.
const WORD_GAP: f32 = 0.18;

/// The lines of all pages; cells are what stands clearly apart.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    check_size(bytes)?;
    let options = LoadOptions::with_max_decompressed_size(STREAM_MAX);
    let document = Document::load_mem_with_options(bytes, options).map_err(|_| Unreadable::Damaged)?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Unreadable::Protected);
    }
    let pages = document.get_pages();
    if pages.len() > PAGES_MAX {
        return Err(Unreadable::TooMuch);
    }
    let mut rows = Rows::default();
    let (mut left, mut steps, mut number, mut fonts_seen) = (UNPACKED_MAX, 0, 0, 0);
    for page in pages.into_values() {
        let content = document
            .get_page_content_with_limit(page, left)
            .map_err(|_| Unreadable::TooMuch)?;
        left = left.saturating_sub(content.len());
        let content = Content::decode(&content).map_err(|_| Unreadable::Damaged)?;
        steps += content.operations.len();
        if steps > STEPS_MAX {
            return Err(Unreadable::TooMuch);
        }
        let fonts = document.get_page_fonts(page).unwrap_or_default();
        fonts_seen += fonts.len();
        if fonts_seen > FONTS_MAX {
            return Err(Unreadable::TooMuch);
        }
        let fonts: BTreeMap<&[u8], Font<'_>> = fonts
            .iter()
            .filter_map(|(name, font)| {
                let encoding = font.get_font_encoding_with_limit(&document, STREAM_MAX).ok()?;
                let widths = Widths::of_font(&document, font);
                Some((name.as_slice(), Font { encoding, widths }))
            })
            .collect();
        let mut pieces = Pen::default().write(&content.operations, &fonts)?;
        for line in lines(&mut pieces) {
            number += 1;
            rows.push(number, &line)?;
        }
    }
    rows.finish()
}

/// Unpacks every stream once and throws it away: what the library would hold in memory is known before it starts.
fn check_size(bytes: &[u8]) -> Result<(), Unreadable> {
    const MARK: &[u8] = b"stream";
    let (mut left, mut streams, mut at) = (UNPACKED_MAX, 0, 0);
    // Streams do not overlap in sound files; packed bytes that are gone through twice are a trick.
    let mut packed_left = u64::try_from(bytes.len()).unwrap_or(u64::MAX).saturating_mul(2);
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| rest.windows(MARK.len()).position(|window| window == MARK))
    {
        at += found + MARK.len();
        streams += 1;
        if streams > STREAMS_MAX * 2 {
            return Err(Unreadable::TooMuch);
        }
        let packed = bytes.get(at..).unwrap_or_default();
        let packed = packed.strip_prefix(b"\r").unwrap_or(packed);
        let packed = packed.strip_prefix(b"\n").unwrap_or(packed);
        if packed.first() != Some(&0x78) && packed.first().is_none_or(|byte| byte & 0x0f != 8) {
            continue;
        }
        let limit = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        let mut unpacked = ZlibDecoder::new(packed).take(limit);
        // A stream that breaks off has still unpacked what it has; the next stream counts anew.
        let mut sink = Counter::default();
        let _ = io::copy(&mut unpacked, &mut sink);
        left = left.checked_sub(sink.bytes).ok_or(Unreadable::TooMuch)?;
        packed_left = packed_left
            .checked_sub(unpacked.get_ref().total_in())
            .ok_or(Unreadable::TooMuch)?;
    }
    Ok(())
}

/// Counts what is written to it.
#[derive(Default)]
struct Counter {
    bytes: usize,
}

impl io::Write for Counter {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.bytes += buffer.len();
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A font of a page.
struct Font<'d> {
    encoding: Encoding<'d>,
    widths: Widths,
}

/// A piece of text with where it begins and ends, in the page's units, from the lower left.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    left: f32,
    right: f32,
    bottom: f32,
    height: f32,
    text: String,
}

/// Where text is written (ISO 32000-1 9.4): only shifts and scales are followed, turned text is taken as it comes.
#[derive(Debug, Clone, Copy)]
struct Pen {
    /// The page's own matrix: scale and shift of both axes.
    page: [f32; 4],
    line: [f32; 4],
    x: f32,
    size: f32,
    leading: f32,
}

impl Default for Pen {
    fn default() -> Self {
        Self {
            page: [1.0, 1.0, 0.0, 0.0],
            line: [1.0, 1.0, 0.0, 0.0],
            x: 0.0,
            size: 10.0,
            leading: 12.0,
        }
    }
}

impl Pen {
    fn write(
        mut self,
        operations: &[Operation],
        fonts: &BTreeMap<&[u8], Font<'_>>,
    ) -> Result<Vec<Piece>, Unreadable> {
        let mut pieces = Vec::new();
        let mut saved: Vec<[f32; 4]> = Vec::new();
        let mut font = None;
        let mut written = 0;
        for operation in operations {
            let number = |index: usize| number(operation.operands.get(index));
            match operation.operator.as_str() {
                "q" if saved.len() < 50 => saved.push(self.page),
                "Q" => self.page = saved.pop().unwrap_or(self.page),
                "cm" => {
                    let [sx, sy, dx, dy] = self.page;
                    self.page = [
                        sx * number(0),
                        sy * number(3),
                        sx * number(4) + dx,
                        sy * number(5) + dy,
                    ];
                }
                "BT" => {
                    self.line = [1.0, 1.0, 0.0, 0.0];
                    self.x = 0.0;
                }
                "Tf" => {
                    font = operation
                        .operands
                        .first()
                        .and_then(|name| name.as_name().ok())
                        .and_then(|name| fonts.get(name));
                    self.size = number(1);
                }
                "TL" => self.leading = number(0),
                "Td" => self.step(number(0), number(1)),
                "TD" => {
                    self.leading = -number(1);
                    self.step(number(0), number(1));
                }
                "T*" => self.step(0.0, -self.leading),
                "Tm" => {
                    self.line = [number(0), number(3), number(4), number(5)];
                    self.x = 0.0;
                }
                "Tj" | "TJ" | "'" | "\"" => {
                    if matches!(operation.operator.as_str(), "'" | "\"") {
                        self.step(0.0, -self.leading);
                    }
                    for operand in &operation.operands {
                        self.show(operand, font, &mut pieces);
                    }
                    written += pieces.last().map_or(0, |piece: &Piece| piece.text.len());
                    if written > TEXT_MAX * 2 {
                        return Err(Unreadable::TooMuch);
                    }
                }
                _ => {}
            }
        }
        Ok(pieces)
    }

    fn step(&mut self, x: f32, y: f32) {
        let [sx, sy, dx, dy] = self.line;
        self.line = [sx, sy, dx + sx * x, dy + sy * y];
        self.x = 0.0;
    }

    fn show(&mut self, operand: &Object, font: Option<&Font<'_>>, pieces: &mut Vec<Piece>) {
        match operand {
            Object::String(bytes, _) => {
                let text = match font {
                    Some(font) => Document::decode_text(&font.encoding, bytes).unwrap_or_default(),
                    None => String::from_utf8_lossy(bytes).into_owned(),
                };
                let unknown = Widths::default();
                let widths = font.map_or(&unknown, |font| &font.widths);
                let width = widths.of_string(bytes) * self.size;
                let [page_sx, page_sy, page_dx, page_dy] = self.page;
                let [sx, sy, dx, dy] = self.line;
                let left = page_sx * (dx + sx * self.x) + page_dx;
                pieces.push(Piece {
                    left,
                    right: left + page_sx * sx * width,
                    bottom: page_sy * dy + page_dy,
                    height: (page_sy * sy * self.size).abs().max(1.0),
                    text,
                });
                self.x += width;
            }
            Object::Array(parts) => {
                for part in parts {
                    match part {
                        Object::Integer(_) | Object::Real(_) => {
                            self.x -= number(Some(part)) / 1000.0 * self.size;
                        }
                        part => self.show_part(part, font, pieces),
                    }
                }
            }
            _ => {}
        }
    }

    /// A string inside an array; arrays inside arrays are none of text.
    fn show_part(&mut self, part: &Object, font: Option<&Font<'_>>, pieces: &mut Vec<Piece>) {
        if matches!(part, Object::String(..)) {
            self.show(part, font, pieces);
        }
    }
}

fn number(operand: Option<&Object>) -> f32 {
    let value = operand.and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
    if value.is_finite() { value } else { 0.0 }
}

/// The pieces in lines from the top, each line in cells from the left.
fn lines(pieces: &mut [Piece]) -> Vec<Vec<String>> {
    pieces.sort_by(|a, b| b.bottom.total_cmp(&a.bottom));
    let mut lines = Vec::new();
    let mut line: Vec<&Piece> = Vec::new();
    for piece in pieces.iter() {
        let apart = line
            .first()
            .is_some_and(|first| (first.bottom - piece.bottom).abs() > first.height.min(piece.height) * 0.5);
        if apart {
            lines.push(cells(&mut line));
            line.clear();
        }
        line.push(piece);
    }
    lines.push(cells(&mut line));
    lines
}

fn cells(line: &mut [&Piece]) -> Vec<String> {
    line.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut cells: Vec<String> = Vec::new();
    let mut end = f32::NEG_INFINITY;
    for piece in line.iter() {
        let gap = (piece.left - end) / piece.height;
        match cells.last_mut() {
            Some(cell) if gap < COLUMN_GAP => {
                if gap > WORD_GAP {
                    cell.push(' ');
                }
                cell.push_str(&piece.text);
            }
            _ => cells.push(piece.text.clone()),
        }
        end = piece.right.max(end);
    }
    cells
}
