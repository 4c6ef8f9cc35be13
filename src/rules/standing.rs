//! What is known before a decision: the seats of each session, who waits, and what the writer already has.

use crate::language::ReplyLanguage;
use crate::message::MailboxRole;
use crate::registration::State;
use crate::reply::ReplyKind;
use crate::request::data::DataWish;
use crate::request::{Request, Session};
use crate::rules::decision::{Decision, Move};
use crate::rules::details::Details;
use crate::rules::press::PressFile;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// One person's place in one session; a party is known by the number of the message it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId {
    pub party: i64,
    /// Position in the party, from 0.
    pub position: i64,
    pub session: Session,
}

/// Counts of persons in one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionSeats {
    pub capacity: u32,
    /// Confirmed and attended.
    pub confirmed: u32,
    /// Open offers; taken like confirmed, but shown apart (rule 4).
    pub offered: u32,
    pub waiting: u32,
}

impl SessionSeats {
    fn count(&mut self, state: State, by: i32) {
        let counter = match state {
            State::Confirmed | State::Attended => &mut self.confirmed,
            State::Offered => &mut self.offered,
            State::Waiting => &mut self.waiting,
            _ => return,
        };
        *counter = counter.saturating_add_signed(by);
    }

    /// Seats that nobody holds.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.capacity.saturating_sub(self.confirmed + self.offered)
    }
}

/// The seats of the whole event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seats {
    pub sessions: BTreeMap<Session, SessionSeats>,
    /// Persons the event can take; `None` where only the sessions limit it.
    pub capacity: Option<u32>,
    /// Persons who hold a seat in at least one session.
    pub persons: u32,
    /// Nobody who waits is given a seat now, though one may be free: then nobody who waits may be passed by either (I4).
    pub line_rests: bool,
}

impl Seats {
    /// How many more persons the event can take in all.
    #[must_use]
    pub fn persons_free(&self) -> u32 {
        self.capacity
            .map_or(u32::MAX, |capacity| capacity.saturating_sub(self.persons))
    }
}

/// A person that the desk already knows, found because a name or an address of the letter matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    pub party: i64,
    pub position: i64,
    pub reference: String,
    /// Folded name ([`crate::rules::name_key`]); empty for a person who is not named.
    pub name_key: String,
    /// The address the party wrote from, lower case.
    pub contact_address: String,
    pub places: Vec<(Session, State)>,
}

/// A waiting party, per session; all its waiting places in that session move together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingEntry {
    pub party: i64,
    pub session: Session,
    /// Higher goes first.
    pub priority: i64,
    pub since: DateTime<Utc>,
    /// Of a visit: which of their wishes it is; lower goes first.
    pub wish: i64,
    /// Positions in the party that wait, ascending.
    pub positions: Vec<i64>,
    /// Of these, the ones that hold no seat in any session yet (they count against the event's total).
    pub newcomers: Vec<i64>,
    /// Seats that its persons hold, by position, and give up by getting this place: of a visit those in others, else what
    /// they wish to leave for it.
    pub holds: Vec<(i64, Session, State)>,
    /// Sessions that its persons wish to leave for this one, by position, whether they have a seat there or wait.
    pub instead: Vec<(i64, Session)>,
    /// Whether a letter can reach the party; without one nobody is promoted (rule 19).
    pub reachable: bool,
}

/// How often an address, its domain and a mailbox were answered; counted from the outbox (mail-rules 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnswerCounts {
    pub address_day: u32,
    pub address_month: u32,
    pub domain_hour: u32,
    pub mailbox_hour: u32,
    pub mailbox_day: u32,
    /// Letters of the same words from the same address that were answered.
    pub same_words: u32,
    /// The circuit breaker of this mailbox is open: only a person closes it.
    pub breaker_open: bool,
}

/// What is known of one letter's writer and persons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prior {
    pub persons: Vec<KnownPerson>,
    pub answers: AnswerCounts,
    /// The party that the letter writes about, where it answers a letter of ours.
    pub thread: Option<Thread>,
    /// Other parties that it may write about: the writer's own, those whose reference it quotes, those of its persons.
    pub parties: Vec<Thread>,
    /// References in its subject.
    pub quoted: Vec<String>,
}

impl Prior {
    /// The stored party that a decision is about: the letter's answer goes under its reference.
    #[must_use]
    pub fn concerned(&self, decision: &Decision) -> Option<&Thread> {
        // A letter that brings persons is about those.
        if !decision.persons.is_empty() {
            return None;
        }
        match decision.concerns {
            Some(party) => self.known(party),
            None => self.thread.as_ref(),
        }
    }

    /// A party that the letter may write about.
    pub(super) fn known(&self, party: i64) -> Option<&Thread> {
        let mut all = self.thread.iter().chain(&self.parties);
        all.find(|thread| thread.party.id == party)
    }
}

/// The party that a letter writes about: it quotes a Message-ID that only we can have made (mail-rules 2.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    pub party: Party,
    /// To whom the letter of ours was sent that is answered, lower case; only they may act on it alone. Empty where
    /// the letter answers none.
    pub sent_to: String,
    /// Where letters about the party go, lower case.
    pub contact_address: Option<String>,
    /// What the party is offered now.
    pub offers: Vec<Offer>,
    /// The kind of our letter that is answered, if one is.
    pub answers: Option<ReplyKind>,
    /// Message-ID of that letter, where it asks for an answer and got none yet that ended it.
    pub question: Option<String>,
    /// Parties that are before this one in each session that it waits for (I3).
    pub ahead: BTreeMap<Session, u32>,
    /// Until when the names of places that are held without one are waited for.
    pub names_by: Option<DateTime<Utc>>,
    /// What was asked for by somebody who did not prove to be the owner, where our letter asks the owner about it.
    pub pending: Option<Box<Pending>>,
}

/// What an owner is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub request: Request,
    /// Where it is about their data.
    pub data_wish: Option<DataWish>,
}

/// A seat that is held for somebody until a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offer {
    pub place: PlaceId,
    pub until: DateTime<Utc>,
}

impl Thread {
    /// The question of ours that a letter from this address answers, by its Message-ID.
    #[must_use]
    pub fn asked(&self, address: &str) -> Option<&str> {
        let question = self.question.as_deref()?;
        (self.sent_to == address.to_lowercase()).then_some(question)
    }

    /// Whether our letter asks an owner about their data.
    #[must_use]
    pub fn asks_about_data(&self) -> bool {
        self.pending
            .as_ref()
            .is_some_and(|pending| pending.data_wish.is_some())
    }

    /// Whether an offer of the party ended before this moment, though nothing was done about it yet.
    #[must_use]
    pub fn lapsed(&self, now: DateTime<Utc>) -> bool {
        self.offers.iter().any(|offer| offer.until < now)
    }
}

/// One session's result for one person of a party, for letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyPerson {
    pub position: i64,
    pub name: Option<String>,
    pub places: Vec<(Session, State)>,
    /// Places on lists, each with a session that is kept until it is sure: the new one first.
    pub instead: Vec<(Session, Session)>,
    pub details: Details,
}

/// A stored party, as an organiser's act or a promotion sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub id: i64,
    pub reference: String,
    pub mailbox: MailboxRole,
    pub language: ReplyLanguage,
    pub persons: Vec<PartyPerson>,
    /// Folded name of whoever wrote the letter; `None` where it does not tell.
    pub contact_key: Option<String>,
    /// Where it is a press request.
    pub press: Option<PressFile>,
}

impl KnownPerson {
    /// Whether any of its places is live (I6).
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.places.iter().any(|(_, state)| state.is_live())
    }
}

impl Seats {
    /// Seats of an event where nobody is registered yet.
    #[must_use]
    pub fn empty(capacities: &BTreeMap<Session, u32>, capacity: Option<u32>) -> Self {
        let sessions = capacities
            .iter()
            .map(|(&session, &capacity)| {
                (
                    session,
                    SessionSeats {
                        capacity,
                        ..SessionSeats::default()
                    },
                )
            })
            .collect();
        Self {
            sessions,
            capacity,
            persons: 0,
            line_rests: false,
        }
    }

    /// Counts moves of a party's places, so that the next act of several sees them.
    pub fn apply(&mut self, party: &Party, moves: &[Move]) {
        let own = moves.iter().filter(|a_move| a_move.place.party == party.id);
        self.leave(&own.cloned().collect::<Vec<_>>());
        for person in &party.persons {
            let after = |session: Session, state: State| {
                let moved = moves.iter().find(|a_move| {
                    a_move.place.position == person.position && a_move.place.session == session
                });
                moved.map_or(state, |a_move| a_move.to)
            };
            let before = person.places.iter().any(|(_, state)| state.holds_seat());
            let now = person
                .places
                .iter()
                .any(|&(session, state)| after(session, state).holds_seat());
            self.persons = self
                .persons
                .saturating_add_signed(i32::from(now) - i32::from(before));
        }
    }

    /// Counts places that are given up, so that others can have them.
    pub fn leave(&mut self, moves: &[Move]) {
        for a_move in moves {
            if let Some(counts) = self.sessions.get_mut(&a_move.place.session) {
                counts.count(a_move.from, -1);
                counts.count(a_move.to, 1);
            }
        }
    }

    /// Counts a new party's places, so that the next letter of a batch sees them.
    pub fn add<'a>(&mut self, persons: impl IntoIterator<Item = &'a [(Session, State)]>) {
        for places in persons {
            for (session, state) in places {
                let Some(counts) = self.sessions.get_mut(session) else {
                    continue;
                };
                match state {
                    State::Confirmed | State::Attended => counts.confirmed += 1,
                    State::Offered => counts.offered += 1,
                    State::Waiting => counts.waiting += 1,
                    _ => {}
                }
            }
            self.persons += u32::from(places.iter().any(|(_, state)| state.holds_seat()));
        }
    }
}
