//! Organisations that no word announces: quoted names, the sender's domain, lines of the signature.

use super::{Body, is_place, is_proper};
use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Zone};
use crate::request::token::{Break, Kind, Token};

/// A line of the signature that is nothing else that is known: capital words, no figures, no role, no town.
pub(super) fn signature_lines(
    layout: &Layout<'_>,
    known: &[Body],
    is_name: &dyn Fn(usize) -> bool,
) -> Vec<Body> {
    let mut found = Vec::new();
    for segment in layout
        .segments
        .iter()
        .filter(|segment| segment.zone == Zone::Signature && segment.label.is_none())
    {
        let tokens = segment.tokens.clone();
        let plain = tokens.clone().all(|at| {
            layout
                .tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Word)
                && !is_name(at)
        });
        // "Avec nos regrets", "Mit besten Wünschen": what a preposition opens is a formula.
        let opens = layout
            .tokens
            .get(tokens.start)
            .is_some_and(|token| token.is_capital() && !List::OpensFormula.has(&token.folded));
        // A wish or a remark is written small but for its first word.
        let long = |token: &&Token| token.folded.chars().count() > 3;
        let words = layout.tokens.get(tokens.clone()).unwrap_or_default();
        let capitals = words
            .iter()
            .filter(long)
            .filter(|token| token.is_capital())
            .count();
        let named = words.len() <= 2 || 2 * capitals >= words.iter().filter(long).count();
        let told = layout.marks_in(tokens.clone()).any(|mark| {
            crate::request::fields::role::is_head(mark.concept)
                || matches!(
                    mark.concept.family(),
                    "closing"
                        | "greeting"
                        | "courtesy"
                        | "person"
                        | "attend"
                        | "intent"
                        | "time"
                        | "thread"
                        | "press"
                )
                || matches!(
                    mark.concept,
                    Concept::PlaceStreet
                        | Concept::PlaceBox
                        | Concept::OrganisationUnit
                        | Concept::RoleModifier
                )
        });
        let taken = known
            .iter()
            .any(|body| body.tokens.start < tokens.end && tokens.start < body.tokens.end);
        // "Pfiat Eahna", "Attendo un Suo cenno", "Votre dévoué": wishes stand above the name, or speak to somebody.
        let said_to = layout.says(tokens.clone(), List::ToSomebody);
        let below_name = (0..tokens.start)
            .rev()
            .take(40)
            .any(|at| layout.zone_of(at) == Zone::Signature && is_name(at));
        if plain
            && !said_to
            && below_name
            && opens
            && named
            && !layout.has(tokens.clone(), &[Concept::ScopeMe])
            && !told
            && !taken
            && (1..=7).contains(&tokens.len())
            && !is_place(layout, tokens.clone())
        {
            found.push(Body {
                tokens,
                town: None,
                is_sure: false,
                is_generic: false,
            });
        }
    }
    found
}

/// «Соседи», "Les Deux Rives": a name in quotation marks behind a word for a body.
pub(super) fn quoted(layout: &Layout<'_>, known: &[Body], is_name: &dyn Fn(usize) -> bool) -> Vec<Body> {
    let mut found = Vec::new();
    for at in 1..layout.tokens.len() {
        let between = layout.between(at);
        if !between.ends_with(['«', '„', '“', '"'])
            || layout.zone_of(at) == Zone::Foreign
            || known.iter().any(|body| body.tokens.contains(&at))
        {
            continue;
        }
        let Some(end) = (at..(at + 8).min(layout.tokens.len()))
            .find(|&end| layout.after(end).starts_with(['»', '”', '“', '"']))
        else {
            continue;
        };
        let event = layout.has(at..end + 1, &[Concept::WordEvent, Concept::WordNoPerson]);
        if event || (at..=end).any(is_name) {
            continue;
        }
        let headed = layout.marks_before(at).find(|mark| {
            matches!(mark.concept.family(), "organisation" | "media")
                && mark.concept != Concept::OrganisationJoins
        });
        let Some(head) = headed else { continue };
        let start = if head.concept.family() == "media" {
            at
        } else {
            head.tokens.start
        };
        found.push(Body {
            tokens: start..end + 1,
            town: None,
            is_sure: true,
            is_generic: false,
        });
    }
    found
}

/// "Radio Alpenwelle", "TV Silesia Plus": a capital word for the kind of outlet right before belongs to its name.
fn media_before(layout: &Layout<'_>, start: usize) -> usize {
    let Some(before) = start.checked_sub(1) else {
        return start;
    };
    let close = layout
        .tokens
        .get(start)
        .is_some_and(|token| token.before <= Break::Space);
    let kind = layout
        .marks_at(before)
        .any(|mark| mark.concept.family() == "media" && mark.tokens.end == start);
    let capital = layout.tokens.get(before).is_some_and(Token::is_capital);
    if close && kind && capital { before } else { start }
}

/// Capital words that make up the sender's domain: `Stöð 9` at `stod9.example`.
pub(super) fn by_domain(
    layout: &Layout<'_>,
    domain: &str,
    known: &[Body],
    is_name: &dyn Fn(usize) -> bool,
) -> Vec<Body> {
    /// Shorter labels are anybody's.
    const SHORTEST: usize = 4;
    let plain: String = domain.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut found: Vec<Body> = Vec::new();
    let mut at = 0;
    while at < layout.tokens.len() {
        let free = is_proper(layout, at, is_name)
            && layout.zone_of(at) != Zone::Foreign
            && !known.iter().any(|body| body.tokens.contains(&at));
        let mut joined = String::new();
        let mut hit = None;
        for end in at..at + 6 {
            let Some(token) = layout.tokens.get(end) else {
                break;
            };
            if !free || end > at && token.before > Break::Space || is_name(end) {
                break;
            }
            joined.extend(
                crate::request::people::names::latin(&token.folded)
                    .chars()
                    .filter(char::is_ascii_alphanumeric),
            );
            let grown = is_proper(layout, end, is_name) || token.kind == Kind::Number;
            if grown
                && joined.len() >= SHORTEST
                && (plain == joined || plain.starts_with(&joined) && joined.len() >= 6)
            {
                hit = Some(end + 1);
            }
        }
        let town = hit.is_some_and(|end| end == at + 1)
            && layout.tokens.get(at).is_some_and(|token| {
                crate::lexicon::gazetteer::Gazetteer::embedded()
                    .place(&token.folded)
                    .is_some()
            });
        if let Some(end) = hit.filter(|_| !town) {
            found.push(Body {
                tokens: media_before(layout, at)..end,
                town: None,
                is_sure: true,
                is_generic: false,
            });
            at = end;
        } else {
            at += 1;
        }
    }
    found
}
