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

/// What parts attributes in one tag; a tag of more is made to cost time and is left out too.
const PARTED_MAX: usize = 200;

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

/// The tokenizer compares every attribute of a tag with those before it, so tags that are very long, or have very many, are
/// taken out first.
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
        if is_costly(bytes.get(start..end).unwrap_or_default()) {
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
        Some(tag) if is_costly(piece.as_bytes().get(tag..).unwrap_or_default()) => {
            piece.get(..tag).unwrap_or_default()
        }
        _ => piece,
    }
}

/// Whether a tag has more bytes or attributes than any client writes. Blanks, slashes and closed quotation marks part them.
fn is_costly(tag: &[u8]) -> bool {
    let mut quote = None;
    let mut parted = 0;
    for byte in tag.iter().take(TAG_MAX + 1) {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b' ' | b'\t' | b'\n' | b'\x0c' | b'/') => parted += 1,
            (Some(open), byte) if open == *byte => {
                quote = None;
                parted += 1;
            }
            _ => {}
        }
    }
    tag.len() > TAG_MAX || parted > PARTED_MAX
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_very_many_attributes_is_left_out_and_its_words_stay() {
        let names = |count: usize| (0..count).map(|number| format!(" a{number}")).collect::<String>();
        let page = |count| format!("<p>I will come</p><p hidden{}>with Anna.</p>", names(count));
        assert_eq!(flatten(&page(20)).text.trim(), "I will come");
        assert_eq!(flatten(&page(1_000)).text, "I will come\nwith Anna.\n");
        let parted = format!("<p hidden{}>with Anna.</p>", "b='c'd=\"e\"".repeat(200));
        assert_eq!(flatten(&parted).text, "with Anna.\n");
    }

    #[test]
    fn the_target_of_a_link_is_added_where_it_is_not_written_near_by() {
        let said = "<a href='mailto:ann@town.example'>e-mail</a> ".repeat(3);
        let links = format!("{said}{}{said}", "I will come. ".repeat(50));
        assert_eq!(flatten(&links).text.matches("ann@town.example").count(), 2);
    }
}
