//! HTML flattened to lines: cells of a row by tabs, list items by "- ", quotations by depth, hidden text dropped.

use crate::message::text::Flat;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// Elements that are kept open at once; deeper ones are read as text only (mail-rules 50).
const DEPTH_MAX: usize = 256;
/// Bytes of one tag; longer ones (pictures in `data:` addresses) are left out.
const TAG_MAX: usize = 8 * 1024;
/// Bytes of text that are taken from one part.
const TEXT_MAX: usize = 1 << 20;

/// Flattens HTML into lines, in time that grows with its length only.
pub(crate) fn flatten(html: &str) -> Flat {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(without_long_tags(html).as_str()));
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Page::default())), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut page = tokenizer.sink.0.into_inner();
    page.finish();
    let mut flat = Flat {
        too_much: page.too_much,
        ..Flat::default()
    };
    let mut blank = true;
    for line in page.lines {
        let text = line.text.trim();
        if text.is_empty() && blank {
            continue;
        }
        blank = text.is_empty();
        flat.push(line.quotes, text, line.depth, line.signature);
    }
    flat.tables = page.tables;
    flat
}

/// The tokenizer compares every attribute of a tag with those before it, so very long tags are taken out first.
fn without_long_tags(html: &str) -> String {
    let mut short = String::with_capacity(html.len());
    let bytes = html.as_bytes();
    let mut copied = 0;
    let mut position = 0;
    let mut closable = true;
    while closable
        && let Some(found) = bytes
            .get(position..)
            .and_then(|rest| rest.iter().position(|byte| *byte == b'<'))
    {
        let start = position + found;
        if !bytes
            .get(start + 1)
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/')
        {
            position = start + 1;
            continue;
        }
        let Some(end) = tag_end(bytes, start) else {
            closable = false;
            continue;
        };
        if end - start > TAG_MAX {
            short.push_str(html.get(copied..start).unwrap_or_default());
            copied = end;
        }
        position = end;
    }
    let tail = html.get(copied..).unwrap_or_default();
    if closable {
        short.push_str(tail);
    } else {
        // A quotation mark is open to the end: every tag behind it is cut down to its first bytes by `>`.
        let keep = position.saturating_sub(copied);
        let (good, bad) = tail.split_at(keep.min(tail.len()));
        short.push_str(good);
        short.push_str(
            &bad.replace(['"', '\''], " ")
                .split_inclusive('>')
                .map(shortened)
                .collect::<String>(),
        );
    }
    short
}

fn shortened(piece: &str) -> &str {
    match piece.rfind('<') {
        Some(tag) if piece.len() - tag > TAG_MAX => piece.get(..tag).unwrap_or_default(),
        _ => piece,
    }
}

/// One past the `>` that ends the tag, quoted attribute values skipped.
fn tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut quote = None;
    for (offset, byte) in bytes.get(start..)?.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(start + offset + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: String,
    hidden: bool,
    quote: bool,
    signature: bool,
    preformatted: bool,
    /// The link's target, if it is an address or a number.
    link: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct HtmlLine {
    text: String,
    depth: usize,
    signature: bool,
    quotes: usize,
}

/// A table row whose cells are being read.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<Vec<HtmlLine>>,
    /// The lines that stood before the row, put back when it ends.
    before: Vec<HtmlLine>,
}

#[derive(Debug, Default)]
struct Page {
    open: Vec<Open>,
    /// Elements that are open beyond [`DEPTH_MAX`].
    deeper: usize,
    lines: Vec<HtmlLine>,
    line: String,
    item: bool,
    rows: Vec<Row>,
    size: usize,
    tables: usize,
    too_much: bool,
}

struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return page.tag(&tag),
            Token::CharacterTokens(text) => page.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
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
                self.rows.push(Row {
                    cells: Vec::new(),
                    before: std::mem::take(&mut self.lines),
                });
            }
            "td" | "th" => self.close_cell(),
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
        Open {
            name: name.to_owned(),
            hidden: inherits(|open| open.hidden) || is_hidden(name, tag, &style),
            quote: name == "blockquote" && !indent,
            signature: inherits(|open| open.signature)
                || class.contains("gmail_signature")
                || class.contains("moz-signature")
                || class.contains("AppleMailSignature") && name == "div",
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

    fn text(&mut self, text: &str) {
        if self.open.last().is_some_and(|open| open.hidden) {
            return;
        }
        if self.size > TEXT_MAX {
            self.too_much = true;
            return;
        }
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

    /// The target of a link is data where its text is only "e-mail".
    fn add_link(&mut self, target: &str) {
        let line = self.line.to_lowercase();
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
        self.item = false;
        let depth = self.open.iter().filter(|open| open.quote).count();
        let signature = self.open.last().is_some_and(|open| open.signature);
        self.lines.push(HtmlLine {
            text,
            depth,
            signature,
            quotes: 0,
        });
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
        if self.rows.is_empty() {
            return;
        }
        self.close_cell();
        let Some(row) = self.rows.pop() else { return };
        self.lines = row.before;
        // What stood between the row's start and its first cell is an empty cell of ours.
        let cells: Vec<Vec<HtmlLine>> = row.cells.into_iter().skip_while(Vec::is_empty).collect();
        let full = |lines: &Vec<HtmlLine>| lines.iter().filter(|line| !line.text.trim().is_empty()).count();
        let filled = cells.iter().filter(|lines| full(lines) > 0).count();
        let nested = cells.iter().flatten().any(|line| line.text.contains('\t'));
        let long = cells.iter().flatten().any(|line| line.text.len() > 300);
        if filled < 2 || nested || long || cells.iter().any(|lines| full(lines) > 3) {
            self.lines.extend(cells.into_iter().flatten());
            return;
        }
        self.tables += usize::from(filled > 2 || filled == 2 && cells.len() == 2);
        let depth = cells
            .iter()
            .flatten()
            .map(|line| line.depth)
            .min()
            .unwrap_or_default();
        let signature = cells.iter().flatten().all(|line| line.signature);
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
            signature,
            quotes: 0,
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

    fn finish(&mut self) {
        self.end_line();
        while !self.rows.is_empty() {
            self.close_row();
        }
    }
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| attribute.value.as_ref())
}

fn is_hidden(name: &str, tag: &Tag, style: &str) -> bool {
    matches!(
        name,
        "head"
            | "style"
            | "script"
            | "title"
            | "template"
            | "object"
            | "svg"
            | "math"
            | "noscript"
            | "iframe"
            | "select"
            | "xmp"
    ) || attribute(tag, "hidden").is_some()
        || [
            "display:none",
            "visibility:hidden",
            "mso-hide:all",
            "max-height:0",
            "font-size:0",
            "font-size:1px",
            "opacity:0;",
        ]
        .iter()
        .any(|rule| {
            style.contains(rule) && !(style.contains("font-size:0.") || style.contains("max-height:0."))
        })
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "p"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tbody"
            | "thead"
            | "blockquote"
            | "pre"
            | "hr"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "address"
            | "form"
            | "fieldset"
            | "center"
            | "body"
            | "html"
            | "main"
            | "nav"
            | "caption"
            | "figure"
            | "option"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Word's `<o:p/>` and the like close themselves; HTML's own elements never do.
fn is_foreign(name: &str) -> bool {
    name.contains(':')
}
