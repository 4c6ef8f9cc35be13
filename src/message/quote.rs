//! Whose words each line is: the writer's own, quoted, forwarded, signature, or a legal notice.

use crate::message::clients::{CLIENTS, fold};
use crate::message::headings::{self, Block, Separator, Strength};
use crate::message::text::{Flat, Markup};
use crate::message::work::Counted;
use crate::message::{Desk, Forward, Line, LineKind};
use std::ops::Range;

mod forms;
mod notices;

/// Letters inside letters that are opened.
const LEVELS_MAX: usize = 5;
/// Headings after which forwarded letters are only quoted; each looks at the lines above it.
const HEADINGS_MAX: usize = 50;
/// A forwarder who writes more words than these writes a letter of their own.
const FORWARDER_WORDS_MAX: usize = 45;

/// What the subject tells of the letter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Thread {
    /// "Fwd:", "WG:", "TR:" …
    pub forward: bool,
    /// "Re:", "AW:" …
    pub reply: bool,
}

impl Thread {
    /// Reads the first prefix of a subject.
    pub(crate) fn of(subject: &str) -> Thread {
        match CLIENTS.subject_prefix(&fold(subject)) {
            Some((forward, _)) => Thread {
                forward,
                reply: !forward,
            },
            None => Thread::default(),
        }
    }
}

/// The lines of a text with their kinds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kinds {
    pub lines: Vec<Line>,
    pub forward: Option<Forward>,
}

/// Tells the kind of every line.
pub(crate) fn kinds(flat: &Flat, desk: &Desk, thread: Thread) -> Kinds {
    let mut reader = Reader {
        flat,
        desk,
        kinds: vec![LineKind::Blank; flat.lines.len()].into(),
        forward: None,
        headings: 0,
    };
    reader.level(&Letter {
        range: 0..flat.lines.len(),
        base: 0,
        thread,
        level: 0,
    });
    reader.rescue();
    let lines = flat
        .lines
        .iter()
        .zip(&reader.kinds)
        .map(|(line, kind)| Line {
            range: line.range.clone(),
            kind: *kind,
        })
        .collect();
    Kinds {
        lines,
        forward: reader.forward,
    }
}

/// Adds an enclosed letter (message/rfc822), whose lines are told, below the one that brought it.
pub(crate) fn enclose(
    (flat, above): (&mut Flat, Kinds),
    (enclosed, mut below): (&Flat, Kinds),
    forward: Forward,
    desk: &Desk,
) -> Kinds {
    let words = above
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Own)
        .filter_map(|line| flat.text.get(line.range.clone()))
        .flat_map(str::split_whitespace)
        .count();
    let own_mail = forward
        .from
        .as_ref()
        .is_some_and(|from| desk.is_own(&from.address));
    let takes = words <= FORWARDER_WORDS_MAX && !own_mail;
    let deeper = takes && below.lines.iter().any(|line| line.kind == LineKind::Forwarded);
    for line in &mut below.lines {
        line.kind = match line.kind {
            LineKind::Own if takes => LineKind::Forwarded,
            LineKind::Blank => LineKind::Blank,
            kind if takes => kind,
            _ => LineKind::Quoted,
        };
    }
    let start = flat.lines.len();
    flat.append(enclosed);
    let mut lines = above.lines;
    for line in flat.lines.iter().skip(start) {
        lines.push(Line {
            range: line.range.clone(),
            kind: LineKind::Blank,
        });
    }
    // The lines that were added are the enclosed ones, with a blank line before where there was text.
    for (place, line) in lines
        .iter_mut()
        .rev()
        .zip(below.lines.iter().rev())
        .take(flat.lines.len() - start)
    {
        place.kind = line.kind;
    }
    Kinds {
        lines,
        forward: below.forward.filter(|_| deeper).or(Some(forward)),
    }
}

/// One letter among those that enclose each other.
struct Letter {
    /// Its lines.
    range: Range<usize>,
    /// Levels of quotation that all of it stands in.
    base: usize,
    /// What its subject tells.
    thread: Thread,
    /// Letters around it.
    level: usize,
}

struct Reader<'t> {
    flat: &'t Flat,
    desk: &'t Desk,
    kinds: Counted<LineKind>,
    forward: Option<Forward>,
    headings: usize,
}

impl Reader<'_> {
    /// One letter at its depth of quotation, down to the letters that it encloses.
    fn level(&mut self, letter: &Letter) {
        let mut index = letter.range.start;
        while index < letter.range.end {
            let depth = self.depth(index);
            if self.is_blank(index) {
                self.set(index, LineKind::Blank);
            } else if let Some(next) = self.groupwise(index, letter) {
                index = next;
                continue;
            } else if depth > letter.base {
                if let Some(next) = self.handed_on(index, letter) {
                    index = next;
                    continue;
                }
                self.set(index, LineKind::Quoted);
            } else if let Some(next) = self
                .heading(index, letter)
                .or_else(|| self.marked_up(index, letter))
            {
                index = next;
                continue;
            } else {
                let kind = if self.markup(index) == Markup::Signature {
                    LineKind::Signature
                } else {
                    LineKind::Own
                };
                self.set(index, kind);
            }
            index += 1;
        }
        self.signatures(&letter.range);
        self.disclaimers(&letter.range);
    }

    /// A heading at this line and all that it covers; returns the line to go on with.
    fn heading(&mut self, index: usize, letter: &Letter) -> Option<usize> {
        let separator = headings::separator(self.flat.line(index));
        let (after, block, named) = match separator {
            Some(separator) => {
                let next = self.next_text(index + 1, letter.range.end);
                let block = next.and_then(|next| headings::block(self.flat, next, letter.range.end, true));
                if separator == Separator::Rule && block.is_none() {
                    return self.yandex(index, letter);
                }
                // Proton writes its attribution below "------- Original Message -------".
                if block.is_none()
                    && let Some(next) = next
                    && self.depth(next) == letter.base
                    && let Some(end) = self.attribution(next, letter)
                {
                    self.mark(index..next, LineKind::QuoteHeading);
                    return Some(end);
                }
                (
                    block.as_ref().map_or(index + 1, |block| block.end),
                    block,
                    separator,
                )
            }
            None => match headings::block(self.flat, index, letter.range.end, false) {
                Some(block) => (block.end, Some(block), Separator::Rule),
                None => return self.attribution(index, letter),
            },
        };
        self.headings += 1;
        self.mark(index..after, LineKind::QuoteHeading);
        let subject = block
            .as_ref()
            .and_then(|block| block.subject.as_deref())
            .unwrap_or_default();
        let inner = Thread::of(subject);
        let forwards = named == Separator::Forwarded
            || letter.thread.forward
            || !letter.thread.reply && named == Separator::Rule;
        let forwards = forwards && !self.is_desk(block.as_ref());
        Some(self.enclosed(letter, index, after..letter.range.end, forwards, block, inner))
    }

    /// "On … wrote:" and what it covers.
    fn attribution(&mut self, index: usize, letter: &Letter) -> Option<usize> {
        let found = headings::attribution(self.flat, index, letter.range.end)?;
        let deeper = self
            .next_text(found.end, letter.range.end)
            .is_some_and(|next| self.depth(next) > letter.base);
        if !deeper && found.strength == Strength::Weak {
            return None;
        }
        let block = Block::of_attribution(found.from);
        Some(self.attributed(index..found.end, letter, block))
    }

    /// What stands below an attribution at these lines; the line to go on with.
    fn attributed(&mut self, heading: Range<usize>, letter: &Letter, block: Block) -> usize {
        self.headings += 1;
        self.mark(heading.clone(), LineKind::QuoteHeading);
        let forwards = letter.thread.forward && !self.is_desk(Some(&block));
        let below = heading.end..letter.range.end;
        self.enclosed(
            letter,
            heading.start,
            below,
            forwards,
            Some(block),
            Thread::default(),
        )
    }

    /// The letter below a heading: quoted, or forwarded where the one above it wrote nothing of their own.
    ///
    /// `heading` is the first line of the heading, `below` what it covers at most.
    fn enclosed(
        &mut self,
        letter: &Letter,
        heading: usize,
        below: Range<usize>,
        forwards: bool,
        block: Option<Block>,
        inner: Thread,
    ) -> usize {
        let Some(first) = self.next_text(below.start, below.end) else {
            self.mark(below.clone(), LineKind::Blank);
            return below.end;
        };
        let depth = self.depth(first);
        let end = if depth > letter.base {
            self.end_of_depth(first, below.end, depth)
        } else {
            below.end
        };
        let takes = forwards
            && letter.level < LEVELS_MAX
            && self.headings < HEADINGS_MAX
            && self.is_covering_note(letter.range.start..heading);
        let mut start = first;
        let mut block = block;
        let mut inner = inner;
        // Apple Mail quotes the header block too.
        if depth > letter.base
            && let Some(found) = headings::block(self.flat, first, end, true)
        {
            self.mark(first..found.end, LineKind::QuoteHeading);
            start = found.end;
            inner = Thread::of(found.subject.as_deref().unwrap_or_default());
            block = Some(found);
        }
        let takes = takes && !self.is_desk(block.as_ref());
        if takes {
            let forward = Forward {
                from: block.as_ref().and_then(|block| block.from.clone()),
                subject: block.and_then(|block| block.subject),
            };
            self.forward = Some(forward);
            self.level(&Letter {
                range: start..end,
                base: depth,
                thread: inner,
                level: letter.level + 1,
            });
            for kind in self.kinds.get_mut(start..end).unwrap_or_default() {
                if *kind == LineKind::Own {
                    *kind = LineKind::Forwarded;
                }
            }
        } else {
            if forwards && self.forward.is_none() {
                self.forward = Some(Forward {
                    from: block.as_ref().and_then(|block| block.from.clone()),
                    subject: block.and_then(|block| block.subject),
                });
            }
            self.mark(start..end, LineKind::Quoted);
        }
        end
    }

    /// Whether the lines above a forwarded letter only hand it on.
    fn is_covering_note(&self, above: Range<usize>) -> bool {
        let mut words = 0;
        for index in above {
            if self.kinds.get(index) != Some(&LineKind::Own) {
                continue;
            }
            let line = self.flat.line(index);
            if line.starts_with("- ")
                || line.starts_with("* ")
                || line.starts_with("• ")
                || line.contains('\t')
            {
                return false;
            }
            words += line
                .split_whitespace()
                .filter(|word| word.chars().any(char::is_alphanumeric))
                .count();
        }
        words <= FORWARDER_WORDS_MAX
    }

    /// One past the last line that is at least so deep; blank lines and shallower ones between do not count.
    fn end_of_depth(&self, start: usize, limit: usize, depth: usize) -> usize {
        let mut end = start;
        for index in start..limit {
            if self.is_blank(index) {
                continue;
            }
            if self.depth(index) < depth {
                break;
            }
            end = index + 1;
        }
        end
    }

    /// A letter that is marked as quoted from top to end, without any heading, is nobody's quotation.
    fn rescue(&mut self) {
        let has_own = self
            .kinds
            .iter()
            .any(|kind| matches!(kind, LineKind::Own | LineKind::Forwarded | LineKind::Signature));
        if has_own || self.headings > 0 {
            return;
        }
        for kind in self.kinds.iter_mut() {
            if *kind == LineKind::Quoted {
                *kind = LineKind::Own;
            }
        }
    }

    fn is_desk(&self, block: Option<&Block>) -> bool {
        block
            .and_then(|block| block.from.as_ref())
            .is_some_and(|from| self.desk.is_own(&from.address))
    }

    fn next_text(&self, start: usize, limit: usize) -> Option<usize> {
        (start..limit).find(|index| !self.is_blank(*index))
    }

    fn depth(&self, index: usize) -> usize {
        self.flat.depth(index)
    }

    fn markup(&self, index: usize) -> Markup {
        self.flat
            .lines
            .get(index)
            .map_or(Markup::None, |line| line.markup)
    }

    fn is_blank(&self, index: usize) -> bool {
        self.flat.line(index).trim().is_empty()
    }

    fn mark(&mut self, range: Range<usize>, kind: LineKind) {
        for index in range {
            let kind = if self.is_blank(index) {
                LineKind::Blank
            } else {
                kind
            };
            self.set(index, kind);
        }
    }

    fn set(&mut self, index: usize, kind: LineKind) {
        if let Some(place) = self.kinds.get_mut(index) {
            *place = kind;
        }
    }
}
