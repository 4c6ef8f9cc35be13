//! Organisations: town offices, bodies and outlets, as they are named.

use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::token::{Break, Kind, Shape};
use std::ops::Range;

mod case;
mod unheaded;

pub use case::without_case;

/// Words an organisation's name may have.
const LONGEST: usize = 9;

/// An organisation named in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    pub tokens: Range<usize>,
    /// The town's name inside, if it is a town's office.
    pub town: Option<Range<usize>>,
    /// A town's office or a full name, rather than one telling word.
    pub is_sure: bool,
    /// A unit or a common word for a body ("Polizia Locale"), which may belong to a role.
    pub is_generic: bool,
}

/// All organisations of the writer's own text; `domain` is the first label of the sender's domain, `is_name` tells words
/// of persons' names.
#[must_use]
pub fn find(layout: &Layout<'_>, domain: &str, is_name: &dyn Fn(usize) -> bool) -> Vec<Body> {
    let mut found: Vec<Body> = Vec::new();
    for mark in &layout.marks {
        let zone = layout.zone_of(mark.tokens.start);
        if matches!(zone, Zone::Foreign | Zone::Greeting) || mark.tokens.clone().any(is_name) {
            continue;
        }
        let Some(body) = body(layout, mark, is_name).and_then(|body| tidy(layout, body)) else {
            continue;
        };
        match found
            .iter_mut()
            .find(|other| other.tokens.start < body.tokens.end && body.tokens.start < other.tokens.end)
        {
            Some(other) if body.tokens.len() > other.tokens.len() => {
                let town = body.town.clone().or_else(|| other.town.clone());
                *other = Body { town, ..body };
            }
            Some(other) => {
                let town = body
                    .town
                    .filter(|town| other.town.is_none() && town.end <= other.tokens.end);
                other.town = town.or_else(|| other.town.take());
            }
            None => found.push(body),
        }
    }
    found.extend(unheaded::quoted(layout, &found, is_name));
    found.extend(unheaded::by_domain(layout, domain, &found, is_name));
    found.extend(unheaded::signature_lines(layout, &found, is_name));
    for body in &mut found {
        let unit = layout
            .marks_at(body.tokens.start)
            .any(|mark| mark.concept == Concept::OrganisationUnit)
            || is_unit_at_end(layout, &body.tokens);
        body.is_generic = (body.is_generic || unit) && body.town.is_none();
    }
    // A town or a country alone is where somebody is, not whom they work for.
    found.retain(|body| body.town.is_some() || !is_place(layout, body.tokens.clone()));
    found.sort_by_key(|body| body.tokens.start);
    found
}

fn body(layout: &Layout<'_>, mark: &Mark, is_name: &dyn Fn(usize) -> bool) -> Option<Body> {
    match mark.concept {
        Concept::OrganisationTownHead => {
            let end = proper_run(layout, mark.tokens.end, 4, is_name);
            let town = mark.tokens.end..end;
            (!town.is_empty()).then_some(Body {
                tokens: mark.tokens.start..end,
                town: Some(town),
                is_sure: true,
                is_generic: false,
            })
        }
        Concept::OrganisationTownTail => {
            let start = proper_run_back(layout, mark.tokens.start, 4, is_name);
            let town = start..mark.tokens.start;
            // "Псковская городская дума": an adjective names no town.
            let adjective = layout
                .tokens
                .get(start..mark.tokens.start)
                .and_then(<[_]>::last)
                .is_some_and(|token| List::RussianAdjective.has(&token.folded));
            (!town.is_empty()).then_some(Body {
                tokens: start..mark.tokens.end,
                town: (!adjective).then_some(town),
                is_sure: true,
                is_generic: false,
            })
        }
        Concept::OrganisationHead => {
            let end = name_run(layout, mark.tokens.end, is_name);
            (end > mark.tokens.end).then_some(Body {
                tokens: mark.tokens.start..end,
                town: None,
                is_sure: true,
                is_generic: false,
            })
        }
        Concept::OrganisationTail => {
            let start = proper_run_back(layout, mark.tokens.start, 6, is_name);
            (start < mark.tokens.start).then_some(Body {
                tokens: start..mark.tokens.end,
                town: None,
                is_sure: true,
                is_generic: false,
            })
        }
        Concept::OrganisationWord => {
            let capital = layout
                .tokens
                .get(mark.tokens.start)
                .is_some_and(super::super::token::Token::is_capital);
            let start = proper_run_back(layout, mark.tokens.start, 4, is_name);
            let end = name_run(layout, mark.tokens.end, is_name);
            let grown = start < mark.tokens.start || end > mark.tokens.end;
            (capital || grown).then_some(Body {
                tokens: start..end,
                town: None,
                is_sure: grown,
                is_generic: true,
            })
        }
        Concept::OrganisationJoins | Concept::PressForOutlet => {
            let article = layout
                .marks_at(mark.tokens.end)
                .find(|mark| mark.concept == Concept::ScopeArticle);
            let start = article.map_or(mark.tokens.end, |article| article.tokens.end);
            let close = layout
                .tokens
                .get(start)
                .is_some_and(|token| token.before <= Break::Space);
            let end = if close {
                proper_run(layout, start, 6, is_name)
            } else {
                start
            };
            let acronym = layout
                .tokens
                .get(start)
                .is_some_and(|token| token.shape == Shape::Upper);
            let outlet = mark.concept == Concept::PressForOutlet;
            let place = end > start && is_place(layout, start..end);
            let long = end >= start + 2 || end > start && (acronym || outlet);
            let other = layout.has(start..end, &[Concept::PlaceEvent, Concept::WordNoPerson]);
            (long && !place && !other).then_some(Body {
                tokens: start..end,
                town: None,
                is_sure: true,
                is_generic: false,
            })
        }
        _ => None,
    }
}

/// "Welfare Department": named by its unit, and by no other body.
fn is_unit_at_end(layout: &Layout<'_>, tokens: &Range<usize>) -> bool {
    let ends = layout
        .marks_in(tokens.clone())
        .any(|mark| mark.concept == Concept::OrganisationUnit && mark.tokens.end == tokens.end);
    let other = [
        Concept::OrganisationHead,
        Concept::OrganisationTail,
        Concept::OrganisationTownHead,
        Concept::OrganisationTownTail,
        Concept::OrganisationWord,
    ];
    ends && !layout.has(tokens.clone(), &other)
}

fn is_place(layout: &Layout<'_>, tokens: Range<usize>) -> bool {
    let words: Vec<&str> = layout
        .tokens
        .get(tokens)
        .unwrap_or_default()
        .iter()
        .map(|token| token.folded.as_str())
        .collect();
    let gazetteer = crate::lexicon::gazetteer::Gazetteer::embedded();
    let words = words.join(" ");
    gazetteer.place(&words).is_some() || gazetteer.country(&words).is_some()
}

/// Where a name in quotation marks that opens at `start` ends.
fn quoted_end(layout: &Layout<'_>, start: usize) -> Option<usize> {
    let opens = layout.between(start).trim_end().ends_with(['«', '„', '“', '"']);
    let closes = |end: usize| layout.after(end).trim_start().starts_with(['»', '”', '“', '"']);
    let end = if opens {
        (start..start + 8).find(|&end| closes(end))
    } else {
        None
    };
    end.map(|end| end + 1)
}

/// Without an article in front, and without the kind of an outlet where its name follows; `None` if nothing is left.
fn tidy(layout: &Layout<'_>, mut body: Body) -> Option<Body> {
    let article = |at: usize| {
        layout
            .marks_at(at)
            .any(|mark| mark.concept == Concept::ScopeArticle)
    };
    // A function inside ends the name, unless the name is nothing without it; "Police municipale de" is a body's as a whole.
    let of_body = |at: usize| {
        layout.marks_around(at).any(|mark| {
            matches!(
                mark.concept,
                Concept::OrganisationTownHead | Concept::OrganisationTownTail
            ) && mark.tokens.start < at
                && at < mark.tokens.end
        })
    };
    let role = (body.tokens.start + 1..body.tokens.end)
        .filter(|&at| !of_body(at))
        .find(|&at| layout.marks_at(at).any(|mark| super::role::is_head(mark.concept)));
    if let Some(at) = role {
        let told = layout.marks_in(body.tokens.start..at).any(|mark| {
            matches!(
                mark.concept,
                Concept::OrganisationTownTail
                    | Concept::OrganisationTail
                    | Concept::OrganisationTownHead
                    | Concept::OrganisationHead
            )
        });
        if !told {
            return None;
        }
        body.tokens.end = at;
    }
    if layout
        .marks_at(body.tokens.start)
        .any(|mark| mark.concept.family() == "person")
    {
        return None;
    }
    let small = |at: usize| {
        layout
            .tokens
            .get(at)
            .is_some_and(|token| !token.is_capital() || token.before >= Break::Colon)
    };
    while body.tokens.len() > 1 && article(body.tokens.start) && small(body.tokens.start) {
        let possessive = layout
            .tokens
            .get(body.tokens.start)
            .is_some_and(|token| token.folded.chars().count() > 3);
        if possessive && body.tokens.len() <= 2 {
            return None;
        }
        body.tokens.start += 1;
    }
    let kind = layout
        .marks_at(body.tokens.start)
        .filter(|mark| matches!(mark.concept.family(), "media") && mark.tokens.end < body.tokens.end)
        .map(|mark| mark.tokens.end)
        .max();
    if let Some(end) = kind
        && layout.between(end).contains(['«', '"', '„', '“'])
    {
        body.tokens.start = end;
    }
    trim_end(layout, &mut body);
    let only_kind = layout.marks_in(body.tokens.clone()).any(|mark| {
        mark.tokens == body.tokens
            && matches!(
                mark.concept.family(),
                "media" | "press" | "word" | "role" | "session"
            )
    });
    (!only_kind && !layout.has(body.tokens.clone(), &[Concept::WordEvent])).then_some(body)
}

/// Cuts case endings behind an apostrophe, small words at the end, and "in Dortmund" from a name that is full without it.
fn trim_end(layout: &Layout<'_>, body: &mut Body) {
    let token = |at: usize| layout.tokens.get(at);
    while body.tokens.len() > 1 {
        let last = body.tokens.end - 1;
        let suffix = token(last)
            .is_some_and(|token| token.before == Break::Tight && token.shape == Shape::Lower)
            && layout.between(last).contains(['\'', '’']);
        let small = token(last).is_some_and(|token| token.shape == Shape::Lower)
            && layout
                .marks_at(last)
                .any(|mark| matches!(mark.concept.family(), "person" | "scope" | "attend"));
        if !(suffix || small) {
            break;
        }
        body.tokens.end = last;
    }
    let town = (body.tokens.start + 1..body.tokens.end.saturating_sub(1)).find(|&at| {
        token(at).is_some_and(|token| token.shape == Shape::Lower && List::InTown.has(&token.folded))
            && is_place(layout, at + 1..body.tokens.end)
    });
    if let Some(at) = town {
        body.tokens.end = at;
    }
    body.town = body
        .town
        .take()
        .map(|town| town.start..town.end.min(body.tokens.end))
        .filter(|town| !town.is_empty());
}

fn is_proper(layout: &Layout<'_>, at: usize, is_name: &dyn Fn(usize) -> bool) -> bool {
    let Some(token) = layout.tokens.get(at) else {
        return false;
    };
    let heading = layout.marks_at(at).any(|mark| {
        matches!(mark.concept.family(), "greeting" | "closing" | "time" | "title")
            && mark.concept != Concept::TitleParticle
    });
    let role = layout.marks_at(at).any(|mark| super::role::is_head(mark.concept));
    token.kind == Kind::Word
        && (token.is_capital() || token.shape == Shape::Mixed)
        && !is_name(at)
        && !heading
        && !role
}

/// Where a run of capital words from here ends; small particles inside are kept.
fn proper_run(layout: &Layout<'_>, start: usize, most: usize, is_name: &dyn Fn(usize) -> bool) -> usize {
    let mut end = start;
    while end < start + most
        && layout
            .tokens
            .get(end)
            .is_some_and(|token| token.before <= Break::Space)
    {
        // "On behalf of the City of Leeds I register …"
        let me = layout
            .tokens
            .get(end)
            .is_some_and(|token| token.shape == Shape::Initial)
            && layout.marks_at(end).any(|mark| mark.concept == Concept::ScopeMe);
        if is_proper(layout, end, is_name) && !me {
            end += 1;
        } else if end > start
            && is_small(layout, end)
            && is_proper(layout, end + 1, is_name)
            && layout
                .tokens
                .get(end + 1)
                .is_some_and(|token| token.before <= Break::Space)
        {
            end += 2;
        } else {
            break;
        }
    }
    end
}

fn proper_run_back(layout: &Layout<'_>, end: usize, most: usize, is_name: &dyn Fn(usize) -> bool) -> usize {
    let mut start = end;
    while start > 0
        && end - start < most
        && layout
            .tokens
            .get(start)
            .is_some_and(|token| token.before <= Break::Space)
        && !layout.between(start).contains(['(', ')'])
        && is_proper(layout, start - 1, is_name)
    {
        start -= 1;
    }
    start
}

fn is_small(layout: &Layout<'_>, at: usize) -> bool {
    layout
        .tokens
        .get(at)
        .is_some_and(|token| token.shape == Shape::Lower && token.folded.chars().count() <= 4)
        && layout.marks_at(at).any(|mark| {
            matches!(
                mark.concept,
                Concept::TitleParticle | Concept::RoleUnit | Concept::ScopeAnd | Concept::PlaceFrom
            )
        })
}

/// Where the name of a body that opens before `start` ends: capital words, and small ones between them.
fn name_run(layout: &Layout<'_>, start: usize, is_name: &dyn Fn(usize) -> bool) -> usize {
    if let Some(end) = quoted_end(layout, start) {
        return end;
    }
    let mut end = start;
    let mut at = start;
    while at < start + LONGEST {
        let Some(token) = layout.tokens.get(at) else { break };
        if token.before > Break::Space
            && !(token.before == Break::Comma
                && layout.between(at).trim().chars().all(|c| "«»\"„“”".contains(c))
                && at == start)
        {
            break;
        }
        if token.kind != Kind::Word && token.kind != Kind::Number || is_name(at) {
            break;
        }
        let verb = layout.marks_at(at).any(|mark| {
            matches!(
                mark.concept.family(),
                "attend" | "intent" | "interpretation" | "session" | "diet" | "person" | "courtesy"
            )
        });
        if verb {
            break;
        }
        if token.is_capital() || token.shape == Shape::Mixed {
            at += 1;
            end = at;
        } else if at - end < 2 && is_small(layout, at) {
            at += 1;
        } else if matches!(layout.zone_of(at), Zone::Signature) && token.kind == Kind::Word {
            at += 1;
            end = at;
        } else {
            break;
        }
    }
    end
}
