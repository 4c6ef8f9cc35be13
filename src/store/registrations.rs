//! Parties and their places, read for decisions: seats, the waiting list, and one party's standing.

use super::journal::{self, Actor, Note};
use super::messages::role_from_name;
use super::sql::{Columns, Value, row, rows, rows_in, run};
use super::standing::Capacity;
use super::{Settling, Store, StoreError, Turn};
use crate::language::Language;
use crate::registration::State;
use crate::request::Session;
use crate::rules::details::Details;
use crate::rules::{Party, PartyPerson, Seats, SessionSeats, WaitingEntry, name_key};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::BTreeSet;

/// A party as it is stored, with what later decisions and letters need of its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredParty {
    pub party: Party,
    /// How many decisions were made; the next one's number is one higher.
    pub decisions: i64,
    /// To be named by the next decision, which fails if it has changed (registration rule 35).
    pub version: i64,
    /// Name of the outcome so far.
    pub outcome: String,
    /// Where answers go, lower case.
    pub contact_address: Option<String>,
    /// The writer's name as read; where none was, what the sender's mail program tells.
    pub contact_name: Option<String>,
    /// Message-ID of the letter, without brackets; what later letters refer to.
    pub message_id: Option<String>,
    /// When the server received the letter.
    pub received_at: DateTime<Utc>,
}

impl StoredParty {
    /// Whom letters greet: the writer, if the letter tells who that is. A display name alone may be an office's, or say what
    /// it likes (mail-rules 83).
    #[must_use]
    pub fn writer(&self) -> Option<String> {
        let name = self.contact_name.as_ref()?;
        (self.party.contact_key.as_deref() == Some(name_key(name).as_str())).then(|| name.clone())
    }
}

const SEATS: &str = "SELECT session, state, COUNT(*) FROM registrations \
    WHERE state IN ('waiting', 'offered', 'confirmed', 'attended') GROUP BY session, state";
const SEATED_PERSONS: &str = "SELECT COUNT(*) FROM (SELECT DISTINCT party, position FROM registrations \
    WHERE state IN ('offered', 'confirmed', 'attended')) AS seated";
// Kept by triggers: as true as a count, and without one.
const COUNTED: &str = "SELECT session, state, places FROM place_counts";
const WAITING: &str = "SELECT w.session, w.party, w.position, w.priority, w.since, COUNT(h.session), \
    COUNT(q.contact_address), w.wish FROM registrations w JOIN requests q ON q.message = w.party LEFT JOIN registrations h \
      ON h.party = w.party AND h.position = w.position AND h.state IN ('offered', 'confirmed', 'attended') \
    WHERE w.state = 'waiting' \
    GROUP BY w.session, w.party, w.position, w.priority, w.since, w.wish \
    ORDER BY w.priority DESC, w.since, w.party, w.session, w.position";
const WAITING_OF: &str = "SELECT w.session, w.party, w.position, w.priority, w.since, COUNT(h.session), \
    COUNT(q.contact_address), w.wish FROM registrations w JOIN requests q ON q.message = w.party LEFT JOIN registrations h \
      ON h.party = w.party AND h.position = w.position AND h.state IN ('offered', 'confirmed', 'attended') \
    WHERE w.state = 'waiting' AND w.party IN ({keys}) \
    GROUP BY w.session, w.party, w.position, w.priority, w.since, w.wish \
    ORDER BY w.priority DESC, w.since, w.party, w.session, w.position";
const FIRST_IN_LINE: &str = "SELECT party FROM registrations WHERE state = 'waiting' AND session = $1 \
    GROUP BY priority, since, party ORDER BY priority DESC, since, party LIMIT $2";
// Sessions that are kept until a place on a list is sure, with how both stand.
const INSTEAD: &str = "SELECT n.party, n.position, n.session, n.state, o.session, o.state FROM registrations n \
    JOIN registrations o ON o.party = n.party AND o.position = n.position \
      AND ' ' || n.instead_of || ' ' LIKE '% ' || o.session || ' %' \
    WHERE n.instead_of IS NOT NULL AND n.state IN ('waiting', 'offered') \
    AND o.state IN ('waiting', 'offered', 'confirmed', 'attended')";
// Seats in visits of those who wait for another one.
const HOLD_VISITS: &str = "SELECT DISTINCT h.party, h.position, h.session, h.state FROM registrations h \
    JOIN registrations w ON w.party = h.party AND w.position = h.position AND w.state = 'waiting' AND w.wish > 0 \
    WHERE h.wish > 0 AND h.state IN ('offered', 'confirmed', 'attended')";
// Those who have a seat and wait for another one in its place.
const WOULD_CHANGE: &str = "SELECT COUNT(*) FROM (SELECT n.party FROM registrations n \
    WHERE n.instead_of IS NOT NULL AND n.state = 'waiting' \
    UNION ALL SELECT w.party FROM registrations w JOIN registrations h ON h.party = w.party AND h.position = w.position \
      AND h.wish > 0 AND h.state IN ('offered', 'confirmed', 'attended') \
    WHERE w.wish > 0 AND w.state = 'waiting') AS changes";
const PARTY: &str = "SELECT q.reference, q.mailbox, q.language, q.decisions, q.version, q.outcome, \
    q.contact_address, q.contact_name, q.message_id, m.received_at, q.contact_key \
    FROM requests q JOIN messages m ON m.id = q.message WHERE q.message = $1";
const PERSONS: &str = "SELECT p.position, p.name, r.session, r.state, p.email, p.phone, p.organisation, p.role, \
    p.city, p.country, p.interpretation, p.diet, p.access, r.instead_of FROM persons p \
    LEFT JOIN registrations r ON r.party = p.party AND r.position = p.position \
    WHERE p.party = $1 ORDER BY p.position, r.wish";

const ELSEWHERE: &str = "SELECT q.reference FROM persons p JOIN persons o ON o.name_key = p.name_key \
    JOIN registrations r ON r.party = o.party AND r.position = o.position JOIN requests q ON q.message = o.party \
    WHERE p.party = $1 AND p.name_key <> '' AND o.party <> p.party \
    AND r.state IN ('asked', 'waiting', 'offered', 'confirmed', 'attended') ORDER BY o.party LIMIT 1";
const PRIORITY: &str = "UPDATE registrations SET priority = $1, updated_at = $2 \
    WHERE session = $3 AND state = 'waiting' AND party = $4";

impl Store {
    /// Puts a waiting party before (or behind) others; it takes a reason, which the journal keeps (registration
    /// rule 13). Gives how many persons it moved.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_priority(
        &self,
        (party, session): (i64, Session),
        priority: i64,
        (organiser, reason): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin_in_turn(Turn::Event).await?;
        let moved = run(&mut tx, PRIORITY, row![priority, now, session.id(), party]).await?;
        if moved > 0 {
            let actor = Actor::Organiser(organiser.to_owned());
            let details = json!({ "session": session.id(), "priority": priority, "reason": reason });
            let note = Note {
                actor: &actor,
                request: Some(party),
                what: "priority",
                details,
            };
            journal::write(&mut tx, vec![note.row(now)]).await?;
        }
        tx.commit().await?;
        Ok(moved)
    }
}

impl Settling {
    /// How many wait for a place in the place of one that they have.
    ///
    /// # Errors
    /// As any read.
    pub async fn would_change(&mut self) -> Result<u32, StoreError> {
        let found = rows(self.connection(), WOULD_CHANGE, Vec::new()).await?;
        found.first().map_or(Ok(0), |row| row.count(0))
    }

    /// The reference of another party in which a person of this one has a live place, if there is one (rule 34).
    ///
    /// # Errors
    /// As any read.
    pub async fn place_elsewhere(&mut self, party: i64) -> Result<Option<String>, StoreError> {
        place_elsewhere(self.connection(), party).await
    }
}

/// The reference of another party in which a person of this name has a live place, if there is one (rule 34).
async fn place_elsewhere(connection: &mut AnyConnection, party: i64) -> Result<Option<String>, StoreError> {
    let found = rows(connection, ELSEWHERE, row![party]).await?;
    found.first().map(|row| row.text(0)).transpose()
}

/// The seats of each session and of the event, counted from the places themselves: what decisions are made from.
pub(super) async fn seats(connection: &mut AnyConnection, capacity: &Capacity) -> Result<Seats, StoreError> {
    let mut seats = empty(capacity);
    for row in rows(connection, SEATS, Vec::new()).await? {
        add_seats(&mut seats, &row)?;
    }
    if let Some(row) = rows(connection, SEATED_PERSONS, Vec::new()).await?.first() {
        seats.persons = row.count(0)?;
    }
    Ok(seats)
}

/// The same from the counts that are kept: for what is only shown, however many places there are.
pub(super) async fn seats_shown(
    connection: &mut AnyConnection,
    capacity: &Capacity,
) -> Result<Seats, StoreError> {
    let mut seats = empty(capacity);
    for row in rows(connection, COUNTED, Vec::new()).await? {
        if row.text(0)?.is_empty() {
            seats.persons = row.count(2)?;
        } else {
            add_seats(&mut seats, &row)?;
        }
    }
    Ok(seats)
}

fn empty(capacity: &Capacity) -> Seats {
    let sessions = capacity.sessions.iter().map(|(session, places)| {
        let seats = SessionSeats {
            capacity: *places,
            ..SessionSeats::default()
        };
        (*session, seats)
    });
    Seats {
        capacity: capacity.event,
        sessions: sessions.collect(),
        ..Seats::default()
    }
}

fn add_seats(seats: &mut Seats, row: &AnyRow) -> Result<(), StoreError> {
    let count = row.count(2)?;
    let counts = seats.sessions.entry(row.named(0, Session::from_id)?).or_default();
    match row.named(1, State::from_name)? {
        State::Waiting => counts.waiting += count,
        State::Offered => counts.offered += count,
        State::Confirmed | State::Attended => counts.confirmed += count,
        _ => {}
    }
    Ok(())
}

/// Who waits, in the order in which they are next (I3): priority, arrival, number.
pub(super) async fn waiting(connection: &mut AnyConnection) -> Result<Vec<WaitingEntry>, StoreError> {
    let found = rows(connection, WAITING, Vec::new()).await?;
    with_seats(connection, entries(&found)?).await
}

/// Of those who wait only the first so many of each session, and these parties.
pub(super) async fn waiting_near(
    connection: &mut AnyConnection,
    (sessions, first): (&[Session], i64),
    parties: &[i64],
) -> Result<Vec<WaitingEntry>, StoreError> {
    let mut near: BTreeSet<i64> = parties.iter().copied().collect();
    for session in sessions {
        for row in rows(connection, FIRST_IN_LINE, row![session.id(), first]).await? {
            near.insert(row.int(0)?);
        }
    }
    let keys = near.into_iter().map(Value::from).collect();
    let found = rows_in(connection, WAITING_OF, Vec::new(), keys).await?;
    with_seats(connection, entries(&found)?).await
}

/// The entries of rows in which those of one party follow each other.
fn entries(found: &[AnyRow]) -> Result<Vec<WaitingEntry>, StoreError> {
    let mut entries: Vec<WaitingEntry> = Vec::new();
    for row in found {
        let (session, party) = (row.named(0, Session::from_id)?, row.int(1)?);
        let (position, priority, since) = (row.int(2)?, row.int(3)?, row.time(4)?);
        let newcomer = row.int(5)? == 0;
        let of_same = entries.iter_mut().rev().take_while(|entry| entry.party == party);
        let entry = match of_same
            .into_iter()
            .find(|entry| entry.session == session && entry.since == since)
        {
            Some(entry) => entry,
            None => {
                entries.push(WaitingEntry {
                    party,
                    session,
                    priority,
                    since,
                    wish: row.int(7)?,
                    positions: Vec::new(),
                    newcomers: Vec::new(),
                    holds: Vec::new(),
                    instead: Vec::new(),
                    reachable: row.int(6)? > 0,
                });
                let Some(entry) = entries.last_mut() else { continue };
                entry
            }
        };
        entry.positions.push(position);
        if newcomer {
            entry.newcomers.push(position);
        }
    }
    Ok(entries)
}

/// The entries with the seats that those who wait have and would give up.
async fn with_seats(
    connection: &mut AnyConnection,
    mut entries: Vec<WaitingEntry>,
) -> Result<Vec<WaitingEntry>, StoreError> {
    let waits = |entry: &WaitingEntry, party: i64, position: i64| {
        entry.party == party && entry.positions.contains(&position)
    };
    if entries.iter().any(|entry| entry.session.is_visit()) {
        for row in rows(connection, HOLD_VISITS, Vec::new()).await? {
            let (party, position) = (row.int(0)?, row.int(1)?);
            let (visit, state) = (row.named(2, Session::from_id)?, row.named(3, State::from_name)?);
            let theirs = entries.iter_mut();
            let theirs = theirs.filter(|entry| entry.session.is_visit() && waits(entry, party, position));
            theirs.for_each(|entry| entry.holds.push((position, visit, state)));
        }
    }
    for row in rows(connection, INSTEAD, Vec::new()).await? {
        let (party, position) = (row.int(0)?, row.int(1)?);
        let (new, new_state) = (row.named(2, Session::from_id)?, row.named(3, State::from_name)?);
        let (old, old_state) = (row.named(4, Session::from_id)?, row.named(5, State::from_name)?);
        for entry in entries.iter_mut().filter(|entry| waits(entry, party, position)) {
            if entry.session == new {
                entry.instead.push((position, old));
                if old_state.holds_seat() && !entry.holds.contains(&(position, old, old_state)) {
                    entry.holds.push((position, old, old_state));
                }
            }
            // What is offered instead is answered first.
            if entry.session == old && new_state == State::Offered {
                entry.holds.push((position, new, new_state));
            }
        }
    }
    Ok(entries)
}

/// A party with its standing.
pub(super) async fn party(
    connection: &mut AnyConnection,
    id: i64,
) -> Result<Option<StoredParty>, StoreError> {
    let found = rows(connection, PARTY, row![id]).await?;
    let Some(row) = found.first() else { return Ok(None) };
    let language = row.named(2, Language::from_code)?.reply_language();
    let mut stored = StoredParty {
        party: Party {
            id,
            reference: row.text(0)?,
            mailbox: row.named(1, role_from_name)?,
            language,
            persons: Vec::new(),
            contact_key: row.maybe_text(10)?,
            press: super::press::file(connection, id).await?,
        },
        decisions: row.int(3)?,
        version: row.int(4)?,
        outcome: row.text(5)?,
        contact_address: row.maybe_text(6)?,
        contact_name: row.maybe_text(7)?,
        message_id: row.maybe_text(8)?,
        received_at: row.time(9)?,
    };
    for row in rows(connection, PERSONS, row![id]).await? {
        let position = row.int(0)?;
        if stored
            .party
            .persons
            .last()
            .is_none_or(|person| person.position != position)
        {
            stored.party.persons.push(PartyPerson {
                position,
                name: row.maybe_text(1)?,
                places: Vec::new(),
                instead: Vec::new(),
                details: details(&row)?,
            });
        }
        let Some(session) = row.maybe_text(2)? else {
            continue;
        };
        let session = Session::from_id(&session).ok_or_else(|| StoreError::damaged("session", session))?;
        if let Some(person) = stored.party.persons.last_mut() {
            person.places.push((session, row.named(3, State::from_name)?));
            let old = row.maybe_text(13)?.unwrap_or_default();
            for old in old.split(' ').filter(|old| !old.is_empty()) {
                let old =
                    Session::from_id(old).ok_or_else(|| StoreError::damaged("session", old.to_owned()))?;
                person.instead.push((session, old));
            }
        }
    }
    for person in &mut stored.party.persons {
        // Visits stay in the order in which they are wished.
        person.places.sort_by_key(|(session, _)| session.part());
    }
    Ok(Some(stored))
}

/// What is kept of a person, from a row of [`PERSONS`].
fn details(row: &AnyRow) -> Result<Details, StoreError> {
    Ok(Details {
        email: row.maybe_text(4)?,
        phone: row.maybe_text(5)?,
        organisation: row.maybe_text(6)?,
        role: row.maybe_text(7)?,
        city: row.maybe_text(8)?,
        country: row.maybe_text(9)?,
        interpretation: row.maybe_text(10)?,
        diet: row.json(11)?,
        access: row.json(12)?,
    })
}
