//! A desk without mailbox or database: letters go in, decisions come out, places are counted in a list.

use chrono::{DateTime, TimeDelta, Utc};
use rsvpd::config::{SUMMIT, event};
use rsvpd::event::Event;
use rsvpd::language::{Language, ReplyLanguage};
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::registration::State;
use rsvpd::request::papers::Papers;
use rsvpd::request::{
    Attendee, Disposition, Doubt, DoubtKind, Evidence, Found, Intent, Part, Request, Session,
};
use rsvpd::rules::details::Details;
use rsvpd::rules::organiser::{Act, ActRefused, organise};
use rsvpd::rules::promotion::{Promotions, promote};
use rsvpd::rules::standing::PartyPerson;
use rsvpd::rules::{
    Decision, Dossier, KnownPerson, Limits, Move, Party, Prior, Seats, WaitingEntry, decide, name_key,
};
use std::collections::BTreeMap;

/// A letter as the reader would have understood it.
#[derive(Debug, Clone)]
pub struct Sample {
    from: String,
    names: Vec<String>,
    sessions: Option<Vec<Session>>,
    intent: Intent,
    disposition: Disposition,
    doubts: Vec<DoubtKind>,
    mailbox: MailboxRole,
}

/// A letter that registers one person, without doubts.
pub fn letter(name: &str) -> Sample {
    let address: String = name_key(name).split(' ').collect::<Vec<_>>().join(".");
    Sample {
        from: format!("{address}@town.example"),
        names: vec![name.to_owned()],
        sessions: None,
        intent: Intent::Registration,
        disposition: Disposition::Act,
        doubts: Vec::new(),
        mailbox: MailboxRole::Registration,
    }
}

impl Sample {
    pub fn and(mut self, name: &str) -> Self {
        self.names.push(name.to_owned());
        self
    }

    pub fn from(mut self, address: &str) -> Self {
        self.from = address.to_owned();
        self
    }

    pub fn sessions(mut self, sessions: &[Session]) -> Self {
        self.sessions = Some(sessions.to_vec());
        self
    }

    pub fn intent(mut self, intent: Intent) -> Self {
        self.intent = intent;
        self
    }

    pub fn disposition(mut self, disposition: Disposition) -> Self {
        self.disposition = disposition;
        self
    }

    pub fn doubt(mut self, kind: DoubtKind) -> Self {
        self.doubts.push(kind);
        self.disposition = Disposition::Review;
        self
    }

    pub fn for_press(mut self) -> Self {
        self.mailbox = MailboxRole::Press;
        self
    }

    fn request(&self) -> Request {
        let attendees = self.names.iter().map(|name| Attendee {
            name: Some(found(name.clone())),
            sessions: self.sessions.clone().map(found),
            ..Attendee::default()
        });
        Request {
            mailbox: self.mailbox,
            language: found(Language::FRENCH),
            intent: found(self.intent),
            disposition: self.disposition,
            writer: None,
            attendees: attendees.collect(),
            seats: None,
            replaces: None,
            press: None,
        }
    }

    fn message(&self) -> Message {
        let (_, domain) = self.from.rsplit_once('@').unwrap();
        let raw = format!(
            "Return-Path: <{}>\r\nFrom: <{}>\r\nTo: cristellys@efus.eu\r\nMessage-ID: <1@{domain}>\r\nSubject: x\r\n\r\nBonjour\r\n",
            self.from, self.from
        );
        let own = Desk {
            addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
            ..Desk::default()
        };
        Message::parse(raw.as_bytes(), &own, Some(self.mailbox))
    }
}

fn found<T>(value: T) -> Found<T> {
    Found {
        value,
        evidence: Evidence {
            part: Part::Assumed,
            start: 0,
            end: 0,
            rule: "test".to_owned(),
        },
    }
}

/// One stored place.
#[derive(Debug, Clone)]
struct Place {
    party: i64,
    position: i64,
    session: Session,
    state: State,
    since: DateTime<Utc>,
}

/// The event and everybody in it.
#[derive(Debug, Clone)]
pub struct Hall {
    pub event: Event,
    pub now: DateTime<Utc>,
    places: Vec<Place>,
    persons: Vec<KnownPerson>,
    letters: i64,
}

impl Hall {
    /// The Summit with as many seats in each session, in the middle of registration.
    pub fn with_seats(seats: u32) -> Self {
        let mut event = event::parse("event.toml", SUMMIT).unwrap();
        event.capacity = None;
        for plan in &mut event.sessions {
            plan.capacity = seats;
        }
        let now = event.registration.opens + TimeDelta::days(7);
        Self {
            event,
            now,
            places: Vec::new(),
            persons: Vec::new(),
            letters: 0,
        }
    }

    pub fn set(&mut self, session: Session, seats: u32) {
        self.event
            .sessions
            .iter_mut()
            .find(|plan| plan.id == session)
            .unwrap()
            .capacity = seats;
    }

    pub fn raise(&mut self, session: Session, by: u32) {
        let plan = self
            .event
            .sessions
            .iter_mut()
            .find(|plan| plan.id == session)
            .unwrap();
        plan.capacity += by;
    }

    pub fn count(&self, session: Session, state: State) -> usize {
        self.places
            .iter()
            .filter(|place| place.session == session && place.state == state)
            .count()
    }

    /// The places of each person.
    pub fn by_person(&self) -> BTreeMap<(i64, i64), Vec<(Session, State)>> {
        let mut persons: BTreeMap<(i64, i64), Vec<(Session, State)>> = BTreeMap::new();
        for place in &self.places {
            persons
                .entry((place.party, place.position))
                .or_default()
                .push((place.session, place.state));
        }
        persons
    }

    /// The seats, counted from the places.
    pub fn seats(&self) -> Seats {
        let mut seats = Seats::empty(&self.event.capacities(), self.event.capacity);
        seats.add(self.by_person().values().map(Vec::as_slice));
        seats
    }

    /// Decides about a letter and stores what follows.
    pub fn receive(&mut self, sample: &Sample) -> Decision {
        let (request, message) = (sample.request(), sample.message());
        let doubts: Vec<Doubt> = sample
            .doubts
            .iter()
            .map(|kind| Doubt {
                kind: *kind,
                evidence: None,
            })
            .collect();
        let decision = decide(&Dossier {
            event: &self.event,
            limits: &Limits::default(),
            received_at: self.now,
            mailbox: sample.mailbox,
            origin: &message.origin,
            request: &request,
            doubts: &doubts,
            answer: None,
            data_wish: None,
            papers: &Papers::default(),
            seats: &self.seats(),
            prior: &Prior {
                persons: self.known(),
                ..Prior::default()
            },
        });
        let party = self.letters;
        for person in &decision.persons {
            let position = i64::try_from(person.attendee).unwrap();
            let place = |(session, state): &(Session, State)| Place {
                party,
                position,
                session: *session,
                state: *state,
                since: self.now,
            };
            self.places.extend(person.places.iter().map(place));
            self.persons.push(KnownPerson {
                party,
                position,
                reference: format!("RTM-{party}"),
                name_key: name_key(&sample.names[person.attendee]),
                contact_address: sample.from.clone(),
                places: Vec::new(),
            });
        }
        self.letters += 1;
        self.now += TimeDelta::minutes(1);
        decision
    }

    fn known(&self) -> Vec<KnownPerson> {
        let mut persons = self.persons.clone();
        for person in &mut persons {
            let own = self
                .places
                .iter()
                .filter(|place| (place.party, place.position) == (person.party, person.position));
            person.places = own.map(|place| (place.session, place.state)).collect();
        }
        persons
    }

    /// Cancels all places of a party that can be; how many there were.
    pub fn cancel(&mut self, party: i64) -> usize {
        let open = |place: &&mut Place| place.party == party && place.state.may_become(State::Cancelled);
        self.places
            .iter_mut()
            .filter(open)
            .map(|place| place.state = State::Cancelled)
            .count()
    }

    pub fn waiting(&self) -> Vec<WaitingEntry> {
        let mut entries: BTreeMap<(i64, Session), WaitingEntry> = BTreeMap::new();
        for place in self.places.iter().filter(|place| place.state == State::Waiting) {
            let seated = self.places.iter().any(|other| {
                (other.party, other.position) == (place.party, place.position) && other.state.holds_seat()
            });
            let entry = entries
                .entry((place.party, place.session))
                .or_insert_with(|| WaitingEntry {
                    party: place.party,
                    session: place.session,
                    priority: 0,
                    since: place.since,
                    wish: self.wish(place),
                    positions: Vec::new(),
                    newcomers: Vec::new(),
                    holds: Vec::new(),
                    instead: Vec::new(),
                    reachable: true,
                });
            entry.positions.push(place.position);
            if !seated {
                entry.newcomers.push(place.position);
            }
            if place.session.is_visit() {
                entry.holds.extend(self.visit_of(place.party, place.position));
            }
        }
        entries.into_values().collect()
    }

    /// The seat of a person in a visit.
    fn visit_of(&self, party: i64, position: i64) -> Option<(i64, Session, State)> {
        let mut own = self
            .places
            .iter()
            .filter(|place| (place.party, place.position) == (party, position));
        let held = own.find(|place| place.session.is_visit() && place.state.holds_seat());
        held.map(|place| (position, place.session, place.state))
    }

    /// Which wish of its person a visit is, from 1.
    fn wish(&self, wanted: &Place) -> i64 {
        let visits = self.places.iter().filter(|place| {
            (place.party, place.position) == (wanted.party, wanted.position) && place.session.is_visit()
        });
        let at = visits.take_while(|place| place.session != wanted.session).count();
        i64::try_from(at).unwrap() + 1
    }

    /// Runs the promotion pass and stores its moves.
    pub fn promote(&mut self) -> Promotions {
        let promotions = promote(&self.event, self.now, &mut self.seats(), &self.waiting());
        promotions.parties.values().for_each(|moves| self.apply(moves));
        promotions
    }

    /// An organiser's act on a party.
    pub fn organise(&mut self, party: i64, act: &Act) -> Result<Decision, ActRefused> {
        let mut persons: BTreeMap<i64, Vec<(Session, State)>> = BTreeMap::new();
        for place in self.places.iter().filter(|place| place.party == party) {
            persons
                .entry(place.position)
                .or_default()
                .push((place.session, place.state));
        }
        let stored = Party {
            id: party,
            reference: format!("RTM-{party}"),
            mailbox: MailboxRole::Registration,
            language: ReplyLanguage::Fr,
            persons: persons
                .into_iter()
                .map(|(position, places)| PartyPerson {
                    position,
                    name: None,
                    places,
                    instead: Vec::new(),
                    details: Details::default(),
                })
                .collect(),
            contact_key: None,
            press: None,
        };
        let decision = organise(&self.event, &self.seats(), &stored, "Juan", act)?;
        self.apply(&decision.moves);
        Ok(decision)
    }

    fn apply(&mut self, moves: &[Move]) {
        for a_move in moves {
            assert!(a_move.from.may_become(a_move.to), "{a_move:?} is a legal move");
            let place = self
                .places
                .iter_mut()
                .find(|place| {
                    (place.party, place.position, place.session)
                        == (a_move.place.party, a_move.place.position, a_move.place.session)
                })
                .unwrap();
            assert_eq!(place.state, a_move.from);
            place.state = a_move.to;
        }
    }
}
