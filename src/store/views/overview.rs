//! The whole event in numbers: seats, arrivals, languages, countries, needs and press, each counted by the database.

use crate::message::MailboxRole;
use crate::registration::State;
use crate::request::Session;
use crate::store::messages::role_from_name;
use crate::store::sql::{Columns, rows};
use crate::store::{Store, StoreError};
use chrono::{DateTime, NaiveDateTime, Utc};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
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
/// Kept by triggers (migrations 0110 and 0140). Arrivals by the hour: days are the event's, and the database does not know its zone.
const TALLIES: &str = "SELECT what, one, two, three, number FROM tallies WHERE number > 0";
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
        for row in rows(&mut tx, TALLIES, Vec::new()).await? {
            overview.add(&row)?;
        }
        Ok(overview)
    }
}

impl Overview {
    /// Adds one number that the database keeps.
    fn add(&mut self, row: &AnyRow) -> Result<(), StoreError> {
        let (one, number) = (row.text(1)?, row.count(4)?);
        match row.text(0)?.as_str() {
            "arrival" => {
                let hour = NaiveDateTime::parse_from_str(&format!("{one}:00"), "%Y-%m-%dT%H:%M");
                let key = (hour.unwrap_or_default().and_utc(), row.named(2, role_from_name)?);
                self.arrivals.insert(key, number);
            }
            "language" => {
                self.languages.insert(one, number);
            }
            "booth" => {
                let (session, state) = (row.named(2, Session::from_id)?, row.named(3, State::from_name)?);
                if state == State::Waiting || state.holds_seat() {
                    self.booths.insert((one, session, state), number);
                }
            }
            "person" => {
                self.seated += number;
                *self.countries.entry(one).or_default() += number;
                for need in row.json::<Vec<String>>(2)? {
                    *self.diet.entry(need).or_default() += number;
                }
                for need in row.json::<Vec<String>>(3)? {
                    *self.access.entry(need).or_default() += number;
                }
            }
            // Of persons who were forgotten, each property by itself (rule 58).
            "gone" if one == "country" => {
                self.seated += number;
                *self.countries.entry(row.text(2)?).or_default() += number;
            }
            "gone" => {
                let needs = if one == "diet" {
                    &mut self.diet
                } else {
                    &mut self.access
                };
                for need in row.json::<Vec<String>>(2)? {
                    *needs.entry(need).or_default() += number;
                }
            }
            _ => {
                self.press.insert((one, row.text(2)?), number);
            }
        }
        Ok(())
    }
}
