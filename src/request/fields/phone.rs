//! Phone numbers: digits as people write them, with what says that they are none.

use crate::lexicon::Concept;
use crate::request::layout::{Layout, Zone};
use crate::request::token::Kind;
use std::ops::Range;

/// A phone number in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    pub tokens: Range<usize>,
    pub bytes: Range<usize>,
    /// Digits and a leading plus.
    pub value: String,
    /// Index in the cast of whom a word beside it names as its owner.
    pub owner: Option<usize>,
}

impl Phone {
    /// Whether nothing says that it is somebody else's than this person's.
    #[must_use]
    pub fn may_be_of(&self, person: usize) -> bool {
        self.owner.is_none_or(|owner| owner == person)
    }
}

/// All phone numbers of the writer's own text, in order; fax numbers are left out.
#[must_use]
pub fn find(layout: &Layout<'_>) -> Vec<Phone> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < layout.tokens.len() {
        let starts = layout
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Number)
            && layout.zone_of(at) != Zone::Foreign;
        if !starts {
            at += 1;
            continue;
        }
        let end = run(layout, at);
        let line = |at: usize| layout.tokens.get(at).map(|token| token.line);
        let goes_on = found
            .last()
            .is_some_and(|last: &Phone| line(last.tokens.start) == line(at));
        if let Some(phone) = phone(layout, at..end, goes_on) {
            found.push(phone);
        }
        at = end;
    }
    found
}

/// Numbers joined by what may stand inside a phone number.
fn run(layout: &Layout<'_>, start: usize) -> usize {
    let mut end = start + 1;
    while layout
        .tokens
        .get(end)
        .is_some_and(|token| token.kind == Kind::Number)
    {
        let between = layout.between(end);
        let joins = between.len() <= 4
            && between
                .chars()
                .all(|c| " -./()\u{a0}–‑\u{2011}\u{202f}".contains(c));
        if !joins || between.contains(". ") {
            break;
        }
        end += 1;
    }
    end
}

/// The number that these tokens are, if it is one; `goes_on` where it follows another in its line, and so needs no label.
fn phone(layout: &Layout<'_>, tokens: Range<usize>, goes_on: bool) -> Option<Phone> {
    let mut bytes = layout.bytes(tokens.clone());
    let lead = layout.text.get(..bytes.start)?;
    let before = lead.trim_end_matches(['(', ' ', '\u{a0}']);
    let plus = before.ends_with('+') && lead.len() - before.len() <= 2;
    let bracket = lead.ends_with('(');
    if plus {
        bytes.start = before.len() - 1;
    } else if bracket {
        bytes.start -= 1;
    }
    let shown = layout.text.get(bytes.clone())?;
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    // "+44 (0)20 …": the bracketed zero is dialled only within the country, but written.
    let first = digits.chars().next()?;
    let labelled = label_before(layout, tokens.start);
    if labelled == Some(Concept::LabelFax) || labelled == Some(Concept::LabelPressCard) {
        return None;
    }
    let is_label = goes_on || matches!(labelled, Some(Concept::LabelPhone | Concept::LabelMobile));
    let long_enough = match (plus, first) {
        (true, _) => digits.len() >= 8,
        (false, '0') => digits.len() >= 7 + usize::from(!is_label),
        (false, _) => {
            is_label && digits.len() >= 6
                || (9..=12).contains(&digits.len()) && is_alone(layout, &tokens)
                || tokens.len() >= 3 && digits.len() >= 9 && !looks_like_date(shown)
        }
    };
    let sound = long_enough
        && digits.len() <= 16
        && !(shown.starts_with("00") && digits.len() < 9)
        && (plus || !looks_like_date(shown));
    sound.then(|| Phone {
        tokens,
        bytes: bytes.clone(),
        value: if plus { format!("+{digits}") } else { digits },
        owner: None,
    })
}

/// Whether nothing else stands on the line: "333 1257780" under a name.
fn is_alone(layout: &Layout<'_>, tokens: &Range<usize>) -> bool {
    let line = |at: usize| layout.tokens.get(at).map(|token| token.line);
    let here = line(tokens.start);
    let before = tokens.start.checked_sub(1).and_then(line);
    here != before && here != line(tokens.end)
}

fn looks_like_date(shown: &str) -> bool {
    let parts: Vec<&str> = shown.split(['.', '/', '-']).collect();
    parts.len() == 3
        && parts.iter().all(|part| matches!(part.trim().len(), 1 | 2 | 4))
        && parts.iter().any(|part| part.trim().len() == 4)
}

/// The nearest label before a number, on the same line.
fn label_before(layout: &Layout<'_>, at: usize) -> Option<Concept> {
    let line = layout.tokens.get(at)?.line;
    layout
        .marks_around(at)
        .filter(|mark| mark.tokens.end <= at && at - mark.tokens.end <= 2)
        .filter(|mark| {
            layout
                .tokens
                .get(mark.tokens.start)
                .is_some_and(|token| token.line == line)
        })
        .filter(|mark| {
            matches!(
                mark.concept,
                Concept::LabelFax
                    | Concept::LabelPhone
                    | Concept::LabelMobile
                    | Concept::LabelPressCard
                    | Concept::PressCard
            )
        })
        .max_by_key(|mark| mark.tokens.end)
        .map(|mark| {
            if mark.concept == Concept::PressCard {
                Concept::LabelPressCard
            } else {
                mark.concept
            }
        })
}
