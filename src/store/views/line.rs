//! A waiting list, page by page, with the place of everybody in it: read from the line that the database keeps in order.

use super::filter::{Built, Filter};
use super::lists::{Listed, Page};
use crate::request::Session;
use crate::store::sql::{Columns, Value, row, rows_built, rows_in};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;

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

/// Places that are counted by one statement.
const COUNTS: usize = 100;

const LINE: &str = " FROM line w WHERE w.session = $1";
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
        let count = format!("SELECT COUNT(*){}", built.sql);
        let counted = rows_built(&mut tx, count, built.values.clone()).await?;
        let total = counted.first().map_or(Ok(0), |row| row.count(0))?;
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

/// The places of these ranks, which are in order: what stands between one and the next is counted, so that the line is
/// passed over once at most.
async fn places(
    connection: &mut AnyConnection,
    session: Session,
    ranks: &[Rank],
) -> Result<Vec<i64>, StoreError> {
    let mut places = Vec::with_capacity(ranks.len());
    let mut place = 0;
    let mut before: Option<&Rank> = None;
    for ranks in ranks.chunks(COUNTS) {
        let mut built = Built::new("", row![session.id()]);
        let mut last = before.map(|rank| mark(&mut built, rank));
        let mut counts = Vec::with_capacity(ranks.len());
        for (index, rank) in ranks.iter().enumerate() {
            let rank = mark(&mut built, rank);
            let after = last.map_or_else(String::new, |last| format!(" AND (ahead, since, party) > {last}"));
            counts.push(format!(
                "SELECT {index} AS number, COUNT(*) FROM line WHERE session = $1{after} \
                 AND (ahead, since, party) <= {rank}"
            ));
            last = Some(rank);
        }
        let sql = format!("{} ORDER BY number", counts.join(" UNION ALL "));
        for row in rows_built(connection, sql, built.values).await? {
            place += row.int(1)?;
            places.push(place);
        }
        before = ranks.last();
    }
    Ok(places)
}

fn mark(built: &mut Built, (ahead, since, party): &Rank) -> String {
    let (ahead, since, party) = (built.mark(*ahead), built.mark(since.as_str()), built.mark(*party));
    format!("({ahead}, {since}, {party})")
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
