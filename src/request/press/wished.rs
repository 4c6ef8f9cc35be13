//! What the press asks for, and whether somebody comes for it.

use crate::lexicon::fold::fold;
use crate::lexicon::{Concept, List};
use crate::request::cast::body_evidence;
use crate::request::intent::said::Said;
use crate::request::layout::Zone;
use crate::request::letter::Letter;
use crate::request::{Attendee, Evidence, Found, PressWish, wishes};

const WISHES: [(Concept, PressWish); 6] = [
    (Concept::PressAccreditation, PressWish::Accreditation),
    (Concept::PressInterview, PressWish::Interview),
    (Concept::PressFilming, PressWish::Filming),
    (Concept::PressPhoto, PressWish::Photo),
    (Concept::PressPressKit, PressWish::PressKit),
    (Concept::PressRecording, PressWish::Recording),
];

/// Who comes for an outlet needs to be let in.
const COMES: [Concept; 6] = [
    Concept::AttendI,
    Concept::AttendWe,
    Concept::AttendRegisterMe,
    Concept::AttendRegisterUs,
    Concept::AttendRegisterThem,
    Concept::PressCoverage,
];

/// Nobody comes.
const STAYS: [Concept; 2] = [Concept::AttendNotI, Concept::AttendNotWe];

/// How a photographer's role is recognised, folded.
const PHOTO: [&str; 3] = ["photo", "foto", "фото"];

/// What is wished, each once; whoever of the press comes and wishes nothing else asks for accreditation.
pub(super) fn requests(letter: &Letter<'_>, said: &Said, attendees: &[Attendee]) -> Vec<Found<PressWish>> {
    let mut wished: Vec<Found<PressWish>> = Vec::new();
    for cue in said.cues.iter().filter(|cue| cue.weight >= 0.5) {
        let Some((_, wish)) = WISHES.iter().find(|(concept, _)| *concept == cue.concept) else {
            continue;
        };
        let mark = letter
            .body
            .marks_at(cue.tokens.start)
            .find(|mark| mark.concept == cue.concept && !cue.tokens.is_empty());
        let denied = mark.is_some_and(|mark| wishes::is_negated(letter, mark));
        if !denied {
            add(&mut wished, *wish, &cue.evidence);
        }
    }
    photographs(letter, attendees, &mut wished);
    if let Some(evidence) = comes(letter, said, &wished) {
        add(&mut wished, PressWish::Accreditation, &evidence);
    }
    wished
}

fn has(wished: &[Found<PressWish>], wish: PressWish) -> bool {
    wished.iter().any(|known| known.value == wish)
}

fn add(wished: &mut Vec<Found<PressWish>>, wish: PressWish, evidence: &Evidence) {
    if !has(wished, wish) {
        wished.push(Found {
            value: wish,
            evidence: evidence.clone(),
        });
    }
}

/// Pictures that a film crew takes are film, with its sound; a photographer who comes takes photographs.
fn photographs(letter: &Letter<'_>, attendees: &[Attendee], wished: &mut Vec<Found<PressWish>>) {
    let role = attendees
        .iter()
        .filter_map(|attendee| attendee.role.as_ref())
        .find(|role| {
            let folded = fold(&role.value);
            PHOTO.iter().any(|stem| folded.contains(stem))
        });
    if has(wished, PressWish::Filming) {
        let stills = |evidence: &Evidence| {
            let shown = letter.body.text.get(evidence.start..evidence.end).map(fold);
            shown.is_some_and(|shown| PHOTO.iter().any(|stem| shown.contains(stem)))
        };
        wished.retain(|wish| match wish.value {
            PressWish::Recording => false,
            PressWish::Photo => role.is_some() || stills(&wish.evidence),
            _ => true,
        });
    } else if let Some(role) = role {
        add(wished, PressWish::Photo, &role.evidence);
    }
}

/// What shows that somebody wants to be let in: asked for, or, of whoever wishes nothing else, said to come.
fn comes(letter: &Letter<'_>, said: &Said, wished: &[Found<PressWish>]) -> Option<Evidence> {
    let told = || {
        let cues = said.cues.iter().filter(|cue| COMES.contains(&cue.concept));
        let most = cues.max_by(|a, b| a.weight.total_cmp(&b.weight));
        most.map(|cue| cue.evidence.clone())
    };
    let asks = wished.is_empty() && said.weight(&STAYS) < 0.5;
    let_in(letter).or_else(|| asks.then(told).flatten())
}

/// The writer's own words that ask for a badge or to be let in; the number of a press pass is no such wish.
fn let_in(letter: &Letter<'_>) -> Option<Evidence> {
    let body = &letter.body;
    let own = body
        .segments
        .iter()
        .filter(|segment| !matches!(segment.zone, Zone::Foreign | Zone::Signature | Zone::Greeting));
    own.flat_map(|segment| segment.tokens.clone())
        .find(|&at| {
            let asked = body
                .tokens
                .get(at)
                .is_some_and(|token| List::PressLetIn.has(&token.folded));
            let card = body
                .marks_around(at)
                .any(|mark| matches!(mark.concept, Concept::PressCard | Concept::LabelPressCard));
            asked && !card
        })
        .map(|at| body_evidence(body, at..at + 1, "press/let-in"))
}
