//! How wide a font's letters are (ISO 32000-1 9.2.4, 9.7.4.3), so that gaps between pieces of text can be told.

use lopdf::{Dictionary, Document, Object};
use std::collections::BTreeMap;

/// Letters of one font whose widths are kept.
const LETTERS_MAX: usize = 5_000;
/// Width of a letter as a share of its height where the font does not tell, about.
const USUAL: f32 = 0.48;

/// Widths by code, as shares of the font's size.
#[derive(Debug, Default)]
pub(super) struct Widths {
    of: BTreeMap<u32, f32>,
    /// Codes are of two bytes, as in composite fonts.
    pairs: bool,
}

impl Widths {
    /// What a font tells of its letters; nothing where it does not.
    pub(super) fn of_font(document: &Document, font: &Dictionary) -> Self {
        let follow = |object: &'_ Object| -> Option<Object> {
            document
                .dereference(object)
                .ok()
                .map(|(_, object)| object.clone())
        };
        let mut widths = Self::default();
        if let Ok(descendants) = font.get(b"DescendantFonts") {
            widths.pairs = true;
            let inner = follow(descendants)
                .and_then(|list| follow(list.as_array().ok()?.first()?))
                .and_then(|inner| inner.as_dict().ok()?.get(b"W").ok().and_then(follow));
            let listed = inner.as_ref().and_then(|list| list.as_array().ok());
            widths.composite(listed.map_or(&[], Vec::as_slice), &follow);
        } else if let Some(list) = font.get(b"Widths").ok().and_then(follow) {
            let first = font.get(b"FirstChar").and_then(Object::as_i64).unwrap_or(0);
            let mut code = u32::try_from(first).unwrap_or(0);
            for width in list.as_array().map_or(&[][..], Vec::as_slice) {
                widths.put(code, width);
                code = code.saturating_add(1);
            }
        }
        widths
    }

    /// `c [w1 w2 …]` or `first last w`, one after the other.
    fn composite(&mut self, listed: &[Object], follow: &dyn Fn(&Object) -> Option<Object>) {
        let mut at = 0;
        while let (Some(first), Some(next)) = (listed.get(at), listed.get(at + 1)) {
            if at > LETTERS_MAX {
                return;
            }
            let first = first.as_i64().ok().and_then(|code| u32::try_from(code).ok());
            let Some(first) = first else {
                return;
            };
            match (follow(next), listed.get(at + 2)) {
                (Some(Object::Array(row)), _) => {
                    for (code, width) in (first..).zip(&row) {
                        self.put(code, width);
                    }
                    at += 2;
                }
                (Some(last), Some(width)) => {
                    let last = last
                        .as_i64()
                        .ok()
                        .and_then(|code| u32::try_from(code).ok())
                        .unwrap_or(first);
                    for code in (first..=last).take(LETTERS_MAX) {
                        self.put(code, width);
                    }
                    at += 3;
                }
                _ => return,
            }
        }
    }

    fn put(&mut self, code: u32, width: &Object) {
        if let Ok(width) = width.as_float()
            && width.is_finite()
            && self.of.len() < LETTERS_MAX
        {
            self.of.insert(code, width / 1000.0);
        }
    }

    /// The width of a string that is shown in this font, as a share of the font's size.
    pub(super) fn of_string(&self, bytes: &[u8]) -> f32 {
        let size = if self.pairs { 2 } else { 1 };
        bytes
            .chunks(size)
            .map(|code| {
                let code = code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
                self.of.get(&code).copied().unwrap_or(USUAL)
            })
            .sum()
    }
}
