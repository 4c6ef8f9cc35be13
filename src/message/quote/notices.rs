//! Lines that a letter's own words end with: signatures, what telephones add, and legal notices.

use super::Reader;
use crate::message::LineKind;
use crate::message::clients::{CLIENTS, fold};
use std::ops::Range;

/// Bytes of a paragraph that can be a legal notice; the longest that were seen have a third.
const NOTICE_MAX: usize = 16 << 10;

impl Reader<'_> {
    /// "-- " and what follows it, and the lines that telephones add.
    pub(super) fn signatures(&mut self, range: &Range<usize>) {
        let mut signed = false;
        let mut own_above = false;
        for index in range.clone() {
            match self.kinds.get(index) {
                Some(LineKind::Own) => {}
                Some(LineKind::Blank | LineKind::Signature) => continue,
                _ => {
                    signed = false;
                    continue;
                }
            }
            let line = self.flat.line(index).trim();
            signed |= own_above && matches!(line, "--" | "—");
            own_above = true;
            if signed || self.is_device_line(index, range) {
                self.set(index, LineKind::Signature);
            }
        }
    }

    /// Running text may begin a line with "sent by my …": a footer stands at the end of what its writer wrote.
    fn is_device_line(&self, index: usize, range: &Range<usize>) -> bool {
        let next = index + 1;
        self.names_device(index)
            && (next >= range.end
                || self.is_blank(next)
                || self.kinds.get(next) != Some(&LineKind::Own)
                || self.names_device(next))
    }

    fn names_device(&self, index: usize) -> bool {
        let line = self.flat.line(index).trim();
        line.len() <= 140
            && CLIENTS
                .device
                .begins(&fold(line.trim_start_matches(|c: char| !c.is_alphanumeric())))
    }

    /// Paragraphs that are legal notices.
    pub(super) fn disclaimers(&mut self, range: &Range<usize>) {
        let paragraphs = self.paragraphs(range);
        let count = paragraphs.len();
        let mut following = false;
        for (number, paragraph) in paragraphs.into_iter().enumerate() {
            let bytes: usize = paragraph.clone().map(|index| self.flat.line(index).len()).sum();
            if bytes > NOTICE_MAX {
                following = false;
                continue;
            }
            let text = self.joined(paragraph.clone());
            let phrases = CLIENTS.disclaimer.count_in(&text);
            let hints = if phrases == 1 || following {
                CLIENTS.disclaimer_hint.count_in(&text)
            } else {
                0
            };
            let near_end = number + 3 >= count && number > 0;
            let notice = phrases >= 2
                || phrases == 1 && (hints >= 1 && text.len() > 80 || near_end)
                || following && hints >= 2 && text.len() > 80;
            following = notice;
            if notice {
                let start = self.first_legal_line(&paragraph);
                self.mark(start..paragraph.end, LineKind::Disclaimer);
            }
        }
    }

    /// Runs of the writer's own lines without a blank between.
    fn paragraphs(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut paragraphs: Vec<Range<usize>> = Vec::new();
        for index in range.clone() {
            if !matches!(self.kinds.get(index), Some(LineKind::Own | LineKind::Signature)) {
                continue;
            }
            match paragraphs.last_mut() {
                Some(last) if last.end == index => last.end = index + 1,
                _ => paragraphs.push(index..index + 1),
            }
        }
        paragraphs
    }

    /// A notice may stand right under a signature: it starts at the first line that holds one of its
    /// phrases, or the beginning of one that is wrapped onto the next line.
    fn first_legal_line(&self, paragraph: &Range<usize>) -> usize {
        let holds = |lines: Range<usize>| CLIENTS.disclaimer.is_in(&self.joined(lines));
        paragraph
            .clone()
            .find(|index| {
                let next = index + 1..(index + 2).min(paragraph.end);
                holds(*index..index + 1) || holds(*index..next.end) && !holds(next)
            })
            .unwrap_or(paragraph.start)
    }

    fn joined(&self, lines: Range<usize>) -> String {
        let lines: Vec<&str> = lines.map(|index| self.flat.line(index)).collect();
        fold(&lines.join(" "))
    }
}
