//! Lists of the console, page by page: requests, messages, who waits, who comes, and what leaves.

use super::filter::{Built, Filter};
use super::paging::{PLAIN_ALL, PLAIN_OUTBOX, PLAIN_OUTBOX_OF_STATE, PLAIN_OUTCOME, listed};
use crate::message::MailboxRole;
use crate::registration::State;
use crate::request::Session;
use crate::rules::Reason;
use crate::store::messages::role_from_name;
use crate::store::outbox::ReplyState;
use crate::store::sql::{Columns, Value, row, rows, rows_built, rows_in};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub offset: u32,
    pub limit: u32,
    pub newest_first: bool,
}

/// Rows of one page, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T> {
    pub rows: Vec<T>,
    pub total: u32,
}

/// A message with what it asks, as a row.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestRow {
    pub id: i64,
    pub mailbox: MailboxRole,
    pub received_at: DateTime<Utc>,
    /// Of the message: `kept`, `settled`, `copy` or `quarantined`.
    pub state: String,
    pub defect: Option<String>,
    pub reference: Option<String>,
    pub outcome: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    pub intent: Option<String>,
    pub contact_name: Option<String>,
    pub contact_address: Option<String>,
    pub reasons: Vec<Reason>,
    pub outlet: Option<String>,
    /// Names of the party's persons; `None` for those not named.
    pub names: Vec<Option<String>>,
    /// The first that is known.
    pub organisation: Option<String>,
}

/// A person who comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestRow {
    pub party: i64,
    pub position: i64,
    pub reference: String,
    pub language: String,
    pub name: Option<String>,
    pub organisation: Option<String>,
    pub role: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub places: Vec<(Session, State)>,
}

/// A reply in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    pub id: i64,
    pub request: i64,
    pub reference: String,
    pub kind: String,
    pub language: String,
    pub recipient: String,
    pub state: ReplyState,
    pub attempts: u32,
    pub next_attempt_at: DateTime<Utc>,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub delivered_at: Option<DateTime<Utc>>,
}

/// Position in the party, name and organisation.
type Person = (i64, Option<String>, Option<String>);

const REQUEST_COLUMNS: &str = "SELECT m.id, m.role, m.received_at, m.state, m.defect, q.reference, q.outcome, \
    q.language, q.intent, q.contact_name, q.contact_address, q.reasons, p.outlet";
const OF_OUTCOME: &str = " FROM requests q JOIN messages m ON m.id = q.message LEFT JOIN press p ON p.request = q.message \
    WHERE q.outcome = $1";
const OF_ALL: &str = " FROM messages m LEFT JOIN requests q ON q.message = m.id LEFT JOIN press p ON p.request = m.id \
    WHERE 1 = 1";
const NAMES: &str = "SELECT party, position, name, organisation FROM persons WHERE party IN ({keys})";
const GUEST_COLUMNS: &str = "SELECT p.party, p.position, q.reference, q.language, p.name, p.organisation, p.role, \
    p.city, p.country";
const GUESTS: &str = " FROM persons p JOIN requests q ON q.message = p.party WHERE (p.party, p.position) IN ";
/// By an index of those who hold a seat alone, each once, in its order.
const SEATED: &str = " FROM registrations g WHERE g.state IN ('offered', 'confirmed', 'attended')";
const EACH_ONCE: &str = " GROUP BY g.party, g.position";
const SEATED_COUNT: &str = "SELECT places FROM place_counts WHERE session = '' AND state = 'seated'";
const PLACES: &str = "SELECT party, position, session, state FROM registrations WHERE party IN ({keys})";
const OUTBOX_COLUMNS: &str = "SELECT o.id, o.request, q.reference, o.kind, o.language, o.recipient, o.state, \
    o.attempts, o.next_attempt_at, o.last_error, o.created_at, o.delivered_at";
const OUTBOX: &str = " FROM outbox o JOIN requests q ON q.message = o.request WHERE 1 = 1";
/// The header of a letter, and mostly more; the rest of a large one is not read.
const BEGINNINGS: &str = "SELECT message, SUBSTR(raw, 1, 8192) FROM message_bytes WHERE message IN ({keys})";
const BEFORE: &str = "SELECT MAX(message) FROM requests WHERE outcome = $1 AND message < $2";
const AFTER: &str = "SELECT MIN(message) FROM requests WHERE outcome = $1 AND message > $2";
const FIRST: &str = "SELECT MIN(message) FROM requests WHERE outcome = $1 AND message <> $2";

impl Store {
    /// The requests of this outcome before and after a letter; after the last comes the first again.
    ///
    /// # Errors
    /// As any read.
    pub async fn neighbours(&self, id: i64, outcome: &str) -> Result<(Option<i64>, Option<i64>), StoreError> {
        let mut connection = self.read.acquire().await?;
        let mut found = Vec::with_capacity(3);
        for sql in [BEFORE, AFTER, FIRST] {
            let rows = rows(&mut connection, sql, row![outcome, id]).await?;
            found.push(rows.first().map(|row| row.maybe_int(0)).transpose()?.flatten());
        }
        match found.as_slice() {
            [before, after, first] => Ok((*before, after.or(*first))),
            _ => Ok((None, None)),
        }
    }

    /// Requests of one outcome, or with `None` all messages.
    ///
    /// # Errors
    /// As any read.
    pub async fn requests(
        &self,
        outcome: Option<&str>,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<RequestRow>, StoreError> {
        let mut tx = self.read.begin().await?;
        let from = match outcome {
            Some(outcome) => Built::new(OF_OUTCOME, row![outcome]).spoken("q.language"),
            None => Built::new(OF_ALL, Vec::new()).keyed("m.id"),
        };
        let plain = match outcome {
            Some(_) => PLAIN_OUTCOME,
            None => PLAIN_ALL,
        };
        let (found, total) = listed(&mut tx, REQUEST_COLUMNS, from, filter, plain, page).await?;
        let mut list = Vec::with_capacity(found.len());
        for row in &found {
            list.push(RequestRow {
                id: row.int(0)?,
                mailbox: row.named(1, role_from_name)?,
                received_at: row.time(2)?,
                state: row.text(3)?,
                defect: row.maybe_text(4)?,
                reference: row.maybe_text(5)?,
                outcome: row.maybe_text(6)?,
                language: row.maybe_text(7)?,
                intent: row.maybe_text(8)?,
                contact_name: row.maybe_text(9)?,
                contact_address: row.maybe_text(10)?,
                reasons: if row.maybe_text(11)?.is_some() {
                    row.json(11)?
                } else {
                    Vec::new()
                },
                outlet: row.maybe_text(12)?,
                names: Vec::new(),
                organisation: None,
            });
        }
        let keys = list.iter().map(|row| Value::from(row.id)).collect();
        let mut persons: BTreeMap<i64, Vec<Person>> = BTreeMap::new();
        for row in rows_in(&mut tx, NAMES, Vec::new(), keys).await? {
            let person = (row.int(1)?, row.maybe_text(2)?, row.maybe_text(3)?);
            persons.entry(row.int(0)?).or_default().push(person);
        }
        for row in &mut list {
            let mut party = persons.remove(&row.id).unwrap_or_default();
            party.sort();
            row.organisation = party.iter().find_map(|(_, _, organisation)| organisation.clone());
            row.names = party.into_iter().map(|(_, name, _)| name).collect();
        }
        Ok(Listed { rows: list, total })
    }

    /// How these messages begin, by number; those that were erased are missing.
    ///
    /// # Errors
    /// As any read.
    pub async fn beginnings(&self, messages: &[i64]) -> Result<BTreeMap<i64, Vec<u8>>, StoreError> {
        if messages.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut connection = self.read.acquire().await?;
        let keys = messages.iter().map(|id| Value::from(*id)).collect();
        let found = rows_in(&mut connection, BEGINNINGS, Vec::new(), keys).await?;
        found.iter().map(|row| Ok((row.int(0)?, row.bytes(1)?))).collect()
    }

    /// Persons who hold a seat.
    ///
    /// # Errors
    /// As any read.
    pub async fn guests(&self, filter: &Filter, page: Page) -> Result<Listed<GuestRow>, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut keys = Built::new(SEATED, Vec::new()).keyed("g.party");
        keys.narrow(&mut tx, filter).await?;
        let all = async |tx: &mut AnyConnection| {
            let counted = rows(tx, SEATED_COUNT, Vec::new()).await?;
            counted.first().map_or(Ok(0), |row| row.count(0))
        };
        let of = async |tx: &mut AnyConnection, from: &Built| {
            let count = format!("SELECT COUNT(*) FROM (SELECT 1{}{EACH_ONCE}) AS seated", from.sql);
            let counted = rows_built(tx, count, from.values.clone()).await?;
            counted.first().map_or(Ok(0), |row| row.count(0))
        };
        let total = match filter.left_out() {
            _ if filter.terms.is_empty() => all(&mut tx).await?,
            Some(left_out) => {
                let mut from = Built::new(SEATED, Vec::new()).keyed("g.party");
                from.narrow(&mut tx, &left_out).await?;
                all(&mut tx).await?.saturating_sub(of(&mut tx, &from).await?)
            }
            None => of(&mut tx, &keys).await?,
        };
        let near = page.nearer_end(total);
        let (limit, offset) = (
            keys.mark(i64::from(near.limit)),
            keys.mark(i64::from(near.offset)),
        );
        let direction = if near.newest_first { "DESC" } else { "ASC" };
        let sql = format!(
            "{GUEST_COLUMNS}{GUESTS}(SELECT g.party, g.position{}{EACH_ONCE} \
             ORDER BY g.party {direction}, g.position {direction} LIMIT {limit} OFFSET {offset}) \
             ORDER BY p.party {direction}, p.position {direction}",
            keys.sql
        );
        let mut found = rows_built(&mut tx, sql, keys.values).await?;
        if near.newest_first != page.newest_first {
            found.reverse();
        }
        let mut list = Vec::with_capacity(found.len());
        for row in &found {
            list.push(GuestRow {
                party: row.int(0)?,
                position: row.int(1)?,
                reference: row.text(2)?,
                language: row.text(3)?,
                name: row.maybe_text(4)?,
                organisation: row.maybe_text(5)?,
                role: row.maybe_text(6)?,
                city: row.maybe_text(7)?,
                country: row.maybe_text(8)?,
                places: Vec::new(),
            });
        }
        let keys = list.iter().map(|row| Value::from(row.party)).collect();
        for row in rows_in(&mut tx, PLACES, Vec::new(), keys).await? {
            let (party, position) = (row.int(0)?, row.int(1)?);
            let place = (row.named(2, Session::from_id)?, row.named(3, State::from_name)?);
            let mut guests = list.iter_mut();
            if let Some(guest) = guests.find(|guest| guest.party == party && guest.position == position)
                && !guest.places.contains(&place)
            {
                guest.places.push(place);
                guest.places.sort();
            }
        }
        Ok(Listed { rows: list, total })
    }

    /// Replies, of one state or of all.
    ///
    /// # Errors
    /// As any read.
    pub async fn outbox(
        &self,
        state: Option<ReplyState>,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<OutboxRow>, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut from = Built::new(OUTBOX, Vec::new()).keyed("o.request");
        let mut plain = PLAIN_OUTBOX;
        if let Some(state) = state {
            let mark = from.mark(state.name());
            from.sql.push_str(&format!(" AND o.state = {mark}"));
            plain = PLAIN_OUTBOX_OF_STATE;
        }
        let (found, total) = listed(&mut tx, OUTBOX_COLUMNS, from, filter, plain, page).await?;
        let list = found.iter().map(|row| {
            Ok(OutboxRow {
                id: row.int(0)?,
                request: row.int(1)?,
                reference: row.text(2)?,
                kind: row.text(3)?,
                language: row.text(4)?,
                recipient: row.text(5)?,
                state: row.named(6, ReplyState::from_name)?,
                attempts: row.count(7)?,
                next_attempt_at: row.time(8)?,
                last_error: row.maybe_text(9)?,
                created_at: row.time(10)?,
                delivered_at: row.maybe_time(11)?,
            })
        });
        Ok(Listed {
            rows: list.collect::<Result<_, StoreError>>()?,
            total,
        })
    }
}
