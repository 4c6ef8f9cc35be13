//! Text in lines that know how deep they are quoted, cleaned of characters that nobody sees.

use crate::message::work::{Counted, step};
use std::ops::Range;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Bytes of text that are kept of one letter; ten megabytes of one word help nobody.
const TEXT_MAX: usize = 512 << 10;
/// Lines that are kept; a megabyte of empty ones would take thirty times the memory.
const LINES_MAX: usize = 20_000;

/// Letters of a quoted writer's initials.
const INITIALS_MAX: usize = 3;

/// What a client's markup says of a line, whatever its words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Markup {
    #[default]
    None,
    Signature,
    /// Sender, date, receivers and subject of the letter that stands below.
    Heading,
    /// A letter that is answered or handed on.
    Old,
}

/// A line without its quote marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawLine {
    pub range: Range<usize>,
    /// Levels of quotation.
    pub depth: usize,
    pub markup: Markup,
}

/// The decoded text of a letter in lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flat {
    pub text: String,
    pub lines: Counted<RawLine>,
    /// Rows of tables that hold data.
    pub tables: usize,
    pub disguised: bool,
    pub too_much: bool,
}

impl Flat {
    /// Plain text, whose quotation is told by `>` marks.
    pub(crate) fn plain(text: &str) -> Flat {
        let mut flat = Flat::default();
        for line in text.split('\n') {
            let (marks, depth) = quote_marks(line);
            flat.push_with_marks(line, marks, depth, Markup::None);
        }
        flat.trim();
        flat
    }

    /// Adds a line; `quotes` bytes at its start are quote marks.
    pub(crate) fn push(&mut self, quotes: usize, line: &str, depth: usize, markup: Markup) {
        self.push_with_marks(line, quotes, depth, markup);
    }

    fn push_with_marks(&mut self, line: &str, marks: usize, depth: usize, markup: Markup) {
        if self.text.len() + line.len() > TEXT_MAX || self.lines.len() >= LINES_MAX {
            self.too_much = true;
            return;
        }
        let clean = clean(line, &mut self.disguised);
        let clean = clean.trim_end();
        // Quote marks are letters and signs at the start, which cleaning leaves as they are.
        let start = self.text.len() + marks.min(clean.len());
        self.text.push_str(clean);
        let range = start..self.text.len();
        self.text.push('\n');
        self.lines.push(RawLine { range, depth, markup });
    }

    /// Adds the lines of another text below, after a blank line.
    pub(crate) fn append(&mut self, other: &Flat) {
        if other.text.trim().is_empty() || self.text.len() + other.text.len() > TEXT_MAX {
            self.too_much |= !other.text.trim().is_empty();
            return;
        }
        if !self.text.is_empty() {
            self.push(0, "", 0, Markup::None);
        }
        let offset = self.text.len();
        self.text.push_str(&other.text);
        self.lines.extend(other.lines.iter().map(|line| RawLine {
            range: line.range.start + offset..line.range.end + offset,
            ..line.clone()
        }));
        self.tables += other.tables;
        self.disguised |= other.disguised;
        self.too_much |= other.too_much;
    }

    /// Blank lines at the end go.
    pub(crate) fn trim(&mut self) {
        while self
            .lines
            .last()
            .is_some_and(|line| line.range.is_empty() && line.depth == 0)
        {
            self.lines.pop();
        }
        let end = self.lines.last().map_or(0, |line| line.range.end + 1);
        self.text.truncate(end);
    }

    /// Levels of quotation around a line.
    pub(crate) fn depth(&self, index: usize) -> usize {
        self.lines.get(index).map_or(0, |line| line.depth)
    }

    /// The words of a line.
    pub(crate) fn line(&self, index: usize) -> &str {
        self.lines
            .get(index)
            .and_then(|line| self.text.get(line.range.clone()))
            .unwrap_or_default()
    }
}

/// Length of the quote marks at the start of a line, and their number: `> > text`, `>>text`.
fn quote_marks(line: &str) -> (usize, usize) {
    let initials = initials(line);
    let (mut depth, mut end, mut blanks) = (0, 0, 0);
    for (index, byte) in line.bytes().enumerate().skip(initials) {
        match byte {
            b'>' => {
                depth += 1;
                end = index + 1;
                blanks = 0;
            }
            b' ' if blanks < 3 => blanks += 1,
            _ => break,
        }
    }
    if depth == 0 {
        return (0, 0);
    }
    // One blank belongs to the mark (RFC 3676 4.5).
    if line.as_bytes().get(end) == Some(&b' ') {
        end += 1;
    }
    (end, depth)
}

/// Bytes of the initials that The Bat! writes before its mark: `JC> text`.
fn initials(line: &str) -> usize {
    let letters = line
        .chars()
        .take_while(|c| c.is_ascii_uppercase() || ('А'..='Я').contains(c));
    let (count, bytes) = letters.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
    let marked = line
        .get(bytes..)
        .is_some_and(|rest| rest.starts_with("> ") || rest == ">");
    if marked && count <= INITIALS_MAX { bytes } else { 0 }
}

/// A line without characters that are not seen; notes whether any disguised a word (mail-rules 57).
fn clean(line: &str, disguised: &mut bool) -> String {
    if line
        .bytes()
        .all(|byte| (b' '..0x7f).contains(&byte) || byte == b'\t')
    {
        return line.to_owned();
    }
    step(line.len());
    let mut clean = String::with_capacity(line.len());
    let mut hidden_after_letter = false;
    for c in line.chars() {
        match c {
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => clean.push(' '),
            // Overrides of writing direction and tag characters serve no honest letter in these languages.
            '\u{202d}' | '\u{202e}' | '\u{e0000}'..='\u{e007f}' => *disguised = true,
            '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{180e}' | '\u{200c}' | '\u{200d}' | '\u{feff}' => {
                hidden_after_letter = clean.ends_with(|c: char| c.is_alphabetic() && c < '\u{590}');
                continue;
            }
            '\u{ad}'
            | '\u{34f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202c}'
            | '\u{2066}'..='\u{2069}'
            | '\u{61c}' => {}
            '\t' => clean.push('\t'),
            c if c.is_control() => {}
            c => {
                *disguised |= hidden_after_letter && c.is_alphabetic();
                clean.push(c);
            }
        }
        hidden_after_letter = false;
    }
    match is_nfc_quick(clean.chars()) {
        IsNormalized::Yes => clean,
        _ => clean.nfc().collect(),
    }
}

/// Undoes format=flowed (RFC 3676): soft line breaks are joined within one depth of quotation.
pub(crate) fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.split('\n') {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = line.get(depth..).unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        if open == Some(depth) && !signature {
            out.push_str(content);
        } else {
            if open.is_some() {
                out.push('\n');
            }
            out.push_str(&">".repeat(depth));
            if depth > 0 {
                out.push(' ');
            }
            out.push_str(content);
        }
        if content.ends_with(' ') && !signature {
            if delete_space {
                out.pop();
            }
            open = Some(depth);
        } else {
            out.push('\n');
            open = None;
        }
    }
    if !text.ends_with('\n') && out.ends_with('\n') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_breaks_are_joined_within_a_depth() {
        assert_eq!(
            unflow("I come with \nAnna. \n> old \n> text\n-- \nBob", false),
            "I come with Anna. \n> old text\n-- \nBob"
        );
        assert_eq!(unflow("Rotter \ndam", true), "Rotterdam");
    }

    #[test]
    fn unseen_characters_go_and_disguise_is_noted() {
        let flat = Flat::plain("A\u{a0}b\u{ad}c e\u{301}\u{feff}");
        assert_eq!(flat.text, "A bc é\n");
        assert!(!flat.disguised);
        assert!(Flat::plain("can\u{200b}cel").disguised);
        assert!(Flat::plain("\u{202e}txet").disguised);
    }

    #[test]
    fn quote_marks_are_counted_and_left_out_of_the_range() {
        let flat = Flat::plain("> > a\n>b\nc");
        let lines: Vec<_> = (0..3)
            .map(|index| (flat.line(index), flat.lines[index].depth))
            .collect();
        assert_eq!(lines, [("a", 2), ("b", 1), ("c", 0)]);
    }
}
