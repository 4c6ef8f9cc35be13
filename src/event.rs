//! The event: its programme, sessions and capacities, languages, dates, contacts and policies, as `config/event.toml` states them.

use crate::language::Language;
use crate::message::MailboxRole;
use crate::reply::Paper;
use crate::reply::digest::OrganisersLanguage;
use crate::request::Session;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
pub use localised::Localised;
use serde::Deserialize;
use std::collections::BTreeMap;
pub use told::{Difference, Told};
pub use visit::Visit;

mod localised;
mod told;
mod visit;

/// A person of the organisers whom guests can reach.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub name: String,
    /// The address that the event page publishes, and that replies come from.
    pub address: String,
    pub phone: Option<String>,
}

/// One part of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionPlan {
    pub id: Session,
    pub name: Localised,
    /// In the event's zone.
    pub starts: NaiveTime,
    /// In the event's zone.
    pub ends: NaiveTime,
    /// Persons.
    pub capacity: u32,
    /// Where it is one of several visits.
    #[serde(default)]
    pub visit: Option<Visit>,
}

/// What happens to a party that does not fit whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupPolicy {
    /// All of them wait together.
    #[default]
    Whole,
    /// The first of the letter get the free seats, the rest wait.
    PartialOk,
}

/// What happens when the first on the waiting list needs more seats than are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueueOrder {
    /// Nobody overtakes; the seats stay idle and the organisers are told.
    #[default]
    Strict,
    /// The next that fits is taken; each skip is logged.
    SkipTooBig,
}

/// How a seat that became free reaches whoever waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromotionPolicy {
    /// It is offered, and held until a deadline.
    #[default]
    Offer,
    /// It is given at once.
    Confirm,
    /// Nobody is promoted; the organisers decide each (rule 29).
    Pause,
}

/// What happens to places that are asked for without names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnnamedPolicy {
    /// They are held like named ones; the names are waited for until a date.
    #[default]
    Hold,
    /// Nobody is registered before all names are there.
    Ask,
}

/// How far the desk goes on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Autonomy {
    /// Everything waits for an organiser; nothing leaves.
    Draft,
    /// Acts where there is no doubt.
    #[default]
    Assisted,
}

/// Rules of registration that differ from event to event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrationPolicy {
    pub opens: DateTime<Utc>,
    pub closes: DateTime<Utc>,
    #[serde(default)]
    pub autonomy: Autonomy,
    /// The sessions of a person whose letter names none.
    pub sessions_when_unsaid: Vec<Session>,
    #[serde(default)]
    pub groups: GroupPolicy,
    #[serde(default)]
    pub unnamed_places: UnnamedPolicy,
    /// Days in which the names of held places are to follow; then an organiser looks.
    #[serde(default = "default_names_within_days")]
    pub names_within_days: u32,
    #[serde(default)]
    pub queue_order: QueueOrder,
    #[serde(default)]
    pub promotion: PromotionPolicy,
    /// Hours in which an offer is to be answered; its end is moved into working hours (rule 22).
    #[serde(default = "default_offer_hours")]
    pub offer_hours: u32,
    /// After it no offer leaves and nobody is promoted (rule 25). Without it offers end with registration, and seats
    /// that are given at once with the beginning of the event.
    pub offers_until: Option<DateTime<Utc>>,
    /// After it a person makes the changes of details, sessions and persons (rule 36); cancellations are always taken.
    pub changes_until: Option<DateTime<Utc>>,
    /// Persons per session; more go to an organiser (rule 29b). `None` sets no limit.
    pub waiting_list_capacity: Option<u32>,
    /// Days before the event on which everybody with a seat is reminded; `None` for no reminder.
    pub reminder_days_before: Option<u32>,
    /// Whether the place on the waiting list is told.
    #[serde(default)]
    pub show_position: bool,
    /// Persons in one letter beyond which an organiser looks first.
    #[serde(default = "default_party_max")]
    pub party_max: u32,
    /// Working days in which a person answers what the desk does not.
    #[serde(default = "default_answer_within_days")]
    pub answer_within_days: u32,
}

/// How far the desk goes with requests about data whose sender is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataPolicy {
    /// An organiser has the last word.
    #[default]
    Ask,
    Act,
}

/// What becomes of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyPolicy {
    #[serde(default)]
    pub data_copy: DataPolicy,
    #[serde(default)]
    pub erasure: DataPolicy,
    /// Days after the event on which all personal data are erased by themselves; `None` keeps them.
    pub keep_days_after: Option<u32>,
}

/// The organisers' daily letter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigestPolicy {
    /// To whom it goes.
    pub to: Vec<String>,
    #[serde(default)]
    pub language: OrganisersLanguage,
    /// The hour of the day, in the event's zone, from which it leaves.
    pub hour: u32,
    /// Hours after which a letter that nobody decided is told of at once.
    pub alert_after_hours: u32,
    /// Minutes after which a mailbox that cannot be reached is told of, and its end too (mail-rules 102).
    pub unreachable_after_minutes: u32,
}

/// Rules of press requests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PressPolicy {
    pub closes: DateTime<Utc>,
    /// Persons of one medium who are accredited; more only with a reason (rule 63). `None` sets no limit.
    pub per_medium: Option<u32>,
    /// What the press office wants to see (rule 62); team and equipment only of those who film, photograph or record.
    #[serde(default = "default_papers")]
    pub papers: Vec<Paper>,
    /// Where badges are collected; without it, at the venue's entrance.
    pub badge_place: Option<Localised>,
    /// From when, in the event's zone; without it, an hour before the first session.
    pub badge_from: Option<NaiveTime>,
    /// Where the sessions can be followed from afar, for those who cannot be accredited.
    pub stream: Option<String>,
    /// Working days before the event by which decisions are told.
    #[serde(default = "default_answer_within_days")]
    pub answer_within_days: u32,
}

fn default_papers() -> Vec<Paper> {
    Paper::ALL.to_vec()
}

fn default_offer_hours() -> u32 {
    72
}

fn default_names_within_days() -> u32 {
    14
}

fn default_party_max() -> u32 {
    20
}

fn default_answer_within_days() -> u32 {
    3
}

impl Default for RegistrationPolicy {
    /// Open for ever, assisted, all sessions, groups kept whole, strict order, offers of three days, no limit of the list.
    fn default() -> Self {
        Self {
            opens: DateTime::<Utc>::MIN_UTC,
            closes: DateTime::<Utc>::MAX_UTC,
            autonomy: Autonomy::default(),
            sessions_when_unsaid: Session::ALL.to_vec(),
            groups: GroupPolicy::default(),
            unnamed_places: UnnamedPolicy::default(),
            names_within_days: default_names_within_days(),
            queue_order: QueueOrder::default(),
            promotion: PromotionPolicy::default(),
            offer_hours: default_offer_hours(),
            offers_until: None,
            changes_until: None,
            waiting_list_capacity: None,
            reminder_days_before: None,
            show_position: false,
            party_max: default_party_max(),
            answer_within_days: default_answer_within_days(),
        }
    }
}

impl Default for PressPolicy {
    fn default() -> Self {
        Self {
            closes: DateTime::<Utc>::MAX_UTC,
            per_medium: None,
            papers: default_papers(),
            badge_place: None,
            badge_from: None,
            stream: None,
            answer_within_days: default_answer_within_days(),
        }
    }
}

/// The event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The event will not take place: whoever registers is told so, and nobody is promoted.
    #[serde(default)]
    pub cancelled: bool,
    /// Lower-case letters, digits and hyphens; names the event in the database.
    pub id: String,
    /// Leads every reference, as in `RTM-7K3Q9B`.
    pub reference_prefix: String,
    pub name: Localised,
    /// For subjects and calendar entries; the full name where it is not given.
    pub short_name: Option<Localised>,
    pub date: NaiveDate,
    pub zone: Tz,
    pub venue: Localised,
    pub city: Localised,
    pub address: String,
    /// Where the programme and practical advice are published.
    pub page: Option<String>,
    pub organisers: Vec<Localised>,
    pub interpretation: Vec<Language>,
    /// Persons in the whole event; each counts once, in however many sessions.
    pub capacity: Option<u32>,
    pub sessions: Vec<SessionPlan>,
    pub contacts: Contacts,
    pub registration: RegistrationPolicy,
    pub press: PressPolicy,
    #[serde(default)]
    pub privacy: PrivacyPolicy,
    /// The organisers' daily letter; `None` sends none.
    pub digest: Option<DigestPolicy>,
}

/// Who answers for each mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    pub registration: Contact,
    pub press: Contact,
}

impl Event {
    /// The person who answers for a mailbox.
    #[must_use]
    pub fn contact(&self, role: MailboxRole) -> &Contact {
        match role {
            MailboxRole::Registration => &self.contacts.registration,
            MailboxRole::Press => &self.contacts.press,
        }
    }

    /// The short name, or the full one where none is given.
    #[must_use]
    pub fn short_name(&self) -> &Localised {
        self.short_name.as_ref().unwrap_or(&self.name)
    }

    /// The plan of a session, if the event has it.
    #[must_use]
    pub fn session(&self, id: Session) -> Option<&SessionPlan> {
        self.sessions.iter().find(|plan| plan.id == id)
    }

    /// The sessions by id, for counting.
    #[must_use]
    pub fn capacities(&self) -> BTreeMap<Session, u32> {
        self.sessions
            .iter()
            .map(|plan| (plan.id, plan.capacity))
            .collect()
    }

    /// The moment a local time of the event's day stands for; of a time that a clock change doubles, the earlier.
    #[must_use]
    pub fn moment(&self, time: NaiveTime) -> DateTime<Utc> {
        let local = self.date.and_time(time);
        self.zone
            .from_local_datetime(&local)
            .earliest()
            .map_or_else(|| local.and_utc(), |moment| moment.with_timezone(&Utc))
    }

    /// The moment from which nobody is promoted any more (I9, rule 25).
    #[must_use]
    pub fn promotes_until(&self) -> DateTime<Utc> {
        let policy = &self.registration;
        let cutoff = match (policy.offers_until, policy.promotion) {
            (Some(cutoff), _) => cutoff,
            (None, PromotionPolicy::Offer) => policy.closes,
            (None, PromotionPolicy::Confirm | PromotionPolicy::Pause) => self.starts(),
        };
        if self.cancelled {
            return DateTime::<Utc>::MIN_UTC;
        }
        cutoff.min(self.starts())
    }

    /// The day on which all personal data are erased, if it is set.
    #[must_use]
    pub fn kept_until(&self) -> Option<NaiveDate> {
        let days = self.privacy.keep_days_after?;
        self.date.checked_add_days(Days::new(u64::from(days)))
    }

    /// When the first session begins.
    #[must_use]
    pub fn starts(&self) -> DateTime<Utc> {
        let first = self.sessions.iter().map(|plan| plan.starts).min();
        self.moment(first.unwrap_or(NaiveTime::MIN))
    }

    /// The last end of the programme: what was written before it may be stale after it (mail-rules 92).
    #[must_use]
    pub fn ends(&self) -> DateTime<Utc> {
        let last = self.sessions.iter().map(|plan| plan.ends).max();
        self.moment(last.unwrap_or(NaiveTime::MIN))
    }
}
