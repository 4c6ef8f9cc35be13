//! What the letter wants, from who made it, the thread it stands in, and the concepts in the writer's own words.

use super::cast::Cast;
use super::layout::Zone;
use super::letter::Letter;
use super::{Evidence, Found, Intent, Part};
use crate::lexicon::{Concept, List};
use crate::message::{MailboxRole, Origin};
use said::Said;

pub(crate) mod denial;
mod offer;
mod press;
pub mod said;
mod sentences;
mod weigh;

/// Decides the intent.
#[must_use]
pub fn read(letter: &Letter<'_>, cast: &Cast) -> Found<Intent> {
    match &letter.message.origin {
        Origin::Bounce { .. } => made_by(Intent::Bounce, "intent/origin-bounce"),
        Origin::Automatic(_) => made_by(Intent::Automatic, "intent/origin-automatic"),
        Origin::List(_) | Origin::Ourselves(_) => made_by(Intent::Other, "intent/origin-list"),
        Origin::Person(_) | Origin::Held(_) => by_words(letter, cast),
    }
}

fn made_by(intent: Intent, rule: &str) -> Found<Intent> {
    let evidence = Evidence {
        part: Part::Header("From".to_owned()),
        start: 0,
        end: 0,
        rule: rule.to_owned(),
    };
    Found {
        value: intent,
        evidence,
    }
}

/// The kinds of letters that no request can be, first; then press; then the weights of `weigh`.
fn by_words(letter: &Letter<'_>, cast: &Cast) -> Found<Intent> {
    let said = &letter.said;
    if let Some(found) = by_machine(letter, said) {
        return found;
    }
    if let Some(cue) = said.strongest(&[Concept::IntentDataErasure, Concept::IntentDataAccess]) {
        return Found {
            value: Intent::DataRequest,
            evidence: cue.evidence.clone(),
        };
    }
    let (intent, evidence, _) = weigh::strongest(letter, cast, said);
    let asks_to_come = said.weight(&[
        Concept::AttendI,
        Concept::AttendWe,
        Concept::AttendRegisterMe,
        Concept::AttendRegisterUs,
        Concept::AttendRegisterThem,
    ]) >= 1.0;
    if let Some(evidence) = privacy_law(letter).filter(|_| !asks_to_come && intent != Intent::Cancellation) {
        return Found {
            value: Intent::DataRequest,
            evidence,
        };
    }
    let settled = said.has(&[
        Concept::IntentCorrect,
        Concept::IntentChangeDetail,
        Concept::IntentAddPerson,
    ]);
    if let Some(evidence) = own_data(letter).filter(|_| !asks_to_come && !settled) {
        return Found {
            value: Intent::DataRequest,
            evidence,
        };
    }
    let personal = matches!(
        intent,
        Intent::Registration | Intent::Question | Intent::Other | Intent::Acceptance
    ) || evidence.part == Part::Assumed
        || !said.thread.registered && intent == Intent::Cancellation;
    if let Some(evidence) = press::wants(letter, cast, said).filter(|_| personal) {
        return Found {
            value: Intent::Press,
            evidence,
        };
    }
    Found {
        value: intent,
        evidence,
    }
}

/// How far the chosen intent must stand before the next for the desk to act alone.
pub const CLEAR: f32 = 0.9;

/// The intents that words and structure speak for, the heaviest first.
#[must_use]
pub fn weighed(letter: &Letter<'_>, cast: &Cast) -> Vec<(Intent, f32)> {
    weigh::ranked(letter, cast, &letter.said)
        .into_iter()
        .map(|(intent, score, _)| (intent, score))
        .collect()
}

/// What the thread was about before this letter, in words.
#[must_use]
pub fn thread(letter: &Letter<'_>) -> Vec<&'static str> {
    let thread = letter.said.thread;
    [
        (thread.registered, "registered"),
        (thread.offered, "offered"),
        (thread.invited, "invited"),
        (thread.answers_us, "answers us"),
    ]
    .into_iter()
    .filter_map(|(holds, name)| holds.then_some(name))
    .collect()
}

/// How far the intent stands before the next; press and intents told by the message's making are clear.
#[must_use]
pub fn margin(letter: &Letter<'_>, cast: &Cast) -> f32 {
    let said = &letter.said;
    let (_, _, margin) = weigh::strongest(letter, cast, said);
    match press::wants(letter, cast, said) {
        Some(_) => CLEAR,
        None => margin,
    }
}

/// Whether a registration is asked for in a statement, a list of persons, or a form; hints alone are not enough to act.
#[must_use]
pub fn asks_plainly(letter: &Letter<'_>, cast: &Cast, intent: Intent) -> bool {
    let all = &letter.said;
    let thread = &all.thread;
    let known = thread.registered || thread.offered || thread.answers_us;
    let said = |concepts: &[Concept]| all.weight(concepts) >= 0.8;
    match intent {
        // Out-of-office notes say that somebody is away; only a registration can be taken back.
        Intent::Cancellation => return known || said(&[Concept::IntentWithdraw, Concept::IntentFreeSeat]),
        Intent::Acceptance | Intent::Refusal => return thread.offered,
        Intent::Change => {
            let cues = [
                Concept::IntentSwap,
                Concept::IntentCorrect,
                Concept::IntentChangeDetail,
            ];
            return known || said(&cues);
        }
        Intent::Registration => {}
        _ => return true,
    }
    let asks = [
        Concept::AttendI,
        Concept::AttendWe,
        Concept::AttendThey,
        Concept::AttendRegisterMe,
        Concept::AttendRegisterUs,
        Concept::AttendRegisterThem,
        Concept::AttendDelegation,
        Concept::IntentRegister,
    ];
    let form = cast.records.iter().any(|record| record.person.is_some());
    form || said(&asks)
}

/// Where the writer's own words or the subject sound like a machine, a newsletter or advertising, whatever else they say.
#[must_use]
pub fn sounds_like_machine(letter: &Letter<'_>) -> Option<Evidence> {
    let signs = [
        Concept::IntentAutoReply,
        Concept::IntentNewsletter,
        Concept::IntentSales,
        Concept::IntentBounce,
        Concept::CourtesyNoAnswer,
    ];
    let said = &letter.said;
    let machine = said.strongest(&signs[..4]).or_else(|| {
        let asks = said.weight(&[
            Concept::AttendI,
            Concept::AttendRegisterMe,
            Concept::IntentWithdraw,
            Concept::IntentFreeSeat,
        ]);
        said.strongest(&signs[4..]).filter(|_| asks < 1.0)
    });
    machine.map(|cue| cue.evidence.clone())
}

/// Whether a letter speaks of the event at all: names it, its town or a part of its day, registers, or answers us.
#[must_use]
pub fn speaks_of_event(letter: &Letter<'_>) -> bool {
    let said = &letter.said;
    let named = [
        Concept::WordEvent,
        Concept::PlaceEvent,
        Concept::SessionMorning,
        Concept::SessionStudyVisit,
        Concept::SessionAfternoon,
        Concept::SessionWholeDay,
        Concept::IntentRegister,
        Concept::AttendRegisterMe,
        Concept::AttendRegisterUs,
        Concept::AttendRegisterThem,
        Concept::ThreadInvited,
    ];
    let month_of = |wanted: bool| {
        letter
            .body
            .marks
            .iter()
            .filter(|mark| mark.concept == Concept::TimeMonth)
            .filter(|mark| letter.body.zone_of(mark.tokens.start) != Zone::Foreign)
            .filter_map(|mark| letter.body.tokens.get(mark.tokens.start.checked_sub(1)?))
            .any(|day| day.kind == super::token::Kind::Number && (day.folded == "9") == wanted)
    };
    // Another day alone, in the subject, is another event's.
    let other_day = letter.subject.tokens.iter().any(|token| {
        token.kind == super::token::Kind::Number
            && !matches!(token.folded.as_str(), "9" | "09" | "11" | "2016")
    }) && letter
        .subject
        .marks
        .iter()
        .any(|mark| mark.concept == Concept::TimeMonth);
    let november = month_of(true);
    let strong = said.has(&[Concept::WordEvent, Concept::PlaceEvent]);
    if other_day && !november && !strong && !said.thread.answers_us {
        return false;
    }
    let thread = said.thread;
    said.has(&named) || november || thread.registered || thread.offered || thread.answers_us
}

/// Whether a letter says thanks and nothing else: every sentence is a courtesy.
#[must_use]
pub fn is_thanks(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    let mut thanks = false;
    for segment in &body.segments {
        if matches!(
            segment.zone,
            Zone::Foreign | Zone::Greeting | Zone::Closing | Zone::Signature
        ) {
            continue;
        }
        if said::asks(body, segment) || segment.zone != Zone::Text {
            return false;
        }
        let asks = body.marks_in(segment.tokens.clone()).any(|mark| {
            matches!(mark.concept.family(), "attend" | "press" | "service" | "question")
                || mark.concept.family() == "intent"
                    && !matches!(mark.concept, Concept::IntentNo | Concept::IntentYes)
        });
        if asks {
            return false;
        }
        thanks |= body.has(
            segment.tokens.clone(),
            &[Concept::CourtesyThanks, Concept::CourtesyNoAnswer],
        );
    }
    thanks
}

/// Where one sentence speaks of data, of keeping or erasing them, and of the writer.
fn own_data(letter: &Letter<'_>) -> Option<Evidence> {
    let body = &letter.body;
    let segment = body
        .segments
        .iter()
        .filter(|segment| matches!(segment.zone, Zone::Text | Zone::Item))
        .find(|segment| {
            let words = body.tokens.get(segment.tokens.clone()).unwrap_or_default();
            let says = |list: List| body.says(segment.tokens.clone(), list);
            let mine = body.has(segment.tokens.clone(), &[Concept::ScopeMe])
                || words.iter().any(|token| token.folded.ends_with("lerimi"));
            mine && says(List::PersonalData) && says(List::DataKept)
        })?;
    Some(super::cast::body_evidence(
        body,
        segment.tokens.clone(),
        "intent/own-data",
    ))
}

/// Where the writer names a law on personal data, by its usual name or number.
fn privacy_law(letter: &Letter<'_>) -> Option<Evidence> {
    const LAWS: [&str; 18] = [
        "gdpr",
        "rgpd",
        "dsgvo",
        "ds-gvo",
        "bdsg",
        "kvkk",
        "avg-verzoek",
        "rodo",
        "196/2003",
        "2016/679",
        "95/46",
        "152-фз",
        "152 фз",
        "6698",
        "loi informatique et libertés",
        "data protection act",
        "datenschutz-grundverordnung",
        "персональных данных",
    ];
    let law_in = |text: &str| {
        let lower = text.to_lowercase();
        LAWS.iter().any(|law| lower.contains(law))
    };
    let body = &letter.body;
    let segment = body
        .segments
        .iter()
        .filter(|segment| !matches!(segment.zone, Zone::Foreign | Zone::Signature))
        .find(|segment| law_in(body.shown(segment.tokens.clone())));
    if let Some(segment) = segment {
        return Some(super::cast::body_evidence(
            body,
            segment.tokens.clone(),
            "intent/privacy-law",
        ));
    }
    (!letter.answers && law_in(&letter.message.subject)).then(|| Evidence {
        part: Part::Subject,
        start: 0,
        end: letter.message.subject.len(),
        rule: "intent/privacy-law".to_owned(),
    })
}

/// Automatic replies without headers, ticket robots, newsletters and advertising: told by their words.
fn by_machine(letter: &Letter<'_>, said: &Said) -> Option<Found<Intent>> {
    let personal = said.weight(&[
        Concept::AttendI,
        Concept::AttendWe,
        Concept::AttendRegisterMe,
        Concept::AttendRegisterUs,
        Concept::AttendRegisterThem,
        Concept::IntentWithdraw,
        Concept::AttendNotI,
    ]) >= 1.0;
    let of = |concept: Concept, intent: Intent| {
        said.strongest(&[concept]).map(|cue| Found {
            value: intent,
            evidence: cue.evidence.clone(),
        })
    };
    if letter.message.calendar.as_deref().is_some_and(is_calendar_reply) {
        return Some(made_by(Intent::Automatic, "intent/calendar-reply"));
    }
    if personal {
        return None;
    }
    of(Concept::IntentBounce, Intent::Bounce)
        .filter(|_| {
            letter
                .message
                .from
                .as_ref()
                .is_none_or(|from| is_machine(&from.address))
        })
        .or_else(|| of(Concept::IntentAutoReply, Intent::Automatic))
        // "Could you add Ann Lee to your newsletter?" is no newsletter.
        .or_else(|| of(Concept::IntentNewsletter, Intent::Other).filter(|_| !said.thread.answers_us))
        .or_else(|| of(Concept::IntentSales, Intent::Other))
}

fn is_calendar_reply(calendar: &str) -> bool {
    calendar
        .lines()
        .any(|line| line.trim().eq_ignore_ascii_case("METHOD:REPLY"))
}

fn is_machine(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_lowercase();
    [
        "mailer-daemon",
        "postmaster",
        "noreply",
        "no-reply",
        "mail-daemon",
        "mdaemon",
    ]
    .iter()
    .any(|name| local.starts_with(name))
}

/// Whether a letter came to the mailbox of the press.
fn in_press_mailbox(letter: &Letter<'_>) -> bool {
    letter.message.mailbox == MailboxRole::Press
}
