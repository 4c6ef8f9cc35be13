//! The whole event in numbers: seats, arrivals, languages, countries, needs and press, each counted by the database.

use crate::message::MailboxRole;
use crate::registration::State;
use crate::request::Session;
use crate::store::messages::role_from_name;
use crate::store::sql::{Columns, rows};
use crate::store::{Store, StoreError};
use chrono::{DateTime, NaiveDateTime, Utc};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// How many of what. Persons are counted where they hold a seat (confirmed, offered, attended), unless it says else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Persons by session and state.
    pub places: BTreeMap<(Session, State), u32>,
    /// Persons who hold a seat in any session; each once.
    pub seated: u32,
    /// Messages by the hour in which they were received, and by mailbox.
    pub arrivals: BTreeMap<(DateTime<Utc>, MailboxRole), u32>,
    /// Requests that were not set aside, by the letter's language (ISO 639-1).
    pub languages: BTreeMap<String, u32>,
    /// Persons who wait or hold a seat, by the language they want to hear (ISO 639-1), session and state.
    pub booths: BTreeMap<(String, Session, State), u32>,
    /// ISO 3166-1 alpha-2; empty where the letter named none.
    pub countries: BTreeMap<String, u32>,
    /// By the names under which needs are stored.
    pub diet: BTreeMap<String, u32>,
    /// By the names under which needs are stored.
    pub access: BTreeMap<String, u32>,
    /// Press requests by state and medium (empty where none was told).
    pub press: BTreeMap<(String, String), u32>,
}

const PLACES: &str = "SELECT session, state, places FROM place_counts WHERE session <> '' AND places > 0";
/// By the hour: days are the event's, and the database does not know its zone.
const ARRIVALS: &str = "SELECT substr(received_at, 1, 13), role, COUNT(*) FROM messages GROUP BY substr(received_at, 1, 13), role";
const LANGUAGES: &str = "SELECT language, COUNT(*) FROM requests \
    WHERE outcome IN ('merged', 'review', 'asked-back', 'decided', 'press-queue') GROUP BY language";
const BOOTHS: &str = "SELECT p.interpretation, r.session, r.state, COUNT(*) FROM persons p \
    JOIN registrations r ON r.party = p.party AND r.position = p.position \
    WHERE p.interpretation IS NOT NULL AND r.state IN ('waiting', 'offered', 'confirmed', 'attended') \
    GROUP BY p.interpretation, r.session, r.state";
const PERSONS: &str = "SELECT p.country, p.diet, p.access, COUNT(*) FROM persons p \
    JOIN (SELECT DISTINCT party, position FROM registrations WHERE state IN ('offered', 'confirmed', 'attended')) s \
    ON s.party = p.party AND s.position = p.position GROUP BY p.country, p.diet, p.access";
const PRESS: &str = "SELECT state, media, COUNT(*) FROM press GROUP BY state, media";
const CHANGES: &str = "SELECT MAX(id) FROM journal UNION ALL SELECT MAX(id) FROM messages";

pub(super) async fn mark(connection: &mut AnyConnection) -> Result<Vec<i64>, StoreError> {
    let found = rows(connection, CHANGES, Vec::new()).await?;
    found
        .iter()
        .map(|row| Ok(row.maybe_int(0)?.unwrap_or_default()))
        .collect()
}

impl Store {
    /// A mark that is another one after every change that pages show.
    ///
    /// # Errors
    /// As any read.
    pub async fn mark(&self) -> Result<Vec<i64>, StoreError> {
        let mut connection = self.read.acquire().await?;
        mark(&mut connection).await
    }

    /// Counts everything that the overview shows.
    ///
    /// # Errors
    /// As any read.
    pub async fn overview(&self) -> Result<Overview, StoreError> {
        // In one transaction, so that the numbers are of one moment.
        let mut tx = self.read.begin().await?;
        let mut overview = Overview::default();
        for row in rows(&mut tx, PLACES, Vec::new()).await? {
            let place = (row.named(0, Session::from_id)?, row.named(1, State::from_name)?);
            overview.places.insert(place, row.count(2)?);
        }
        for row in rows(&mut tx, ARRIVALS, Vec::new()).await? {
            let hour = NaiveDateTime::parse_from_str(&format!("{}:00", row.text(0)?), "%Y-%m-%dT%H:%M");
            let hour = hour.unwrap_or_default().and_utc();
            let key = (hour, row.named(1, role_from_name)?);
            overview.arrivals.insert(key, row.count(2)?);
        }
        for row in rows(&mut tx, LANGUAGES, Vec::new()).await? {
            overview.languages.insert(row.text(0)?, row.count(1)?);
        }
        for row in rows(&mut tx, BOOTHS, Vec::new()).await? {
            let (session, state) = (row.named(1, Session::from_id)?, row.named(2, State::from_name)?);
            let booth = (row.text(0)?, session, state);
            overview.booths.insert(booth, row.count(3)?);
        }
        for row in rows(&mut tx, PERSONS, Vec::new()).await? {
            let count = row.count(3)?;
            overview.seated += count;
            *overview
                .countries
                .entry(row.maybe_text(0)?.unwrap_or_default())
                .or_default() += count;
            for need in row.json::<Vec<String>>(1)? {
                *overview.diet.entry(need).or_default() += count;
            }
            for need in row.json::<Vec<String>>(2)? {
                *overview.access.entry(need).or_default() += count;
            }
        }
        for row in rows(&mut tx, PRESS, Vec::new()).await? {
            let key = (row.text(0)?, row.maybe_text(1)?.unwrap_or_default());
            overview.press.insert(key, row.count(2)?);
        }
        Ok(overview)
    }
}
