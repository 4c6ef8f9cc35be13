//! What stands above a quotation: attributions ("On … wrote:"), header blocks ("From: … Sent: …") and separators.

use crate::message::Address;
use crate::message::clients::{CLIENTS, Label, fold};
use crate::message::text::Flat;

/// Lines that an attribution may be wrapped over.
const ATTRIBUTION_LINES_MAX: usize = 4;
/// Bytes of an attribution.
const ATTRIBUTION_MAX: usize = 400;

/// How sure it is that an attribution opens a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strength {
    /// Only if quoted lines follow.
    Weak,
    /// A date, a verb and a colon: what follows is quoted even without marks.
    Strong,
}

/// An attribution of some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribution {
    /// One past its last line.
    pub end: usize,
    pub strength: Strength,
    pub from: Option<Address>,
}

/// The From/Sent/To/Subject block of a quotation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// One past its last line.
    pub end: usize,
    pub from: Option<Address>,
    pub subject: Option<String>,
    /// Kinds of labels that were seen.
    kinds: usize,
    has_from: bool,
    has_sent: bool,
    has_subject: bool,
    has_address: bool,
}

/// A line of dashes and words above a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// "-----Original Message-----".
    Original,
    /// "---------- Forwarded message ----------", "Begin forwarded message:".
    Forwarded,
    /// Underscores or dashes only; they count where a header block follows.
    Rule,
}

/// The separator that a line is, if any.
pub(crate) fn separator(line: &str) -> Option<Separator> {
    let line = line.trim();
    if line.len() > 160 {
        return None;
    }
    let is_dash = |c: char| {
        matches!(
            c,
            '-' | '_' | '*' | '=' | '–' | '—' | '─' | '~' | '#' | '<' | '>' | '[' | ']' | '+'
        ) || c.is_whitespace()
    };
    let core = line.trim_matches(is_dash);
    let dashes = line.len() - line.trim_start_matches(is_dash).len();
    if core.is_empty() {
        let dashed = line.chars().filter(|c| !c.is_whitespace()).count();
        return (dashed >= 5).then_some(Separator::Rule);
    }
    // Lotus Notes: "Juan Cristellys---18.10.2016 10:02:11---Sehr geehrter …".
    if line
        .split("---")
        .nth(1)
        .is_some_and(|between| between.len() < 40 && has_date(between))
    {
        return Some(Separator::Original);
    }
    if dashes < 2 && !core.ends_with(':') {
        return None;
    }
    let words = fold(core.trim_end_matches([':', '.', ' ']));
    let words = words.trim();
    if dashes >= 2 {
        if CLIENTS.is_original(words) {
            return Some(Separator::Original);
        }
        if CLIENTS.is_forwarded(words, true) {
            return Some(Separator::Forwarded);
        }
    }
    // Apple Mail writes "Begin forwarded message:" without dashes.
    (core.ends_with(':') && CLIENTS.is_forwarded(words, false)).then_some(Separator::Forwarded)
}

/// The header block that starts at a line, at one depth of quotation; `announced` by a separator above it.
pub(crate) fn block(flat: &Flat, start: usize, limit: usize, announced: bool) -> Option<Block> {
    let depth = flat.lines.get(start)?.depth;
    let mut block = Block {
        end: start,
        ..Block::default()
    };
    let mut seen = Label::default();
    let mut last = Label::default();
    let mut index = start;
    while index < limit.min(start + 24) && flat.lines.get(index).is_some_and(|line| line.depth == depth) {
        let line = flat.line(index);
        if let Some((label, value)) = CLIENTS.label(line) {
            // A label for the second time starts another block or is the letter's own.
            let label = unseen(label, seen);
            if label == Label::default() {
                break;
            }
            block.note(label, value);
            mark(&mut seen, label);
            last = label;
            index += 1;
            block.end = index;
        } else if line.trim().is_empty() {
            // HTML gives a blank line between labels in paragraphs; two end the block.
            let next = flat.line(index + 1);
            if block.kinds == 0 || block.complete() || CLIENTS.label(next).is_none() {
                break;
            }
            index += 1;
        } else if block.kinds > 0 && wraps(flat, index, limit, last) {
            index += 1;
        } else {
            break;
        }
    }
    block.is_convincing(announced).then_some(block)
}

/// A long list of recipients or a subject is wrapped onto a line without label, when another label follows.
fn wraps(flat: &Flat, index: usize, limit: usize, last: Label) -> bool {
    (last.to || last.cc || last.subject || last.from)
        && (index + 1..limit.min(index + 3)).any(|next| CLIENTS.label(flat.line(next)).is_some())
        && flat.line(index).len() < 200
}

fn unseen(label: Label, seen: Label) -> Label {
    Label {
        from: label.from && !seen.from,
        sent: label.sent && !seen.sent,
        to: label.to && !seen.to,
        // Copies, attachments and importance may all stand there.
        cc: label.cc,
        subject: label.subject && !seen.subject,
    }
}

fn mark(seen: &mut Label, label: Label) {
    // A word that several languages use ("a", "da") counts for the first kind still missing.
    if label.from && !seen.from {
        seen.from = true;
    } else if label.sent {
        seen.sent = true;
    } else if label.subject {
        seen.subject = true;
    } else if label.to {
        seen.to = true;
    } else {
        seen.cc = true;
    }
}

impl Block {
    /// What an attribution tells, as a block.
    pub(crate) fn of_attribution(from: Option<Address>) -> Block {
        Block {
            from,
            ..Block::default()
        }
    }

    fn note(&mut self, label: Label, value: &str) {
        self.kinds += 1;
        self.has_address |= value.contains('@');
        if label.from && !self.has_from {
            self.has_from = true;
            self.from = address_in(value);
        } else if label.sent {
            self.has_sent |= value.chars().any(|c| c.is_ascii_digit());
        } else if label.subject && !self.has_subject {
            self.has_subject = true;
            self.subject = (!value.is_empty()).then(|| value.to_owned());
        }
    }

    /// Nothing more is expected: a form of the writer's own may follow.
    fn complete(&self) -> bool {
        self.has_from && self.has_subject && self.kinds >= 4
    }

    fn is_convincing(&self, announced: bool) -> bool {
        if !self.has_from {
            return false;
        }
        let evidence = self.has_subject || self.has_address;
        announced && (self.has_sent || evidence)
            || self.kinds >= 3 && self.has_sent && evidence
            || self.kinds >= 3 && self.has_subject && self.has_address
    }
}

/// The attribution that starts at a line, wrapped over a few lines at most.
pub(crate) fn attribution(flat: &Flat, start: usize, limit: usize) -> Option<Attribution> {
    let depth = flat.lines.get(start)?.depth;
    let mut parts: Vec<&str> = Vec::new();
    for index in start..limit.min(start + ATTRIBUTION_LINES_MAX) {
        let part = flat.line(index).trim().trim_matches(['*', '_']);
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if flat.lines.get(index)?.depth != depth || part.is_empty() || length + part.len() > ATTRIBUTION_MAX {
            return None;
        }
        parts.push(part);
        if !ends_like_heading(part) && !part.ends_with("--") {
            continue;
        }
        let joined = parts.join(" ");
        if let Some(found) = strength(&joined) {
            // The line above an attribution is no part of it, though both together would look like one.
            let starts_later = (1..parts.len()).any(|skip| {
                // A bracket that is open belongs to the address on the next line.
                if parts.get(skip - 1).is_some_and(|above| above.ends_with('<')) {
                    return false;
                }
                let later = parts.get(skip..).unwrap_or_default().join(" ");
                strength(&later).is_some_and(|later| later == found || later == Strength::Strong)
            });
            return (!starts_later).then(|| Attribution {
                end: index + 1,
                strength: found,
                from: address_in_attribution(&joined),
            });
        }
    }
    None
}

pub(crate) fn ends_like_heading(text: &str) -> bool {
    text.trim_end_matches(['*', ' ', '\u{a0}']).ends_with([':', '：'])
}

fn strength(text: &str) -> Option<Strength> {
    // Zoho has dashes for its colon: "---- On Tue, 18 Oct 2016 10:02:11 +0200 Juan <a@b> wrote ----".
    if let Some(framed) = text.strip_prefix("--").and_then(|rest| rest.strip_suffix("--")) {
        let folded = fold(framed);
        return (has_date(&folded) && CLIENTS.wrote.word_in(&folded).is_some()).then_some(Strength::Strong);
    }
    // iOS in Turkish puts the date behind the verb: "… şunları yazdı (1 Kas 2016 15:50):".
    if !ends_like_heading(text) {
        return None;
    }
    let text = text.trim_end_matches(['*', ' ', '\u{a0}']);
    let folded = fold(text);
    let address = folded.contains('@');
    let date = has_date(&folded);
    match CLIENTS.wrote.word_in(&folded) {
        Some(at) => {
            let before = folded.get(..at).unwrap_or_default();
            let personal = CLIENTS.you.word_in(before).is_some() && !address;
            if date && !personal && (address || folded.len() < 160) {
                Some(Strength::Strong)
            } else {
                Some(Strength::Weak)
            }
        }
        // Yandex and Mail.ru have no verb: `19.10.2016, 13:05, "Juan" <a@b>:`.
        None if address
            && date
            && folded.starts_with(|c: char| c.is_numeric() || c.is_alphabetic())
            && folded.len() < 220
            && folded.ends_with(">:") =>
        {
            Some(Strength::Strong)
        }
        // Horde names the writer alone: "Zitat von Juan <a@b>:".
        None if address && CLIENTS.quoting.begins(&folded) => Some(Strength::Weak),
        None => None,
    }
}

/// A year or a time of day with some other number.
pub(crate) fn has_date(folded: &str) -> bool {
    let numbers: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .collect();
    let year = numbers
        .iter()
        .any(|digits| digits.len() == 4 && (digits.starts_with("20") || digits.starts_with("19")));
    let time = folded
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')'))
        .any(|word| {
            word.split_once([':', '.', 'h']).is_some_and(|(hour, rest)| {
                (1..=2).contains(&hour.len())
                    && hour.bytes().all(|b| b.is_ascii_digit())
                    && rest
                        .get(..2)
                        .is_some_and(|m| m.bytes().all(|b| b.is_ascii_digit()))
            })
        });
    numbers.len() >= 2 && (year || time)
}

/// Name and address of a From label's value: `Claire Dumont <c@x.example>`, `Dumont, Claire [mailto:c@x.example]`.
fn address_in(value: &str) -> Option<Address> {
    let value = value.trim();
    let Some(at) = value.find('@') else {
        return (!value.is_empty() && value.len() < 120).then(|| Address {
            name: Some(value.trim_matches(['"', '\'']).to_owned()),
            address: String::new(),
        });
    };
    let is_part = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '.' | '_' | '-' | '+' | '\'' | '&' | '/' | '=' | '!' | '#' | '%' | '~'
            )
    };
    let start = value.get(..at)?.rfind(|c: char| !is_part(c)).map_or(0, |index| {
        index
            + value
                .get(index..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8)
    });
    let end = value
        .get(at + 1..)?
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
        .map_or(value.len(), |index| at + 1 + index);
    let address = value.get(start..end)?.trim_end_matches('.').to_owned();
    let name = value.get(..start)?;
    let name = name.rsplit_once("mailto:").map_or(name, |(name, _)| name);
    let name = name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '[' | '(' | '"' | '\'' | ',' | '|' | '*')
    });
    Some(Address {
        name: (!name.is_empty() && !name.contains('@')).then(|| name.to_owned()),
        address,
    })
}

/// Who a line of a heading names with an address, whatever its label is called.
pub(crate) fn sender_in(line: &str) -> Option<Address> {
    let value = line.split_once([':', '：']).map_or(line, |(_, value)| value);
    value.contains('@').then(|| address_in(value)).flatten()
}

/// The address of an attribution; its name is in running text and left alone.
pub(crate) fn address_in_attribution(text: &str) -> Option<Address> {
    let found = address_in(text)?;
    (!found.address.is_empty()).then_some(Address {
        name: None,
        address: found.address,
    })
}
