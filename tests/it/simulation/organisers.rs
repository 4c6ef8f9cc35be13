//! Organisers of a simulated event: they open pages, click in them late or twice, enter, correct, rank, move and part people.

use super::watch::Step;
use super::world::World;
use super::writers::Writer;
use chrono::TimeDelta;
use rand::Rng;
use rand::seq::IndexedRandom;
use rsvpd::daemon::{Correction, DeskError, Order};
use rsvpd::language::Language;
use rsvpd::registration::State;
use rsvpd::reply::Missing;
use rsvpd::request::{Attendee, Intent, Session};
use rsvpd::rules::amend::{Amended, Amendment, by_hand};
use rsvpd::rules::by_hand::ByHand;
use rsvpd::rules::details::Details;
use rsvpd::rules::organiser::Act;

/// Above the capacity only with a reason.
pub(super) const REASON: &str = "speaker";

impl World {
    /// An organiser opens a page, and maybe clicks much later.
    pub(super) async fn an_organiser_looks(&mut self) {
        let user = if self.chance.random_bool(0.5) {
            "maria"
        } else {
            "juan"
        };
        if let Some((party, version)) = self.some_request().await {
            self.pages.push((user, party, version));
        }
    }

    pub(super) async fn some_request(&mut self) -> Option<(i64, i64)> {
        let requests: Vec<(i64, i64)> =
            sqlx::query_as("SELECT message, version FROM requests ORDER BY message")
                .fetch_all(&mut self.sql)
                .await
                .unwrap();
        requests.choose(&mut self.chance).copied()
    }

    /// One that waits for a decision, if there is one.
    pub(super) async fn some_open_request(&mut self) -> Option<(i64, i64)> {
        let open: Vec<(i64, i64)> =
            sqlx::query_as("SELECT message, version FROM requests WHERE outcome = 'review' ORDER BY message")
                .fetch_all(&mut self.sql)
                .await
                .unwrap();
        match open.choose(&mut self.chance) {
            Some(found) => Some(*found),
            None => self.some_request().await,
        }
    }

    pub(super) async fn version(&mut self, party: i64) -> i64 {
        let (version,): (i64,) = sqlx::query_as("SELECT version FROM requests WHERE message = $1")
            .bind(party)
            .fetch_one(&mut self.sql)
            .await
            .unwrap();
        version
    }

    pub(super) async fn an_organiser_acts(&mut self) -> Step {
        let page = if !self.pages.is_empty() && self.chance.random_bool(0.5) {
            // The page stays open: it can be clicked twice, and by two.
            self.pages.choose(&mut self.chance).copied()
        } else {
            let found = match self.chance.random_bool(0.5) {
                true => self.some_open_request().await,
                false => self.some_request().await,
            };
            found.map(|(party, version)| ("maria", party, version))
        };
        let Some(page) = page else {
            return Step::Usual;
        };
        match self.chance.random_range(0..22) {
            0..13 => self.decides(page).await,
            20 => {
                self.takes_up_again().await;
                Step::Usual
            }
            21 => self.sees_somebody_come().await,
            13..15 => self.corrects(page).await,
            15 => self.passes_on(page).await,
            16 => self.parts(page).await,
            17 => self.enters().await,
            18 => self.ranks(page).await,
            _ => self.sends_again(page).await,
        }
    }

    /// The persons of a party, as they were seen last.
    fn positions(&self, party: i64) -> Vec<i64> {
        let mut positions: Vec<i64> = self
            .watch
            .places
            .range((party, 0, Session::Morning)..(party + 1, 0, Session::Morning))
            .map(|((_, position, _), _)| *position)
            .collect();
        positions.dedup();
        positions
    }

    async fn decides(&mut self, (user, party, version): (&str, i64, i64)) -> Step {
        let above = self.chance.random_bool(0.1);
        let positions = self.positions(party);
        let one = positions.choose(&mut self.chance).copied().unwrap_or(0);
        let sessions: Vec<Session> = self.config.event.sessions.iter().map(|plan| plan.id).collect();
        let session = *sessions.choose(&mut self.chance).unwrap();
        let act = match self.chance.random_range(0..24) {
            0..6 => Act::Confirm {
                over_capacity_because: above.then(|| REASON.to_owned()),
            },
            6..9 => Act::Waitlist,
            9..11 => Act::Refuse { reason: None },
            11 => Act::AskBack {
                missing: vec![Missing::Names],
            },
            12 => Act::SetAside,
            13..16 => Act::Cancel { positions: vec![one] },
            16 => Act::Cancel { positions },
            17 => Act::Reopen,
            18 => Act::Revive,
            19 => Act::ReleaseUnnamed,
            20 => Act::CheckIn {
                position: one,
                session,
            },
            21 => Act::CheckOut {
                position: one,
                session,
            },
            22 => Act::Answer {
                words: "Please write to the town hall.".to_owned(),
            },
            _ => match self.other_party(party).await {
                Some(into) => Act::Merge { into: Box::new(into) },
                None => Act::CheckInAll,
            },
        };
        let step = match act {
            Act::Confirm {
                over_capacity_because: Some(_),
            } => Step::Override,
            _ => Step::Usual,
        };
        let undo_for = TimeDelta::minutes(self.chance.random_range(0..60));
        let now = self.version(party).await;
        if self.chance.random_bool(0.2) {
            // From the command line, which has no page.
            let done = self.desk.organise(party, user, &act).await.map(|_| ());
            self.tell_act(party, &act, (now, now), done).await;
            return step;
        }
        // Whoever is put on the list while seats are free gets one when time passes.
        self.watch.idle |= matches!(act, Act::Waitlist | Act::AskBack { .. } | Act::Reopen);
        let done = if act == Act::Revive {
            self.desk.revive(party, version, user).await.map(|_| ())
        } else {
            let order = Order {
                user: user.to_owned(),
                act: act.clone(),
                version,
                words: None,
                undo_for,
            };
            self.desk.act(party, &order).await.map(|_| ())
        };
        self.tell_act(party, &act, (version, now), done).await;
        step
    }

    async fn sees_somebody_come(&mut self) -> Step {
        let came = self.chance.random_bool(0.3);
        let state = if came { State::Attended } else { State::Confirmed };
        let Some((party, position, session)) = self.somebody_in(state) else {
            return Step::Usual;
        };
        let act = match state {
            // The wrong one was ticked.
            State::Attended => Act::CheckOut { position, session },
            _ if self.chance.random_bool(0.2) => Act::CheckInAll,
            _ => Act::CheckIn { position, session },
        };
        let now = self.version(party).await;
        let done = self.desk.organise(party, "juan", &act).await.map(|_| ());
        self.tell_act(party, &act, (now, now), done).await;
        Step::Usual
    }

    pub(super) fn somebody_in(&mut self, state: State) -> Option<super::watch::PlaceKey> {
        let places = self.watch.places.iter();
        let places: Vec<_> = places
            .filter(|(_, place)| place.state == state)
            .map(|(key, _)| *key)
            .collect();
        places.choose(&mut self.chance).copied()
    }

    async fn other_party(&mut self, party: i64) -> Option<rsvpd::rules::Party> {
        let (other, _) = self.some_request().await?;
        let found = self.desk.store().parties(&[other]).await.unwrap();
        let (_, stored) = found.into_iter().next().filter(|(id, _)| *id != party)?;
        stored.map(|stored| stored.party)
    }

    pub(super) async fn tell_act(
        &mut self,
        party: i64,
        act: &impl std::fmt::Debug,
        (seen, stands): (i64, i64),
        done: Result<(), DeskError>,
    ) {
        let name = format!("{act:?}");
        let name = name.split([' ', '{', '(']).next().unwrap_or_default().to_owned();
        let told: String = format!("{act:?}").chars().take(120).collect();
        self.note(&format!("an organiser: {told} on {party}: {done:?}"));
        self.demand(done.is_err() || seen == stands, || {
            format!("rule 35: {name} on {party} went by version {seen}, which stands at {stands}")
        });
        match done {
            Ok(()) => self.count(&format!("organiser {name}")),
            Err(DeskError::Refused(_)) => self.count("organiser refused"),
            Err(DeskError::Store(error)) if error.is_conflict() => self.count("organiser too late"),
            Err(error) if self.armed => {
                self.note(&format!("the desk dies: {error}"));
                self.count("died at an organiser's act");
            }
            Err(error) => panic!("{}", self.story(&format!("{act:?} on {party}: {error}"))),
        }
    }

    /// Ticks other sessions and visits in the form of a request, or that somebody does not come.
    async fn corrects(&mut self, (user, party, version): (&str, i64, i64)) -> Step {
        let shown = self.desk.store().show(&party.to_string()).await.unwrap().unwrap();
        let Some(request) = shown.request else {
            return Step::Usual;
        };
        let above = self.chance.random_bool(0.1).then(|| REASON.to_owned());
        let sessions: Vec<Session> = self.config.event.sessions.iter().map(|plan| plan.id).collect();
        let persons = shown.persons.iter().map(|person| {
            let keeps = self.chance.random_bool(0.4);
            let has = |session: &Session| {
                let mut places = person.places.iter();
                places.any(|place| place.session == *session && place.state.is_live())
            };
            let chance = &mut self.chance;
            let ticked = sessions.iter().copied();
            Amended {
                position: person.position,
                comes: chance.random_bool(0.9),
                name: person.name.clone(),
                details: Details {
                    email: person.email.clone(),
                    city: person.city.clone(),
                    organisation: person.organisation.clone(),
                    country: person.country.clone(),
                    ..Details::default()
                },
                sessions: ticked
                    .filter(|session| {
                        if keeps {
                            has(session)
                        } else {
                            chance.random_bool(0.4)
                        }
                    })
                    .collect(),
            }
        });
        let persons: Vec<Amended> = persons.collect();
        let correction = Correction {
            user: user.to_owned(),
            version,
            amendment: Amendment {
                intent: match request.reading.intent.value {
                    Intent::Press => Intent::Press,
                    _ => Intent::Registration,
                },
                language: request.language,
                persons,
                tell: self.chance.random_bool(0.8),
                over_capacity_because: above.clone(),
            },
            undo_for: TimeDelta::minutes(self.chance.random_range(0..20)),
        };
        let done = self.desk.correct(party, &correction).await;
        self.tell_act(party, &correction, (version, request.version), done)
            .await;
        if above.is_some() {
            Step::Override
        } else {
            Step::Usual
        }
    }

    async fn passes_on(&mut self, (user, party, version): (&'static str, i64, i64)) -> Step {
        let positions = self.positions(party);
        let Some(&position) = positions.choose(&mut self.chance) else {
            return Step::Usual;
        };
        self.letters += 1;
        let newcomer = super::writers::name(0, 1400 + self.letters);
        let now = self.version(party).await;
        let done = self
            .desk
            .pass_on(
                (party, version, user),
                (position, &newcomer),
                TimeDelta::minutes(5),
            )
            .await;
        self.tell_act(party, &format_args!("PassOn({position})"), (version, now), done)
            .await;
        Step::Usual
    }

    async fn parts(&mut self, (user, party, version): (&'static str, i64, i64)) -> Step {
        let positions = self.positions(party);
        let gone: Vec<i64> = positions
            .into_iter()
            .filter(|_| self.chance.random_bool(0.5))
            .collect();
        let now = self.version(party).await;
        let done = self.desk.split((party, version, user), &gone).await;
        self.by_hand += u32::from(done.is_ok());
        self.tell_act(
            party,
            &format_args!("Split({gone:?})"),
            (version, now),
            done.map(|_| ()),
        )
        .await;
        Step::Usual
    }

    /// Somebody is registered by telephone.
    async fn enters(&mut self) -> Step {
        let writer = Writer::new(self.writers.len(), &mut self.chance);
        let known = self.chance.random_bool(0.2);
        let named = self.writers.choose(&mut self.chance).filter(|_| known);
        let name = named.map_or_else(|| writer.name.clone(), |known| known.name.clone());
        let above = self.chance.random_bool(0.2).then(|| REASON.to_owned());
        let written = self.chance.random_bool(0.7);
        let all: Vec<Session> = self.config.event.sessions.iter().map(|plan| plan.id).collect();
        let entry = ByHand {
            attendee: Attendee {
                name: Some(by_hand(name)),
                email: written.then(|| by_hand(writer.address.clone())),
                ..Attendee::default()
            },
            sessions: all.into_iter().filter(|_| self.chance.random_bool(0.5)).collect(),
            language: Language::from_code("fr").unwrap(),
            waits: self.chance.random_bool(0.3),
            over_capacity_because: above.clone(),
            somebody_else: self.chance.random_bool(0.3),
        };
        let done = self.desk.enter("maria", &entry).await;
        if done.is_ok() {
            self.by_hand += 1;
            self.writers.push(writer);
        }
        let step = if above.is_some() {
            Step::Override
        } else {
            Step::Usual
        };
        let party = done.as_ref().copied().unwrap_or_default();
        self.tell_act(
            party,
            &format_args!("Enter({:?})", entry.sessions),
            (0, 0),
            done.map(|_| ()),
        )
        .await;
        step
    }

    async fn ranks(&mut self, (user, party, _): (&str, i64, i64)) -> Step {
        let waits = self.watch.places.iter();
        let waits = waits.filter(|(key, place)| key.0 == party && place.state == State::Waiting);
        let Some(session) = waits.map(|(key, _)| key.2).next() else {
            return Step::Usual;
        };
        let priority = self.chance.random_range(-1..3);
        let done = self
            .desk
            .rank((party, session), priority, (user, "the mayor asked"))
            .await;
        self.tell_act(
            party,
            &format_args!("Rank({session:?}, {priority})"),
            (0, 0),
            done,
        )
        .await;
        Step::Usual
    }

    async fn sends_again(&mut self, (user, party, _): (&str, i64, i64)) -> Step {
        let replies: Vec<(i64,)> = sqlx::query_as("SELECT id FROM outbox WHERE request = $1 ORDER BY id")
            .bind(party)
            .fetch_all(&mut self.sql)
            .await
            .unwrap();
        let Some(&(reply,)) = replies.choose(&mut self.chance) else {
            return Step::Usual;
        };
        let done = self.desk.resend(party, reply, user).await.map(|_| ());
        self.tell_act(party, &format_args!("Resend({reply})"), (0, 0), done)
            .await;
        Step::Usual
    }
}
