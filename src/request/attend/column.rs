//! What the head of a table's column says of the persons below it: "no longer comes", "comes instead".

use super::cue::{self, Placed};
use crate::request::layout::{Layout, Zone};
use crate::request::token::Break;
use std::ops::Range;

/// The cue in the head of the column that the mention stands in.
pub(super) fn cue(layout: &Layout<'_>, mention: &Range<usize>, turkish: u32) -> Option<Placed> {
    let head = head(layout, mention)?;
    cue::cues(layout, head, turkish, None, &|_| false)
        .into_iter()
        .next_back()
}

/// The tokens of the head of the mention's column: the first row of the table, at the same place in it.
fn head(layout: &Layout<'_>, mention: &Range<usize>) -> Option<Range<usize>> {
    let (index, segment) = layout.segment_of(mention.start)?;
    if segment.zone != Zone::Row {
        return None;
    }
    let column = cells(layout, line_of(layout, mention.start)?)
        .iter()
        .position(|cell| cell.contains(&mention.start))?;
    let first = layout
        .segments
        .iter()
        .take(index + 1)
        .rev()
        .take_while(|above| above.zone == Zone::Row)
        .last()?;
    let top = line_of(layout, first.tokens.start)?;
    let found = cells(layout, top.clone()).get(column).cloned()?;
    (top.end <= mention.start).then_some(found)
}

/// The tokens of the line that this token stands in.
fn line_of(layout: &Layout<'_>, at: usize) -> Option<Range<usize>> {
    let line = layout.tokens.get(at)?.line;
    let start = layout.tokens.partition_point(|token| token.line < line);
    let end = layout.tokens.partition_point(|token| token.line <= line);
    Some(start..end)
}

fn cells(layout: &Layout<'_>, line: Range<usize>) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = line.start;
    for at in line.clone().skip(1) {
        if layout
            .tokens
            .get(at)
            .is_some_and(|token| token.before == Break::Cell)
        {
            cells.push(start..at);
            start = at;
        }
    }
    cells.push(start..line.end);
    cells
}
