//! Whose words each line is: the writer's own, quoted, forwarded, signature, or a legal notice.

use crate::message::clients::{CLIENTS, fold};
use crate::message::headings::{self, Block, Separator, Strength};
use crate::message::text::{Flat, Markup};
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
        kinds: vec![LineKind::Blank; flat.lines.len()],
        forward: None,
        headings: 0,
    };
    reader.level(0..flat.lines.len(), 0, thread, 0);
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
    for line in flat.lines.get(start..).unwrap_or_default() {
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

struct Reader<'t> {
    flat: &'t Flat,
    desk: &'t Desk,
    kinds: Vec<LineKind>,
    forward: Option<Forward>,
    headings: usize,
}

impl Reader<'_> {
    /// One letter at its depth of quotation, down to the letters that it encloses.
    fn level(&mut self, range: Range<usize>, base: usize, thread: Thread, level: usize) {
        let mut index = range.start;
        while index < range.end {
            let depth = self.depth(index);
            if self.is_blank(index) {
                self.set(index, LineKind::Blank);
            } else if let Some(next) = self.groupwise(index, &range, base, thread, level) {
                index = next;
                continue;
            } else if depth > base {
                if let Some(next) = self.handed_on(index, &range, base, thread, level) {
                    index = next;
                    continue;
                }
                self.set(index, LineKind::Quoted);
            } else if let Some(next) = self
                .heading(index, &range, base, thread, level)
                .or_else(|| self.marked_up(index, &range, base, thread, level))
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
        self.signatures(&range);
        self.disclaimers(&range);
    }

    /// A heading at this line and all that it covers; returns the line to go on with.
    fn heading(
        &mut self,
        index: usize,
        range: &Range<usize>,
        base: usize,
        thread: Thread,
        level: usize,
    ) -> Option<usize> {
        let separator = headings::separator(self.flat.line(index));
        let (after, block, named) = match separator {
            Some(separator) => {
                let next = self.next_text(index + 1, range.end);
                let block = next.and_then(|next| headings::block(self.flat, next, range.end, true));
                if separator == Separator::Rule && block.is_none() {
                    return self.yandex(index, range, base, thread, level);
                }
                // Proton writes its attribution below "------- Original Message -------".
                if block.is_none()
                    && let Some(next) = next
                    && self.depth(next) == base
                    && let Some(end) = self.attribution(next, range, base, thread, level)
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
            None => match headings::block(self.flat, index, range.end, false) {
                Some(block) => (block.end, Some(block), Separator::Rule),
                None => return self.attribution(index, range, base, thread, level),
            },
        };
        self.headings += 1;
        self.mark(index..after, LineKind::QuoteHeading);
        let subject = block
            .as_ref()
            .and_then(|block| block.subject.as_deref())
            .unwrap_or_default();
        let inner = Thread::of(subject);
        let forwards =
            named == Separator::Forwarded || thread.forward || !thread.reply && named == Separator::Rule;
        let forwards = forwards && !self.is_desk(block.as_ref());
        Some(self.enclosed(
            range.start..index,
            after..range.end,
            base,
            forwards,
            block,
            inner,
            level,
        ))
    }

    /// "On … wrote:" and what it covers.
    fn attribution(
        &mut self,
        index: usize,
        range: &Range<usize>,
        base: usize,
        thread: Thread,
        level: usize,
    ) -> Option<usize> {
        let found = headings::attribution(self.flat, index, range.end)?;
        let deeper = self
            .next_text(found.end, range.end)
            .is_some_and(|next| self.depth(next) > base);
        if !deeper && found.strength == Strength::Weak {
            return None;
        }
        let block = Block::of_attribution(found.from);
        Some(self.attributed(index..found.end, range, base, block, thread, level))
    }

    /// What stands below an attribution at these lines; the line to go on with.
    fn attributed(
        &mut self,
        heading: Range<usize>,
        range: &Range<usize>,
        base: usize,
        block: Block,
        thread: Thread,
        level: usize,
    ) -> usize {
        self.headings += 1;
        self.mark(heading.clone(), LineKind::QuoteHeading);
        let forwards = thread.forward && !self.is_desk(Some(&block));
        self.enclosed(
            range.start..heading.start,
            heading.end..range.end,
            base,
            forwards,
            Some(block),
            Thread::default(),
            level,
        )
    }

    /// The letter below a heading: quoted, or forwarded where the one above it wrote nothing of their own.
    #[expect(
        clippy::too_many_arguments,
        reason = "a private step of one walk; a struct for it would only move the names"
    )]
    fn enclosed(
        &mut self,
        above: Range<usize>,
        below: Range<usize>,
        base: usize,
        forwards: bool,
        block: Option<Block>,
        inner: Thread,
        level: usize,
    ) -> usize {
        let Some(first) = self.next_text(below.start, below.end) else {
            self.mark(below.clone(), LineKind::Blank);
            return below.end;
        };
        let depth = self.depth(first);
        let end = if depth > base {
            self.end_of_depth(first, below.end, depth)
        } else {
            below.end
        };
        let takes =
            forwards && level < LEVELS_MAX && self.headings < HEADINGS_MAX && self.is_covering_note(above);
        let mut start = first;
        let mut block = block;
        let mut inner = inner;
        // Apple Mail quotes the header block too.
        if depth > base
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
            self.level(start..end, depth, inner, level + 1);
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
        for kind in &mut self.kinds {
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
        self.flat.lines.get(index).map_or(0, |line| line.depth)
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
