//! Which part of a letter each segment is: greeting, text, list, field, row, closing, signature, or foreign.

use super::budget::SENTENCE_MAX;
use super::layout::{Layout, Mark, Segment, Zone};
use super::token::{Break, Kind, is_enumerated, leads_to_value};
use crate::lexicon::Concept;
use crate::message::{Line, LineKind};
use std::ops::Range;

mod signature;

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
    signature::mark_signature(layout, lines, &mut segments, signers);
    segments
}

/// The segments of a table that is no letter: nothing in it greets, closes or signs.
#[must_use]
pub fn table(layout: &Layout<'_>, lines: &[Line]) -> Vec<Segment> {
    cut(layout)
        .into_iter()
        .map(|tokens| {
            let label = label(layout, &tokens);
            let zone = plain_zone(layout, lines, &tokens, label.is_some());
            Segment { tokens, zone, label }
        })
        .collect()
}

fn cut(layout: &Layout<'_>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for (at, token) in layout.tokens.iter().enumerate() {
        let endless = at - start >= SENTENCE_MAX;
        if at > start && (token.before >= Break::Line || endless) {
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
        && !speaks_of(layout, &range)
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
            && layout.longest_at(formula.end, "organisation").is_none()
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

/// "Madame Anne Lefort, maire de Metz, participera": a title, a full name and a function open a sentence, no letter.
fn speaks_of(layout: &Layout<'_>, sentence: &Range<usize>) -> bool {
    let first = sentence.start;
    let comma = |&at: &usize| {
        layout
            .tokens
            .get(at)
            .is_some_and(|token| token.before >= Break::Comma)
    };
    let end = sentence.clone().skip(1).find(comma).unwrap_or(sentence.end);
    let title = layout
        .marks_at(first)
        .filter(|mark| mark.concept == Concept::TitleHonorific)
        .map(|mark| mark.tokens.end)
        .max();
    let salute = layout
        .longest_at(first, "greeting")
        .map_or(first, |mark| mark.tokens.end);
    let full = title.is_some_and(|title| title >= salute && end >= title + 2);
    let function = layout.marks_at(end).any(|mark| mark.concept.family() == "role");
    title.is_some() && tells_of_function(layout, first..end, sentence)
        || full
            && function
            && layout
                .marks_in(end..sentence.end)
                .any(|mark| mark.concept.family() == "attend")
}

/// "Madame la Maire, Anne Lefort, sera accompagnée de …": a function, a full name and a verb between commas. Where an office
/// is addressed, what follows is no name, or the name is not followed by what its bearer does.
fn tells_of_function(layout: &Layout<'_>, opening: Range<usize>, sentence: &Range<usize>) -> bool {
    /// Words between the name and its verb.
    const NEAR: usize = 3;
    let token = |at: usize| layout.tokens.get(at);
    let end = opening.end;
    let named = sentence
        .clone()
        .skip(end - sentence.start)
        .take_while(|&at| {
            let word = token(at).is_some_and(|token| token.is_capital() && token.is_word());
            word && (at == end || token(at).is_some_and(|token| token.before <= Break::Space))
        })
        .count();
    let behind = end + named;
    let comma = token(behind).is_some_and(|token| token.before == Break::Comma);
    let head = |mark: &Mark| crate::request::fields::role::is_head(mark.concept);
    let verb = |mark: &Mark| {
        matches!(mark.concept.family(), "attend" | "verb") || mark.concept == Concept::PersonAccompanied
    };
    comma
        && (2..=4).contains(&named)
        && layout.marks_in(opening).any(head)
        && layout
            .marks_in(behind..sentence.end)
            .any(|mark| mark.tokens.start <= behind + NEAR && verb(mark))
}

/// "hi pls register me for 9/11": a greeting that runs on into the request without a comma is a sentence.
fn asks_too(layout: &Layout<'_>, tokens: &Range<usize>) -> bool {
    layout.marks_in(tokens.clone()).any(|mark| {
        mark.tokens.start > tokens.start
            && mark.tokens.len() >= 2
            && (matches!(mark.concept.family(), "attend" | "press")
                || mark.concept == Concept::IntentWithdraw)
    })
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
                at += 1;
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
    let behind = layout
        .after(tokens.end - 1)
        .trim_start_matches(['.', ' ', '\u{a0}']);
    let closes = (behind.starts_with(':') || leads_to_value(behind)) && end >= tokens.end;
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

fn begins_line(layout: &Layout<'_>, at: usize) -> bool {
    let line = |at: usize| layout.tokens.get(at).map(|token| token.line);
    at.checked_sub(1).is_none_or(|before| line(before) != line(at))
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
    let speaks_later = segments
        .iter()
        .skip(1)
        .any(|segment| segment.zone != Zone::Foreign && signature::is_sentence(layout, &segment.tokens));
    for segment in segments.iter_mut() {
        if segment.zone == Zone::Foreign {
            continue;
        }
        // "Ciao", "Kolay gelsin": some formulas greet as well as close; the first line of a letter greets.
        let hails = texts == 0
            && !greeted
            && speaks_later
            && segment.tokens.len() <= 3
            && layout.longest_at(segment.tokens.start, "closing").is_some();
        // Below the text such a formula closes.
        let closes = texts > 0
            && layout
                .longest_at(segment.tokens.start, "closing")
                .is_some_and(|mark| mark.tokens.end == segment.tokens.end);
        // "… katılacaktır. Sayın Başkanımız yalnızca …": what follows in the same line goes on with the text.
        let goes_on = texts > 0 && !begins_line(layout, segment.tokens.start);
        if (hails || opens_greeting(layout, segment.tokens.start) && !closes && !goes_on)
            && segment.tokens.len() <= LONGEST_FORMULA + 3
            && segment.zone == Zone::Text
            && !speaks_of(layout, &segment.tokens)
            && !asks_too(layout, &segment.tokens)
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
