//! Sentence by sentence: questions, conditions, services asked for, and whatever no concept explains.

use super::Doubts;
use crate::lexicon::{Concept, List};
use crate::request::budget::SENTENCE_MAX;
use crate::request::cast::{Cast, body_evidence};
use crate::request::intent::said::asks;
use crate::request::layout::{Layout, Mark, Segment, Zone};
use crate::request::letter::Letter;
use crate::request::names_follow;
use crate::request::token::Kind;
use crate::request::{DoubtKind, Intent, Request};
use std::ops::Range;

mod open;

/// Questions that the confirmation answers by itself, and requests in the form of a question.
const ANSWERED: [Concept; 17] = [
    Concept::QuestionDate,
    Concept::QuestionPlace,
    Concept::QuestionFee,
    Concept::InterpretationExists,
    Concept::CourtesyPleaseConfirm,
    Concept::AttendI,
    Concept::AttendWe,
    Concept::AttendThey,
    Concept::AttendRegisterMe,
    Concept::AttendRegisterUs,
    Concept::AttendRegisterThem,
    Concept::IntentWithdraw,
    Concept::IntentSwap,
    Concept::IntentCorrect,
    Concept::IntentChangeDetail,
    Concept::IntentAddPerson,
    Concept::PressAccreditation,
];

/// Questions that only a person answers.
const OPEN: [Concept; 6] = [
    Concept::QuestionProgramme,
    Concept::QuestionDocuments,
    Concept::QuestionEligible,
    Concept::QuestionDeadline,
    Concept::QuestionSeatsLeft,
    Concept::QuestionOther,
];

/// Families that say what a sentence is for.
const FUNCTIONS: [&str; 17] = [
    "attend",
    "intent",
    "courtesy",
    "thread",
    "press",
    "session",
    "interpretation",
    "diet",
    "access",
    "group",
    "attachment",
    "service",
    "question",
    "person",
    "label",
    "greeting",
    "closing",
];

/// Words of a sentence that need no explanation.
const SHORT: usize = 3;

/// Adds the doubts of all sentences of the writer.
pub(super) fn judge(letter: &Letter<'_>, cast: &Cast, request: &Request, doubts: &mut Doubts) {
    let body = &letter.body;
    let named = open::named(body, cast);
    for segment in &body.segments {
        if matches!(
            segment.zone,
            Zone::Foreign | Zone::Greeting | Zone::Closing | Zone::Signature
        ) {
            continue;
        }
        if names_follow::says(letter, segment, request) {
            continue;
        }
        // "A reporter and a cameraman; the names follow", signed by neither.
        if names_follow::leaves_open(letter, segment) {
            doubts.add(
                DoubtKind::NobodyNamed,
                Some(body_evidence(body, segment.tokens.clone(), "doubt/names-follow")),
            );
        }
        let place = |tokens: Range<usize>, rule: &str| Some(body_evidence(body, tokens, rule));
        if let Some(order) = body.first(segment.tokens.clone(), Concept::OrderMachine) {
            doubts.add(
                DoubtKind::Suspicious,
                place(order.tokens.clone(), order.concept.name()),
            );
        }
        if segment.tokens.len() >= SENTENCE_MAX {
            doubts.add(
                DoubtKind::Suspicious,
                place(segment.tokens.clone(), "doubt/endless"),
            );
        }
        if let Some(at) = long_word(body, segment) {
            doubts.add(DoubtKind::Suspicious, place(at..at + 1, "doubt/long-word"));
        }
        let joins = letter.answers && joins(letter, cast, segment);
        if asks(body, segment) && !joins && (is_open(body, segment) || asks_for_more(body, segment, request))
        {
            doubts.add(
                DoubtKind::Question,
                place(segment.tokens.clone(), "doubt/question"),
            );
        } else if let Some(mark) = indirect_question(body, segment).filter(|mark| mark.tokens.len() >= 3) {
            doubts.add(DoubtKind::Question, place(mark.tokens.clone(), "doubt/asks"));
        }
        let leaves = matches!(
            request.intent.value,
            Intent::Cancellation | Intent::Refusal | Intent::Acceptance
        );
        // Whoever cancels for want of a visa asks for none; whoever accepts may well need one.
        let told = leaves && request.intent.value != Intent::Acceptance && !asks(body, segment);
        if let Some(mark) = service(letter, segment).filter(|_| !told) {
            doubts.add(
                DoubtKind::ServiceAsked,
                place(mark.tokens.clone(), mark.concept.name()),
            );
        }
        // "May Ann Lee come too?"
        let polite = |mark: &&Mark| joins && mark.tokens.start == segment.tokens.start;
        if let Some(mark) = condition(letter, segment).filter(|mark| !polite(mark)) {
            doubts.add(
                DoubtKind::Condition,
                place(mark.tokens.clone(), mark.concept.name()),
            );
        }
        if let Some(mark) = open::matter(body, &named, segment) {
            doubts.add(
                DoubtKind::Condition,
                place(mark.tokens.clone(), mark.concept.name()),
            );
        }
        let harmless = leaves && is_plain(body, segment);
        if request.intent.value != Intent::Question && !harmless && !is_understood(letter, cast, segment) {
            doubts.add(
                DoubtKind::NotUnderstood,
                place(segment.tokens.clone(), "doubt/sentence"),
            );
        }
    }
}

/// A word that is longer than any: the longest names of offices in German have fifty letters.
fn long_word(body: &Layout<'_>, segment: &Segment) -> Option<usize> {
    const LONGEST: usize = 80;
    segment.tokens.clone().find(|&at| {
        body.tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Word && token.folded.len() > LONGEST * 2)
    })
}

/// A question that neither the confirmation answers nor is a request.
fn is_open(body: &Layout<'_>, segment: &Segment) -> bool {
    let tokens = segment.tokens.clone();
    body.has(tokens.clone(), &OPEN) || !body.has(tokens, &ANSWERED)
}

/// "May my colleague Ann Lee come too?": in an answer to us, whoever is named is to be added; nothing else is asked there.
fn joins(letter: &Letter<'_>, cast: &Cast, segment: &Segment) -> bool {
    let (body, tokens) = (&letter.body, segment.tokens.clone());
    let other = OPEN
        .iter()
        .any(|&open| open != Concept::QuestionEligible && body.has(tokens.clone(), &[open]));
    !other && body.has(tokens.clone(), &[Concept::IntentAddPerson]) && cast.named_in(tokens).next().is_some()
}

/// "I take the place. May I bring my adviser?": whoever already has, takes or gives back a place and asks who else may come
/// asks a person.
fn asks_for_more(body: &Layout<'_>, segment: &Segment, request: &Request) -> bool {
    const OWN: [Concept; 8] = [
        Concept::IntentWithdraw,
        Concept::IntentSwap,
        Concept::IntentCorrect,
        Concept::IntentChangeDetail,
        Concept::IntentAddPerson,
        Concept::IntentAccept,
        Concept::IntentDecline,
        Concept::CourtesyPleaseConfirm,
    ];
    let settled = matches!(
        request.intent.value,
        Intent::Acceptance | Intent::Refusal | Intent::Cancellation | Intent::Change
    );
    settled
        && body
            .marks_in(segment.tokens.clone())
            .any(|mark| mark.concept.family() == "attend")
        && !body.has(segment.tokens.clone(), &OWN)
}

/// "I would like to know …" without a question mark, about something that is not answered anyway.
fn indirect_question<'l>(body: &'l Layout<'_>, segment: &Segment) -> Option<&'l Mark> {
    let tokens = segment.tokens.clone();
    let mark = body.first(tokens.clone(), Concept::IntentAsk)?;
    (body.has(tokens.clone(), &OPEN) || !body.has(tokens, &ANSWERED)).then_some(mark)
}

/// A service beyond the desk that the clause does not refuse.
fn service<'l>(letter: &'l Letter<'_>, segment: &Segment) -> Option<&'l Mark> {
    let body = &letter.body;
    body.marks_in(segment.tokens.clone())
        .filter(|mark| mark.concept.family() == "service" && mark.concept != Concept::ServiceNotNeeded)
        .find(|mark| {
            let clause = crate::request::wishes::clause(letter, mark.tokens.start);
            let refused = body.has(clause, &[Concept::ServiceNotNeeded])
                || crate::request::wishes::is_negated(letter, mark);
            !refused
        })
}

/// "If", "perhaps", "will tell later", outside of the courtesies that use them.
fn condition<'l>(letter: &'l Letter<'_>, segment: &Segment) -> Option<&'l Mark> {
    let body = &letter.body;
    let courtesy = [
        Concept::CourtesyOfferHelp,
        Concept::CourtesyPleaseConfirm,
        Concept::CourtesyPleasantry,
    ];
    body.marks_in(segment.tokens.clone())
        .filter(|mark| {
            matches!(
                mark.concept,
                Concept::ScopeCondition | Concept::ScopeUncertain | Concept::ScopeLater
            )
        })
        .find(|mark| {
            let clause = crate::request::wishes::clause(letter, mark.tokens.start);
            !body.has(clause, &courtesy)
                && !body.has(segment.tokens.clone(), &courtesy)
                && !is_of_wish(body, mark, segment)
        })
}

/// "If there is a loop, please seat me inside it", "vegetarian, if possible": only the wish hangs on it, not the coming.
fn is_of_wish(body: &Layout<'_>, mark: &Mark, segment: &Segment) -> bool {
    let near = mark.tokens.start..(mark.tokens.end + 3).min(segment.tokens.end);
    let polite = body.says(near, List::IfPossible);
    let wish = body
        .marks_in(segment.tokens.clone())
        .any(|other| matches!(other.concept.family(), "diet" | "access" | "interpretation"));
    // "Intervista con il sindaco, se possibile": what the press wants is acknowledged, not promised.
    let asked = wish || body.has(segment.tokens.clone(), &[Concept::PressInterview]);
    let core = body.marks_in(segment.tokens.clone()).any(|other| {
        other.concept.family() == "attend"
            || other.concept.family() == "service"
            || other.concept == Concept::IntentWithdraw
    });
    match mark.concept {
        Concept::ScopeCondition => (polite || wish) && !core,
        Concept::ScopeUncertain => polite && asked && !core,
        _ => false,
    }
}

/// A reason told by whoever leaves: words without a number, an address or a question.
fn is_plain(body: &Layout<'_>, segment: &Segment) -> bool {
    !asks(body, segment)
        && segment
            .tokens
            .clone()
            .all(|at| body.tokens.get(at).is_some_and(|token| token.kind == Kind::Word))
}

/// Whether a concept tells what the sentence is for, or it only says who somebody is.
fn is_understood(letter: &Letter<'_>, cast: &Cast, segment: &Segment) -> bool {
    let body = &letter.body;
    let tokens = segment.tokens.clone();
    let words = tokens
        .clone()
        .filter(|&at| body.tokens.get(at).is_some_and(|token| token.kind == Kind::Word))
        .count();
    if words <= SHORT || matches!(segment.zone, Zone::Row | Zone::Field) {
        return true;
    }
    let told = body
        .marks_in(tokens.clone())
        .any(|mark| FUNCTIONS.contains(&mark.concept.family()));
    if told {
        return true;
    }
    let named = cast.named_in(tokens.clone()).next().is_some();
    let described = body
        .marks_in(tokens)
        .any(|mark| matches!(mark.concept.family(), "role" | "organisation" | "count"));
    (named || words <= 12) && described
}
