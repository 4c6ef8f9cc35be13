//! Headings that one mail program alone writes: in marks, in markup, inside a quotation, or in an order of their own.

use super::{Letter, Reader};
use crate::message::LineKind;
use crate::message::clients::{CLIENTS, fold};
use crate::message::headings::{self, Block, Separator};
use crate::message::quote::{HEADINGS_MAX, Thread};
use crate::message::text::Markup;

/// The marks that GroupWise writes before the sender; the letter below has none.
const MARKS: usize = 3;
/// Lines of receivers and subject that Yandex writes below its rule.
const LABELS_MAX: usize = 6;

impl Reader<'_> {
    /// GroupWise: `>>> Juan <a@b> 10/18/2016 10:02 AM >>>` above a letter without marks; the line to go on with.
    pub(super) fn groupwise(&mut self, index: usize, letter: &Letter) -> Option<usize> {
        let marked = |at: usize| self.depth(at) == letter.base + MARKS;
        let before = index
            .checked_sub(1)
            .filter(|before| letter.range.contains(before));
        if !marked(index) || before.is_some_and(|before| self.depth(before) > letter.base) {
            return None;
        }
        let mut end = index + 1;
        let mut text = self.flat.line(index).trim().to_owned();
        // A long heading is wrapped: its closing marks or its verb stand on the next line.
        let next = self.flat.line(end).trim();
        if end < letter.range.end
            && (marked(end) && next.is_empty() || headings::ends_like_heading(next) && !text.ends_with(">>>"))
        {
            text.push(' ');
            text.push_str(if next.is_empty() { ">>>" } else { next });
            end += 1;
        }
        let below = self.next_text(end, letter.range.end)?;
        if text.len() > 300 || self.depth(below) > letter.base || !names_sender(&text) {
            return None;
        }
        let block = Block::of_attribution(headings::address_in_attribution(&text));
        Some(self.attributed(index..end, letter, block))
    }

    /// Apple Mail puts the whole letter that is handed on into a quotation, with its heading; the line to go on with.
    pub(super) fn handed_on(&mut self, index: usize, letter: &Letter) -> Option<usize> {
        let above = (letter.range.start..index)
            .rev()
            .find(|above| !self.is_blank(*above));
        if letter.thread.reply
            || above.is_some_and(|above| self.depth(above) > letter.base)
            || self.headings >= HEADINGS_MAX
        {
            return None;
        }
        let announced = headings::separator(self.flat.line(index)) == Some(Separator::Forwarded);
        let headed =
            || letter.thread.forward && headings::block(self.flat, index, letter.range.end, false).is_some();
        if !announced && !headed() {
            return None;
        }
        self.headings += 1;
        let after = index + usize::from(announced);
        self.mark(index..after, LineKind::QuoteHeading);
        let below = after..letter.range.end;
        Some(self.enclosed(letter, index, below, true, None, Thread::default()))
    }

    /// Clients that tell by their markup where an old letter begins, in a language that no list has; the line to go on with.
    pub(super) fn marked_up(&mut self, index: usize, letter: &Letter) -> Option<usize> {
        let markup = self.markup(index);
        // Asked first: to look for the end at every line would take time that grows with the square of them.
        if !matches!(markup, Markup::Heading | Markup::Old) {
            return None;
        }
        let end = (index..letter.range.end)
            .find(|at| !self.is_blank(*at) && self.markup(*at) != markup)
            .unwrap_or(letter.range.end);
        if markup == Markup::Heading {
            let from = (index..end).find_map(|at| headings::sender_in(self.flat.line(at)));
            return Some(self.attributed(index..end, letter, Block::of_attribution(from)));
        }
        self.headings += 1;
        let forwards = letter.thread.forward;
        Some(self.enclosed(letter, index, index..end, forwards, None, Thread::default()))
    }

    /// Yandex: a rule, receivers and subject, and then its attribution; the line to go on with.
    pub(super) fn yandex(&mut self, index: usize, letter: &Letter) -> Option<usize> {
        let is_label = |line: &str| {
            CLIENTS
                .label(line)
                .is_some_and(|(label, _)| label.to || label.cc || label.subject)
        };
        let labels = (index + 1..letter.range.end.min(index + 1 + LABELS_MAX))
            .take_while(|at| self.depth(*at) == letter.base && is_label(self.flat.line(*at)))
            .count();
        let attribution = index + 1 + labels;
        let found = headings::attribution(self.flat, attribution, letter.range.end)?;
        if labels == 0 || found.strength != headings::Strength::Strong {
            return None;
        }
        let end = self.attribution(attribution, letter)?;
        self.mark(index..attribution, LineKind::QuoteHeading);
        Some(end)
    }
}

/// Whether a line tells who wrote and when, and nothing else: "… wrote:", closing marks, or only a name and a date.
fn names_sender(text: &str) -> bool {
    let folded = fold(text);
    if !headings::has_date(&folded) {
        return false;
    }
    let verb = headings::ends_like_heading(text) && CLIENTS.wrote.word_in(&folded).is_some();
    let mut words = text
        .split_whitespace()
        .filter(|word| !word.contains(['@', ':']) && word.contains(char::is_alphabetic))
        .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()))
        .peekable();
    let names = words.peek().is_some() && words.all(|word| word.starts_with(char::is_uppercase));
    verb || text.ends_with(">>>") || names
}
