//! Which parts of the day each attendee comes to: "the whole day", "not in the afternoon", "only until the visit".

use super::exchange::Exchange;
use super::scope::{Scope, Scopes};
use super::{beside, clause, hours, members, numbered, spoken_of, stay, tick_of, without};
use crate::language::Language;
use crate::lexicon::Concept;
use crate::request::cast::{Cast, body_evidence};
use crate::request::intent::said::asks;
use crate::request::layout::{Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::Break;
use crate::request::{Attendee, Evidence, Found, Session};
use std::ops::Range;

/// What one mention of a part says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    With,
    Without,
    /// Leaves after the part, or before it where it says so.
    UpTo,
    From,
    WholeDay,
}

/// What a mention of a part says of one attendee.
#[derive(Debug, Clone)]
pub struct Told {
    pub said: Said,
    /// `None` for the whole day.
    pub part: Option<Session>,
    pub tokens: Range<usize>,
    /// Whether it is said of this attendee, not of all.
    pub own: bool,
}

/// What is said of the parts, for each of this many attendees; `chosen` as for [`super::assign`].
#[must_use]
pub fn told(letter: &Letter<'_>, cast: &Cast, chosen: &[usize], attendees: usize) -> Vec<Vec<Told>> {
    let scopes = Scopes::new(letter, cast, chosen);
    let mentions = mentions(letter, cast, &scopes);
    let of = |index: usize| {
        let theirs = mentions
            .iter()
            .filter(|mention| members(&mention.scope, attendees).contains(&index));
        theirs
            .map(|mention| Told {
                said: mention.said,
                part: mention.part,
                tokens: mention.tokens.clone(),
                own: mention.scope != Scope::All,
            })
            .collect()
    };
    (0..attendees).map(of).collect()
}

struct Mention {
    said: Said,
    /// Whether it is said to be all that is wished: "only the morning".
    only: bool,
    part: Option<Session>,
    tokens: Range<usize>,
    scope: Scope,
}

/// Gives each attendee the parts that are said of them; what is said of one outweighs what is said of all.
pub(super) fn assign(letter: &Letter<'_>, cast: &Cast, scopes: &Scopes<'_, '_>, attendees: &mut [Attendee]) {
    let mentions = mentions(letter, cast, scopes);
    let count = attendees.len();
    for (index, attendee) in attendees.iter_mut().enumerate() {
        let of_them = |mention: &&Mention| members(&mention.scope, count).contains(&index);
        let own: Vec<&Mention> = mentions
            .iter()
            .filter(of_them)
            .filter(|mention| count == 1 || mention.scope != Scope::All)
            .collect();
        let shared: Vec<&Mention> = mentions
            .iter()
            .filter(|mention| count > 1 && mention.scope == Scope::All)
            .collect();
        let general = parts(&shared, None);
        let Some(found) = parts(&own, general.as_deref()).or(general) else {
            continue;
        };
        // Where one part is left for another, the other one is the place of the value.
        let said = own.iter().chain(&shared);
        let first = said
            .clone()
            .find(|mention| mention.said != Said::Without)
            .or_else(|| said.clone().next());
        let evidence =
            first.map(|mention| body_evidence(&letter.body, mention.tokens.clone(), rule(mention.said)));
        attendee.sessions = evidence
            .filter(|_| !found.is_empty())
            .map(|evidence: Evidence| Found {
                value: found,
                evidence,
            });
    }
}

fn mentions(letter: &Letter<'_>, cast: &Cast, scopes: &Scopes<'_, '_>) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for (_, tokens) in spoken_of(letter) {
        collect(letter, scopes, &tokens, &mut mentions);
    }
    from_columns(letter, cast, scopes, &mut mentions);
    drop_unwished(letter, &mut mentions);
    mentions
}

/// "Only the visits, in the morning I must work": what another clause of that sentence names without coming is no wish.
fn drop_unwished(letter: &Letter<'_>, mentions: &mut Vec<Mention>) {
    let body = &letter.body;
    let sentence = |at: usize| body.segment_of(at).map(|(index, _)| index);
    let wished: Vec<(Option<Session>, usize)> = mentions
        .iter()
        .filter(|mention| mention.only)
        .map(|mention| (mention.part, mention.tokens.start))
        .collect();
    mentions.retain(|mention| {
        let own = clause(letter, mention.tokens.start);
        let other = |(part, at): &(Option<Session>, usize)| {
            *part != mention.part && !own.contains(at) && sentence(*at) == sentence(mention.tokens.start)
        };
        let comes = || {
            body.marks_in(own.clone())
                .any(|mark| matches!(mark.concept.family(), "attend" | "verb"))
        };
        mention.said != Said::With || mention.only || !wished.iter().any(other) || comes()
    });
}

fn rule(said: Said) -> &'static str {
    match said {
        Said::With => "wishes/session",
        Said::Without => "wishes/session-without",
        Said::UpTo => "wishes/session-until",
        Said::From => "wishes/session-from",
        Said::WholeDay => "wishes/whole-day",
    }
}

/// The parts that some mentions leave, starting from what is said of all; `None` where they say nothing.
fn parts(mentions: &[&Mention], general: Option<&[Session]>) -> Option<Vec<Session>> {
    if mentions.is_empty() {
        return None;
    }
    let says = |wanted: Said| mentions.iter().any(|mention| mention.said == wanted);
    let position = |part: Session| Session::ALL.iter().position(|&other| other == part).unwrap_or(0);
    let mut kept = vec![false; 3];
    let affirmed = says(Said::With) || says(Said::UpTo) || says(Said::From);
    if says(Said::WholeDay) || !affirmed && general.is_none() {
        kept.fill(true);
    } else if !affirmed {
        for part in general.into_iter().flatten() {
            if let Some(kept) = kept.get_mut(position(*part)) {
                *kept = true;
            }
        }
    }
    let bounded = says(Said::UpTo) || says(Said::From);
    let (mut first, mut last) = (0, 2);
    for mention in mentions {
        let Some(at) = mention.part.map(position) else {
            continue;
        };
        match mention.said {
            Said::With => {
                if let Some(kept) = kept.get_mut(at) {
                    *kept = true;
                }
            }
            Said::UpTo => last = at,
            Said::From => first = at,
            Said::Without | Said::WholeDay => {}
        }
    }
    if bounded && !says(Said::With) {
        kept.fill(true);
        for (at, kept) in kept.iter_mut().enumerate() {
            *kept = first <= at && at <= last;
        }
    }
    for mention in mentions.iter().filter(|mention| mention.said == Said::Without) {
        if let Some(kept) = mention.part.and_then(|part| kept.get_mut(position(part))) {
            *kept = false;
        }
    }
    let kept: Vec<Session> = Session::ALL
        .into_iter()
        .zip(kept)
        .filter(|(_, kept)| *kept)
        .map(|(part, _)| part)
        .collect();
    Some(kept)
}

/// Whether a phrase names a part of the day.
#[must_use]
pub fn is_part(mark: &Mark) -> bool {
    part_of(mark.concept).is_some()
}

pub(super) fn part_of(concept: Concept) -> Option<Session> {
    match concept {
        Concept::SessionMorning => Some(Session::Morning),
        Concept::SessionStudyVisit => Some(Session::StudyVisit),
        Concept::SessionAfternoon => Some(Session::Afternoon),
        _ => None,
    }
}

fn collect(letter: &Letter<'_>, scopes: &Scopes<'_, '_>, tokens: &Range<usize>, mentions: &mut Vec<Mention>) {
    let body = &letter.body;
    let Some((_, segment)) = body.segment_of(tokens.start) else {
        return;
    };
    // "Ganzer Tag." right before the name.
    let whole = |mark: &Mark| mark.concept == Concept::SessionWholeDay && mark.tokens == segment.tokens;
    if segment.zone == Zone::Signature && !body.marks_in(tokens.clone()).any(whole) {
        return;
    }
    let asked = [
        Concept::AttendI,
        Concept::AttendWe,
        Concept::AttendThey,
        Concept::AttendRegisterMe,
        Concept::AttendRegisterUs,
        Concept::AttendRegisterThem,
        Concept::IntentChangeDetail,
        Concept::IntentCorrect,
    ];
    if asks(body, segment) && !body.has(tokens.clone(), &asked) {
        return;
    }
    mentions.extend(hours::bounds(letter, tokens).into_iter().map(|bound| Mention {
        said: bound.said,
        only: false,
        part: Some(bound.part),
        scope: scopes.of(bound.tokens.start),
        tokens: bound.tokens,
    }));
    mentions.extend(
        numbered::named(letter, tokens)
            .into_iter()
            .map(|(part, at)| Mention {
                said: Said::With,
                only: false,
                part: Some(part),
                scope: scopes.of(at.start),
                tokens: at,
            }),
    );
    let exchange = Exchange::of(letter, tokens);
    for mark in body.marks_in(tokens.clone()) {
        let ends = || stay::ends_a_part(letter, mark);
        let bound = match mark.concept {
            Concept::SessionWholeDay => ends().map(|part| (Said::UpTo, part)),
            _ => stay::bound(letter, mark),
        };
        if let Some((said, part)) = bound {
            mentions.push(Mention {
                said,
                only: false,
                part: Some(part),
                tokens: mark.tokens.clone(),
                scope: scopes.of(mark.tokens.start),
            });
            continue;
        }
        let only = is_part(mark) && is_only(letter, mark);
        let said = match mark.concept {
            Concept::SessionWholeDay if without::is_left_out(letter, mark) => continue,
            Concept::SessionWholeDay => Said::WholeDay,
            Concept::SessionAll if is_labelled(letter, mark) => Said::WholeDay,
            _ if part_of(mark.concept).is_none() => continue,
            _ if beside::is_no_wish(letter, mark) => continue,
            _ if tick_of(letter, &mark.tokens) == Some(true) => Said::With,
            _ if tick_of(letter, &mark.tokens) == Some(false) || exchange.leaves(mark) => Said::Without,
            _ if exchange.takes(mark) || only => Said::With,
            _ if without::is_left_out(letter, mark) => Said::Without,
            _ if follows(letter, mark, Concept::SessionUntil) => Said::UpTo,
            // "In the afternoon we fly back": nobody stays for it.
            Concept::SessionAfternoon
                if body.has(clause(letter, mark.tokens.start), &[Concept::SessionLeaves]) =>
            {
                Said::Without
            }
            Concept::SessionStudyVisit if is_from(letter, mark) => Said::From,
            _ => Said::With,
        };
        mentions.push(Mention {
            said,
            only: only && said == Said::With,
            part: part_of(mark.concept),
            tokens: mark.tokens.clone(),
            scope: scopes.of(mark.tokens.start),
        });
    }
}

/// Whether the letter leaves a part for another one.
pub fn leaves_a_part(letter: &Letter<'_>) -> bool {
    spoken_of(letter).any(|(_, tokens)| !Exchange::of(letter, &tokens).is_empty())
}

/// Whether the letter says of a part that it is all that is wished: "only the study visit", "the morning only".
pub fn wants_only_a_part(letter: &Letter<'_>) -> bool {
    spoken_of(letter).any(|(_, tokens)| {
        let mut marks = letter.body.marks_in(tokens);
        marks.any(|mark| part_of(mark.concept).is_some() && is_near_only(letter, mark))
    })
}

fn is_near_only(letter: &Letter<'_>, mark: &Mark) -> bool {
    let clause = clause(letter, mark.tokens.start);
    let before = mark.tokens.start.saturating_sub(4).max(clause.start);
    let behind = (mark.tokens.end + 2).min(clause.end);
    before < behind && letter.body.has(before..behind, &[Concept::ScopeOnly])
}

/// Whether a part is all that is wished, and no other part or denial stands between it and its "only".
fn is_only(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let clause = clause(letter, mark.tokens.start);
    let parts = |tokens: Range<usize>| {
        body.marks_in(tokens)
            .any(|other| part_of(other.concept).is_some() && other.concept != mark.concept)
    };
    let denied = |at: usize| {
        body.marks_in(at.saturating_sub(2).max(clause.start)..at)
            .any(|other| other.concept == Concept::ScopeNot)
    };
    let mut only = body
        .marks_in(clause.clone())
        .filter(|other| other.concept == Concept::ScopeOnly);
    only.any(|only| {
        let (start, end) = (only.tokens.start, only.tokens.end);
        let before = start < mark.tokens.start
            && mark.tokens.start.saturating_sub(end) <= 4
            && !parts(end.min(mark.tokens.start)..mark.tokens.start);
        let behind = start >= mark.tokens.end
            && start - mark.tokens.end <= 1
            && !parts(end..(end + 2).min(clause.end.max(end)));
        // "The whole day, only not the visits"
        let taken_back = body.has(
            mark.tokens.end..clause.end.max(mark.tokens.end),
            &[Concept::ScopeNot],
        );
        (before && !taken_back || behind) && !denied(start) && !denied(mark.tokens.start)
    })
}

/// "Sessions: all": a word for every part that is all its label has.
fn is_labelled(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let label = body
        .marks_around(mark.tokens.start.saturating_sub(1))
        .any(|label| {
            let programme = matches!(label.concept, Concept::LabelSessions | Concept::QuestionProgramme);
            programme && label.tokens.end == mark.tokens.start
        });
    let colon = body.between(mark.tokens.start).contains([':', '=', '–']);
    let next = body.tokens.get(mark.tokens.end);
    label && colon && next.is_none_or(|next| next.before >= Break::Comma)
}

/// "From the visit on": not "only for the visit", and not one of several parts.
fn is_from(letter: &Letter<'_>, mark: &Mark) -> bool {
    let clause = clause(letter, mark.tokens.start);
    let others = letter
        .body
        .marks_in(clause.clone())
        .filter(|other| part_of(other.concept).is_some())
        .count();
    follows(letter, mark, Concept::SessionFrom)
        && others == 1
        && !letter.body.has(clause, &[Concept::ScopeOnly])
}

/// Whether this concept stands right before the mark, or in the same phrase behind it as Turkish has it.
fn follows(letter: &Letter<'_>, mark: &Mark, concept: Concept) -> bool {
    let body = &letter.body;
    let before = body
        .marks_in(mark.tokens.start.saturating_sub(4)..mark.tokens.start)
        .any(|other| other.concept == concept && mark.tokens.start - other.tokens.end <= 2);
    let turkish = letter.lexicon.bit(Language::TURKISH);
    let behind = body.marks_in(mark.tokens.end..mark.tokens.end + 3).any(|other| {
        other.concept == concept && other.languages == turkish && other.tokens.start <= mark.tokens.end + 1
    });
    before || behind
}

/// Columns headed by a part of the day, ticked or not.
fn from_columns(letter: &Letter<'_>, cast: &Cast, scopes: &Scopes<'_, '_>, mentions: &mut Vec<Mention>) {
    for record in &cast.records {
        for entry in &record.entries {
            let scope = scopes.of(entry.value.start.min(record.tokens.end.saturating_sub(1)));
            let Some(part) = part_of(entry.label) else {
                let all = |mark: &Mark| mark.concept == Concept::SessionAll && mark.tokens == entry.value;
                if entry.label == Concept::LabelSessions && letter.body.marks_in(entry.value.clone()).any(all)
                {
                    mentions.push(Mention {
                        said: Said::WholeDay,
                        only: false,
                        part: None,
                        tokens: entry.value.clone(),
                        scope,
                    });
                }
                continue;
            };
            let shown = letter.body.text.get(entry.bytes.clone()).unwrap_or_default();
            let ticked = matches!(shown.trim(), "x" | "X" | "✓" | "✔" | "☑" | "☒" | "+" | "•" | "1")
                || letter
                    .body
                    .marks_in(entry.value.clone())
                    .any(|mark| mark.concept == Concept::IntentYes);
            mentions.push(Mention {
                only: false,
                said: if ticked { Said::With } else { Said::Without },
                part: Some(part),
                tokens: entry.value.clone(),
                scope,
            });
        }
    }
}
