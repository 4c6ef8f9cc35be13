//! Rows whose cells stand between semicolons or bars, as a database writes them, made rows with tabs.

use crate::message::{LineKind, Message};
use std::borrow::Cow;
use std::ops::Range;

/// Rows that follow each other with as many cells: fewer are sentences.
const ROWS_LEAST: usize = 2;
/// Signs in each of them.
const SIGNS_LEAST: usize = 3;

/// The message with a tab for each sign that parts cells. Both have one byte, so places in the text stay what they are.
#[must_use]
pub fn as_cells(message: Cow<'_, Message>) -> Cow<'_, Message> {
    let mut cuts: Vec<usize> = Vec::new();
    for sign in [';', '|'] {
        let mut run: Vec<Range<usize>> = Vec::new();
        let mut signs = 0;
        for line in &message.lines {
            let shown = message.text.get(line.range.clone()).unwrap_or_default();
            let count = shown.matches(sign).count();
            let own = matches!(line.kind, LineKind::Own | LineKind::Forwarded);
            if !(own && count >= SIGNS_LEAST && (run.is_empty() || count == signs)) {
                take(&message.text, sign, &mut run, &mut cuts);
            }
            if own && count >= SIGNS_LEAST {
                signs = count;
                run.push(line.range.clone());
            }
        }
        take(&message.text, sign, &mut run, &mut cuts);
    }
    if cuts.is_empty() {
        return message;
    }
    cuts.sort_unstable();
    let mut text = String::with_capacity(message.text.len());
    let mut from = 0;
    for cut in cuts {
        text.push_str(message.text.get(from..cut).unwrap_or_default());
        text.push('\t');
        from = cut + 1;
    }
    text.push_str(message.text.get(from..).unwrap_or_default());
    let mut changed = message.into_owned();
    changed.text = text;
    Cow::Owned(changed)
}

/// Notes the places of the signs of a run that is long enough, and begins a new one.
fn take(text: &str, sign: char, run: &mut Vec<Range<usize>>, cuts: &mut Vec<usize>) {
    if run.len() >= ROWS_LEAST {
        for line in run.iter() {
            let shown = text.get(line.clone()).unwrap_or_default();
            cuts.extend(shown.match_indices(sign).map(|(at, _)| line.start + at));
        }
    }
    run.clear();
}
