//! One table of weights: what each concept says for each intent, and how the thread shifts it.

use super::said::{REQUESTS, Said, Thread, asks, is_of_state};
use super::sentences::{denied, handed_to_somebody, hands_on, others_come_as_agreed};
use crate::language::ReplyLanguage;
use crate::lexicon::Concept;
use crate::request::attend::cue::speaks_of_session;
use crate::request::cast::{Cast, Person, Standing};
use crate::request::layout::{Layout, Mark, Segment, Zone};
use crate::request::letter::Letter;
use crate::request::{Evidence, Intent};
use std::collections::BTreeMap;

/// What a concept in a statement says for an intent; the strongest concept of each intent counts whole, the others a third.
const SAYS: [(Concept, Intent, f32); 49] = [
    (Concept::AttendI, Intent::Registration, 3.0),
    (Concept::AttendWe, Intent::Registration, 3.0),
    (Concept::AttendRegisterMe, Intent::Registration, 3.5),
    (Concept::AttendRegisterUs, Intent::Registration, 3.5),
    (Concept::AttendRegisterThem, Intent::Registration, 3.2),
    (Concept::AttendThey, Intent::Registration, 2.4),
    (Concept::AttendSelfToo, Intent::Registration, 1.0),
    (Concept::AttendDelegation, Intent::Registration, 2.4),
    (Concept::AttendAccompaniedBy, Intent::Registration, 1.0),
    (Concept::IntentRegister, Intent::Registration, 1.6),
    (Concept::LabelName, Intent::Registration, 1.2),
    (Concept::LabelSurname, Intent::Registration, 1.2),
    (Concept::SessionMorning, Intent::Registration, 0.6),
    (Concept::SessionAfternoon, Intent::Registration, 0.6),
    (Concept::SessionWholeDay, Intent::Registration, 0.8),
    (Concept::IntentWithdraw, Intent::Cancellation, 4.5),
    (Concept::IntentFreeSeat, Intent::Cancellation, 3.5),
    (Concept::AttendNotI, Intent::Cancellation, 2.6),
    (Concept::AttendNotWe, Intent::Cancellation, 2.6),
    (Concept::AttendNotThey, Intent::Cancellation, 2.2),
    (Concept::IntentSwap, Intent::Change, 4.2),
    (Concept::IntentCorrect, Intent::Change, 3.2),
    (Concept::IntentChangeDetail, Intent::Change, 3.2),
    (Concept::IntentAddPerson, Intent::Change, 2.2),
    (Concept::PersonInsteadOf, Intent::Change, 2.6),
    (Concept::PersonReplacedBy, Intent::Change, 2.6),
    (Concept::PersonFormerly, Intent::Change, 0.8),
    (Concept::IntentAccept, Intent::Acceptance, 2.5),
    (Concept::IntentYes, Intent::Acceptance, 0.8),
    (Concept::AttendI, Intent::Acceptance, 1.2),
    (Concept::AttendWe, Intent::Acceptance, 1.2),
    (Concept::IntentDecline, Intent::Refusal, 2.5),
    (Concept::IntentNo, Intent::Refusal, 0.8),
    (Concept::AttendNotI, Intent::Refusal, 1.4),
    (Concept::IntentWithdraw, Intent::Refusal, 1.4),
    (Concept::IntentFreeSeat, Intent::Refusal, 1.8),
    (Concept::IntentAsk, Intent::Question, 2.0),
    (Concept::QuestionOther, Intent::Question, 0.8),
    (Concept::QuestionDocuments, Intent::Question, 0.8),
    (Concept::QuestionEligible, Intent::Question, 0.8),
    (Concept::QuestionSeatsLeft, Intent::Question, 0.8),
    (Concept::QuestionFee, Intent::Question, 0.5),
    (Concept::ServiceCertificate, Intent::Question, 0.6),
    (Concept::ServiceTravelCosts, Intent::Question, 0.6),
    (Concept::ServiceVisa, Intent::Question, 0.6),
    (Concept::IntentReminder, Intent::Question, 2.0),
    (Concept::IntentWrongDesk, Intent::Other, 3.0),
    (Concept::CourtesyThanks, Intent::Other, 0.3),
    (Concept::CourtesyWasThere, Intent::Other, 4.0),
];

/// What the thread adds: no change without a registration, no acceptance without an offer.
fn shift(thread: Thread, intent: Intent) -> f32 {
    match intent {
        Intent::Acceptance | Intent::Refusal if thread.offered => 2.5,
        Intent::Acceptance | Intent::Refusal if thread.answers_us => -1.6,
        Intent::Acceptance | Intent::Refusal => -4.0,
        Intent::Registration if thread.offered => -2.0,
        Intent::Registration if thread.registered => -2.2,
        Intent::Cancellation | Intent::Change if thread.offered => -1.5,
        Intent::Cancellation if thread.registered => 1.5,
        Intent::Change if thread.registered => 2.0,
        // Whoever answers the invitation has nothing yet to change or to cancel.
        Intent::Cancellation | Intent::Change if thread.invited => -2.6,
        Intent::Change if !thread.answers_us => -1.6,
        _ => 0.0,
    }
}

/// Persons that come though another does not: with them an absence is a swap, without them it is none.
fn somebody_comes(cast: &Cast) -> bool {
    cast.people
        .iter()
        .any(|person| !person.is_writer && person.standing == Standing::Attends)
}

/// What structure says for an intent beyond the words.
fn structure(letter: &Letter<'_>, cast: &Cast, said: &Said) -> Vec<(Intent, f32)> {
    let mut found = Vec::new();
    let questions = questions(letter);
    let wonders = wonders(letter, said);
    if questions > 0 {
        found.push((Intent::Question, 1.4));
    } else if wonders {
        found.push((Intent::Question, 1.0));
    }
    let stated = |at: usize| {
        letter
            .body
            .segment_of(at)
            .is_some_and(|(_, segment)| !asks(&letter.body, segment))
    };
    if letter.counted.iter().any(|counted| stated(counted.tokens.start)) {
        found.push((Intent::Registration, 1.0));
    }
    let parts = said
        .cues
        .iter()
        .filter(|cue| cue.concept.family() == "session")
        .count();
    let needs = said
        .cues
        .iter()
        .any(|cue| matches!(cue.concept.family(), "diet" | "access" | "interpretation"));
    if said.thread.registered && (needs || parts > 1) && !super::is_thanks(letter) {
        found.push((Intent::Change, 1.0));
    }
    if said.thread.offered {
        let comes = said.has(&[
            Concept::AttendThey,
            Concept::AttendRegisterThem,
            Concept::AttendSelfToo,
        ]);
        found.push((Intent::Acceptance, if comes { 1.2 } else { 0.3 }));
    }
    // "Yes, with pleasure" below our own questions, and no place was offered: whoever is asked to come comes.
    let answers = said.thread.answers_us && !said.thread.offered && !said.thread.registered;
    let known = ReplyLanguage::ALL
        .iter()
        .any(|language| language.language() == letter.language.value);
    if answers && known && said.has(&[Concept::IntentAccept]) {
        found.push((Intent::Registration, 1.4));
    }
    let gone = said.weight(&[Concept::AttendNotI, Concept::AttendNotWe]) >= 1.0;
    let comes = said.has(&[
        Concept::AttendI,
        Concept::AttendRegisterMe,
        Concept::AttendThey,
        Concept::AttendRegisterThem,
    ]);
    let fresh = !said.thread.registered && !said.thread.offered;
    if comes && fresh {
        found.push((Intent::Cancellation, -1.2));
    }
    // "Our people are …; I stay at home": without a registration, who is named as coming is registered.
    let withdraws = said.weight(&[Concept::IntentWithdraw, Concept::IntentFreeSeat]) >= 1.0;
    if fresh && somebody_comes(cast) && !withdraws && !others_come_as_agreed(letter) {
        found.push((Intent::Cancellation, -2.2));
        found.push((Intent::Registration, 0.8));
    }
    // "A colleague will replace me, I don't know yet who": the seat is kept, so it is a change.
    if said.thread.registered && handed_to_somebody(letter, said) {
        found.push((Intent::Change, 2.0));
        found.push((Intent::Cancellation, -1.5));
    }
    if said.thread.offered {
        let takes = said.has(&[
            Concept::IntentAccept,
            Concept::IntentYes,
            Concept::AttendI,
            Concept::AttendWe,
            Concept::AttendRegisterMe,
        ]);
        let declines = said.has(&[
            Concept::IntentDecline,
            Concept::AttendNotI,
            Concept::AttendNotWe,
            Concept::IntentFreeSeat,
            Concept::IntentWithdraw,
        ]);
        // "… so I can't get a ticket, and my boss will not pay": a no in a statement, and nothing that takes the place.
        if !takes && (declines || denied(letter)) {
            found.push((Intent::Refusal, 2.2));
        }
        if said.weight(&[Concept::IntentAccept]) >= 1.0 && !declines {
            found.push((Intent::Acceptance, 1.6));
            found.push((Intent::Question, -1.0));
        }
    }
    if gone && !comes && !somebody_comes(cast) {
        found.push((Intent::Registration, -2.5));
        if (questions > 0 || wonders) && !said.thread.registered {
            found.push((Intent::Cancellation, -1.8));
        }
    }
    if said.has(&[Concept::IntentFreeSeat]) && !somebody_comes(cast) {
        found.push((Intent::Change, -2.0));
    }
    // "Please register both", "three more seats": without a registration there is nothing to add to.
    if said.has(&[Concept::IntentAddPerson]) && !said.thread.registered && !said.thread.answers_us {
        found.push((Intent::Change, -2.2));
        found.push((Intent::Registration, 0.6));
    }
    if hands_on(letter, cast, said) {
        found.push((Intent::Change, 3.0));
        found.push((Intent::Cancellation, -3.0));
        found.push((Intent::Refusal, -3.0));
    }
    // "Our mayor cannot come, his deputy will": without a registration the deputy is registered, with one they are swapped.
    let instead = said.has(&[
        Concept::ExchangeInstead,
        Concept::IntentSwap,
        Concept::PersonReplacedBy,
    ]);
    let gone = |person: &Person| {
        person.standing == Standing::Replaced || person.standing == Standing::Absent && instead
    };
    if cast.writer().is_some_and(Person::takes_a_place) && !said.thread.offered {
        found.push((Intent::Cancellation, -5.0));
        if said.thread.registered || withdraws && !said.thread.invited {
            found.push((Intent::Change, 5.0));
        } else {
            found.push((Intent::Registration, 2.5));
        }
    }
    if somebody_comes(cast) && cast.people.iter().any(gone) && !said.thread.offered {
        found.push((Intent::Cancellation, -2.5));
        if withdraws && !said.thread.invited {
            // "I have to cancel Bob; Ann comes in his place": only who is registered can be withdrawn.
            found.push((Intent::Cancellation, -2.5));
            found.push((Intent::Change, 3.0));
        } else if said.thread.registered || said.thread.answers_us && !said.thread.invited {
            found.push((Intent::Change, 1.5));
        } else {
            found.push((Intent::Registration, 1.8));
            found.push((Intent::Change, -1.0));
        }
    }
    if others_come_as_agreed(letter) {
        found.push((Intent::Registration, -1.5));
        found.push((Intent::Cancellation, 0.8));
    }
    found
}

/// "I would like to know whether …": a question without its mark.
fn wonders(letter: &Letter<'_>, said: &Said) -> bool {
    said.cues
        .iter()
        .filter(|cue| cue.concept == Concept::IntentAsk && cue.tokens.len() >= 2 && cue.weight >= 1.0)
        .any(|cue| {
            let body = &letter.body;
            body.segment_of(cue.tokens.start)
                .is_some_and(|(_, segment)| !asks(body, segment))
        })
}

/// Every intent that something is said for, the heaviest first, with the cue that says most.
pub(super) fn ranked(letter: &Letter<'_>, cast: &Cast, said: &Said) -> Vec<(Intent, f32, Option<Evidence>)> {
    let mut scores: BTreeMap<Intent, (f32, f32, Option<Evidence>)> = BTreeMap::new();
    for (concept, intent, says) in SAYS {
        let Some(cue) = heard(letter, said, concept) else {
            continue;
        };
        let swap = matches!(
            concept,
            Concept::IntentSwap | Concept::PersonInsteadOf | Concept::PersonReplacedBy
        );
        // A swap needs somebody who comes instead.
        let likely = if swap && !somebody_comes(cast) && !said.has(&[Concept::AttendI]) {
            0.5
        } else {
            1.0
        };
        let value = says * cue.weight * likely;
        let entry = scores.entry(intent).or_default();
        entry.1 += value;
        if value > entry.0 {
            entry.0 = value;
            entry.2 = Some(cue.evidence.clone());
        }
    }
    for (intent, value) in structure(letter, cast, said) {
        scores.entry(intent).or_default().0 += value;
    }
    let total = |intent: &Intent, (most, sum, _): &(f32, f32, Option<Evidence>)| {
        let rest = (sum - most).max(0.0) / 3.0;
        most + rest.min(2.0) + shift(said.thread, *intent)
    };
    let mut ranked: Vec<(Intent, f32, Option<Evidence>)> = scores
        .iter()
        .map(|(intent, scored)| (*intent, total(intent, scored), scored.2.clone()))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

/// The intent that the most is said for, the cue that says most, and how far it stands before the next.
pub(super) fn strongest(letter: &Letter<'_>, cast: &Cast, said: &Said) -> (Intent, Evidence, f32) {
    let ranked = ranked(letter, cast, said);
    let nothing = Evidence::assumed("intent/nothing-said");
    let second = ranked.get(1).map_or(0.0, |(_, score, _)| score.max(0.0));
    match ranked.into_iter().next().filter(|(_, score, _)| *score > 0.25) {
        Some((intent, score, evidence)) => (intent, evidence.unwrap_or(nothing), score - second),
        // Most letters register somebody; a person looks at this one anyway.
        None if super::is_thanks(letter) => (Intent::Other, nothing, 0.0),
        None => (Intent::Registration, nothing, 0.0),
    }
}

/// The strongest cue of a concept, where it speaks of coming to the event and not of a part of the programme.
fn heard<'s>(letter: &Letter<'_>, said: &'s Said, concept: Concept) -> Option<&'s super::said::Cue> {
    let absent = matches!(
        concept,
        Concept::AttendNotI | Concept::AttendNotWe | Concept::AttendNotThey | Concept::IntentWithdraw
    );
    said.cues
        .iter()
        .filter(|cue| cue.concept == concept)
        .filter(|cue| {
            let mark = letter
                .body
                .marks_at(cue.tokens.start)
                .find(|mark| mark.concept == concept && mark.tokens == cue.tokens);
            let registers = matches!(
                concept,
                Concept::AttendRegisterMe | Concept::AttendRegisterUs | Concept::IntentRegister
            );
            let Some(mark) = mark else { return true };
            !(absent
                && (speaks_of_session(&letter.body, mark)
                    || !said.thread.registered
                        && (is_threat(letter, mark) || is_of_another(&letter.body, mark)))
                || registers && is_altered(letter, mark))
        })
        .max_by(|a, b| a.weight.total_cmp(&b.weight))
}

/// "Only if there is a room, otherwise I withdraw": what hangs on a condition withdraws nothing yet.
fn is_threat(letter: &Letter<'_>, mark: &Mark) -> bool {
    letter
        .body
        .segment_of(mark.tokens.start)
        .is_some_and(|(_, segment)| {
            let before = segment.tokens.start..mark.tokens.start;
            letter.body.has(before, &[Concept::ScopeCondition])
        })
}

/// "Our chair wanted to join us, but she has called off": whoever else stays away takes nothing back for the writer.
fn is_of_another(layout: &Layout<'_>, mark: &Mark) -> bool {
    mark.concept == Concept::IntentWithdraw
        && layout.marks_around(mark.tokens.start).any(|other| {
            other.concept == Concept::AttendNotThey
                && other.tokens.start < mark.tokens.start
                && mark.tokens.end <= other.tokens.end
        })
}

/// "Please change in my registration …": the registration is there, nobody asks for one.
fn is_altered(letter: &Letter<'_>, mark: &Mark) -> bool {
    /// Words between the verb and what it alters.
    const REACH: usize = 5;
    let alters = [
        Concept::IntentCorrect,
        Concept::IntentChangeDetail,
        Concept::IntentWithdraw,
    ];
    let clause = crate::request::wishes::clause(letter, mark.tokens.start);
    let from = mark.tokens.start.saturating_sub(REACH).max(clause.start);
    letter
        .body
        .marks_in(from..mark.tokens.end)
        .any(|other| alters.contains(&other.concept) && other.tokens.start < mark.tokens.start)
}

/// "Could you register me for the morning?" is a request, whatever its mark.
fn is_request(letter: &Letter<'_>, segment: &Segment) -> bool {
    let body = &letter.body;
    let open = body
        .marks_in(segment.tokens.clone())
        .any(|mark| mark.concept.family() == "question");
    let joins = letter.answers
        && body
            .marks_in(segment.tokens.clone())
            .any(|mark| mark.concept == Concept::IntentAddPerson && !is_of_state(body, mark));
    !open && (joins || body.has(segment.tokens.clone(), &REQUESTS))
}

/// How many of the writer's own sentences are questions.
fn questions(letter: &Letter<'_>) -> usize {
    letter
        .body
        .segments
        .iter()
        .filter(|segment| !matches!(segment.zone, Zone::Foreign | Zone::Greeting | Zone::Signature))
        .filter(|segment| asks(&letter.body, segment))
        .filter(|segment| !is_request(letter, segment))
        .count()
}
