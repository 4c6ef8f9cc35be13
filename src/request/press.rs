//! What a press letter says of the outlet, its kind, the press card, and what is wished.

use super::cast::{Cast, body_evidence};
use super::intent::said::Said;
use super::layout::Zone;
use super::letter::Letter;
use super::token::Kind;
use super::{Attendee, Found, Intent, Media, Press};
use crate::lexicon::Concept;
use std::ops::Range;

mod outlet;
mod wished;

/// The press part of a request; `None` unless the intent is press.
#[must_use]
pub fn read(letter: &Letter<'_>, cast: &Cast, intent: Intent, attendees: &[Attendee]) -> Option<Press> {
    if intent != Intent::Press {
        return None;
    }
    let said = &letter.said;
    let outlet = outlet::find(letter, cast, attendees);
    Some(Press {
        media: media(said, outlet.as_ref()),
        press_card: card(letter, cast),
        requests: wished::requests(letter, said, attendees),
        outlet,
    })
}

/// Gives the outlet to the persons who come for it: for journalists it is the organisation.
pub fn share_outlet(press: Option<&Press>, attendees: &mut [Attendee]) {
    let Some(outlet) = press.and_then(|press| press.outlet.as_ref()) else {
        return;
    };
    for attendee in attendees {
        attendee.organisation = Some(outlet.clone());
    }
}

/// Whether somebody of the press comes, rather than only asks for material or an interview.
#[must_use]
pub fn comes(said: &Said) -> bool {
    said.cues.iter().any(|cue| {
        matches!(
            cue.concept,
            Concept::PressAccreditation
                | Concept::PressFilming
                | Concept::PressPhoto
                | Concept::PressCoverage
                | Concept::AttendI
                | Concept::AttendWe
                | Concept::AttendThey
                | Concept::AttendRegisterMe
                | Concept::AttendRegisterUs
                | Concept::AttendRegisterThem
        ) && cue.weight >= 0.5
    })
}

const KINDS: [(Concept, Media); 8] = [
    (Concept::MediaPrint, Media::Print),
    (Concept::MediaRadio, Media::Radio),
    (Concept::MediaTv, Media::Tv),
    (Concept::MediaOnline, Media::Online),
    (Concept::MediaAgency, Media::Agency),
    (Concept::MediaPhoto, Media::Photo),
    (Concept::MediaFreelance, Media::Freelance),
    (Concept::MediaOther, Media::Other),
];

/// Freelance for whoever says so; else the kind beside the outlet's name, else the first that is named.
fn media(said: &Said, outlet: Option<&Found<String>>) -> Option<Found<Media>> {
    let found = |cue: &super::intent::said::Cue, media: Media| Found {
        value: media,
        evidence: cue.evidence.clone(),
    };
    if let Some(cue) = said.strongest(&[Concept::MediaFreelance]) {
        return Some(found(cue, Media::Freelance));
    }
    let kind = |concept: Concept| {
        KINDS
            .iter()
            .find(|(known, _)| *known == concept)
            .map(|(_, media)| *media)
    };
    let cues: Vec<(&super::intent::said::Cue, Media)> = said
        .cues
        .iter()
        .filter_map(|cue| Some((cue, kind(cue.concept)?)))
        .collect();
    let distance = |cue: &super::intent::said::Cue| {
        outlet.map_or(usize::MAX, |outlet| {
            let (here, there) = (&cue.evidence, &outlet.evidence);
            if here.part != there.part {
                usize::MAX
            } else if here.end <= there.start {
                there.start - here.end
            } else {
                here.start.saturating_sub(there.end)
            }
        })
    };
    // Photographers of a newspaper are the newspaper's.
    let near = cues
        .iter()
        .filter(|(cue, _)| distance(cue) <= 30)
        .min_by_key(|(cue, media)| (*media == Media::Photo, distance(cue)));
    let first = || {
        cues.iter()
            .min_by_key(|(cue, media)| (*media == Media::Photo, cue.weight < 0.5, cue.tokens.start))
    };
    near.or_else(first).map(|(cue, media)| found(cue, *media))
}

/// The number behind the words for a press card, or under its label: letters, digits, and what joins them.
fn card(letter: &Letter<'_>, cast: &Cast) -> Option<Found<String>> {
    let body = &letter.body;
    let labelled = cast
        .records
        .iter()
        .filter_map(|record| record.get(Concept::LabelPressCard))
        .map(|entry| entry.value.clone());
    let spoken = body
        .marks
        .iter()
        .filter(|mark| matches!(mark.concept, Concept::PressCard | Concept::LabelPressCard))
        .filter(|mark| body.zone_of(mark.tokens.start) != Zone::Foreign)
        .map(|mark| mark.tokens.end..(mark.tokens.end + 10).min(body.tokens.len()));
    labelled
        .chain(spoken)
        .find_map(|tokens| card_number(letter, tokens))
}

fn card_number(letter: &Letter<'_>, tokens: Range<usize>) -> Option<Found<String>> {
    let body = &letter.body;
    let digits = |at: usize| {
        body.tokens.get(at).is_some_and(|token| {
            token.folded.contains(|c: char| c.is_ascii_digit()) && token.kind != Kind::Email
        })
    };
    let line = body.tokens.get(tokens.start.saturating_sub(1))?.line;
    let first = tokens
        .clone()
        .take_while(|&at| body.tokens.get(at).is_some_and(|token| token.line <= line + 1))
        .find(|&at| digits(at))?;
    // Letters of the issuer stand before the digits: "FR-88213", "dju 205-11873".
    let mut start = first;
    while start > tokens.start
        && body.tokens.get(start - 1).is_some_and(|token| {
            let letters = token.end - token.start;
            letters <= 5 && token.is_word() && (token.is_capital() || !body.between(start).contains(' '))
        })
        && body
            .marks_at(start - 1)
            .all(|mark| mark.concept.family() != "label")
        && !body.between(start).contains(['\n', ','])
    {
        start -= 1;
    }
    let mut end = first + 1;
    while digits(end)
        && end < tokens.end
        && body.between(end).chars().all(|c| " -./".contains(c))
        && body.between(end).len() <= 1
    {
        end += 1;
    }
    Some(Found {
        value: body.shown(start..end).to_owned(),
        evidence: body_evidence(body, start..end, "press/card"),
    })
}
