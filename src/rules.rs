//! What follows from a request: a pure function from dossier to decision.

mod adding;
pub mod amend;
pub mod attendance;
mod beyond;
pub mod by_hand;
pub mod capacity;
mod change;
pub mod contact;
pub mod deadline;
pub mod decision;
pub mod details;
pub mod diary;
mod duplicates;
pub mod exchange;
mod existing;
mod gate;
mod groups;
pub mod limits;
pub mod names;
pub mod offers;
pub mod organiser;
mod over;
pub mod pass_on;
pub mod press;
pub mod privacy;
pub mod promotion;
mod registered;
pub mod same_person;
pub mod split;
pub mod standing;
pub mod visits;
mod withdraw;
pub mod words;

pub use decision::{Decision, Move, NewPerson, Outcome, Reason};
pub use gate::decide;
pub use limits::{Limits, solicited};
pub use same_person::{key_of, name_key};
pub use standing::{
    KnownPerson, Offer, Party, PartyPerson, Pending, PlaceId, Prior, Seats, SessionSeats, Thread,
    WaitingEntry,
};

use crate::event::{Autonomy, Event};
use crate::language::ReplyLanguage;
use crate::message::{MailboxRole, Origin};
use crate::registration::State;
use crate::reply::{Facts, Letter, PersonResult, ReplyKind};
use crate::request::answer::Answer;
use crate::request::data::DataWish;
use crate::request::papers::Papers;
use crate::request::{Disposition, Doubt, DoubtKind, Intent, Request, Session};
use capacity::Allocation;
use chrono::{DateTime, Utc};
use contact::ContactRole;

/// Everything that a decision about one letter may look at.
#[derive(Debug, Clone, Copy)]
pub struct Dossier<'a> {
    pub event: &'a Event,
    pub limits: &'a Limits,
    /// When our server received it; deadlines are judged by it, never by the Date field (mail-rules 61).
    pub received_at: DateTime<Utc>,
    pub mailbox: MailboxRole,
    pub origin: &'a Origin,
    pub request: &'a Request,
    pub doubts: &'a [Doubt],
    /// What it says to an offer, if it answers a letter of ours.
    pub answer: Option<&'a Answer>,
    /// What it wants of its sender's data, if it is about that.
    pub data_wish: Option<DataWish>,
    /// What it brings for a press request, if it may be about one.
    pub papers: &'a Papers,
    pub seats: &'a Seats,
    pub prior: &'a Prior,
}

/// What becomes of a letter that may have an answer.
fn answered(dossier: &Dossier<'_>) -> Decision {
    if dossier.event.registration.autonomy == Autonomy::Draft {
        let mut reasons = vec![Reason::DraftMode];
        reasons.extend(doubt_reasons(dossier));
        return review(dossier, reasons, None);
    }
    if let Some(decision) = existing::owner_answered(dossier)
        .or_else(|| over::about(dossier))
        .or_else(|| privacy::about(dossier))
        .or_else(|| press::about(dossier))
        .or_else(|| offers::answered(dossier))
        .or_else(|| attendance::answered(dossier))
        .or_else(|| groups::answered(dossier))
        .or_else(|| existing::about(dossier))
    {
        return decision;
    }
    match dossier.request.intent.value {
        Intent::Registration => register(dossier),
        Intent::Other => review(dossier, vec![Reason::LeftToPerson], None),
        _ => {
            let mut reasons = vec![Reason::LeftToPerson];
            reasons.extend(doubt_reasons(dossier));
            review(dossier, reasons, Some(ReplyKind::Receipt))
        }
    }
}

fn register(dossier: &Dossier<'_>) -> Decision {
    let policy = &dossier.event.registration;
    if dossier.event.cancelled {
        return not_held(dossier);
    }
    if dossier.received_at > policy.closes {
        return review(dossier, vec![Reason::Late], Some(ReplyKind::LateRequest));
    }
    if dossier.received_at < policy.opens {
        return review(dossier, vec![Reason::NotOpen], Some(ReplyKind::Receipt));
    }
    let names_by = names::held_until(dossier);
    if names_by.is_none()
        && let Some(decision) = asked_back(dossier)
    {
        return decision;
    }
    let mut reasons = match names_by {
        Some(_) => Vec::new(),
        None => doubt_reasons(dossier),
    };
    let named = dossier.request.attendees.len();
    if named > policy.party_max as usize {
        reasons.push(Reason::PartyTooBig);
    }
    if duplicates::named_twice(dossier.request) {
        reasons.push(Reason::NamedTwice);
    }
    // A reader that found no doubt and yet does not vouch for acting is a doubt by itself.
    let vouched = dossier.request.disposition == Disposition::Act || names_by.is_some();
    if reasons.is_empty() && (!vouched || named == 0) {
        reasons.push(Reason::Doubt(DoubtKind::IntentUnclear));
    }
    if !reasons.is_empty() {
        return review(dossier, reasons, Some(dossier.receipt_kind()));
    }
    if let Some(reference) = duplicates::refused_before(dossier) {
        let reasons = vec![Reason::RefusedBefore(reference)];
        return review(dossier, reasons, Some(dossier.receipt_kind()));
    }
    match duplicates::known_before(dossier) {
        Some(decision) => decision,
        None => seat(dossier, names_by),
    }
}

/// The event is cancelled: whoever still registers is told so.
fn not_held(dossier: &Dossier<'_>) -> Decision {
    Decision {
        letter: Some(dossier.letter(ReplyKind::EventCancelled, Facts::default())),
        ..Decision::without_party(Outcome::Decided, Reason::EventCancelled)
    }
}

/// Where only names or the count are missing, the writer is asked; everything else needs an organiser.
fn asked_back(dossier: &Dossier<'_>) -> Option<Decision> {
    let asks = |doubt: &Doubt| {
        matches!(
            doubt.kind,
            DoubtKind::NobodyNamed | DoubtKind::CountDisagrees | DoubtKind::CountOpen
        )
    };
    if dossier.doubts.is_empty() || !dossier.doubts.iter().all(asks) {
        return None;
    }
    let mut missing = organiser::missing_of(dossier.doubts);
    missing.sort_unstable();
    let mut decision = review(dossier, doubt_reasons(dossier), None);
    decision.outcome = Outcome::AskedBack;
    decision.letter = Some(dossier.letter(
        ReplyKind::QuestionBack,
        Facts {
            missing,
            ..Facts::default()
        },
    ));
    Some(decision)
}

/// Gives every person of the letter a state in every session asked for (rules 2, 3, 30).
///
/// `names_by` is the date until which those who are not named hold a place without one.
fn seat(dossier: &Dossier<'_>, names_by: Option<DateTime<Utc>>) -> Decision {
    let wanted: Vec<(usize, Vec<Session>)> = (0..dossier.request.attendees.len())
        .map(|index| (index, dossier.sessions_of(index)))
        .collect();
    seat_some(dossier, &wanted, names_by)
}

/// The same for some of the letter's persons, each with the sessions that they are to have.
fn seat_some(
    dossier: &Dossier<'_>,
    seated: &[(usize, Vec<Session>)],
    names_by: Option<DateTime<Utc>>,
) -> Decision {
    let wanted: Vec<Vec<Session>> = seated.iter().map(|(_, sessions)| sessions.clone()).collect();
    let allocation = capacity::allocate(dossier.seats, &dossier.event.registration, &wanted);
    if allocation.list_full {
        let mut decision = review(
            dossier,
            vec![Reason::WaitingListFull],
            Some(dossier.receipt_kind()),
        );
        if let Some(letter) = &mut decision.letter {
            letter.facts.list_full = true;
        }
        return decision;
    }
    let persons: Vec<NewPerson> = allocation
        .places
        .iter()
        .zip(seated)
        .map(|(places, (attendee, _))| NewPerson {
            attendee: *attendee,
            places: places.clone(),
        })
        .collect();
    let facts = Facts {
        persons: dossier.results(&persons),
        sessions_assumed: seated
            .iter()
            .filter_map(|(index, _)| dossier.request.attendees.get(*index))
            .all(|attendee| attendee.sessions.is_none()),
        names_by,
        free: allocation.short.map(|short| short.free),
        need: allocation.short.map(|short| short.need),
        free_in: allocation.short.map(|short| short.session),
        position_in: allocation
            .waits_for
            .filter(|_| dossier.event.registration.show_position),
        ..Facts::default()
    };
    Decision {
        outcome: Outcome::Decided,
        reasons: allocation.reasons.clone(),
        persons,
        moves: Vec::new(),
        letter: Some(dossier.letter(letter_kind(&allocation), facts)),
        places: Vec::new(),
        instead: Vec::new(),
        edits: Vec::new(),
        concerns: None,
        press: None,
    }
}

fn letter_kind(allocation: &Allocation) -> ReplyKind {
    let mut states = allocation.places.iter().flatten().map(|(_, state)| *state);
    let all_confirmed = states.clone().all(|state| state == State::Confirmed);
    let any_confirmed = states.any(|state| state == State::Confirmed);
    if all_confirmed {
        ReplyKind::Confirmation
    } else if allocation.short.is_some() {
        ReplyKind::PartialGroup
    } else if any_confirmed {
        ReplyKind::MixedResult
    } else {
        ReplyKind::WaitingListNotice
    }
}

/// Leaves the letter to an organiser; its persons are `asked`, which holds no seat but keeps their arrival.
fn review(dossier: &Dossier<'_>, reasons: Vec<Reason>, letter: Option<ReplyKind>) -> Decision {
    let persons = match dossier.request.intent.value {
        Intent::Registration => (0..dossier.request.attendees.len())
            .map(|attendee| NewPerson {
                attendee,
                places: dossier
                    .sessions_of(attendee)
                    .into_iter()
                    .map(|session| (session, State::Asked))
                    .collect(),
            })
            .collect(),
        Intent::Press => press::persons(dossier),
        _ => Vec::new(),
    };
    let passed_to = (letter == Some(ReplyKind::WrongBox)).then_some(MailboxRole::Registration);
    Decision {
        outcome: Outcome::Review,
        reasons,
        persons,
        moves: Vec::new(),
        letter: letter.map(|kind| {
            dossier.letter(
                kind,
                Facts {
                    passed_to,
                    ..Facts::default()
                },
            )
        }),
        places: Vec::new(),
        instead: Vec::new(),
        edits: Vec::new(),
        concerns: None,
        press: press::brought(dossier),
    }
}

fn doubt_reasons(dossier: &Dossier<'_>) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for doubt in dossier.doubts {
        let reason = Reason::Doubt(doubt.kind);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

impl Dossier<'_> {
    /// The language of the answer: the letter's, or English.
    #[must_use]
    pub fn reply_language(&self) -> ReplyLanguage {
        self.request.language.value.reply_language()
    }

    fn letter(&self, kind: ReplyKind, mut facts: Facts) -> Letter {
        facts.writer = self.request.writer.as_ref().map(|writer| writer.value.clone());
        facts.for_others = contact::role_of_writer(self.request, &self.correspondent_address())
            == ContactRole::RegistersOthers;
        // A press letter is answered by the press contact wherever it arrived; all others by registration's.
        let mailbox = match self.request.intent.value {
            Intent::Press => MailboxRole::Press,
            Intent::Registration => MailboxRole::Registration,
            _ => self.mailbox,
        };
        Letter {
            kind,
            language: self.reply_language(),
            mailbox,
            facts,
        }
    }

    /// A letter about a registration that exists, signed by the contact that it belongs to.
    fn letter_about(&self, thread: &Thread, kind: ReplyKind, facts: Facts) -> Letter {
        let mut letter = self.letter(kind, facts);
        let role = contact::role_in(&thread.party, thread.contact_address.as_deref());
        letter.facts.for_others = role == ContactRole::RegistersOthers;
        letter.mailbox = match thread.party.press {
            Some(_) => MailboxRole::Press,
            None => thread.party.mailbox,
        };
        letter
    }

    /// Whether changes are no longer made by the desk alone (rule 36).
    fn is_frozen(&self) -> bool {
        let until = self.event.registration.changes_until;
        until.is_some_and(|until| self.received_at > until)
    }

    /// Whether the mail system vouches for the sender's domain (mail-rules 2.4).
    fn is_authenticated(&self) -> bool {
        matches!(self.origin, Origin::Person(correspondent) if correspondent.is_authenticated())
    }

    /// A registration in the press mailbox that must wait is told that it was passed on.
    fn receipt_kind(&self) -> ReplyKind {
        if self.mailbox == MailboxRole::Press {
            ReplyKind::WrongBox
        } else {
            ReplyKind::Receipt
        }
    }

    /// The folded names of a party's persons and of whoever writes.
    fn known_names(&self, thread: &Thread) -> Vec<String> {
        let writer = self.request.writer.as_ref().map(|writer| writer.value.as_str());
        let persons = thread.party.persons.iter();
        let names = persons.filter_map(|person| person.name.as_deref());
        names.chain(writer).map(name_key).collect()
    }

    fn correspondent_address(&self) -> String {
        match self.origin {
            Origin::Person(correspondent) => correspondent.address().address.to_lowercase(),
            _ => String::new(),
        }
    }

    /// The sessions of one attendee: those the letter names, else the event's usual ones.
    fn sessions_of(&self, index: usize) -> Vec<Session> {
        let said = self
            .request
            .attendees
            .get(index)
            .and_then(|attendee| attendee.sessions.as_ref());
        let wanted = said.map_or(&self.event.registration.sessions_when_unsaid, |found| {
            &found.value
        });
        visits::wanted(self.event, self.seats, wanted)
    }

    fn results(&self, persons: &[NewPerson]) -> Vec<PersonResult> {
        persons
            .iter()
            .map(|person| PersonResult {
                name: self
                    .request
                    .attendees
                    .get(person.attendee)
                    .and_then(|attendee| attendee.name.as_ref())
                    .map(|name| name.value.clone()),
                places: person.places.clone(),
            })
            .collect()
    }
}
