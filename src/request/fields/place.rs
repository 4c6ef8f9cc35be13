//! Towns and countries, as they are named.

use super::body::Body;
use crate::lexicon::gazetteer::Gazetteer;
use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Zone};
use crate::request::letter::Letter;
use crate::request::token::{Break, Kind};
use std::ops::Range;

/// A town named in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    pub tokens: Range<usize>,
    /// Its place says that it is a town: in a town office's name, behind "from", behind a postcode.
    pub is_sure: bool,
}

/// A country named in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    pub tokens: Range<usize>,
    pub code: &'static str,
}

/// All towns of the writer's own text but the event's; `is_name` tells words of persons' names.
#[must_use]
pub fn towns(layout: &Layout<'_>, bodies: &[Body], is_name: &dyn Fn(usize) -> bool) -> Vec<Town> {
    let gazetteer = Gazetteer::embedded();
    let mut found: Vec<Town> = bodies
        .iter()
        .filter_map(|body| body.town.clone())
        .map(|tokens| Town {
            tokens,
            is_sure: true,
        })
        .collect();
    let mut at = 0;
    while at < layout.tokens.len() {
        let skip = !may_open(layout, at, is_name) || found.iter().any(|town| town.tokens.contains(&at));
        let hit = if skip {
            None
        } else {
            longest(layout, at, |words| gazetteer.place(words))
        };
        let Some((end, place)) = hit else {
            at += 1;
            continue;
        };
        let sure = is_placed(layout, at);
        let inside = bodies
            .iter()
            .any(|body| body.tokens.contains(&at) && (body.tokens.end != end || body.town.is_some()));
        let labelled = layout
            .marks_in(at..end)
            .any(|mark| mark.concept.family() == "label" && mark.tokens == (at..end));
        let blocked = labelled
            || layout.has(
                at..end,
                &[
                    Concept::PlaceEvent,
                    Concept::WordNoPerson,
                    Concept::TimeMonth,
                    Concept::TimeWeekday,
                ],
            )
            || is_region(layout, at);
        if !blocked && (sure || !inside && !place.ambiguous) {
            found.push(Town {
                tokens: at..end,
                is_sure: sure,
            });
        }
        at = end;
    }
    found.extend(unknown(layout, &found, is_name));
    found.retain(|town| !layout.has(town.tokens.clone(), &[Concept::PlaceEvent]));
    found.sort_by_key(|town| town.tokens.start);
    found
}

/// All countries of the writer's own text.
#[must_use]
pub fn countries(layout: &Layout<'_>, is_name: &dyn Fn(usize) -> bool) -> Vec<Country> {
    let gazetteer = Gazetteer::embedded();
    let mut found = Vec::new();
    let mut at = 0;
    while at < layout.tokens.len() {
        let hit = if may_open(layout, at, is_name) {
            longest(layout, at, |words| gazetteer.country(words))
        } else {
            None
        };
        match hit {
            Some((end, code)) => {
                if !layout.has(at..end, &[Concept::PlaceEvent]) {
                    found.push(Country {
                        tokens: at..end,
                        code,
                    });
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn may_open(layout: &Layout<'_>, at: usize, is_name: &dyn Fn(usize) -> bool) -> bool {
    let Some(token) = layout.tokens.get(at) else {
        return false;
    };
    token.kind == Kind::Word
        && (token.is_capital()
            || is_placed(layout, at) && layout.marks_at(at).all(|mark| mark.concept.family() != "scope"))
        && token.folded.chars().count() > 1
        && !matches!(layout.zone_of(at), Zone::Foreign | Zone::Greeting)
        && !is_name(at)
}

/// The longest run of up to four words from here that the lists know.
fn longest<T>(layout: &Layout<'_>, start: usize, known: impl Fn(&str) -> Option<T>) -> Option<(usize, T)> {
    let mut words = String::new();
    let mut ends = Vec::new();
    for at in start..start + 4 {
        let Some(token) = layout.tokens.get(at) else { break };
        let suffix = token.before == Break::Tight && layout.between(at).contains(['\'', '’']);
        if at > start
            && (token.before > Break::Space
                || token.kind != Kind::Word
                || suffix && token.folded.chars().count() > 3)
        {
            break;
        }
        if at > start {
            words.push(' ');
        }
        words.push_str(&token.folded);
        ends.push((at + 1, words.clone()));
    }
    ends.into_iter()
        .rev()
        .find_map(|(end, words)| Some((end, known(&words)?)))
}

/// A town's name from here that means nothing else, outside the names of regions.
pub(super) fn sure_place(layout: &Layout<'_>, at: usize) -> Option<Range<usize>> {
    let gazetteer = Gazetteer::embedded();
    let capital = layout
        .tokens
        .get(at)
        .is_some_and(super::super::token::Token::is_capital);
    let (end, place) = longest(layout, at, |words| gazetteer.place(words))?;
    let long = layout
        .tokens
        .get(at)
        .is_some_and(|token| token.folded.chars().count() > 3);
    (capital && long && !place.ambiguous && !is_region(layout, at) && !is_region(layout, end - 1))
        .then_some(at..end)
}

/// Behind "from", "in", a postcode; or before a Turkish ending of place.
fn is_placed(layout: &Layout<'_>, at: usize) -> bool {
    let from = layout.follows(at, Concept::PlaceFrom);
    let coded = at
        .checked_sub(1)
        .and_then(|at| layout.tokens.get(at))
        .is_some_and(|last| last.kind == Kind::Number && (4..=6).contains(&last.folded.len()));
    let suffixed = layout.tokens.get(at + 1).is_some_and(|next| {
        next.before == Break::Tight
            && List::TownCase.has(&next.folded)
            && layout.between(at + 1).contains(['\'', '’'])
    });
    from || coded || suffixed
}

fn is_region(layout: &Layout<'_>, at: usize) -> bool {
    layout.marks_around(at).any(|mark| {
        mark.concept == Concept::PlaceRegion && (mark.tokens.end == at || mark.tokens.start == at + 1)
    })
}

/// A capital word behind a postcode at the end of an address is a town, known or not.
fn unknown(layout: &Layout<'_>, known: &[Town], is_name: &dyn Fn(usize) -> bool) -> Vec<Town> {
    let mut found = Vec::new();
    for at in 1..layout.tokens.len() {
        let Some(token) = layout.tokens.get(at) else { break };
        let code = layout
            .tokens
            .get(at - 1)
            .is_some_and(|last| last.kind == Kind::Number && last.folded.len() == 5 && last.start > 0);
        let word =
            token.kind == Kind::Word && token.is_capital() && token.before == Break::Space && !is_name(at);
        let signature = matches!(layout.zone_of(at), Zone::Signature | Zone::Field);
        if code
            && word
            && signature
            && !known.iter().any(|town| town.tokens.contains(&at))
            && layout.longest_at(at, "time").is_none()
        {
            found.push(Town {
                tokens: at..at + 1,
                is_sure: true,
            });
        }
    }
    found
}

/// A Russian town's name in the nominative, if the letter has it in that form too; `None` otherwise.
#[must_use]
pub fn nominative_of(letter: &Letter<'_>, shown: &str) -> Option<String> {
    let named = nominative(shown)?;
    [letter.body.text, letter.subject.text, letter.sender.text]
        .iter()
        .any(|text| has_word(text, &named))
        .then_some(named)
}

/// Whether a text has these words as they are written, not only as a part of others.
fn has_word(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let behind = text.get(at + found.len()..).and_then(|text| text.chars().next());
        ![before, behind].iter().flatten().any(|c| c.is_alphanumeric())
    })
}

/// A Russian town's name in the nominative, as far as the lists know it; `None` where it stands in it already.
#[must_use]
pub fn nominative(shown: &str) -> Option<String> {
    let cyrillic = shown.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    let folded = cyrillic.then(|| crate::lexicon::fold::fold(shown))?;
    let key = Gazetteer::embedded().place_name(&folded)?;
    let mut named = String::with_capacity(key.len());
    let written: Vec<&str> = shown.split([' ', '-']).collect();
    let separators: Vec<char> = shown.chars().filter(|c| matches!(c, ' ' | '-')).collect();
    for (index, word) in key.split(' ').enumerate() {
        let old = written.get(index)?;
        let common = crate::lexicon::fold::fold(old)
            .chars()
            .zip(word.chars())
            .take_while(|(a, b)| a == b)
            .count();
        if index > 0 {
            named.push(separators.get(index - 1).copied().unwrap_or(' '));
        }
        named.extend(old.chars().take(common));
        let ending: String = word.chars().skip(common).collect();
        named.push_str(&if ending.ends_with("ии") || ending.ends_with("ыи") {
            ending
                .chars()
                .take(ending.chars().count() - 1)
                .chain(['й'])
                .collect()
        } else {
            ending
        });
    }
    (named != shown).then_some(named)
}
