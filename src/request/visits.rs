//! Which study visits a letter wishes, in which order and for whom, where an event has several; other events' letters are read as ever.

use super::layout::{Segment, Zone};
use super::letter::Letter;
use super::{
    Attendee, Disposition, Doubt, DoubtKind, Evidence, Found, Intent, Part, Request, Session, budget, cast,
};
use crate::lexicon::{Concept, Lexicon};
use crate::message::Message;
use named::{Mention, mentions};
use std::collections::BTreeSet;

pub use named::{Visit, Visits};

mod named;

/// Reads a message as [`super::read`] does, and the visits that it names into each attendee's sessions, in the order of
/// preference; pure, total, linear in the text.
#[must_use]
pub fn read(message: &Message, lexicon: &Lexicon, visits: &Visits) -> (Request, Vec<Doubt>) {
    let (mut request, mut doubts) = super::read(message, lexicon);
    let asks = matches!(request.intent.value, Intent::Registration | Intent::Change);
    if visits.is_empty() || !asks {
        return (request, doubts);
    }
    let within = &*budget::within(message);
    let letter = Letter::new(within, lexicon);
    let found = mentions(&letter, visits);
    if found.is_empty() {
        // "Another visit" than one's own, but which?
        if request.intent.value == Intent::Change && letter.says(&[Concept::SessionStudyVisit]) {
            doubts.push(Doubt {
                kind: DoubtKind::NotUnderstood,
                evidence: None,
            });
            request.disposition = Disposition::Review;
        }
        return (request, doubts);
    }
    let shares = shares(&letter, &request, &found);
    settle_doubts(&letter, &request, &found, &mut doubts);
    if let Some(unclear) = shares.unclear {
        let evidence = cast::body_evidence(&letter.body, unclear, "visits/whose");
        doubts.push(Doubt {
            kind: DoubtKind::NotUnderstood,
            evidence: Some(evidence),
        });
        request.disposition = Disposition::Review;
    }
    if doubts.is_empty() && request.disposition == Disposition::Review {
        request.disposition = Disposition::Act;
    }
    let intent = request.intent.value;
    for (attendee, share) in request.attendees.iter_mut().zip(shares.of_each) {
        if intent == Intent::Change {
            keep_named(&letter, attendee);
        }
        // "Otherwise Delfshaven": where a visit goes is nobody's town.
        let of_a_visit = |city: &mut Found<String>| {
            found.iter().any(|mention| {
                let bytes = letter.body.bytes(mention.tokens.clone());
                bytes.start < city.evidence.end && city.evidence.start < bytes.end
            })
        };
        attendee.city.take_if(of_a_visit);
        wish(attendee, share, (intent, &visits.usual));
    }
    (request, doubts)
}

/// Where a letter names visits that it wishes, in its order.
#[must_use]
pub fn named(message: &Message, lexicon: &Lexicon, visits: &Visits) -> Vec<(Session, Evidence)> {
    let within = &*budget::within(message);
    let letter = Letter::new(within, lexicon);
    let place = |mention: Mention| {
        (
            mention.visit,
            cast::body_evidence(&letter.body, mention.tokens, "visits/named"),
        )
    };
    mentions(&letter, visits).into_iter().map(place).collect()
}

/// The visits of each attendee, in the order of preference.
struct Shares {
    of_each: Vec<Vec<(Session, Evidence)>>,
    /// A mention of which it is not clear whose wish it is.
    unclear: Option<std::ops::Range<usize>>,
}

/// What stands in a sentence or row with one attendee is that attendee's; everything else is everybody's.
fn shares(letter: &Letter<'_>, request: &Request, found: &[Mention]) -> Shares {
    let segment_of = |attendee: &Attendee| {
        let name = attendee
            .name
            .as_ref()
            .filter(|name| name.evidence.part == Part::Body)?;
        let token = letter
            .body
            .tokens
            .partition_point(|token| token.end <= name.evidence.start);
        letter.body.segment_of(token).map(|(index, _)| index)
    };
    let homes: Vec<Option<usize>> = request.attendees.iter().map(segment_of).collect();
    let alone = |segment: usize| homes.iter().filter(|home| **home == Some(segment)).count() == 1;
    let evidence = |mention: &Mention| {
        (
            mention.visit,
            cast::body_evidence(&letter.body, mention.tokens.clone(), "visits/named"),
        )
    };
    let common: Vec<&Mention> = found.iter().filter(|mention| !alone(mention.segment)).collect();
    let of_each = homes.iter().map(|home| {
        let own: Vec<&Mention> = found
            .iter()
            .filter(|mention| alone(mention.segment) && *home == Some(mention.segment))
            .collect();
        let theirs = if own.is_empty() { &common } else { &own };
        in_order(theirs).into_iter().map(evidence).collect()
    });
    // "Two of us would like the harbour, one the museum": several visits for several persons, and no word of choice.
    let chosen = common.iter().any(|mention| {
        let segment = letter.body.segments.get(mention.segment);
        segment.is_some_and(|segment| named::weighs(letter, segment))
    });
    let several = in_order(&common).len() > 1 && request.attendees.len() > 1 && !chosen;
    Shares {
        of_each: of_each.collect(),
        unclear: several
            .then(|| common.last().map(|mention| mention.tokens.clone()))
            .flatten(),
    }
}

/// Each visit once, as the letter prefers them.
fn in_order<'f>(found: &[&'f Mention]) -> Vec<&'f Mention> {
    let mut seen = BTreeSet::new();
    let mut order: Vec<&Mention> = Vec::new();
    for mention in found {
        if !seen.insert(mention.visit) {
            continue;
        }
        // "The museum if the harbour is full."
        let before = if mention.comes_first {
            order.len().saturating_sub(1)
        } else {
            order.len()
        };
        order.insert(before, mention);
    }
    order
}

/// Whoever changes their visit adds no other part of the day but by its name: what they have is known, and not guessed.
fn keep_named(letter: &Letter<'_>, attendee: &mut Attendee) {
    let named = |part: &Session| {
        let concept = match part {
            Session::Morning => Concept::SessionMorning,
            Session::Afternoon => Concept::SessionAfternoon,
            Session::StudyVisit | Session::Visit(_) => return true,
        };
        letter.says(&[concept, Concept::SessionWholeDay])
    };
    if let Some(said) = &mut attendee.sessions {
        said.value.retain(named);
    }
}

/// Puts the visits in the place of "the study visit", or beside what else is wanted.
fn wish(attendee: &mut Attendee, share: Vec<(Session, Evidence)>, (intent, usual): (Intent, &[Session])) {
    let Some((_, evidence)) = share.first().cloned() else {
        return;
    };
    let visits = share.into_iter().map(|(visit, _)| visit);
    let said = attendee.sessions.take();
    let evidence = said.as_ref().map_or(evidence, |said| said.evidence.clone());
    let parts = match (said, intent) {
        (Some(said), _) => said.value,
        // A change names what is to be other.
        (None, Intent::Change) => Vec::new(),
        (None, _) => usual.to_vec(),
    };
    let mut value: Vec<Session> = parts
        .into_iter()
        .filter(|part| *part != Session::StudyVisit)
        .collect();
    value.extend(visits);
    value.sort_by_key(|session| session.part());
    attendee.sessions = Some(Found { value, evidence });
}

/// "If the harbour is full, then the museum" leaves no doubt: the rule by which visits are given does just that. Such a
/// sentence is settled where the letter reads the same without it.
fn settle_doubts(letter: &Letter<'_>, request: &Request, found: &[Mention], doubts: &mut Vec<Doubt>) {
    let settled = |kind: DoubtKind| matches!(kind, DoubtKind::Condition | DoubtKind::NotUnderstood);
    if !doubts.iter().any(|doubt| settled(doubt.kind)) {
        return;
    }
    let segments: BTreeSet<usize> = found.iter().map(|mention| mention.segment).collect();
    let only_weighs = |segment: &&Segment| {
        let person = |concept: Concept| concept.family() == "attend";
        segment.zone != Zone::Row
            && (named::weighs(letter, segment)
                || !letter
                    .body
                    .marks_in(segment.tokens.clone())
                    .any(|mark| person(mark.concept)))
    };
    let weighing = segments
        .iter()
        .filter_map(|&index| letter.body.segments.get(index))
        .filter(only_weighs);
    let mut without = letter.message.clone();
    for segment in weighing {
        blank(&mut without.text, letter.body.bytes(segment.tokens.clone()));
    }
    let (other, left) = super::read(&without, letter.lexicon);
    let names = |request: &Request| -> Vec<Option<String>> {
        let attendees = request.attendees.iter();
        attendees
            .map(|attendee| attendee.name.as_ref().map(|name| name.value.clone()))
            .collect()
    };
    let same = other.intent.value == request.intent.value && names(&other) == names(request);
    let stays = |kind: DoubtKind| left.iter().any(|doubt| doubt.kind == kind);
    if same {
        doubts.retain(|doubt| !settled(doubt.kind) || stays(doubt.kind));
    }
}

/// Puts blanks over a part of a text, whose length and line ends stay.
fn blank(text: &mut String, bytes: std::ops::Range<usize>) {
    let Some(part) = text.get(bytes.clone()) else {
        return;
    };
    let blanks: String = part
        .chars()
        .flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8()))
        .collect();
    text.replace_range(bytes, &blanks);
}
