//! What is known of the writers and persons of a batch of letters, loaded at once and kept true while they are decided.

use super::messages::role_from_name;
use super::outbox::open_breakers;
use super::settling::{Cause, Settlement};
use super::sql::{Columns, Value, row, rows, rows_in};
use super::threads::{self, Tie};
use super::{StoreError, before};
use crate::message::MailboxRole;
use crate::registration::State;
use crate::request::Session;
use crate::rules::standing::AnswerCounts;
use crate::rules::{KnownPerson, Prior, Seats, Thread, key_of};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// How many persons there is room for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capacity {
    pub sessions: BTreeMap<Session, u32>,
    /// Persons in the whole event; `None` where only the sessions limit it.
    pub event: Option<u32>,
}

/// What to look up for one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The mailbox that would answer.
    pub mailbox: MailboxRole,
    /// Where an answer would go.
    pub address: Option<String>,
    /// Folded names of its persons.
    pub name_keys: Vec<String>,
    /// Hash of the writer's own words, normalised.
    pub words_key: Option<String>,
    /// Letters of ours that it quotes, the newest first.
    pub ties: Vec<Tie>,
    /// Where it is about a registration that exists: how to find it.
    pub existing: Option<Existing>,
}

/// By what a letter may name the registration that it is about, besides its sender and its persons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Existing {
    /// References of ours in its subject and text.
    pub references: Vec<String>,
    /// Folded name of the person who is replaced.
    pub replaced: Option<String>,
}

/// The picture that a batch of letters is decided from. [`Standing::note`] keeps it true from letter to letter.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    seats: Seats,
    persons: BTreeMap<(i64, i64), KnownPerson>,
    by_address: BTreeMap<String, BTreeSet<(i64, i64)>>,
    by_name: BTreeMap<String, BTreeSet<(i64, i64)>>,
    /// In the last day, in the last 30 days.
    by_recipient: BTreeMap<String, (u32, u32)>,
    /// In the last hour.
    by_domain: BTreeMap<String, u32>,
    /// In the last hour, in the last day; and whether the breaker is open.
    by_mailbox: BTreeMap<MailboxRole, (u32, u32, bool)>,
    by_words: BTreeMap<(String, String), u32>,
    threads: BTreeMap<Tie, Thread>,
    /// Parties that letters may be about, by number.
    parties: BTreeMap<i64, Thread>,
}

/// Whether a [`Standing`] is still true after a settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a picture that is no longer true must be loaded again after settling what was decided from it"]
pub enum Picture {
    Holds,
    /// Stored places were moved: settle what was decided so far, then load anew.
    Outdated,
}

const BY_REFERENCE: &str = "SELECT message FROM requests WHERE reference IN ({keys})";
const BY_ADDRESS: &str = "SELECT p.party, p.position, q.reference, p.name_key, q.contact_address, r.session, r.state \
    FROM requests q JOIN persons p ON p.party = q.message \
    LEFT JOIN registrations r ON r.party = p.party AND r.position = p.position \
    WHERE q.contact_address IN ({keys})";
const BY_NAME: &str = "SELECT p.party, p.position, q.reference, p.name_key, q.contact_address, r.session, r.state \
    FROM persons p JOIN requests q ON q.message = p.party \
    LEFT JOIN registrations r ON r.party = p.party AND r.position = p.position \
    WHERE p.name_key IN ({keys})";
// Drafts are no answers yet; what leaves of the desk's own accord (number 2 and higher) cannot be part of a loop, nor can
// what ends a question of ours, since each question is ended once.
const TO_ADDRESSES: &str = "SELECT address, CAST(SUM(CASE WHEN created_at > $1 THEN 1 ELSE 0 END) AS BIGINT), \
    COUNT(*) FROM outbox WHERE created_at > $2 AND number = 1 AND solicited_by IS NULL AND state NOT IN ('draft', 'held') AND address IN ({keys}) \
    GROUP BY address";
const TO_DOMAINS: &str = "SELECT domain, COUNT(*) FROM outbox \
    WHERE created_at > $1 AND number = 1 AND solicited_by IS NULL AND state NOT IN ('draft', 'held') AND domain IN ({keys}) GROUP BY domain";
const FROM_MAILBOXES: &str = "SELECT mailbox, CAST(SUM(CASE WHEN created_at > $1 THEN 1 ELSE 0 END) AS BIGINT), \
    COUNT(*) FROM outbox WHERE created_at > $2 AND number = 1 AND state NOT IN ('draft', 'held') GROUP BY mailbox";
const SAME_WORDS: &str = "SELECT address, words_key, COUNT(*) FROM outbox \
    WHERE state NOT IN ('draft', 'held') AND words_key IN ({keys}) GROUP BY address, words_key";

impl Lookup {
    fn replaced(&self) -> Option<&String> {
        self.existing
            .as_ref()
            .and_then(|existing| existing.replaced.as_ref())
    }
}

impl Standing {
    pub(super) async fn load(
        connection: &mut AnyConnection,
        seats: Seats,
        letters: &[Lookup],
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let mut standing = Self {
            seats,
            ..Self::default()
        };
        let addresses: BTreeSet<String> = letters
            .iter()
            .filter_map(|letter| letter.address.as_deref())
            .map(str::to_lowercase)
            .collect();
        let names: BTreeSet<&str> = letters
            .iter()
            .flat_map(|letter| letter.name_keys.iter().chain(letter.replaced()))
            .map(String::as_str)
            .filter(|key| !key.is_empty())
            .collect();
        let words: BTreeSet<&str> = letters
            .iter()
            .filter_map(|letter| letter.words_key.as_deref())
            .collect();
        standing.load_persons(connection, &addresses, &names).await?;
        standing.load_answers(connection, &addresses, &words, now).await?;
        let ties = letters.iter().flat_map(|letter| letter.ties.iter().copied());
        standing.threads = threads::load(connection, ties).await?;
        standing.load_parties(connection, letters).await?;
        Ok(standing)
    }

    /// The parties that letters about registrations may mean.
    async fn load_parties(
        &mut self,
        connection: &mut AnyConnection,
        letters: &[Lookup],
    ) -> Result<(), StoreError> {
        let mut parties: BTreeSet<i64> = BTreeSet::new();
        let mut references: BTreeSet<&str> = BTreeSet::new();
        for letter in letters {
            if let Some(existing) = &letter.existing {
                parties.extend(self.known_to(letter).iter().map(|(party, _)| party));
                references.extend(existing.references.iter().map(String::as_str));
            }
        }
        let keys = references.into_iter().map(Value::from).collect();
        for row in rows_in(connection, BY_REFERENCE, Vec::new(), keys).await? {
            parties.insert(row.int(0)?);
        }
        for party in parties {
            if let Some(thread) = threads::of_party(connection, party).await? {
                self.parties.insert(party, thread);
            }
        }
        Ok(())
    }

    /// Persons of the letter's writer, and persons of the names that it names.
    fn known_to(&self, letter: &Lookup) -> BTreeSet<(i64, i64)> {
        let address = letter.address.as_deref().map(str::to_lowercase);
        let own = address.and_then(|address| self.by_address.get(&address));
        let mut known: BTreeSet<(i64, i64)> = own.cloned().unwrap_or_default();
        let names = letter.name_keys.iter().chain(letter.replaced());
        for key in names.filter(|key| !key.is_empty()) {
            known.extend(self.by_name.get(key).into_iter().flatten());
        }
        known
    }

    /// The seats as they stand after what was noted.
    #[must_use]
    pub fn seats(&self) -> &Seats {
        &self.seats
    }

    /// What is known of one of the letters that this was loaded for.
    #[must_use]
    pub fn prior(&self, letter: &Lookup) -> Prior {
        let address = letter
            .address
            .as_deref()
            .map(str::to_lowercase)
            .unwrap_or_default();
        let known = self.known_to(letter);
        let persons = known
            .iter()
            .filter_map(|id| self.persons.get(id))
            .cloned()
            .collect();
        let (address_day, address_month) = self.by_recipient.get(&address).copied().unwrap_or_default();
        let (mailbox_hour, mailbox_day, breaker_open) =
            self.by_mailbox.get(&letter.mailbox).copied().unwrap_or_default();
        let domain_hour = self.by_domain.get(domain(&address)).copied().unwrap_or(0);
        let words = letter.words_key.clone().map(|words| (address, words));
        let same_words = words
            .and_then(|key| self.by_words.get(&key))
            .copied()
            .unwrap_or(0);
        let answers = AnswerCounts {
            address_day,
            address_month,
            domain_hour,
            mailbox_hour,
            mailbox_day,
            same_words,
            breaker_open,
        };
        let thread = letter.ties.iter().find_map(|tie| self.threads.get(tie)).cloned();
        let quoted = letter
            .existing
            .as_ref()
            .map(|existing| existing.references.clone());
        let quoted = quoted.unwrap_or_default();
        let known: BTreeSet<i64> = known.into_iter().map(|(party, _)| party).collect();
        let parties = self.parties.iter().filter(|(party, thread)| {
            letter.existing.is_some() && (known.contains(party) || quoted.contains(&thread.party.reference))
        });
        Prior {
            persons,
            answers,
            thread,
            parties: parties.map(|(_, thread)| thread.clone()).collect(),
            quoted,
        }
    }

    /// Takes a decision into the picture before it is settled, so that the next letter of the batch sees it.
    pub fn note(&mut self, settlement: &Settlement<'_>) -> Picture {
        if let Cause::Letter(reading) = &settlement.cause {
            for new in &settlement.decision.persons {
                let person = KnownPerson {
                    party: settlement.request,
                    position: i64::try_from(new.attendee).unwrap_or(i64::MAX),
                    reference: reading.reference.to_owned(),
                    name_key: reading
                        .request
                        .attendees
                        .get(new.attendee)
                        .map(key_of)
                        .unwrap_or_default(),
                    contact_address: reading
                        .contact
                        .map(|contact| contact.address.to_lowercase())
                        .unwrap_or_default(),
                    places: new.places.clone(),
                };
                self.seat(&new.places);
                self.add_person(person);
            }
        }
        let reply = settlement.outgoing.as_ref();
        if let Some(reply) = reply.filter(|reply| !reply.draft && reply.number == 1) {
            let address = reply.recipient.to_lowercase();
            if reply.solicited_by.is_none() {
                let to = self.by_recipient.entry(address.clone()).or_default();
                *to = (to.0 + 1, to.1 + 1);
                *self.by_domain.entry(domain(&address).to_owned()).or_default() += 1;
            }
            let from = self.by_mailbox.entry(reply.mailbox).or_default();
            *from = (from.0 + 1, from.1 + 1, from.2);
            if let Cause::Letter(reading) = &settlement.cause
                && let Some(words) = reading.words_key
            {
                *self.by_words.entry((address, words.to_owned())).or_default() += 1;
            }
        }
        if let Some(question) = reply.and_then(|reply| reply.solicited_by.as_deref()) {
            let threads = self
                .threads
                .values_mut()
                .filter(|thread| thread.question.as_deref() == Some(question));
            threads.for_each(|thread| thread.question = None);
        }
        let later = matches!(settlement.cause, Cause::Again { .. });
        if later || settlement.decision.touches_stored() {
            Picture::Outdated
        } else {
            Picture::Holds
        }
    }

    fn seat(&mut self, places: &[(Session, State)]) {
        for (session, state) in places {
            let counts = self.seats.sessions.entry(*session).or_default();
            match state {
                State::Waiting => counts.waiting += 1,
                State::Offered => counts.offered += 1,
                State::Confirmed | State::Attended => counts.confirmed += 1,
                _ => {}
            }
        }
        self.seats.persons += u32::from(places.iter().any(|(_, state)| state.holds_seat()));
    }

    fn add_person(&mut self, person: KnownPerson) {
        let id = (person.party, person.position);
        if !person.contact_address.is_empty() {
            self.by_address
                .entry(person.contact_address.clone())
                .or_default()
                .insert(id);
        }
        if !person.name_key.is_empty() {
            self.by_name
                .entry(person.name_key.clone())
                .or_default()
                .insert(id);
        }
        self.persons.insert(id, person);
    }

    async fn load_persons(
        &mut self,
        connection: &mut AnyConnection,
        addresses: &BTreeSet<String>,
        names: &BTreeSet<&str>,
    ) -> Result<(), StoreError> {
        let addresses = addresses
            .iter()
            .map(|address| Value::from(address.as_str()))
            .collect();
        let mut found = rows_in(connection, BY_ADDRESS, Vec::new(), addresses).await?;
        found.extend(
            rows_in(
                connection,
                BY_NAME,
                Vec::new(),
                names.iter().map(|name| Value::from(*name)).collect(),
            )
            .await?,
        );
        let mut persons: BTreeMap<(i64, i64), KnownPerson> = BTreeMap::new();
        for row in found {
            let (party, position) = (row.int(0)?, row.int(1)?);
            let person = match persons.entry((party, position)) {
                std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::btree_map::Entry::Vacant(unknown) => unknown.insert(KnownPerson {
                    party,
                    position,
                    reference: row.text(2)?,
                    name_key: row.text(3)?,
                    contact_address: row.maybe_text(4)?.unwrap_or_default(),
                    places: Vec::new(),
                }),
            };
            let Some(session) = row.maybe_text(5)? else {
                continue;
            };
            let session =
                Session::from_id(&session).ok_or_else(|| StoreError::damaged("session", session))?;
            // A person found by address and by name comes twice.
            if person.places.iter().all(|(known, _)| *known != session) {
                person.places.push((session, row.named(6, State::from_name)?));
                person.places.sort();
            }
        }
        persons.into_values().for_each(|person| self.add_person(person));
        Ok(())
    }

    async fn load_answers(
        &mut self,
        connection: &mut AnyConnection,
        addresses: &BTreeSet<String>,
        words: &BTreeSet<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (hour, day) = (before(now, TimeDelta::hours(1)), before(now, TimeDelta::days(1)));
        let month = before(now, TimeDelta::days(30));
        let keys = addresses
            .iter()
            .map(|address| Value::from(address.as_str()))
            .collect();
        for row in rows_in(connection, TO_ADDRESSES, row![day, month], keys).await? {
            self.by_recipient
                .insert(row.text(0)?, (row.count(1)?, row.count(2)?));
        }
        let domains: BTreeSet<&str> = addresses.iter().map(|address| domain(address)).collect();
        let keys = domains.into_iter().map(Value::from).collect();
        for row in rows_in(connection, TO_DOMAINS, row![hour], keys).await? {
            self.by_domain.insert(row.text(0)?, row.count(1)?);
        }
        for row in rows(connection, FROM_MAILBOXES, row![hour, day]).await? {
            let role = row.named(0, role_from_name)?;
            self.by_mailbox
                .insert(role, (row.count(1)?, row.count(2)?, false));
        }
        let keys = words.iter().map(|words| Value::from(*words)).collect();
        for row in rows_in(connection, SAME_WORDS, Vec::new(), keys).await? {
            self.by_words.insert((row.text(0)?, row.text(1)?), row.count(2)?);
        }
        for role in open_breakers(connection).await? {
            self.by_mailbox.entry(role).or_default().2 = true;
        }
        Ok(())
    }
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}
