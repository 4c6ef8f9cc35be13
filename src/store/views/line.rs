//! A waiting list, page by page, with the place of everybody in it: read from the line that the database keeps in order.

use super::filter::{Built, Filter, Is, Term};
use super::lists::{Listed, Page};
use crate::request::Session;
use crate::store::sql::{Columns, Value, row, rows, rows_built, rows_in};
use crate::store::{Settling, Store, StoreError};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// A party on a waiting list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    /// From 1, in the order in which they are next (I3).
    pub place: i64,
    pub party: i64,
    pub reference: String,
    pub language: String,
    pub contact: Option<String>,
    pub since: DateTime<Utc>,
    pub priority: i64,
    /// Who of the party waits.
    pub names: Vec<Option<String>>,
}

/// A rank in the line (I3): priority negated, since, party.
type Rank = (i64, String, i64);

/// Letters of a time that tell its hour: 2016-10-01T09.
const HOUR: usize = 13;

const LINE: &str = " FROM line w WHERE w.session = $1";
const OF_HOURS: &str =
    "SELECT CAST(COALESCE(SUM(w.parties), 0) AS BIGINT) FROM line_hours w WHERE w.session = $1";
const HOURS: &str = "SELECT ahead, hour, CAST(SUM(parties) AS BIGINT) FROM line_hours WHERE session = $1 \
    GROUP BY ahead, hour ORDER BY ahead, hour";
const WITHIN_HOUR: &str = "SELECT since, party, place FROM (SELECT since, party, \
    ROW_NUMBER() OVER (ORDER BY since, party) AS place FROM line \
    WHERE session = $1 AND ahead = $2 AND since >= $3 AND since <= $4) AS of_hour WHERE party IN ({keys})";
const BEFORE: &str = "SELECT COUNT(*) FROM line WHERE session = $1 \
    AND (ahead < $2 OR (ahead = $2 AND (since < $3 OR (since = $3 AND party < $4))))";
const ABOUT: &str = "SELECT message, reference, COALESCE(contact_name, contact_address) FROM requests WHERE message IN ({keys})";
// By COALESCE the planner takes the few parties, not all who wait for the session.
const WHO_WAITS: &str = "SELECT r.party, p.name FROM registrations r JOIN persons p ON p.party = r.party \
    AND p.position = r.position WHERE COALESCE(r.session, '') = $1 AND r.state = 'waiting' AND r.party IN ({keys}) \
    ORDER BY r.party, r.position";

impl Store {
    /// Who waits for a session, in the order in which they are next.
    ///
    /// # Errors
    /// As any read.
    pub async fn waiting_list(
        &self,
        session: Session,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<WaitingRow>, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut built = Built::new(LINE, row![session.id()])
            .keyed("w.party")
            .spoken("w.language");
        built.narrow(&mut tx, filter).await?;
        let total = total(&mut tx, session, filter, &built).await?;
        if total == 0 {
            return Ok(Listed {
                rows: Vec::new(),
                total,
            });
        }
        let near = page.nearer_end(total);
        let (limit, offset) = (
            built.mark(i64::from(near.limit)),
            built.mark(i64::from(near.offset)),
        );
        let direction = if near.newest_first { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT w.ahead, w.since, w.party, w.language{} \
             ORDER BY w.ahead {direction}, w.since {direction}, w.party {direction} LIMIT {limit} OFFSET {offset}",
            built.sql
        );
        let mut found = rows_built(&mut tx, sql, built.values).await?;
        if near.newest_first {
            found.reverse();
        }
        let mut list = Vec::with_capacity(found.len());
        let mut ranks: Vec<Rank> = Vec::with_capacity(found.len());
        for row in &found {
            ranks.push((row.int(0)?, row.text(1)?, row.int(2)?));
            list.push(WaitingRow {
                place: 0,
                party: row.int(2)?,
                reference: String::new(),
                language: row.text(3)?,
                contact: None,
                since: row.time(1)?,
                priority: -row.int(0)?,
                names: Vec::new(),
            });
        }
        let places = match filter.terms.is_empty() {
            true => {
                let before = match page.newest_first {
                    true => {
                        i64::from(total) - i64::from(page.offset) - i64::try_from(list.len()).unwrap_or(0)
                    }
                    false => i64::from(page.offset),
                };
                (before + 1..).take(list.len()).collect()
            }
            false => places(&mut tx, session, &ranks).await?,
        };
        for (row, place) in list.iter_mut().zip(places) {
            row.place = place;
        }
        tell(&mut tx, session, &mut list).await?;
        if page.newest_first {
            list.reverse();
        }
        Ok(Listed { rows: list, total })
    }
}

/// How many a search finds; those of a language, and all, are counted already.
async fn total(
    connection: &mut AnyConnection,
    session: Session,
    filter: &Filter,
    found: &Built,
) -> Result<u32, StoreError> {
    let spoken = |term: &Term| matches!(term.is, Is::Language(_));
    let (sql, values) = if filter.terms.iter().all(spoken) {
        let mut hours = Built::new(OF_HOURS, row![session.id()]).spoken("w.language");
        hours.narrow(connection, filter).await?;
        (hours.sql, hours.values)
    } else {
        (format!("SELECT COUNT(*){}", found.sql), found.values.clone())
    };
    let counted = rows_built(connection, sql, values).await?;
    counted.first().map_or(Ok(0), |row| row.count(0))
}

impl Settling {
    /// The place, from 1, that a party has or will have on the list of a session with this rank: how many parties are
    /// next before it (I3), and one.
    ///
    /// # Errors
    /// As any read.
    pub async fn place_in_line(
        &mut self,
        session: Session,
        (priority, since, party): (i64, DateTime<Utc>, i64),
    ) -> Result<u32, StoreError> {
        let rank = row![session.id(), -priority, since, party];
        let found = rows(self.connection(), BEFORE, rank).await?;
        Ok(found.first().map_or(Ok(0), |row| row.count(0))? + 1)
    }
}

/// The hour of a rank, as the hours of the line are named: what begins so in RFC 3339.
fn hour(since: &str) -> &str {
    since.get(..HOUR).unwrap_or(since)
}

/// The places of these ranks: what joined the line in earlier hours, and what is before each within its own.
async fn places(
    connection: &mut AnyConnection,
    session: Session,
    ranks: &[Rank],
) -> Result<Vec<i64>, StoreError> {
    let mut before: BTreeMap<(i64, String), i64> = BTreeMap::new();
    let mut sum = 0;
    for row in rows(connection, HOURS, row![session.id()]).await? {
        before.insert((row.int(0)?, row.text(1)?), sum);
        sum += row.int(2)?;
    }
    let mut hours: BTreeMap<(i64, &str), Vec<Value>> = BTreeMap::new();
    for (ahead, since, party) in ranks {
        let parties = hours.entry((*ahead, hour(since))).or_default();
        parties.push(Value::from(*party));
    }
    let mut places: BTreeMap<(i64, String, i64), i64> = BTreeMap::new();
    for ((ahead, hour), parties) in hours {
        let earlier = before.get(&(ahead, hour.to_owned())).copied().unwrap_or(sum);
        let values = row![
            session.id(),
            ahead,
            format!("{hour}:00"),
            format!("{hour}:59:59.999999Z")
        ];
        for row in rows_in(connection, WITHIN_HOUR, values, parties).await? {
            let rank = (ahead, row.text(0)?, row.int(1)?);
            places.insert(rank, earlier + row.int(2)?);
        }
    }
    let place = |rank: &Rank| places.get(rank).copied().unwrap_or(sum);
    Ok(ranks.iter().map(place).collect())
}

/// Adds what a row says besides its rank.
async fn tell(
    connection: &mut AnyConnection,
    session: Session,
    list: &mut [WaitingRow],
) -> Result<(), StoreError> {
    let keys: Vec<Value> = list.iter().map(|row| Value::from(row.party)).collect();
    for row in rows_in(connection, ABOUT, Vec::new(), keys.clone()).await? {
        let party = row.int(0)?;
        for entry in list.iter_mut().filter(|entry| entry.party == party) {
            entry.reference = row.text(1)?;
            entry.contact = row.maybe_text(2)?;
        }
    }
    for row in rows_in(connection, WHO_WAITS, row![session.id()], keys).await? {
        let (party, name) = (row.int(0)?, row.maybe_text(1)?);
        if let Some(entry) = list.iter_mut().find(|entry| entry.party == party) {
            entry.names.push(name);
        }
    }
    Ok(())
}
