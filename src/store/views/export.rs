//! All persons as a table, one row each, for spreadsheets.

use crate::registration::State;
use crate::request::Session;
use crate::store::sql::{Columns, rows};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// One person; empty texts for what is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportRow {
    pub reference: String,
    /// In the letter, from 0.
    pub position: i64,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub organisation: String,
    pub role: String,
    pub city: String,
    pub country: String,
    pub interpretation: String,
    /// Names, as stored.
    pub diet: Vec<String>,
    /// Names, as stored.
    pub access: Vec<String>,
    /// The letter's, ISO 639-1.
    pub language: String,
    pub contact_address: String,
    pub contact_name: String,
    pub received_at: DateTime<Utc>,
    /// Of the whole request.
    pub outcome: String,
    /// The person's state in each session they have a place in (registration rule 57).
    pub places: BTreeMap<Session, State>,
}

const PERSONS: &str = "SELECT p.party, p.position, q.reference, p.name, p.email, p.phone, p.organisation, p.role, \
    p.city, p.country, p.interpretation, p.diet, p.access, q.language, q.contact_address, q.contact_name, \
    m.received_at, q.outcome \
    FROM persons p JOIN requests q ON q.message = p.party JOIN messages m ON m.id = p.party \
    ORDER BY p.party, p.position";
const PLACES: &str = "SELECT party, position, session, state FROM registrations";

impl Store {
    /// All persons, in the order in which their letters arrived.
    ///
    /// # Errors
    /// As any read.
    pub async fn export(&self) -> Result<Vec<ExportRow>, StoreError> {
        // In one transaction, so that persons and places are of one moment.
        let mut tx = self.read.begin().await?;
        let mut places: BTreeMap<(i64, i64), BTreeMap<Session, State>> = BTreeMap::new();
        for row in rows(&mut tx, PLACES, Vec::new()).await? {
            let person = places.entry((row.int(0)?, row.int(1)?)).or_default();
            person.insert(row.named(2, Session::from_id)?, row.named(3, State::from_name)?);
        }
        let mut table = Vec::new();
        for row in rows(&mut tx, PERSONS, Vec::new()).await? {
            let text = |column| Ok::<_, StoreError>(row.maybe_text(column)?.unwrap_or_default());
            let position = row.int(1)?;
            table.push(ExportRow {
                reference: text(2)?,
                position,
                name: text(3)?,
                email: text(4)?,
                phone: text(5)?,
                organisation: text(6)?,
                role: text(7)?,
                city: text(8)?,
                country: text(9)?,
                interpretation: text(10)?,
                diet: row.json(11)?,
                access: row.json(12)?,
                language: text(13)?,
                contact_address: text(14)?,
                contact_name: text(15)?,
                received_at: row.time(16)?,
                outcome: text(17)?,
                places: places.remove(&(row.int(0)?, position)).unwrap_or_default(),
            });
        }
        Ok(table)
    }
}
