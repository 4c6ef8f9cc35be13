//! Functions that no list knows, told by their place: behind a name and a comma in a list, or below the name that signs.

use crate::lexicon::gazetteer::Gazetteer;
use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Zone};
use crate::request::token::{Break, Kind, Token};
use std::ops::Range;

/// Words such a function may have.
const LONGEST: usize = 7;
/// Words of a sentence that is no more than a name and what is said of it.
const SHORT: usize = 14;

/// The functions told by their place, beside names that stand at these tokens; `taken` tells words that are something else.
pub fn find(layout: &Layout<'_>, names: &[Range<usize>], taken: &dyn Fn(usize) -> bool) -> Vec<Range<usize>> {
    names
        .iter()
        .filter_map(|name| behind(layout, name, taken))
        .collect()
}

fn behind(layout: &Layout<'_>, name: &Range<usize>, taken: &dyn Fn(usize) -> bool) -> Option<Range<usize>> {
    let start = name.end;
    let (_, segment) = layout.segment_of(name.start)?;
    let opens = layout.tokens.get(start)?.before;
    let comma = opens == Break::Comma && layout.between(start).trim() == ",";
    let place = match segment.zone {
        Zone::Item => comma,
        Zone::Signature => comma || opens == Break::Line,
        Zone::Text => comma && segment.tokens.start == name.start && segment.tokens.len() <= SHORT,
        _ => false,
    };
    if !place {
        return None;
    }
    let mut end = start + 1;
    while layout
        .tokens
        .get(end)
        .is_some_and(|token| token.before <= Break::Space)
    {
        end += 1;
    }
    let found = start..end;
    (found.len() <= LONGEST && is_function(layout, &found, taken)).then_some(found)
}

/// Words in small letters, at least at the beginning, of which nothing else is known.
fn is_function(layout: &Layout<'_>, tokens: &Range<usize>, taken: &dyn Fn(usize) -> bool) -> bool {
    let words = layout.tokens.get(tokens.clone()).unwrap_or_default();
    let Some(first) = words.first() else { return false };
    let plain = words.iter().all(|token| token.kind == Kind::Word);
    let known = layout.marks_in(tokens.clone()).any(|mark| {
        matches!(
            mark.concept.family(),
            "session"
                | "diet"
                | "access"
                | "interpretation"
                | "attend"
                | "verb"
                | "intent"
                | "person"
                | "greeting"
                | "closing"
                | "courtesy"
                | "time"
                | "label"
                | "organisation"
                | "service"
                | "thread"
        ) || matches!(
            mark.concept,
            Concept::ScopeMe
                | Concept::ScopeHe
                | Concept::ScopeShe
                | Concept::ScopeThey
                | Concept::ScopeNot
                | Concept::PlaceStreet
                | Concept::PlaceBox
                | Concept::PlaceRegion
                | Concept::PlaceEvent
                | Concept::CountMore
        )
    });
    let folded: Vec<&str> = words.iter().map(|token| token.folded.as_str()).collect();
    let place = Gazetteer::embedded().place(&folded.join(" ")).is_some()
        || Gazetteer::embedded().country(&folded.join(" ")).is_some();
    let opens = !List::OpensClause.has(&first.folded);
    let small = !first.is_capital() || words.len() == 1 && is_german_function(first);
    plain
        && !known
        && !place
        && opens
        && small
        && first.folded.chars().count() > 2
        && !tokens.clone().any(taken)
}

/// German nouns have capitals; those of persons end so.
fn is_german_function(word: &Token) -> bool {
    word.folded.chars().count() >= 7 && List::GermanOfPersons.has(&word.folded)
}
