//! What the templates can say: every fact of a letter, cleaned, counted, and in the words of its language.

use super::calendar::{Effect, effect};
use super::locale::{date_with_weekday, day, hour, hours};
use super::plain::{NAME_LENGTH_MAX, SENTENCE_LENGTH_MAX, clean};
use super::templates::data_name;
use super::{Envelope, FieldChange, Letter, Missing, Paper, PersonResult, PressPaper, RequestedAct};
use crate::event::{Event, GroupPolicy, Localised};
use crate::language::ReplyLanguage;
use crate::message::MailboxRole;
use crate::registration::State;
use crate::request::{PressWish, Session};
use change::{EventChange, ExchangeView, event_changes, exchanges};
use chrono::{NaiveTime, TimeDelta};
use held::{HeldView, held_view};
use serde::Serialize;
use time::{Moment, answer_by, decided_by, moment, on};
use visit::{VisitsView, visits};

mod change;
mod greeting;
mod held;
mod time;
mod visit;

/// The longest part of an original subject that a letter names, in characters.
const ORIGINAL_SUBJECT_LENGTH_MAX: usize = 60;

/// The longest paragraph of an organiser's answer, in characters.
const PARAGRAPH_LENGTH_MAX: usize = 4_000;

/// The variables of all mail templates.
#[derive(Debug, Serialize)]
pub(super) struct View {
    pub language: ReplyLanguage,
    pub reference: String,
    /// The greeting's name, if it is known.
    pub writer: Option<String>,
    pub original_subject: Option<String>,
    pub event: EventView,
    /// Who signs.
    pub contact: ContactView,
    /// Whether the press office signs.
    pub press: bool,
    /// Persons, named or not; 1 where a letter names none.
    pub count: usize,
    pub persons: Vec<PersonView>,
    pub names: Vec<String>,
    /// Who is written to registered others, and passes on what concerns them.
    pub others: bool,
    /// Persons without a name.
    pub unnamed: usize,
    /// Whether all persons have the same places in the same states.
    pub alike: bool,
    /// Whether all places are in one state.
    pub same_state: bool,
    /// The places of everybody, where `alike`.
    pub places: Vec<PlaceView>,
    /// One row a place.
    pub rows: Vec<Row>,
    /// Whether everybody has a seat in every session.
    pub all_confirmed: bool,
    /// Sessions in which somebody waits.
    pub waiting_sessions: Vec<String>,
    /// The session in which a part of the group finds room.
    pub free_in: String,
    pub sessions_assumed: bool,
    /// Sessions that were not assumed.
    pub sessions_left: Vec<String>,
    /// Whether a group waits together.
    pub together: bool,
    pub free: u32,
    pub need: u32,
    pub position: Option<u32>,
    /// All seats are taken, and so is every place on the waiting list.
    pub list_full: bool,
    pub missing: Vec<Missing>,
    /// What is held under the address.
    pub held: Vec<HeldView>,
    /// The file with all of it.
    pub data_name: String,
    /// Until when it is kept, if that is set.
    pub kept_until: Option<Moment>,
    /// The letter came after registration had closed.
    pub late: bool,
    /// What of the event is other than was told.
    pub event_changes: Vec<EventChange>,
    /// Until when guests say whether they still come.
    pub reconfirm_by: Option<Moment>,
    pub passed_to: Option<MailboxRole>,
    /// The contact of the mailbox a letter was passed on to.
    pub receiver: ContactView,
    pub outlet: Option<String>,
    pub press_wishes: Vec<PressWish>,
    pub papers_given: Vec<PressPaper>,
    pub papers_wanted: Vec<Paper>,
    /// Whether the letter that is answered brought some.
    pub papers_came: bool,
    /// Where badges of the press are given out, and from when.
    pub badge_place: String,
    pub badge_from: String,
    /// Where the sessions can be followed from afar.
    pub stream: Option<String>,
    /// The paragraphs of an organiser's answer.
    pub answer: Vec<String>,
    /// Whether they wish to film, photograph or record.
    pub crew: bool,
    pub reason: Option<String>,
    /// Until when an offer holds.
    pub offer_until: Option<Moment>,
    /// Persons to whom a place is offered.
    pub offered: usize,
    /// Sessions in which places are offered.
    pub offered_sessions: Vec<String>,
    /// Until when missing names are waited for.
    pub names_by: Option<Moment>,
    /// Who of the party is still registered.
    pub remaining: Vec<Option<String>>,
    pub changes: Vec<FieldChange>,
    /// Seats that were given up for others.
    pub exchanged: Vec<ExchangeView>,
    /// Seats that are kept until others are sure.
    pub kept: Vec<ExchangeView>,
    /// Whose place it was.
    pub replaced: Option<String>,
    /// What was asked for.
    pub act: Option<RequestedAct>,
    /// How many are cancelled, if it is known.
    pub withdrawn: Option<u32>,
    /// The day on which a person has answered at the latest, if it lies before the event.
    pub answer_by: Option<Moment>,
    /// The day on which press decisions are told at the latest, if it has not passed.
    pub decided_by: Option<Moment>,
    /// Whether the event has begun.
    pub begun: bool,
    /// When the mailbox's business closes.
    pub closes: Moment,
    /// Whether that is still to come.
    pub answer_before: bool,
    /// What the attached calendar does in the reader's diary, if one is attached.
    pub diary: Option<Effect>,
    /// Organisers decided it; nobody asked for it by letter.
    pub by_organisers: bool,
    /// Where the study visits are several.
    pub visits: VisitsView,
}

#[derive(Debug, Serialize)]
pub(super) struct EventView {
    pub name: String,
    pub short_name: String,
    pub date: String,
    pub day: String,
    pub venue: String,
    pub city: String,
    pub address: String,
    pub page: Option<String>,
    pub organisers: Vec<String>,
    /// ISO 639-1 codes.
    pub interpretation: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct ContactView {
    pub name: String,
    pub address: String,
    pub phone: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct PersonView {
    pub name: Option<String>,
    pub places: Vec<PlaceView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct PlaceView {
    pub session: String,
    pub hours: String,
    pub state: State,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// Whether it is the first of its person, which alone shows the name.
    pub first: bool,
    pub name: Option<String>,
    #[serde(flatten)]
    pub place: PlaceView,
}

impl View {
    pub(super) fn new(letter: &Letter, event: &Event, envelope: &Envelope) -> Self {
        let (facts, language) = (&letter.facts, letter.language);
        let persons: Vec<PersonView> = facts
            .persons
            .iter()
            .map(|person| person_view(person, event, language))
            .collect();
        let states: Vec<State> = facts
            .persons
            .iter()
            .flat_map(|person| &person.places)
            .map(|place| place.1)
            .collect();
        let closes = match letter.mailbox {
            MailboxRole::Registration => event.registration.closes,
            MailboxRole::Press => event.press.closes,
        };
        let names: Vec<String> = persons.iter().filter_map(|person| person.name.clone()).collect();
        let sessions_in = |state: State| {
            sessions(event, language, |session| {
                let mut of = facts.persons.iter();
                of.any(|person| person.places.contains(&(session, state)))
            })
        };
        let count = persons.len().max(1);
        Self {
            language,
            reference: clean(&envelope.reference, NAME_LENGTH_MAX),
            writer: greeting::writer(letter, envelope),
            original_subject: some_clean(envelope.original_subject.as_deref(), ORIGINAL_SUBJECT_LENGTH_MAX),
            event: event_view(event, language),
            contact: contact_view(event, letter.mailbox),
            press: letter.mailbox == MailboxRole::Press,
            count,
            others: facts.for_others,
            unnamed: persons.len() - names.len(),
            names,
            alike: persons
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if a.places == b.places)),
            same_state: states.windows(2).all(|pair| matches!(pair, [a, b] if a == b)),
            places: persons
                .first()
                .map(|person| person.places.clone())
                .unwrap_or_default(),
            rows: rows(&persons),
            persons,
            all_confirmed: states.iter().all(|state| *state == State::Confirmed),
            waiting_sessions: sessions_in(State::Waiting),
            free_in: match facts.free_in.and_then(|session| event.session(session)) {
                Some(plan) => localised(&plan.name, language),
                None => sessions_in(State::Waiting).into_iter().next().unwrap_or_default(),
            },
            sessions_assumed: facts.sessions_assumed,
            sessions_left: sessions(event, language, |session| !facts.speak_of(session.part())),
            together: event.registration.groups == GroupPolicy::Whole,
            free: facts.free.unwrap_or_default(),
            need: facts.need.unwrap_or(u32::try_from(count).unwrap_or(u32::MAX)),
            position: facts.position,
            list_full: facts.list_full,
            missing: facts.missing.clone(),
            held: facts
                .data
                .iter()
                .flat_map(|data| &data.requests)
                .map(|request| held_view(request, event, language))
                .collect(),
            data_name: data_name(&envelope.reference),
            kept_until: event.kept_until().map(|date| on(date, language)),
            late: facts.late,
            event_changes: event_changes(facts.event_before.as_ref(), &facts.persons, event, language),
            reconfirm_by: facts.reconfirm_by.map(|until| moment(until, event, language)),
            passed_to: facts.passed_to,
            receiver: contact_view(event, facts.passed_to.unwrap_or(letter.mailbox)),
            outlet: some_clean(facts.outlet.as_deref(), NAME_LENGTH_MAX),
            press_wishes: facts.press_wishes.clone(),
            papers_given: facts.papers_given.clone(),
            papers_wanted: facts.papers_wanted.clone(),
            papers_came: facts.papers_came,
            badge_place: badge_place(event, language),
            badge_from: hour(badge_from(event), language),
            stream: some_clean(event.press.stream.as_deref(), SENTENCE_LENGTH_MAX),
            answer: paragraphs(facts.answer.as_deref()),
            crew: facts
                .press_wishes
                .iter()
                .any(|wish| matches!(wish, PressWish::Filming | PressWish::Photo | PressWish::Recording)),
            reason: some_clean(facts.reason.as_deref(), SENTENCE_LENGTH_MAX),
            offer_until: facts.offer_until.map(|until| moment(until, event, language)),
            offered: facts
                .persons
                .iter()
                .filter(|person| person.places.iter().any(|place| place.1 == State::Offered))
                .count(),
            offered_sessions: sessions_in(State::Offered),
            names_by: facts.names_by.map(|until| moment(until, event, language)),
            remaining: facts.remaining.iter().map(named).collect(),
            changes: facts.changes.iter().map(change_view).collect(),
            exchanged: exchanges(&facts.exchanged, event, language),
            kept: exchanges(&facts.kept, event, language),
            replaced: some_clean(facts.replaced.as_deref(), NAME_LENGTH_MAX),
            act: facts.act,
            withdrawn: facts.withdrawn,
            answer_by: answer_by(event, envelope.now).map(|date| on(date, language)),
            decided_by: decided_by(event, envelope.now).map(|date| on(date, language)),
            begun: envelope.now >= event.starts(),
            answer_before: envelope.now < closes,
            closes: moment(closes, event, language),
            diary: effect(letter),
            by_organisers: facts.by_organisers,
            visits: visits(letter, event),
        }
    }
}

fn named(name: &Option<String>) -> Option<String> {
    some_clean(name.as_deref(), NAME_LENGTH_MAX)
}

fn some_clean(value: Option<&str>, length_max: usize) -> Option<String> {
    value
        .map(|value| clean(value, length_max))
        .filter(|value| !value.is_empty())
}

fn person_view(person: &PersonResult, event: &Event, language: ReplyLanguage) -> PersonView {
    PersonView {
        name: some_clean(person.name.as_deref(), NAME_LENGTH_MAX),
        places: person
            .places
            .iter()
            .filter_map(|&(session, state)| {
                let plan = event.session(session)?;
                Some(PlaceView {
                    session: localised(&plan.name, language),
                    hours: hours(plan.starts, plan.ends, language),
                    state,
                })
            })
            .collect(),
    }
}

fn change_view(change: &FieldChange) -> FieldChange {
    let cleaned = |value: &Option<String>| some_clean(value.as_deref(), NAME_LENGTH_MAX);
    FieldChange {
        person: cleaned(&change.person),
        field: change.field,
        from: cleaned(&change.from),
        to: cleaned(&change.to),
    }
}

fn rows(persons: &[PersonView]) -> Vec<Row> {
    persons
        .iter()
        .flat_map(|person| {
            person.places.iter().enumerate().map(|(index, place)| Row {
                first: index == 0,
                name: person.name.clone(),
                place: place.clone(),
            })
        })
        .collect()
}

fn sessions(event: &Event, language: ReplyLanguage, wanted: impl Fn(Session) -> bool) -> Vec<String> {
    event
        .sessions
        .iter()
        .filter(|plan| wanted(plan.id))
        .map(|plan| localised(&plan.name, language))
        .collect()
}

fn localised(text: &Localised, language: ReplyLanguage) -> String {
    clean(text.in_language(language), SENTENCE_LENGTH_MAX)
}

fn event_view(event: &Event, language: ReplyLanguage) -> EventView {
    EventView {
        name: localised(&event.name, language),
        short_name: localised(event.short_name(), language),
        date: date_with_weekday(event.date, language),
        day: day(event.date, language),
        venue: localised(&event.venue, language),
        city: localised(&event.city, language),
        address: clean(&event.address, SENTENCE_LENGTH_MAX),
        page: some_clean(event.page.as_deref(), SENTENCE_LENGTH_MAX),
        organisers: event
            .organisers
            .iter()
            .map(|name| localised(name, language))
            .collect(),
        interpretation: event
            .interpretation
            .iter()
            .map(|language| language.code().to_owned())
            .collect(),
    }
}

/// Where badges are given out; at the venue, where the event file names no place.
fn badge_place(event: &Event, language: ReplyLanguage) -> String {
    match &event.press.badge_place {
        Some(place) => localised(place, language),
        None => format!(
            "{}, {}",
            localised(&event.venue, language),
            clean(&event.address, SENTENCE_LENGTH_MAX)
        ),
    }
}

/// From when badges are given out; an hour before the first session, where the event file does not say.
fn badge_from(event: &Event) -> NaiveTime {
    let first = event.sessions.iter().map(|plan| plan.starts).min();
    let before = first
        .unwrap_or_default()
        .overflowing_sub_signed(TimeDelta::hours(1))
        .0;
    event.press.badge_from.unwrap_or(before)
}

/// Blocks of lines as paragraphs, each on one line.
fn paragraphs(text: Option<&str>) -> Vec<String> {
    let text = text.unwrap_or_default().replace("\r\n", "\n");
    text.split("\n\n")
        .map(|block| clean(block, PARAGRAPH_LENGTH_MAX))
        .filter(|block| !block.is_empty())
        .collect()
}

fn contact_view(event: &Event, role: MailboxRole) -> ContactView {
    let contact = event.contact(role);
    ContactView {
        name: clean(&contact.name, NAME_LENGTH_MAX),
        address: clean(&contact.address, SENTENCE_LENGTH_MAX),
        phone: some_clean(contact.phone.as_deref(), NAME_LENGTH_MAX),
    }
}
