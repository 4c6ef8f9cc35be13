//! What was not understood, and whether the desk may act: one table of doubts, of which any one sends the letter to a person.

use super::attached::Attached;
use super::cast::{Cast, Standing};
use super::count::Counted;
use super::letter::Letter;
use super::people::names::Key;
use super::session::Session;
use super::{Attendee, Disposition, Doubt, DoubtKind, Evidence, Intent, Part, Request, intent};
use crate::language::{Language, ReplyLanguage};
use crate::lexicon::Concept;
use crate::message::{Damage, Origin};

mod files;
mod leftovers;
mod listed;
mod others;
mod sentences;

/// The doubts about a request as read, and the disposition that follows from them.
#[must_use]
pub fn judge(
    letter: &Letter<'_>,
    cast: &Cast,
    request: &Request,
    files: &[Attached],
) -> (Disposition, Vec<Doubt>) {
    if is_ignored(letter, request) {
        return (Disposition::Ignore, Vec::new());
    }
    let mut doubts = Doubts::default();
    if request.intent.value == Intent::Automatic {
        doubts.add(DoubtKind::ReadingsDiffer, Some(request.intent.evidence.clone()));
    }
    of_message(letter, request, &mut doubts);
    of_intent(letter, cast, request, &mut doubts);
    if !matches!(
        request.intent.value,
        Intent::Question | Intent::DataRequest | Intent::Other
    ) {
        // First, since of each kind the first place is kept, and this one stands.
        listed::judge(letter, cast, request, &mut doubts);
        of_people(letter, cast, request, &mut doubts);
    }
    sentences::judge(letter, cast, request, &mut doubts);
    leftovers::judge(letter, cast, request, &mut doubts);
    files::judge(letter, files, &mut doubts);
    let disposition = if doubts.found.is_empty() {
        Disposition::Act
    } else {
        Disposition::Review
    };
    (disposition, doubts.found)
}

/// The doubts that are settled where rules and model read the same and both are sure: what one of them alone may only have
/// failed to understand. All others stand whatever the model says.
#[must_use]
pub fn is_settled_by_agreement(doubt: &Doubt) -> bool {
    let stands = |evidence: &Evidence| STANDING.contains(&evidence.rule.as_str());
    match doubt.kind {
        DoubtKind::CountDisagrees
        | DoubtKind::WhoAttends
        | DoubtKind::IntentUnclear
        | DoubtKind::EventNotNamed
        | DoubtKind::NotUnderstood => !doubt.evidence.as_ref().is_some_and(stands),
        DoubtKind::LanguageNotRead
        | DoubtKind::CountOpen
        | DoubtKind::Condition
        | DoubtKind::ForAPerson
        | DoubtKind::Question
        | DoubtKind::NobodyNamed
        | DoubtKind::Attachment
        | DoubtKind::ListDisagrees
        | DoubtKind::CalendarAnswer
        | DoubtKind::ServiceAsked
        | DoubtKind::InterpretationNotOffered
        | DoubtKind::Damaged
        | DoubtKind::Suspicious
        | DoubtKind::ReadingsDiffer
        | DoubtKind::Forwarded => false,
    }
}

/// Doubts as they gather, each kind once with its first place.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    found: Vec<Doubt>,
}

impl Doubts {
    fn add(&mut self, kind: DoubtKind, evidence: Option<Evidence>) {
        if self.found.iter().all(|doubt| doubt.kind != kind) {
            self.found.push(Doubt { kind, evidence });
        }
    }
}

/// Automatic mail, bounces, newsletters, advertising and thanks get no reply at all; a letter by a person that asks
/// something, and nothing that could not be read, is never thrown away.
fn is_ignored(letter: &Letter<'_>, request: &Request) -> bool {
    match request.intent.value {
        // That a person's letter may be a machine's is no reason to show it to nobody.
        Intent::Automatic | Intent::Bounce => !is_guessed(request),
        Intent::Other => match &letter.message.origin {
            Origin::List(_) | Origin::Ourselves(_) => true,
            _ => {
                let rule = request.intent.evidence.rule.as_str();
                matches!(rule, "intent.newsletter" | "intent.sales") || intent::is_thanks(letter)
            }
        },
        _ => false,
    }
}

/// Whether only the second reading says what the letter wants, of a letter in which the rules saw no machine.
fn is_guessed(request: &Request) -> bool {
    request.intent.evidence.rule.starts_with("model/")
}

fn of_message(letter: &Letter<'_>, request: &Request, doubts: &mut Doubts) {
    let read = ReplyLanguage::ALL
        .iter()
        .any(|language| language.language() == request.language.value);
    if !read {
        doubts.add(
            DoubtKind::LanguageNotRead,
            Some(request.language.evidence.clone()),
        );
    }
    // What may be no person's is never answered alone.
    if let Some(evidence) = intent::sounds_like_machine(letter) {
        doubts.add(DoubtKind::IntentUnclear, Some(evidence));
    }
    if matches!(letter.message.origin, Origin::Held(_)) {
        doubts.add(DoubtKind::Suspicious, None);
    }
    for damage in &letter.message.damage {
        let kind = match damage {
            Damage::Disguised => DoubtKind::Suspicious,
            Damage::FromUnclear => continue,
            _ => DoubtKind::Damaged,
        };
        doubts.add(kind, None);
    }
    if letter.message.forward.is_some() {
        doubts.add(DoubtKind::Forwarded, None);
    }
    let offered = |language: Language| {
        ReplyLanguage::ALL
            .iter()
            .any(|known| known.language() == language)
    };
    for wish in request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.interpretation.as_ref())
    {
        if !offered(wish.value) {
            doubts.add(DoubtKind::InterpretationNotOffered, Some(wish.evidence.clone()));
        }
    }
}

fn of_intent(letter: &Letter<'_>, cast: &Cast, request: &Request, doubts: &mut Doubts) {
    let elsewhere = request.intent.value == Intent::Change && letter.says(&[Concept::IntentWrongDesk]);
    // Whoever asks another desk, or spells a name, wants what no reading can act on.
    if changes_nothing(request) || elsewhere || letter.says(&[Concept::IntentSpelling]) {
        let place = by_rule(&request.intent.evidence, NOTHING_CHANGES);
        doubts.add(DoubtKind::IntentUnclear, Some(place));
    }
    if keeps_a_part(request) {
        let place = by_rule(&request.intent.evidence, PART_OF_THE_DAY);
        doubts.add(DoubtKind::IntentUnclear, Some(place));
    }
    match request.intent.value {
        Intent::Question | Intent::DataRequest | Intent::Other => {
            doubts.add(DoubtKind::ForAPerson, Some(request.intent.evidence.clone()));
        }
        _ => {
            let evidence = || Some(request.intent.evidence.clone());
            if !intent::speaks_of_event(letter) {
                doubts.add(DoubtKind::EventNotNamed, evidence());
            }
            if !intent::asks_plainly(letter, cast, request.intent.value)
                || request.intent.evidence.part == Part::Assumed
                || intent::margin(letter, cast) < intent::CLEAR
            {
                doubts.add(DoubtKind::IntentUnclear, evidence());
            }
        }
    }
}

/// The same place, found by another rule.
fn by_rule(evidence: &Evidence, rule: &str) -> Evidence {
    Evidence {
        rule: rule.to_owned(),
        ..evidence.clone()
    }
}

/// Rules of doubts that stand although rules and model read the same: what they were made for, both of them misread.
const STANDING: [&str; 8] = [
    LISTED,
    listed::RULE,
    NOTHING_CHANGES,
    others::OF_ANOTHER,
    others::IN_A_NAME,
    others::FROM_AFAR,
    others::FOR_WHOM,
    PART_OF_THE_DAY,
];

/// The rule of a number that contradicts the names which it announces.
const LISTED: &str = "doubt/count-listed";

/// The rule of a letter in which nothing that the desk could change was understood.
const NOTHING_CHANGES: &str = "doubt/nothing-changes";

/// The rule of a cancellation that speaks of some parts of the day, and so may be of these only.
const PART_OF_THE_DAY: &str = "doubt/part-of-the-day";

/// "I have to give up the afternoon; the morning remains": whoever stays for a part of the day does not cancel.
fn keeps_a_part(request: &Request) -> bool {
    // "Owing to an official visit" names no part of the day.
    let half = |session: &Session| matches!(session, Session::Morning | Session::Afternoon);
    let part = |attendee: &Attendee| {
        let sessions = attendee.sessions.as_ref();
        sessions.is_some_and(|sessions| {
            sessions.value.len() < Session::ALL.len() && sessions.value.iter().any(half)
        })
    };
    request.intent.value == Intent::Cancellation && request.attendees.iter().any(part)
}

/// "My name is spelt Smyth": a change of details that gives none.
fn changes_nothing(request: &Request) -> bool {
    let says_more = |attendee: &Attendee| {
        attendee.phone.is_some()
            || attendee.organisation.is_some()
            || attendee.role.is_some()
            || attendee.city.is_some()
            || attendee.country.is_some()
            || attendee.interpretation.is_some()
            || attendee.sessions.is_some()
            || attendee.diet.is_some()
            || attendee.access.is_some()
    };
    request.intent.value == Intent::Change
        && request.seats.is_none()
        && request.replaces.is_none()
        && !request.attendees.iter().any(says_more)
}

/// Whether a number is followed by a colon and names: "we are four: Ann Lee, …".
fn leads_to_names(letter: &Letter<'_>, request: &Request, counted: &Counted) -> bool {
    /// Bytes between a number and the first name: "trois personnes du CCAS de Chalonnes : Régis …".
    const NEAR: usize = 120;
    let body = &letter.body;
    let Some(end) = body
        .tokens
        .get(counted.tokens.end.saturating_sub(1))
        .map(|token| token.end)
    else {
        return false;
    };
    let names = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref());
    let behind = names
        .filter(|name| name.evidence.part == Part::Body && name.evidence.start >= end)
        .map(|name| name.evidence.start)
        .min();
    behind.is_some_and(|first| {
        let between = body.text.get(end..first).unwrap_or_default();
        between.len() <= NEAR && between.contains(':') && !between.contains(['?', '!'])
    })
}

fn of_people(letter: &Letter<'_>, cast: &Cast, request: &Request, doubts: &mut Doubts) {
    let unnamed = request
        .attendees
        .iter()
        .filter(|attendee| attendee.name.is_none())
        .count();
    if request.attendees.is_empty() || unnamed > 0 {
        doubts.add(DoubtKind::NobodyNamed, None);
    }
    // One word is no full name: "Anna" cannot be told from another Anna.
    for name in request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref())
    {
        if name.value.split_whitespace().count() < 2 {
            doubts.add(DoubtKind::NobodyNamed, Some(name.evidence.clone()));
        }
        // "Anna Maria Roth Anna Maria Roth Anna" is a run of names that nothing parts.
        let words = Key::of(&name.value).words;
        if (1..words.len()).any(|at| words.iter().take(at).any(|word| words.get(at) == Some(word))) {
            doubts.add(DoubtKind::Suspicious, Some(name.evidence.clone()));
        }
    }
    others::judge(letter, cast, request, doubts);
    let named = request.attendees.len() - unnamed;
    let fits = |counted: &Counted| {
        let value = usize::try_from(counted.value).unwrap_or(usize::MAX);
        value <= 1 || value == named || counted.on_top && value < named
    };
    let writer = cast.writer().map(|writer| &writer.name);
    let names = request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref());
    let others = names.map(|name| &name.value).any(|name| Some(name) != writer);
    if request.intent.value == Intent::Registration
        && let Some(tokens) = super::count::party::open(letter, cast, others)
    {
        let place = super::cast::body_evidence(&letter.body, tokens, "doubt/count-open");
        doubts.add(DoubtKind::CountOpen, Some(place));
    }
    for counted in &letter.counted {
        if !fits(counted) {
            let rule = if leads_to_names(letter, request, counted) {
                LISTED
            } else {
                "doubt/count"
            };
            let place = super::cast::body_evidence(&letter.body, counted.tokens.clone(), rule);
            doubts.add(DoubtKind::CountDisagrees, Some(place));
        }
    }
    // "3 inscriptions" above two names.
    let announced = super::count::numbers_in_subject(letter);
    if named > 0
        && let Some(counted) = announced.into_iter().find(|counted| !fits(counted))
    {
        let place = Evidence {
            part: Part::Subject,
            ..super::cast::body_evidence(&letter.subject, counted.tokens, LISTED)
        };
        doubts.add(DoubtKind::CountDisagrees, Some(place));
    }
    if cast.overfull {
        doubts.add(DoubtKind::CountDisagrees, None);
    }
    let unclear = cast
        .people
        .iter()
        .find(|person| person.standing == Standing::Unclear);
    if let Some(person) = unclear {
        doubts.add(DoubtKind::WhoAttends, Some(person.evidence.clone()));
    }
    if request.writer.is_none() {
        doubts.add(DoubtKind::WhoAttends, None);
    }
    if request.intent.value == Intent::Change
        && request.replaces.is_none()
        && request.seats.is_some()
        && request.attendees.is_empty()
    {
        doubts.add(DoubtKind::WhoAttends, None);
    }
}

#[cfg(test)]
mod tests;
