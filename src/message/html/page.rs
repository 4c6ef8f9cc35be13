//! The page while its tags come by: open elements, the line being written, and table rows that wait for their cells.

use super::elements::{
    attribute, has_background, is_block, is_foreign, is_hidden, is_void, is_white, markup,
};
use crate::message::text::Markup;
use crate::message::work::step;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, TokenSinkResult};

/// Elements that are kept open at once; deeper ones are read as text only (mail-rules 50).
const DEPTH_MAX: usize = 256;
/// Rows within rows; each hands its lines up, so deeper ones are read as lines only.
const ROWS_MAX: usize = 32;
/// Bytes before a link's end in which its target may be written out.
const LINK_NEAR: usize = 120;
/// Lines of a cell that holds data; a cell of more is laid out in a table.
const CELL_MAX: usize = 3;
/// Bytes of text that are taken from one part; much less is read of it (`request::budget`).
const TEXT_MAX: usize = 64 << 10;

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: String,
    hidden: bool,
    /// Written in white, and nothing behind it is coloured.
    pale: bool,
    /// Something behind the text is coloured or a picture.
    backed: bool,
    /// Quotations around the text.
    depth: usize,
    markup: Markup,
    preformatted: bool,
    /// The link's target, if it is an address or a number.
    link: Option<String>,
}

/// A finished line.
#[derive(Debug, Clone, Default)]
pub(super) struct HtmlLine {
    pub text: String,
    pub depth: usize,
    pub markup: Markup,
}

/// A table row whose cells are being read.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<Vec<HtmlLine>>,
    /// The lines that stood before the row, put back when it ends.
    before: Vec<HtmlLine>,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Page {
    open: Vec<Open>,
    /// Elements that are open beyond [`DEPTH_MAX`].
    deeper: usize,
    pub lines: Vec<HtmlLine>,
    line: String,
    item: bool,
    rows: Vec<Row>,
    /// Rows that are open beyond [`ROWS_MAX`].
    surplus_rows: usize,
    size: usize,
    pub tables: usize,
    pub too_much: bool,
    /// Text was hidden by its colour.
    pub disguised: bool,
}

impl Page {
    /// Takes a tag; tells the tokenizer how to read what stands inside.
    pub(super) fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        step(1 + self.rows.len());
        let name = tag.name.as_ref();
        match tag.kind {
            TagKind::StartTag => {
                self.start(name, tag);
                match name {
                    "script" | "style" | "xmp" | "noembed" | "noframes" | "iframe" => {
                        TokenSinkResult::RawData(RawKind::Rawtext)
                    }
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                }
            }
            TagKind::EndTag => {
                self.end(name);
                TokenSinkResult::Continue
            }
        }
    }

    fn start(&mut self, name: &str, tag: &Tag) {
        match name {
            "br" => return self.break_line(),
            "tr" => {
                self.close_row_of_this_table();
                self.end_line();
                if self.rows.len() < ROWS_MAX {
                    self.rows.push(Row {
                        cells: Vec::new(),
                        before: std::mem::take(&mut self.lines),
                    });
                } else {
                    self.surplus_rows += 1;
                    self.too_much = true;
                }
            }
            "td" | "th" if self.surplus_rows == 0 => self.close_cell(),
            "td" | "th" => self.end_line(),
            "p" if !self.is_tight(tag) => self.paragraph(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.paragraph(),
            "li" => {
                self.end_line();
                self.item = true;
            }
            name if is_block(name) => self.end_line(),
            _ => {}
        }
        if is_void(name) || tag.self_closing && is_foreign(name) {
            return;
        }
        // A paragraph or item that is still open ends where the next one starts.
        if matches!(name, "p" | "li" | "td" | "th" | "tr" | "option")
            && self.open.last().is_some_and(|open| open.name == name)
        {
            self.open.pop();
        }
        if self.open.len() >= DEPTH_MAX {
            self.deeper += 1;
            self.too_much = true;
            return;
        }
        let open = self.opened(name, tag);
        self.open.push(open);
    }

    fn opened(&self, name: &str, tag: &Tag) -> Open {
        let style = attribute(tag, "style")
            .unwrap_or_default()
            .to_ascii_lowercase()
            .replace(' ', "");
        let class = attribute(tag, "class").unwrap_or_default();
        let outer = self.open.last();
        let inherits = |pick: fn(&Open) -> bool| outer.is_some_and(pick);
        // The indent button of Gmail and Apple Mail makes a blockquote without border and with one wide margin.
        let indent = style.contains("border:none")
            && style.contains("40px")
            && attribute(tag, "type").is_none()
            && !class.contains("quote");
        let backed = inherits(|open| open.backed) || has_background(tag, &style);
        Open {
            name: name.to_owned(),
            pale: !backed && is_white(tag, &style).unwrap_or_else(|| inherits(|open| open.pale)),
            backed,
            hidden: inherits(|open| open.hidden) || is_hidden(name, tag, &style),
            depth: outer.map_or(0, |open| open.depth) + usize::from(name == "blockquote" && !indent),
            markup: match markup(name, tag) {
                Markup::None => outer.map_or(Markup::None, |open| open.markup),
                own => own,
            },
            preformatted: inherits(|open| open.preformatted)
                || name == "pre"
                || style.contains("white-space:pre"),
            link: (name == "a")
                .then(|| attribute(tag, "href"))
                .flatten()
                .and_then(|target| {
                    let target = target
                        .strip_prefix("mailto:")
                        .or_else(|| target.strip_prefix("tel:"))?;
                    Some(target.split('?').next().unwrap_or_default().to_owned())
                }),
        }
    }

    fn end(&mut self, name: &str) {
        if self.deeper > 0 && !is_void(name) {
            self.deeper -= 1;
        } else if let Some(index) = self.open.iter().rposition(|open| open.name == name) {
            if let Some(link) = self.open.get_mut(index).and_then(|open| open.link.take()) {
                self.add_link(&link);
            }
            if is_block(name) || matches!(name, "p" | "li") || name.starts_with('h') && name.len() == 2 {
                self.end_line();
            }
            self.open.truncate(index);
        }
        match name {
            "p" => self.paragraph_end(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.paragraph(),
            "td" | "th" => self.end_line(),
            "tr" => self.close_row(),
            "table" => {
                self.close_row_of_this_table();
                self.end_line();
            }
            _ => {}
        }
    }

    /// Takes text between tags.
    pub(super) fn text(&mut self, text: &str) {
        if self.open.last().is_some_and(|open| open.hidden) {
            return;
        }
        // White on white: who wrote it hides it from people, and shows it to programs.
        if self.open.last().is_some_and(|open| open.pale) {
            self.disguised |= text.contains(char::is_alphanumeric);
            return;
        }
        if self.is_full() {
            self.too_much = true;
            return;
        }
        step(text.len());
        self.size += text.len();
        let preformatted = self.open.last().is_some_and(|open| open.preformatted);
        for c in text.chars() {
            match c {
                '\n' if preformatted => self.break_line(),
                '\r' => {}
                ' ' | '\n' | '\t' | '\u{c}' => {
                    if preformatted {
                        self.line.push(c);
                    } else if !self.line.is_empty() && !self.line.ends_with(' ') {
                        self.line.push(' ');
                    }
                }
                c => {
                    if self.item {
                        self.item = false;
                        self.line.insert_str(0, "- ");
                    }
                    self.line.push(c);
                }
            }
        }
    }

    /// Whether no more text is taken.
    pub(super) fn is_full(&self) -> bool {
        self.size > TEXT_MAX
    }

    /// The target of a link is data where its text is only "e-mail".
    fn add_link(&mut self, target: &str) {
        // Only near by: to look through the whole line at every link would take time that grows with the square of them.
        let near = self.line.len().saturating_sub(LINK_NEAR);
        let line = self
            .line
            .get(self.line.ceil_char_boundary(near)..)
            .unwrap_or_default();
        step(line.len());
        let digits: String = target.chars().filter(char::is_ascii_digit).collect();
        let seen: String = line.chars().filter(char::is_ascii_digit).collect();
        let known = if target.contains('@') {
            line.contains('@')
        } else {
            digits.is_empty() || seen.contains(&digits) || seen.len() >= 6
        };
        if !known
            && !target.is_empty()
            && target.len() < 200
            && !self.open.last().is_some_and(|open| open.hidden)
        {
            self.line.push(' ');
            self.line.push_str(target);
        }
    }

    fn push_line(&mut self) {
        let text = std::mem::take(&mut self.line);
        let depth = self.open.last().map_or(0, |open| open.depth);
        let markup = self.open.last().map_or(Markup::None, |open| open.markup);
        self.lines.push(HtmlLine { text, depth, markup });
    }

    fn break_line(&mut self) {
        if !self.open.last().is_some_and(|open| open.hidden) {
            self.push_line();
        }
    }

    fn end_line(&mut self) {
        if !self.line.trim().is_empty() {
            self.push_line();
        } else {
            self.line.clear();
        }
    }

    /// Ends the line and leaves one blank line.
    fn paragraph(&mut self) {
        self.end_line();
        // The first paragraph of a list item is the item's line.
        if self.item {
            return;
        }
        if self.lines.last().is_some_and(|line| !line.text.trim().is_empty()) {
            self.push_line();
        }
    }

    fn paragraph_end(&mut self) {
        self.end_line();
    }

    /// Outlook's paragraphs have no margin: each is a line.
    fn is_tight(&self, tag: &Tag) -> bool {
        let class = attribute(tag, "class").unwrap_or_default();
        let style = attribute(tag, "style").unwrap_or_default().replace(' ', "");
        class.starts_with("Mso")
            || style.contains("margin:0")
            || style.contains("margin-top:0")
            || style.contains("margin-bottom:0")
            || !self.rows.is_empty()
    }

    fn close_cell(&mut self) {
        self.end_line();
        let lines = std::mem::take(&mut self.lines);
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(lines);
        } else {
            self.lines = lines;
        }
    }

    /// Ends a row: short cells become one line with tabs, cells that hold whole paragraphs (layout) their lines one below the other.
    fn close_row(&mut self) {
        if self.surplus_rows > 0 {
            self.surplus_rows -= 1;
            return self.end_line();
        }
        if self.rows.is_empty() {
            return;
        }
        self.close_cell();
        let Some(row) = self.rows.pop() else { return };
        self.lines = row.before;
        let mut cells = row.cells;
        // What stands between the row's start and its first cell is usually nothing.
        if cells.first().is_some_and(Vec::is_empty) {
            cells.remove(0);
        }
        // Rows within rows hand the same lines up again and again: nothing is asked of more lines than tell a cell's kind.
        let full = |lines: &Vec<HtmlLine>| {
            let written = lines.iter().filter(|line| !line.text.trim().is_empty());
            written.take(CELL_MAX + 1).count()
        };
        let layout = cells.iter().any(|lines| full(lines) > CELL_MAX)
            || cells.iter().filter(|lines| full(lines) > 0).count() < 2
            || cells
                .iter()
                .flatten()
                .any(|line| line.text.len() > 300 || line.text.contains('\t'));
        if layout {
            for cell in &mut cells {
                step(cell.len());
                self.lines.append(cell);
            }
            return;
        }
        self.tables += 1;
        let depth = cells
            .iter()
            .flatten()
            .map(|line| line.depth)
            .min()
            .unwrap_or_default();
        let mut kinds = cells.iter().flatten().map(|line| line.markup);
        let markup = kinds.next().unwrap_or_default();
        let markup = if kinds.all(|other| other == markup) {
            markup
        } else {
            Markup::None
        };
        let texts: Vec<String> = cells
            .iter()
            .map(|lines| {
                lines
                    .iter()
                    .map(|line| line.text.trim())
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        self.lines.push(HtmlLine {
            text: texts.join("\t"),
            depth,
            markup,
        });
    }

    /// Closes the row that is open in the innermost table, if its end tag is missing.
    fn close_row_of_this_table(&mut self) {
        let table = self.open.iter().rposition(|open| open.name == "table");
        let row = self.open.iter().rposition(|open| open.name == "tr");
        if row.is_some() && row > table {
            self.open.truncate(row.unwrap_or_default());
            self.close_row();
        }
    }

    /// Closes what is still open.
    pub(super) fn finish(&mut self) {
        self.end_line();
        self.surplus_rows = 0;
        while !self.rows.is_empty() {
            self.close_row();
        }
    }
}
