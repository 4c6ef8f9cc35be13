//! The outlet's name: labelled, the same as the sender's domain, quoted, behind "for the newspaper", or beside its kind.

use crate::lexicon::Concept;
use crate::request::cast::{Cast, body_evidence};
use crate::request::layout::{Layout, Zone};
use crate::request::letter::Letter;
use crate::request::token::{Break, Kind};
use crate::request::{Attendee, Found};
use std::ops::Range;

/// Words an outlet's name may have.
const LONGEST: usize = 5;

/// The outlet, by the surest sign that there is.
pub(super) fn find(letter: &Letter<'_>, cast: &Cast, attendees: &[Attendee]) -> Option<Found<String>> {
    let named = |tokens: Range<usize>, rule: &str| {
        let tokens = with_article(&letter.body, tokens);
        Found {
            value: letter
                .body
                .shown(tokens.clone())
                .trim_matches(['"', '«', '»', '„', '“', '”', ' ', '.', ','])
                .to_owned(),
            evidence: body_evidence(&letter.body, tokens, rule),
        }
    };
    labelled(cast)
        .map(|tokens| named(tokens, "press/outlet-labelled"))
        .or_else(|| of_domain(letter, cast).map(|tokens| named(tokens, "press/outlet-domain")))
        .or_else(|| quoted(letter).map(|tokens| named(tokens, "press/outlet-quoted")))
        .or_else(|| behind_cue(letter, cast).map(|tokens| named(tokens, "press/outlet-for")))
        .or_else(|| {
            attendees
                .iter()
                .find_map(|attendee| attendee.organisation.clone())
        })
}

/// "The Estuary Post", "Il Corriere delle Valli": an article with a capital inside a sentence belongs to the name.
fn with_article(body: &Layout<'_>, tokens: Range<usize>) -> Range<usize> {
    let close = body
        .tokens
        .get(tokens.start)
        .is_some_and(|token| token.before <= Break::Space);
    let article = tokens.start.checked_sub(1).filter(|&at| {
        body.tokens
            .get(at)
            .is_some_and(|token| token.is_capital() && token.before <= Break::Comma)
            && body
                .marks_at(at)
                .any(|mark| mark.concept == Concept::ScopeArticle && mark.tokens.end == tokens.start)
    });
    article
        .filter(|_| close)
        .map_or(tokens.clone(), |at| at..tokens.end)
}

fn labelled(cast: &Cast) -> Option<Range<usize>> {
    [Concept::LabelOutlet, Concept::LabelOrganisation]
        .iter()
        .find_map(|label| {
            let entry = cast.records.iter().find_map(|record| record.get(*label))?;
            (!entry.value.is_empty()).then(|| entry.value.clone())
        })
}

/// Words of the writer's text that spell the name of the sender's domain: `teleadige.example`, "TeleAdige".
fn of_domain(letter: &Letter<'_>, cast: &Cast) -> Option<Range<usize>> {
    let body = &letter.body;
    let addresses = letter
        .message
        .from
        .iter()
        .map(|from| from.address.to_lowercase())
        .chain(
            body.tokens
                .iter()
                .enumerate()
                .filter(|(at, token)| token.kind == Kind::Email && body.zone_of(*at) != Zone::Foreign)
                .map(|(_, token)| token.folded.clone()),
        );
    let domains: Vec<String> = addresses
        .filter_map(|address| Some(address.split_once('@')?.1.to_owned()))
        .filter_map(|domain| {
            let labels: Vec<&str> = domain.split('.').collect();
            let name = labels.get(labels.len().checked_sub(2)?)?;
            Some(name.replace('-', ""))
        })
        .filter(|name| name.len() >= 4)
        .collect();
    let is_person = |at: usize| {
        cast.people
            .iter()
            .flat_map(|person| &person.mentions)
            .any(|mention| mention.contains(&at))
    };
    let mut best: Option<(usize, Range<usize>)> = None;
    for start in 0..body.tokens.len() {
        if body.zone_of(start) == Zone::Foreign || is_person(start) {
            continue;
        }
        let mut spelled = String::new();
        for end in start..(start + LONGEST).min(body.tokens.len()) {
            let Some(token) = body.tokens.get(end) else { break };
            let joined = end == start || token.before < Break::Comma;
            if !joined || matches!(token.kind, Kind::Email | Kind::Url) {
                break;
            }
            spelled.push_str(&latin(&token.folded));
            let like = domains
                .iter()
                .map(|domain| likeness(domain, &spelled))
                .max()
                .unwrap_or(0);
            let capital = body
                .tokens
                .get(start)
                .is_some_and(|first| first.is_capital() || first.kind == Kind::Number || like >= 1000);
            if like > 0 && capital && best.as_ref().is_none_or(|(most, _)| like > *most) {
                best = Some((like, start..end + 1));
            }
        }
    }
    best.map(|(_, tokens)| tokens)
}

/// How far a spelled name is a domain's: all of it counts most, else the letters it shares at an end.
fn likeness(domain: &str, spelled: &str) -> usize {
    if spelled == domain {
        return 1000 + spelled.len();
    }
    let long = spelled.chars().count() >= 5;
    if long && (domain.starts_with(spelled) || domain.ends_with(spelled)) {
        return 10 * spelled.len();
    }
    if domain.len() >= 5 && (spelled.starts_with(domain) || spelled.ends_with(domain)) {
        return 10 * domain.len() - spelled.len().min(9);
    }
    0
}

/// Latin letters for a folded word, as in domains: Cyrillic transliterated, umlauts without dots.
fn latin(folded: &str) -> String {
    let mut out = String::new();
    for c in folded.chars() {
        let as_latin = match c {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'ґ' => "g",
            'д' => "d",
            'е' | 'э' | 'ё' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' | 'й' | 'ы' | 'і' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "h",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "sch",
            'ю' => "yu",
            'я' => "ya",
            'ъ' | 'ь' => "",
            _ => {
                out.push(c);
                continue;
            }
        };
        out.push_str(as_latin);
    }
    out
}

/// A quoted name in a sentence that speaks of the press or of a kind of outlet.
fn quoted(letter: &Letter<'_>) -> Option<Range<usize>> {
    let body = &letter.body;
    body.segments
        .iter()
        .filter(|segment| segment.zone != Zone::Foreign)
        .find_map(|segment| {
            let trade = body.marks_in(segment.tokens.clone()).any(|mark| {
                matches!(mark.concept.family(), "media")
                    || matches!(
                        mark.concept,
                        Concept::PressForOutlet | Concept::PressJournalist | Concept::RolePress
                    )
            });
            trade.then(|| first_quoted(body, &segment.tokens)).flatten()
        })
}

fn first_quoted(body: &Layout<'_>, tokens: &Range<usize>) -> Option<Range<usize>> {
    let opens = |at: usize| body.between(at).contains(['"', '«', '„', '“', '”', '\'']) || at == 0;
    let start = tokens.clone().find(|&at| {
        opens(at)
            && body.between(at).trim_end().ends_with(['"', '«', '„', '“', '”'])
            && !body.between(at).ends_with(' ')
            && !is_event(body, at)
    })?;
    let end = (start..(start + LONGEST + 1).min(tokens.end))
        .find(|&at| body.after(at).trim_start().starts_with(['"', '»', '“', '”']))?;
    Some(start..end + 1)
}

/// The event's own name is quoted as well.
fn is_event(body: &Layout<'_>, at: usize) -> bool {
    body.marks_at(at)
        .any(|mark| matches!(mark.concept, Concept::WordEvent | Concept::WordNoPerson))
}

/// The capital words behind "I write for", "correspondent of", or behind a kind of outlet.
fn behind_cue(letter: &Letter<'_>, cast: &Cast) -> Option<Range<usize>> {
    let body = &letter.body;
    let cues = body.marks.iter().filter(|mark| {
        (mark.concept == Concept::PressForOutlet
            || mark.concept.family() == "media" && mark.concept != Concept::MediaFreelance)
            && body.zone_of(mark.tokens.start) != Zone::Foreign
    });
    let mut best: Option<(bool, Range<usize>)> = None;
    for cue in cues {
        let kind = cue.concept.family() == "media";
        let own = kind
            && cue.tokens.len() == 1
            && body
                .tokens
                .get(cue.tokens.start)
                .is_some_and(|token| token.is_capital());
        let Some(run) = capital_run(letter, cast, cue.tokens.end) else {
            continue;
        };
        // "Radio Titano": the kind is the first word of the name.
        let start = if own && run.start == cue.tokens.end {
            cue.tokens.start
        } else {
            run.start
        };
        let found = (kind, start..run.end);
        if best.as_ref().is_none_or(|(known, _)| *known && !kind) {
            best = Some(found);
        }
    }
    best.map(|(_, tokens)| tokens)
}

/// Capital words from here on, after at most three small ones of the same clause.
fn capital_run(letter: &Letter<'_>, cast: &Cast, from: usize) -> Option<Range<usize>> {
    let body = &letter.body;
    let person = |at: usize| {
        cast.people
            .iter()
            .flat_map(|person| &person.mentions)
            .any(|mention| mention.contains(&at))
    };
    let joined = |at: usize| {
        body.tokens
            .get(at)
            .is_some_and(|token| token.before <= Break::Space)
    };
    let proper = |at: usize| {
        body.tokens.get(at).is_some_and(|token| {
            (token.is_capital() || token.kind == Kind::Number) && token.kind != Kind::Email
        }) && !person(at)
            && !is_event(body, at)
            && body.marks_at(at).all(|mark| mark.concept.family() != "time")
    };
    let start = (from..from + 4)
        .take_while(|&at| {
            joined(at)
                || at == from
                    && body
                        .tokens
                        .get(at)
                        .is_some_and(|token| token.before <= Break::Comma)
        })
        .find(|&at| proper(at) && body.tokens.get(at).is_some_and(|token| token.is_word()))?;
    let mut end = start + 1;
    while end < start + LONGEST
        && joined(end)
        && (proper(end) || proper(end + 1) && joined(end + 1) && end + 1 < start + LONGEST)
    {
        end += 1;
    }
    Some(start..end)
}
