//! HTML flattened to lines: cells of a row by tabs, list items by "- ", quotations by depth, hidden text dropped.

use crate::message::text::Flat;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use page::Page;
use std::cell::RefCell;

mod elements;
mod page;

/// Bytes of one tag; longer ones (pictures in `data:` addresses) are left out.
const TAG_MAX: usize = 8 * 1024;

/// Bytes of HTML that are read, pictures in tags apart: what office programs write for seventy pages.
const HTML_MAX: usize = 352 * 1024;

/// What reading may cost: a character reference takes the time of [`REFERENCE`] bytes.
const COST_MAX: usize = 512 * 1024;
const REFERENCE: usize = 16;

/// Bytes after which it is asked whether the page is full already.
const PIECE: usize = 8 * 1024;

/// Flattens HTML into lines, in time that grows with its length only.
pub(crate) fn flatten(html: &str) -> Flat {
    let short = without_long_tags(html);
    let kept = short
        .get(..short.floor_char_boundary(affordable(&short)))
        .unwrap_or_default();
    let cut = kept.len() < short.len();
    let input = BufferQueue::default();
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Page::default())), TokenizerOpts::default());
    let mut rest = kept;
    while !rest.is_empty() && !tokenizer.sink.0.borrow().is_full() {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(PIECE));
        input.push_back(StrTendril::from(piece));
        let _ = tokenizer.feed(&input);
        rest = behind;
    }
    tokenizer.end();
    let mut page = tokenizer.sink.0.into_inner();
    page.finish();
    let mut flat = Flat {
        too_much: page.too_much || cut || !rest.is_empty(),
        disguised: page.disguised,
        ..Flat::default()
    };
    let mut blank = true;
    for line in page.lines {
        // Tabs at the start are empty cells and keep the columns in place.
        let text = line.text.trim_end().trim_start_matches(' ');
        if text.is_empty() && blank {
            continue;
        }
        blank = text.is_empty();
        flat.push(0, text, line.depth, line.markup);
    }
    flat.tables = page.tables;
    flat
}

/// Bytes at the start that are read.
fn affordable(html: &str) -> usize {
    let mut cost = 0;
    html.bytes()
        .take(HTML_MAX)
        .take_while(|byte| {
            cost += if *byte == b'&' { REFERENCE } else { 1 };
            cost <= COST_MAX
        })
        .count()
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
