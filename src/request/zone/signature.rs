//! Where the signature begins: below a formula, below "-- ", or at the writer's name.

use super::LONGEST_FORMULA;
use crate::lexicon::Concept;
use crate::lexicon::gazetteer::Gazetteer;
use crate::message::{Line, LineKind};
use crate::request::layout::{Layout, Mark, Segment, Zone};
use crate::request::token::{Break, Shape};
use std::ops::Range;

/// "Head of Administration          A. Y. Samokhvalov": a function and a name, far apart in one line below the text.
fn is_signed_row(layout: &Layout<'_>, segments: &[Segment], seen: &Seen, index: usize) -> bool {
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
        .take(7)
        .count();
    far && role
        && rest <= 6
        && lone(index.checked_sub(1))
        && lone(Some(index + 1))
        && !seen.closes_later(index)
}

/// What is looked at again and again, by segment: found once, so that thousands of lines cost their number.
struct Seen {
    /// Whether it is a sentence.
    speaks: Vec<bool>,
    /// Whether a closing formula stands here or further down, with nothing foreign between: then the signature is there.
    closes: Vec<bool>,
    /// Whether a sentence stands here or further down, with nothing foreign between.
    speaks_on: Vec<bool>,
    /// Whether it ends as a sentence does, or is one.
    said: Vec<bool>,
}

impl Seen {
    fn of(layout: &Layout<'_>, segments: &[Segment]) -> Self {
        let speaks: Vec<bool> = segments
            .iter()
            .map(|segment| is_sentence(layout, &segment.tokens))
            .collect();
        let ended = |segment: &Segment| {
            let last = segment.tokens.end.saturating_sub(1);
            segment.tokens.len() >= 5 && layout.after(last).trim_start().starts_with(['.', '!', '?'])
        };
        let said = segments
            .iter()
            .zip(&speaks)
            .map(|(segment, speaks)| *speaks || ended(segment))
            .collect();
        let (mut closing, mut speaking) = (false, false);
        let mut below: Vec<(bool, bool)> = segments
            .iter()
            .zip(&speaks)
            .rev()
            .map(|(segment, speaks)| {
                let foreign = segment.zone == Zone::Foreign;
                closing = !foreign && (closing || is_closing(layout, segment));
                speaking = !foreign && (speaking || *speaks);
                (closing, speaking)
            })
            .collect();
        below.reverse();
        let (closes, speaks_on) = below.into_iter().unzip();
        Self {
            speaks,
            closes,
            speaks_on,
            said,
        }
    }

    fn speaks(&self, index: usize) -> bool {
        self.speaks.get(index).copied().unwrap_or(false)
    }

    fn closes_later(&self, index: usize) -> bool {
        self.closes.get(index).copied().unwrap_or(false)
    }

    fn speaks_on(&self, index: usize) -> bool {
        self.speaks_on.get(index).copied().unwrap_or(false)
    }
}

fn is_closing(layout: &Layout<'_>, segment: &Segment) -> bool {
    let formula = layout.longest_at(segment.tokens.start, "closing");
    formula.is_some_and(|mark| {
        mark.concept == Concept::ClosingRegards && segment.tokens.len() <= mark.tokens.len() + 3
    })
}

/// Whether the rest of the own text from here is a name of the writer and short lines.
fn signs_alone(
    layout: &Layout<'_>,
    segments: &[Segment],
    seen: &Seen,
    index: usize,
    signers: &[String],
) -> bool {
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
    // Who is named first in their own list has not signed it.
    let item = |at: Option<usize>| {
        at.and_then(|at| segments.get(at))
            .is_some_and(|segment| segment.zone == Zone::Item)
    };
    let listed = item(Some(index)) && (item(index.checked_sub(1)) || item(Some(index + 1)));
    named
        && opens_line
        && !listed
        && segment.label.is_none()
        && segment.tokens.len() <= 8
        && !seen.speaks_on(index)
}

/// "i. A. Ann Lee" in a line of its own, below any formula or none.
fn signs_for(layout: &Layout<'_>, segments: &[Segment], index: usize) -> bool {
    segments.get(index).is_some_and(|segment| {
        let formula = layout
            .marks_at(segment.tokens.start)
            .filter(|mark| mark.concept == Concept::ClosingSignsFor)
            .map(|mark| mark.tokens.end)
            .max();
        let opens = layout
            .tokens
            .get(segment.tokens.start)
            .is_some_and(|token| token.before >= Break::Line);
        let named = |at: usize| {
            layout
                .tokens
                .get(at)
                .is_some_and(|token| token.is_word() && token.is_capital())
        };
        opens
            && segment.label.is_none()
            && formula.is_some_and(|end| (1..=5).contains(&(segment.tokens.end - end)) && named(end))
    })
}

/// Whether the rest of the own text from here is a paragraph of a few short lines with a name in its first two.
fn ends_with_name(layout: &Layout<'_>, segments: &[Segment], index: usize, own: usize) -> bool {
    /// Lines a signature without a formula may have.
    const MOST: usize = 7;
    let rest: Vec<&Segment> = segments
        .iter()
        .skip(index)
        .take_while(|later| later.zone != Zone::Foreign)
        .take(MOST + 1)
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
    let paragraph = rest.first().is_some_and(|first| opens(first, Break::Paragraph));
    // The name may stand right below the last sentence, but not below the head or another line of a list.
    let below_text = || {
        let above = index.checked_sub(1).and_then(|above| segments.get(above));
        let head = above.is_some_and(|above| {
            let last = above.tokens.end.saturating_sub(1);
            let after = layout.after(last).trim_start();
            let ended = above.tokens.len() >= 4 && after.starts_with(['.', '!', '?']);
            (is_sentence(layout, &above.tokens) || ended) && !after.starts_with(':')
        });
        head && rest.len() <= 4
            && rest.first().is_some_and(|first| {
                opens(first, Break::Line) && is_name_line(layout, &first.tokens, rest.len() <= 2)
            })
    };
    own > 0
        && (paragraph || below_text())
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
    // "Teresa Gallo - Ufficio Protocollo", «Жанна Крылова, ОМС»: an office may stand behind the name.
    let parted = tokens.clone().skip(1).find(|&at| {
        layout
            .tokens
            .get(at)
            .is_some_and(|token| token.before == Break::Comma)
            || layout.between(at).contains(" - ")
    });
    let mut tokens = &(tokens.start..parted.unwrap_or(tokens.end));
    // "Руководитель аппарата Р.М. Нигматуллин": a function may stand before the name, if that has initials.
    let signed = (tokens.end.saturating_sub(3)..tokens.end)
        .find(|&at| at > tokens.start && is_initial(layout, at) && is_function(layout, tokens.start))
        .map(|at| at..tokens.end);
    if let Some(name) = &signed {
        tokens = name;
    }
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

fn is_initial(layout: &Layout<'_>, at: usize) -> bool {
    let initial = layout
        .tokens
        .get(at)
        .is_some_and(|token| token.shape == Shape::Initial);
    initial && layout.after(at).starts_with('.')
}

fn is_function(layout: &Layout<'_>, at: usize) -> bool {
    layout
        .marks_at(at)
        .any(|mark| crate::request::fields::role::is_head(mark.concept))
}

/// Whether a segment says something, as a line of a signature does not.
pub(super) fn is_sentence(layout: &Layout<'_>, tokens: &Range<usize>) -> bool {
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

/// "Thank you very much for your help" is what a letter says, where nothing stands before it.
fn thanks_for(layout: &Layout<'_>, segment: &Segment) -> bool {
    let mut marks = layout.marks_at(segment.tokens.start);
    marks.any(|mark| mark.concept == Concept::CourtesyThanks && segment.tokens.len() >= mark.tokens.len() + 2)
}

/// "Thanks for registering the two of us": a formula that a request follows closes nothing.
fn asks_behind(layout: &Layout<'_>, segment: &Segment, from: usize) -> bool {
    let asks = |mark: &Mark| {
        mark.tokens.end > from
            && mark.tokens.start < segment.tokens.end
            && matches!(mark.concept.family(), "attend" | "intent" | "session" | "press")
            && mark.concept != Concept::IntentYes
    };
    layout.marks_in(segment.tokens.clone()).any(asks)
}

/// The signature stands below the closing formula, below "-- ", or below the writer's name where no formula is used.
pub(super) fn mark_signature(
    layout: &Layout<'_>,
    lines: &[Line],
    segments: &mut [Segment],
    signers: &[String],
) {
    let mut signing = false;
    let count = segments.len();
    let seen = Seen::of(layout, segments);
    // Segments of the text so far that say something.
    let mut own = 0;
    for index in 0..count {
        let Some(segment) = segments.get(index).cloned() else {
            continue;
        };
        if segment.zone == Zone::Foreign {
            signing = false;
            continue;
        }
        if segment.zone == Zone::Greeting {
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
                    && !(own == 0 && thanks_for(layout, &segment))
            })
            .is_some_and(|mark| (index > 0 || count > 2) && !asks_behind(layout, &segment, mark.tokens.end));
        let speaks = seen.speaks(index);
        let zone = if formula && !(signing && speaks) {
            signing = true;
            Zone::Closing
        } else if below_dashes || signing && !speaks {
            Zone::Signature
        } else if segment.zone == Zone::Row && index > 0 && is_signed_row(layout, segments, &seen, index)
            || !speaks
                && index > 0
                && !signing
                && segment.zone != Zone::Row
                && !seen.closes_later(index)
                && (signs_alone(layout, segments, &seen, index, signers)
                    || ends_with_name(layout, segments, index, own)
                    || signs_for(layout, segments, index))
        {
            signing = true;
            Zone::Signature
        } else {
            if speaks {
                signing = false;
            }
            segment.zone
        };
        own += usize::from(zone == Zone::Text && seen.said.get(index).copied().unwrap_or(false));
        if let Some(segment) = segments.get_mut(index) {
            segment.zone = zone;
        }
    }
}
