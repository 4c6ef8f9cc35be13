//! Whether the press writes: journalists and outlets that want something, as against those who merely attend.

use super::in_press_mailbox;
use super::said::Said;
use crate::lexicon::Concept;
use crate::request::Evidence;
use crate::request::cast::Cast;
use crate::request::letter::Letter;

/// What only the press asks for, with how much it says.
const WISHES: [(Concept, f32); 7] = [
    (Concept::PressAccreditation, 3.0),
    (Concept::PressCard, 2.5),
    (Concept::PressInterview, 2.0),
    (Concept::PressFilming, 2.0),
    (Concept::PressCoverage, 1.5),
    (Concept::PressPressKit, 1.5),
    (Concept::PressPhoto, 0.5),
];

/// What shows that the writer, or whoever they write for, is press.
const TRADE: [(Concept, f32); 6] = [
    (Concept::PressJournalist, 2.0),
    (Concept::PressForOutlet, 2.0),
    (Concept::MediaFreelance, 1.0),
    (Concept::RolePress, 1.0),
    (Concept::PressCrew, 1.0),
    (Concept::PressRecording, 0.5),
];

/// Kinds of outlets: they say something beside the other signs only.
const KINDS: [Concept; 6] = [
    Concept::MediaPrint,
    Concept::MediaRadio,
    Concept::MediaTv,
    Concept::MediaOnline,
    Concept::MediaAgency,
    Concept::MediaPhoto,
];

/// Forms for the press name these.
const LABELS: [Concept; 3] = [
    Concept::LabelOutlet,
    Concept::LabelMediaKind,
    Concept::LabelPressCard,
];

/// The cue that shows a press request; `None` where nobody of the press asks for anything.
pub(super) fn wants(letter: &Letter<'_>, _cast: &Cast, said: &Said) -> Option<Evidence> {
    let body = &letter.body;
    let denied: Vec<_> = body
        .marks
        .iter()
        .filter(|mark| mark.concept == Concept::PressNot)
        .collect();
    // "Not as a journalist" denies the trade; "no interviews needed" only that wish.
    let trade_denied = denied.iter().any(|mark| {
        body.marks_at(mark.tokens.start)
            .any(|inner| inner.concept == Concept::PressJournalist)
            || body
                .marks_in(mark.tokens.clone())
                .any(|inner| matches!(inner.concept, Concept::PressJournalist | Concept::RolePress))
    });
    if trade_denied {
        return None;
    }
    let accreditation_denied = denied.iter().any(|mark| {
        body.marks_in(mark.tokens.clone())
            .any(|inner| inner.concept == Concept::PressAccreditation)
            || letter
                .body
                .shown(mark.tokens.clone())
                .to_lowercase()
                .contains("ccredit")
    }) || needs_none(letter, said);
    let said = &heard(letter, said);
    let sum = |table: &[(Concept, f32)]| -> f32 {
        table
            .iter()
            .map(|(concept, weight)| weight * said.weight(&[*concept]).min(1.0))
            .sum()
    };
    let wishes = sum(&WISHES);
    let trade = sum(&TRADE) + 0.8 * said.weight(&KINDS);
    let form: f32 = letter
        .body
        .segments
        .iter()
        .filter(|segment| segment.label.is_some_and(|(label, _)| LABELS.contains(&label)))
        .map(|_| 1.5)
        .sum();
    let attends = said.weight(&[
        Concept::AttendI,
        Concept::AttendWe,
        Concept::AttendThey,
        Concept::AttendRegisterMe,
        Concept::AttendRegisterUs,
        Concept::AttendRegisterThem,
        Concept::IntentRegister,
    ]);
    let place = if in_press_mailbox(letter) { 1.5 } else { 0.0 };
    if trade == 0.0
        && form == 0.0
        && said.weight(&[Concept::PressAccreditation, Concept::PressInterview]) == 0.0
    {
        return None;
    }
    if accreditation_denied && attends > 0.0 {
        return None;
    }
    // A town's press office that registers the mayor is no outlet.
    let office = said.has(&[Concept::OrganisationTownHead, Concept::OrganisationTownTail]);
    let asks_as_press = said.weight(&[
        Concept::PressAccreditation,
        Concept::PressInterview,
        Concept::PressFilming,
        Concept::PressPressKit,
    ]);
    if office && attends > 0.0 && asks_as_press == 0.0 && form == 0.0 {
        return None;
    }
    let score = wishes + trade.min(4.0) + form + place - attends;
    let strong: Vec<Concept> = WISHES.iter().chain(&TRADE).map(|(concept, _)| *concept).collect();
    let nothing = Evidence::assumed("intent/press-mailbox");
    (score >= 2.4).then(|| {
        said.strongest(&strong)
            .map_or(nothing, |cue| cue.evidence.clone())
    })
}

/// "I would simply like to attend; I need no accreditation".
fn needs_none(letter: &Letter<'_>, said: &Said) -> bool {
    let comes = said.weight(&[
        Concept::AttendI,
        Concept::AttendWe,
        Concept::AttendRegisterMe,
        Concept::AttendRegisterUs,
    ]) >= 1.0;
    comes
        && letter
            .body
            .marks
            .iter()
            .filter(|mark| mark.concept == Concept::PressAccreditation)
            .any(|mark| {
                let clause = crate::request::wishes::clause(letter, mark.tokens.start);
                letter
                    .body
                    .has(clause.start..mark.tokens.start, &[Concept::ScopeNot])
            })
}

/// What is said without the wishes that the writer denies: "I don't ask for an interview or accreditation".
fn heard(letter: &Letter<'_>, said: &Said) -> Said {
    let body = &letter.body;
    let mut kept = said.clone();
    kept.cues.retain(|cue| {
        if cue.concept.family() != "press" || cue.tokens.is_empty() {
            return true;
        }
        let Some(mark) = body
            .marks_at(cue.tokens.start)
            .find(|mark| mark.concept == cue.concept)
        else {
            return true;
        };
        let clause = crate::request::wishes::clause(letter, cue.tokens.start);
        !body.has(clause.clone(), &[Concept::PressNot, Concept::PersonFormerly])
            && !body.has(clause.start..mark.tokens.start, &[Concept::ScopeNot])
    });
    kept
}
