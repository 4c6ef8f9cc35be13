//! Reads `event.toml` into an [`Event`].

use super::section::{Mistake, Section, Source};
use crate::event::{
    Autonomy, Contact, Contacts, DataPolicy, DigestPolicy, Event, GroupPolicy, Localised, PressPolicy,
    PrivacyPolicy, PromotionPolicy, QueueOrder, RegistrationPolicy, SessionPlan, UnnamedPolicy,
};
use crate::language::Language;
use crate::reply::Paper;
use crate::reply::digest::OrganisersLanguage;
use crate::request::Session;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

mod visits;

/// Reads the text of an event file; `name` is what messages call it.
///
/// # Errors
/// Every [`Mistake`] in it.
pub fn parse(name: &str, text: &str) -> Result<Event, Vec<Mistake>> {
    let source = Source::new(name, text);
    let event = source.open().map(event);
    let mistakes = source.into_mistakes();
    match event {
        Some(event) if mistakes.is_empty() => Ok(event),
        _ => Err(mistakes),
    }
}

const SEATS: &str = "the number of seats";
const A_TIME: &str = "a time of day, as in \"09:30\"";
const A_MOMENT: &str = "a moment with its zone, as in \"2016-11-04T18:00:00+01:00\"";

fn event(mut top: Section<'_, '_>) -> Event {
    let visits = top.sections("visits");
    let sessions = top
        .sections("sessions")
        .into_iter()
        .map(|section| session(section, !visits.is_empty()))
        .collect();
    let event = Event {
        cancelled: top.flag("cancelled").unwrap_or_default(),
        id: top.required_text("id", "a short name, as in \"summit-of-mayors-2016\""),
        reference_prefix: top.required_text("reference_prefix", "capital letters, as in \"RTM\""),
        name: localised(&mut top, "name"),
        short_name: top.section("short_name").map(read_localised),
        date: top.required_parsed("date", "a day, as in \"2016-11-09\"", NaiveDate::MIN),
        zone: top.required_parsed(
            "zone",
            "a zone of the tz database, as in \"Europe/Amsterdam\"",
            Tz::UTC,
        ),
        venue: localised(&mut top, "venue"),
        city: localised(&mut top, "city"),
        address: top.required_text("address", "street and town"),
        page: top.text("page"),
        organisers: top
            .sections("organisers")
            .into_iter()
            .map(read_localised)
            .collect(),
        interpretation: top
            .list(
                "interpretation",
                "a list of two-letter codes, as in [\"en\", \"fr\"]",
                Language::from_code,
            )
            .unwrap_or_default(),
        capacity: top.number("capacity", 1),
        sessions: visits::parted(&top, sessions, visits),
        contacts: contacts(&mut top),
        registration: registration(&mut top),
        press: press(&mut top),
        digest: top.section("digest").map(digest),
        privacy: top.section("privacy").map(privacy).unwrap_or_default(),
    };
    check(&top, &event);
    top.finish();
    event
}

/// What single keys cannot tell: whether they agree with each other.
fn check(top: &Section<'_, '_>, event: &Event) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !event.id.chars().all(plain) {
        top.mistake("id", "must be of small letters, digits and hyphens only");
    }
    if !event.reference_prefix.chars().all(|c| c.is_ascii_uppercase()) {
        top.mistake("reference_prefix", "must be of capital letters A to Z only");
    }
    if event.sessions.is_empty() {
        top.mistake(
            "sessions",
            "is missing: add a [[sessions]] for each part of the programme",
        );
    }
    for (index, plan) in event.sessions.iter().enumerate() {
        let key = |name: &str| format!("sessions.{}.{name}", index + 1);
        if plan.ends <= plan.starts {
            top.mistake(&key("ends"), "is not later than `starts`: correct one of them");
        }
        if event.sessions.iter().take(index).any(|other| other.id == plan.id) {
            top.mistake(&key("id"), "stands twice: give each session its own");
        }
    }
    if event.registration.closes <= event.registration.opens {
        top.mistake("registration.closes", "must be later than `opens`");
    }
    for session in &event.registration.sessions_when_unsaid {
        if !event.takes_place(*session) {
            let id = session.id();
            top.mistake(
                "registration.sessions_when_unsaid",
                format!("`{id}` is not among the [[sessions]]"),
            );
        }
    }
}

fn localised(section: &mut Section<'_, '_>, key: &'static str) -> Localised {
    section
        .required_section(key)
        .map_or_else(Localised::default, read_localised)
}

fn read_localised(mut section: Section<'_, '_>) -> Localised {
    let localised = Localised {
        en: section.required_text("en", "the English text, which other languages fall back to"),
        fr: section.text("fr"),
        de: section.text("de"),
        it: section.text("it"),
        ru: section.text("ru"),
        tr: section.text("tr"),
    };
    section.finish();
    localised
}

/// `parted`: the study visits are several, and share no seats.
fn session(mut section: Section<'_, '_>, parted: bool) -> SessionPlan {
    let known: Vec<(&str, Session)> = Session::ALL
        .into_iter()
        .map(|session| (session.id(), session))
        .collect();
    let id = section.required_choice("id", &known);
    let id = id.unwrap_or(Session::Morning);
    let plan = SessionPlan {
        id,
        name: localised(&mut section, "name"),
        starts: clock(&mut section, "starts"),
        ends: clock(&mut section, "ends"),
        capacity: match parted && id == Session::StudyVisit {
            true => section.number("capacity", 0).unwrap_or_default(),
            false => section.required_number("capacity", 0, SEATS),
        },
        visit: None,
    };
    section.finish();
    plan
}

/// Hours and minutes; `NaiveTime` itself would demand seconds.
struct Clock(NaiveTime);

impl std::str::FromStr for Clock {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NaiveTime::parse_from_str(text, "%H:%M")
            .or_else(|_| text.parse())
            .map(Clock)
    }
}

fn clock(section: &mut Section<'_, '_>, key: &'static str) -> NaiveTime {
    section.required_parsed(key, A_TIME, Clock(NaiveTime::MIN)).0
}

fn contacts(top: &mut Section<'_, '_>) -> Contacts {
    let mut section = top.required_section("contacts");
    let mut contact = |key: &'static str| {
        let Some(mut person) = section.as_mut().and_then(|section| section.required_section(key)) else {
            return Contact::default();
        };
        let contact = Contact {
            name: person.required_text("name", "the name that signs the replies"),
            address: person.required_text("address", "the address that the event page publishes"),
            phone: person.text("phone"),
        };
        if !contact.address.is_empty() && !contact.address.contains('@') {
            person.mistake("address", "is not a mail address");
        }
        person.finish();
        contact
    };
    let contacts = Contacts {
        registration: contact("registration"),
        press: contact("press"),
    };
    if let Some(section) = section {
        section.finish();
    }
    contacts
}

fn registration(top: &mut Section<'_, '_>) -> RegistrationPolicy {
    let Some(mut section) = top.required_section("registration") else {
        return RegistrationPolicy::default();
    };
    let defaults = RegistrationPolicy::default();
    let sessions = section.list(
        "sessions_when_unsaid",
        "a list of sessions, as in [\"morning\"]",
        Session::from_id,
    );
    let policy = RegistrationPolicy {
        opens: section.required_parsed("opens", A_MOMENT, DateTime::<Utc>::MIN_UTC),
        closes: section.required_parsed("closes", A_MOMENT, DateTime::<Utc>::MAX_UTC),
        autonomy: section
            .choice(
                "autonomy",
                &[("draft", Autonomy::Draft), ("assisted", Autonomy::Assisted)],
            )
            .unwrap_or_default(),
        sessions_when_unsaid: sessions.unwrap_or_else(|| Session::ALL.to_vec()),
        groups: section
            .choice(
                "groups",
                &[
                    ("whole", GroupPolicy::Whole),
                    ("partial-ok", GroupPolicy::PartialOk),
                ],
            )
            .unwrap_or_default(),
        unnamed_places: section
            .choice(
                "unnamed_places",
                &[("hold", UnnamedPolicy::Hold), ("ask", UnnamedPolicy::Ask)],
            )
            .unwrap_or_default(),
        names_within_days: section
            .number("names_within_days", 1)
            .unwrap_or(defaults.names_within_days),
        queue_order: section
            .choice(
                "queue_order",
                &[
                    ("strict", QueueOrder::Strict),
                    ("skip-too-big", QueueOrder::SkipTooBig),
                ],
            )
            .unwrap_or_default(),
        promotion: section
            .choice(
                "promotion",
                &[
                    ("offer", PromotionPolicy::Offer),
                    ("confirm", PromotionPolicy::Confirm),
                    ("pause", PromotionPolicy::Pause),
                ],
            )
            .unwrap_or_default(),
        offer_hours: section.number("offer_hours", 1).unwrap_or(defaults.offer_hours),
        offers_until: section.parsed("offers_until", A_MOMENT),
        changes_until: section.parsed("changes_until", A_MOMENT),
        waiting_list_capacity: section.number("waiting_list_capacity", 0),
        reminder_days_before: section.number("reminder_days_before", 1),
        show_position: section.flag("show_position").unwrap_or_default(),
        party_max: section.number("party_max", 1).unwrap_or(defaults.party_max),
        answer_within_days: section
            .number("answer_within_days", 1)
            .unwrap_or(defaults.answer_within_days),
    };
    section.finish();
    policy
}

fn digest(mut section: Section<'_, '_>) -> DigestPolicy {
    let to = section.list(
        "to",
        "a list of addresses, as in [\"desk@town.example\"]",
        |address| address.contains('@').then(|| address.to_owned()),
    );
    let languages = [("en", OrganisersLanguage::En), ("fr", OrganisersLanguage::Fr)];
    let policy = DigestPolicy {
        to: to.unwrap_or_default(),
        language: section.choice("language", &languages).unwrap_or_default(),
        hour: section.number("hour", 0).unwrap_or(8),
        alert_after_hours: section.number("alert_after_hours", 1).unwrap_or(24),
        unreachable_after_minutes: section.number("unreachable_after_minutes", 1).unwrap_or(15),
    };
    section.finish();
    policy
}

fn privacy(mut section: Section<'_, '_>) -> PrivacyPolicy {
    let choices = [("ask", DataPolicy::Ask), ("act", DataPolicy::Act)];
    let policy = PrivacyPolicy {
        data_copy: section.choice("data_copy", &choices).unwrap_or_default(),
        erasure: section.choice("erasure", &choices).unwrap_or_default(),
        keep_days_after: section.number("keep_days_after", 1),
    };
    section.finish();
    policy
}

fn press(top: &mut Section<'_, '_>) -> PressPolicy {
    let Some(mut section) = top.required_section("press") else {
        return PressPolicy::default();
    };
    let defaults = PressPolicy::default();
    let papers = section.list(
        "papers",
        "a list of papers: medium, function, credential, crew, equipment",
        Paper::from_name,
    );
    let policy = PressPolicy {
        closes: section.required_parsed("closes", A_MOMENT, DateTime::<Utc>::MAX_UTC),
        per_medium: section.number("per_medium", 1),
        papers: papers.unwrap_or(defaults.papers),
        badge_place: section.section("badge_place").map(read_localised),
        badge_from: section.parsed("badge_from", A_TIME).map(|clock: Clock| clock.0),
        stream: section.text("stream"),
        answer_within_days: section
            .number("answer_within_days", 1)
            .unwrap_or(defaults.answer_within_days),
    };
    section.finish();
    policy
}
