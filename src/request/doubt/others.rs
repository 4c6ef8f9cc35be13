//! Whether the letter is about other persons than were read, although rules and model read the same.

use super::Doubts;
use crate::lexicon::Concept;
use crate::lexicon::fold::fold;
use crate::request::cast::{Cast, Person, Standing, body_evidence};
use crate::request::fields::role;
use crate::request::layout::{Mark, Segment, Zone};
use crate::request::letter::Letter;
use crate::request::{DoubtKind, Evidence, Intent, Part, Request};

/// The rule of a writer who is taken for the one who comes, or stays at home, where the letter speaks only of others.
pub(super) const OF_ANOTHER: &str = "doubt/of-another";

/// What is said of others.
const OF_OTHERS: [Concept; 3] = [
    Concept::AttendThey,
    Concept::AttendNotThey,
    Concept::AttendRegisterThem,
];

/// "The mayor will not come", signed by an office: whoever it is said of is not the one who was read.
fn speaks_of_another<'l>(letter: &'l Letter<'_>, cast: &Cast, request: &Request) -> Option<&'l Mark> {
    const OF_ONESELF: [Concept; 7] = [
        Concept::AttendI,
        Concept::AttendNotI,
        Concept::AttendWe,
        Concept::AttendNotWe,
        Concept::AttendRegisterMe,
        Concept::AttendRegisterUs,
        Concept::ScopeMe,
    ];
    let writer = cast.writer().filter(|writer| writer.why == "attend/alone")?;
    if !is_only(request, writer) || letter.says(&OF_ONESELF) {
        return None;
    }
    let body = &letter.body;
    let own = body.segments.iter().filter(|segment| segment.zone == Zone::Text);
    // "One of us cannot come" speaks of nobody else's office.
    let of_an_office = |segment: &&Segment| {
        body.marks_in(segment.tokens.clone())
            .any(|mark| role::is_head(mark.concept))
    };
    own.filter(of_an_office)
        .flat_map(|segment| body.marks_in(segment.tokens.clone()))
        .find(|mark| OF_OTHERS.contains(&mark.concept))
}

/// The rule of a person whose name is but a part of somebody's organisation.
pub(super) const IN_A_NAME: &str = "doubt/in-a-name";

/// "Omar Fadili of the Commune d'Aïn Gharbi": the town is nobody who comes, however many places were asked for.
fn stands_in_a_name(request: &Request) -> Option<&Evidence> {
    let words = |text: &str| -> Vec<String> {
        let folded = fold(text);
        let words = folded.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let bodies: Vec<_> = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.organisation.as_ref())
        .map(|organisation| words(&organisation.value))
        .collect();
    let writer = request.writer.as_ref().map(|writer| words(&writer.value));
    let names = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref());
    let inside = |name: &Vec<String>| {
        bodies
            .iter()
            .any(|body| body.len() > name.len() && body.windows(name.len()).any(|part| part == name))
    };
    names
        .filter(|name| name.evidence.part == Part::Body)
        .map(|name| (name, words(&name.value)))
        .find(|(_, name)| name.len() > 1 && writer.as_ref() != Some(name) && inside(name))
        .map(|(name, _)| &name.evidence)
}

/// The rule of press that works from its desk.
pub(super) const FROM_AFAR: &str = "doubt/from-afar";

/// "The interview can be had by telephone, I am not coming": a journalist who needs no seat.
fn stays_away<'l>(letter: &'l Letter<'_>, cast: &Cast, request: &Request) -> Option<&'l Mark> {
    let press = request.intent.value == Intent::Press && request.seats.is_some();
    if !press || !cast.writer().is_some_and(|writer| is_only(request, writer)) {
        return None;
    }
    own(letter).find(|mark| matches!(mark.concept, Concept::AttendNotI | Concept::AttendNotWe))
}

/// The rule of a letter for somebody who was not read as the one whom it is about.
pub(super) const FOR_WHOM: &str = "doubt/for-whom";

/// "On behalf of the mayor, Ann Lee, I have to decline", "I come in the place of our commander": somebody else's seat.
fn is_for_another<'l>(letter: &'l Letter<'_>, cast: &Cast, request: &Request) -> Option<&'l Mark> {
    let body = &letter.body;
    let is_about = |evidence: &Evidence| {
        let mut names = request
            .attendees
            .iter()
            .filter_map(|attendee| attendee.name.as_ref());
        names.any(|name| name.evidence == *evidence)
    };
    match request.intent.value {
        Intent::Cancellation | Intent::Refusal => own(letter).find(|mark| {
            let end = body
                .segment_of(mark.tokens.start)
                .map_or(0, |(_, segment)| segment.tokens.end);
            let mut named = cast
                .named_in(mark.tokens.end..end)
                .filter_map(|index| cast.people.get(index));
            mark.concept == Concept::PersonWritesFor
                && named.any(|person| !person.is_writer && !is_about(&person.evidence))
        }),
        Intent::Change if request.replaces.is_none() => {
            own(letter).find(|mark| mark.concept == Concept::ExchangeByMe)
        }
        _ => None,
    }
}

/// "The councillor has asked me to cancel her registration": who writes for somebody is not whom it is about, though nobody
/// else was found.
fn only_writes<'l>(letter: &'l Letter<'_>, cast: &Cast, request: &Request) -> Option<&'l Mark> {
    let writer = cast
        .writer()
        .filter(|writer| writer.standing == Standing::Writes)?;
    if !is_only(request, writer) {
        return None;
    }
    own(letter).find(|mark| OF_OTHERS.contains(&mark.concept))
}

/// Whether the request is about this person alone.
fn is_only(request: &Request, person: &Person) -> bool {
    match request.attendees.as_slice() {
        [only] => only
            .name
            .as_ref()
            .is_some_and(|name| name.evidence == person.evidence),
        _ => false,
    }
}

/// The marks of the writer's running text.
fn own<'l>(letter: &'l Letter<'_>) -> impl Iterator<Item = &'l Mark> {
    let body = &letter.body;
    let texts = body.segments.iter().filter(|segment| segment.zone == Zone::Text);
    texts.flat_map(|segment| body.marks_in(segment.tokens.clone()))
}

/// Adds the doubts about who else is meant.
pub(super) fn judge(letter: &Letter<'_>, cast: &Cast, request: &Request, doubts: &mut Doubts) {
    let at = |mark: &Mark, rule: &str| body_evidence(&letter.body, mark.tokens.clone(), rule);
    let found = speaks_of_another(letter, cast, request)
        .map(|mark| at(mark, OF_ANOTHER))
        .or_else(|| only_writes(letter, cast, request).map(|mark| at(mark, OF_ANOTHER)))
        .or_else(|| stands_in_a_name(request).map(|name| super::by_rule(name, IN_A_NAME)))
        .or_else(|| stays_away(letter, cast, request).map(|mark| at(mark, FROM_AFAR)))
        .or_else(|| is_for_another(letter, cast, request).map(|mark| at(mark, FOR_WHOM)));
    if let Some(place) = found {
        doubts.add(DoubtKind::WhoAttends, Some(place));
    }
}
