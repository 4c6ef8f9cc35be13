//! Which part of a letter each segment is: greeting, text, list, field, row, closing, signature, or foreign.

use super::layout::{Layout, Segment, Zone};
use super::token::{Break, Kind, Shape, is_enumerated};
use crate::lexicon::Concept;
use crate::lexicon::gazetteer::Gazetteer;
use crate::message::{Line, LineKind};
use std::ops::Range;

/// Tokens a greeting or closing may have; longer ones are sentences.
const LONGEST_FORMULA: usize = 9;

/// Cuts the tokens of a layout into segments with zones; `signers` are folded words of the writer's name.
#[must_use]
pub fn segments(layout: &Layout<'_>, lines: &[Line], signers: &[String]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = cut(layout)
        .into_iter()
        .flat_map(|range| split_formulas(layout, range))
        .map(|tokens| {
            let label = label(layout, &tokens);
            let zone = plain_zone(layout, lines, &tokens, label.is_some());
            Segment { tokens, zone, label }
        })
        .collect();
    mark_greeting(layout, &mut segments);
    mark_signature(layout, lines, &mut segments, signers);
    segments
}

fn cut(layout: &Layout<'_>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for (at, token) in layout.tokens.iter().enumerate() {
        if at > start && token.before >= Break::Line {
            ranges.push(start..at);
            start = at;
        }
    }
    if start < layout.tokens.len() {
        ranges.push(start..layout.tokens.len());
    }
    ranges
}

/// Parts "Hello Juan, I will come" after the greeting, and "Thanks, kind regards Ann Lee" before and after the formula.
fn split_formulas(layout: &Layout<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    if opens_greeting(layout, start)
        && let Some(end) = greeting_end(layout, &range)
    {
        parts.push(start..end);
        start = end;
    }
    let closing = (start..range.end).find_map(|at| {
        let bounded = at == start
            || layout
                .tokens
                .get(at)
                .is_some_and(|token| token.before >= Break::Comma);
        let mark = bounded.then(|| layout.longest_at(at, "closing")).flatten()?;
        let few_left = range.end.saturating_sub(mark.tokens.end) <= 6;
        (mark.concept == Concept::ClosingRegards && few_left).then(|| mark.tokens.clone())
    });
    if let Some(formula) = closing {
        let name_follows = layout
            .tokens
            .get(formula.end)
            .is_some_and(|token| token.is_capital() || token.before >= Break::Comma);
        let alone = formula.end >= range.end;
        if formula.start > start && (alone || name_follows) {
            parts.push(start..formula.start);
            start = formula.start;
        }
        if name_follows
            && formula.start == start
            && formula.end < range.end
            && !layout.longest_at(formula.end, "organisation").is_some()
        {
            parts.push(start..formula.end);
            start = formula.end;
        }
    }
    if start < range.end {
        parts.push(start..range.end);
    }
    parts
}

fn opens_greeting(layout: &Layout<'_>, at: usize) -> bool {
    layout.longest_at(at, "greeting").is_some()
}

/// Where a greeting ends: at its first comma, exclamation mark or colon, or after the words that can belong to it.
fn greeting_end(layout: &Layout<'_>, range: &Range<usize>) -> Option<usize> {
    let stop = range.clone().skip(1).find(|&at| {
        layout
            .tokens
            .get(at)
            .is_some_and(|token| token.before >= Break::Comma)
    });
    let mut end = stop.unwrap_or(range.end);
    // "Hello, Juan!": the name behind the comma is still greeted.
    let named = |at: usize| {
        let word = layout
            .tokens
            .get(at)
            .is_some_and(|token| token.is_capital() && token.is_word());
        word || layout.longest_at(at, "title").is_some()
    };
    let next = (end + 1..range.end)
        .find(|&at| {
            layout
                .tokens
                .get(at)
                .is_some_and(|token| token.before >= Break::Comma)
        })
        .unwrap_or(range.end);
    let comma = layout
        .tokens
        .get(end)
        .is_some_and(|token| token.before == Break::Comma);
    let fits = end < range.end && next - end <= 4 && next - range.start <= LONGEST_FORMULA;
    if comma && fits && (end..next).all(named) {
        end = next;
    }
    if end - range.start <= LONGEST_FORMULA {
        return (end < range.end).then_some(end);
    }
    let mut at = layout.longest_at(range.start, "greeting")?.tokens.end;
    while at < range.end {
        let title = layout
            .longest_at(at, "title")
            .filter(|mark| mark.concept != Concept::TitleParticle);
        match title {
            Some(mark) => at = mark.tokens.end,
            None if layout
                .tokens
                .get(at)
                .is_some_and(|token| token.is_capital() && token.is_word())
                && at < range.start + 5 =>
            {
                at += 1
            }
            None => break,
        }
    }
    (at < range.end).then_some(at)
}

fn label(layout: &Layout<'_>, tokens: &Range<usize>) -> Option<(Concept, usize)> {
    let mut at = tokens.start;
    let numbered = layout
        .tokens
        .get(at)
        .is_some_and(|token| token.kind == Kind::Number)
        && tokens.len() > 1;
    if numbered {
        at += 1;
    }
    let mark = layout.longest_at(at, "label")?;
    let mut end = mark.tokens.end;
    // "Name (as in passport): …": whatever stands before the colon belongs to the label.
    while end < tokens.end && end < mark.tokens.end + 6 {
        match layout.tokens.get(end).map(|token| token.before) {
            Some(Break::Colon | Break::Cell) => return Some((mark.concept, end)),
            Some(_) => end += 1,
            None => return None,
        }
    }
    let closes = layout.after(tokens.end - 1).trim_start().starts_with(':') && end >= tokens.end;
    if closes {
        return Some((mark.concept, tokens.end));
    }
    let next = layout.after(mark.tokens.end - 1);
    (next.contains(['=', '–', '—']) && tokens.end > mark.tokens.end)
        .then_some((mark.concept, mark.tokens.end))
}

fn plain_zone(layout: &Layout<'_>, lines: &[Line], tokens: &Range<usize>, labelled: bool) -> Zone {
    let Some(first) = layout.tokens.get(tokens.start) else {
        return Zone::Foreign;
    };
    let line = lines.get(first.line);
    if !line.is_some_and(|line| {
        matches!(
            line.kind,
            LineKind::Own | LineKind::Forwarded | LineKind::Signature
        )
    }) {
        return Zone::Foreign;
    }
    let shown = line
        .and_then(|line| layout.text.get(line.range.clone()))
        .unwrap_or_default();
    if layout
        .first(tokens.start..tokens.end, Concept::ClosingDevice)
        .is_some_and(|mark| mark.tokens.start == tokens.start)
    {
        return Zone::Foreign;
    }
    if shown.trim().contains('\t') || shown.trim().contains("   ") && !labelled {
        return Zone::Row;
    }
    if labelled {
        return Zone::Field;
    }
    let opens_line = layout
        .text
        .get(line.map_or(0, |line| line.range.start)..first.start)
        .is_some_and(|lead| !lead.contains(char::is_alphabetic));
    if is_enumerated(shown) && opens_line {
        return Zone::Item;
    }
    Zone::Text
}

fn mark_greeting(layout: &Layout<'_>, segments: &mut [Segment]) {
    let mut texts = 0;
    let names_only = |segment: &Segment| {
        segment.tokens.len() <= 4
            && segment.tokens.clone().all(|at| {
                layout
                    .tokens
                    .get(at)
                    .is_some_and(|token| token.is_capital() && token.is_word())
                    || layout.longest_at(at, "title").is_some()
            })
    };
    let mut greeted = false;
    for segment in segments.iter_mut() {
        if segment.zone == Zone::Foreign {
            continue;
        }
        if opens_greeting(layout, segment.tokens.start)
            && segment.tokens.len() <= LONGEST_FORMULA + 3
            && segment.zone == Zone::Text
        {
            segment.zone = Zone::Greeting;
            greeted = true;
        } else if greeted
            && segment.zone == Zone::Text
            && names_only(segment)
            && layout
                .tokens
                .get(segment.tokens.start)
                .is_some_and(|token| token.before <= Break::Comma)
        {
            segment.zone = Zone::Greeting;
        } else {
            greeted = false;
            texts += 1;
        }
        if texts > 2 {
            return;
        }
    }
}

/// The signature stands below the closing formula, below "-- ", or below the writer's name where no formula is used.
fn mark_signature(layout: &Layout<'_>, lines: &[Line], segments: &mut [Segment], signers: &[String]) {
    let mut signing = false;
    let count = segments.len();
    for index in 0..count {
        let Some(segment) = segments.get(index).cloned() else {
            continue;
        };
        if segment.zone == Zone::Foreign {
            signing = false;
            continue;
        }
        let below_dashes = layout
            .tokens
            .get(segment.tokens.start)
            .and_then(|token| lines.get(token.line))
            .is_some_and(|line| line.kind == LineKind::Signature);
        let formula = layout
            .longest_at(segment.tokens.start, "closing")
            .filter(|mark| {
                mark.concept == Concept::ClosingRegards
                    && segment.tokens.len() <= mark.tokens.len() + LONGEST_FORMULA
            })
            .is_some_and(|_| index > 0 || count > 2);
        let speaks = is_sentence(layout, &segment.tokens);
        let zone = if formula && !(signing && speaks) {
            signing = true;
            Zone::Closing
        } else if below_dashes || signing && !speaks {
            Zone::Signature
        } else if segment.zone == Zone::Row && index > 0 && is_signed_row(layout, segments, index) {
            signing = true;
            Zone::Signature
        } else if !speaks
            && index > 0
            && !signing
            && segment.zone != Zone::Row
            && !closes_later(layout, segments, index)
            && (signs_alone(layout, segments, index, signers) || ends_with_name(layout, segments, index))
        {
            signing = true;
            Zone::Signature
        } else {
            if speaks {
                signing = false;
            }
            segment.zone
        };
        if let Some(segment) = segments.get_mut(index) {
            segment.zone = zone;
        }
    }
}

/// Whether a segment says something, as a line of a signature does not.
fn is_sentence(layout: &Layout<'_>, tokens: &Range<usize>) -> bool {
    let says = layout.marks_in(tokens.clone()).any(|mark| {
        matches!(
            mark.concept.family(),
            "attend" | "intent" | "courtesy" | "session" | "diet" | "question" | "service"
        ) && mark.tokens.len() > 1
    });
    let words = tokens
        .clone()
        .filter_map(|at| layout.tokens.get(at))
        .filter(|token| token.is_word());
    let (mut small, mut all) = (0, 0);
    for word in words {
        all += 1;
        small += usize::from(!word.is_capital());
    }
    all >= 4 && small * 2 > all && (says || all >= 9) || says && all >= 3 && small * 3 > all * 2
}

/// "Head of Administration          A. Y. Samokhvalov": a function and a name, far apart in one line below the text.
fn is_signed_row(layout: &Layout<'_>, segments: &[Segment], index: usize) -> bool {
    let Some(segment) = segments.get(index) else {
        return false;
    };
    let lone = |at: Option<usize>| {
        at.and_then(|at| segments.get(at))
            .is_none_or(|other| other.zone != Zone::Row)
    };
    let far = segment.tokens.clone().skip(1).any(|at| {
        let cell = layout
            .tokens
            .get(at)
            .is_some_and(|token| token.before == Break::Cell);
        cell && !layout.between(at).contains('\t')
    });
    let role = layout
        .marks_at(segment.tokens.start)
        .any(|mark| mark.concept.family() == "role");
    let rest = segments
        .iter()
        .skip(index)
        .take_while(|later| later.zone != Zone::Foreign)
        .count();
    far && role
        && rest <= 6
        && lone(index.checked_sub(1))
        && lone(Some(index + 1))
        && !closes_later(layout, segments, index)
}

/// Whether a closing formula stands further down: then the signature is there.
fn closes_later(layout: &Layout<'_>, segments: &[Segment], index: usize) -> bool {
    segments
        .iter()
        .skip(index)
        .take_while(|later| later.zone != Zone::Foreign)
        .any(|later| {
            let formula = layout.longest_at(later.tokens.start, "closing");
            formula.is_some_and(|mark| {
                mark.concept == Concept::ClosingRegards && later.tokens.len() <= mark.tokens.len() + 3
            })
        })
}

/// Whether the rest of the own text from here is a name of the writer and short lines.
fn signs_alone(layout: &Layout<'_>, segments: &[Segment], index: usize, signers: &[String]) -> bool {
    let Some(segment) = segments.get(index) else {
        return false;
    };
    let first = segment.tokens.clone().take(4);
    let named = first
        .filter_map(|at| layout.tokens.get(at))
        .any(|token| token.folded.chars().count() > 1 && signers.contains(&token.folded));
    let opens_line = layout
        .tokens
        .get(segment.tokens.start)
        .is_some_and(|token| token.before >= Break::Line);
    named
        && opens_line
        && segment.label.is_none()
        && segment.tokens.len() <= 8
        && segments
            .iter()
            .skip(index)
            .take_while(|later| later.zone != Zone::Foreign)
            .all(|later| !is_sentence(layout, &later.tokens))
}

/// Whether the rest of the own text from here is a paragraph of a few short lines with a name in its first two.
fn ends_with_name(layout: &Layout<'_>, segments: &[Segment], index: usize) -> bool {
    /// Lines a signature without a formula may have.
    const MOST: usize = 7;
    let rest: Vec<&Segment> = segments
        .iter()
        .skip(index)
        .take_while(|later| later.zone != Zone::Foreign)
        .collect();
    let opens = |segment: &&Segment, least: Break| {
        layout
            .tokens
            .get(segment.tokens.start)
            .is_some_and(|token| token.before >= least)
    };
    let short = |segment: &&Segment| {
        segment.tokens.len() <= 10 && segment.zone == Zone::Text && !is_sentence(layout, &segment.tokens)
    };
    let own = segments
        .iter()
        .take(index)
        .filter(|before| before.zone == Zone::Text && is_sentence(layout, &before.tokens))
        .count();
    let paragraph = rest.first().is_some_and(|first| opens(first, Break::Paragraph));
    own > 0
        && paragraph
        && rest.len() <= MOST
        && rest
            .iter()
            .all(|segment| short(segment) || segment.label.is_some())
        && rest.iter().take(2).any(|segment| {
            opens(segment, Break::Line) && is_name_line(layout, &segment.tokens, rest.len() <= 3)
        })
}

/// Two to four capital words, of which the lists know one as a name, or initials with a surname.
fn is_name_line(layout: &Layout<'_>, tokens: &Range<usize>, last: bool) -> bool {
    let gazetteer = Gazetteer::embedded();
    let words = || tokens.clone().filter_map(|at| layout.tokens.get(at));
    let capital = words().all(|token| token.is_word() && token.is_capital());
    let blocked = layout
        .marks_in(tokens.clone())
        .any(|mark| matches!(mark.concept.family(), "role" | "organisation" | "word" | "time"));
    let known = words().any(|token| {
        token.shape != Shape::Initial
            && (gazetteer.given_name(&token.folded) || gazetteer.surname(&token.folded))
    });
    (2..=5).contains(&tokens.len()) && capital && !blocked && (known || last && tokens.len() <= 3)
}
