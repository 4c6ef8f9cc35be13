//! Persons and press requests as they are exported: whole, in pages that follow one another.

use super::filter::{Built, Filter};
use super::lists::Listed;
use super::paging::counted;
use crate::registration::State;
use crate::request::Session;
use crate::rules::contact::ContactRole;
use crate::store::sql::{Columns, Value, row, rows_built, rows_in};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// One person; empty texts for what is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportRow {
    pub party: i64,
    /// In the letter, from 0.
    pub position: i64,
    pub reference: String,
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
    /// Whether the person wrote the letter, or somebody wrote for them.
    pub contact_role: ContactRole,
    pub received_at: DateTime<Utc>,
    /// Of the whole request.
    pub outcome: String,
    /// The person's state in each session they have a place in (registration rule 57).
    pub places: BTreeMap<Session, State>,
}

/// A press request with its persons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PressRow {
    pub request: i64,
    pub reference: String,
    pub received_at: DateTime<Utc>,
    pub language: String,
    pub contact_name: String,
    pub contact_address: String,
    pub outlet: String,
    /// Name, as stored.
    pub media: String,
    pub press_card: String,
    /// Names, as stored.
    pub wishes: Vec<String>,
    /// `received`, `accredited` or `refused`.
    pub state: String,
    /// Name, function, e-mail and phone.
    pub persons: Vec<[String; 4]>,
}

/// Whose rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Everybody,
    /// Who holds a seat: confirmed, offered or attended.
    Seated,
    /// Who comes or came: confirmed or attended. Nobody whose place is still open (rule 60).
    Coming,
}

const COLUMNS: &str = "SELECT p.party, p.position, q.reference, p.name, p.email, p.phone, p.organisation, p.role, \
    p.city, p.country, p.interpretation, p.diet, p.access, q.language, q.contact_address, q.contact_name, \
    m.received_at, q.outcome, q.contact_key";
const PERSONS: &str =
    " FROM persons p JOIN requests q ON q.message = p.party JOIN messages m ON m.id = p.party";
const HAS_PLACE: &str = "EXISTS (SELECT 1 FROM registrations r WHERE r.party = p.party AND r.position = p.position AND r.state IN ";
const PLACES: &str = "SELECT party, position, session, state FROM registrations WHERE party IN ({keys})";
const PRESS: &str = "SELECT q.message, q.reference, m.received_at, q.language, q.contact_name, q.contact_address, \
    s.outlet, s.media, s.press_card, s.wishes, s.state";
const PRESS_FROM: &str =
    " FROM press s JOIN requests q ON q.message = s.request JOIN messages m ON m.id = s.request";
const JOURNALISTS: &str =
    "SELECT party, name, role, email, phone FROM persons WHERE party IN ({keys}) ORDER BY party, position";

impl Store {
    /// The next persons after one of the page before, in the order in which their letters arrived. They are counted
    /// with the first page only, where `after` is `None`.
    ///
    /// # Errors
    /// As any read.
    pub async fn persons(
        &self,
        who: Who,
        filter: &Filter,
        after: Option<(i64, i64)>,
        limit: u32,
    ) -> Result<Listed<ExportRow>, StoreError> {
        // In one transaction, so that persons and places are of one moment.
        let mut tx = self.read.begin().await?;
        let (party, position) = after.unwrap_or((-1, -1));
        let mut from = Built::new(PERSONS, Vec::new());
        let (party, position) = (from.mark(party), from.mark(position));
        from.sql
            .push_str(&format!(" WHERE (p.party, p.position) > ({party}, {position})"));
        match who {
            Who::Everybody => {}
            Who::Seated => from
                .sql
                .push_str(&format!(" AND {HAS_PLACE} ('confirmed', 'offered', 'attended'))")),
            Who::Coming => from
                .sql
                .push_str(&format!(" AND {HAS_PLACE} ('confirmed', 'attended'))")),
        }
        from.narrow(&mut tx, filter).await?;
        let total = match after {
            None => counted(&mut tx, &from).await?,
            Some(_) => 0,
        };
        let limit = from.mark(i64::from(limit));
        let sql = format!("{COLUMNS}{} ORDER BY p.party, p.position LIMIT {limit}", from.sql);
        let mut list = Vec::new();
        for row in rows_built(&mut tx, sql, from.values).await? {
            let text = |column| Ok::<_, StoreError>(row.maybe_text(column)?.unwrap_or_default());
            let (name, email) = (row.maybe_text(3)?, row.maybe_text(4)?);
            let person = std::iter::once((name.as_deref(), email.as_deref()));
            let (key, address) = (row.maybe_text(18)?, row.maybe_text(14)?);
            let contact_role = ContactRole::of(key.as_deref(), address.as_deref(), person);
            list.push(ExportRow {
                party: row.int(0)?,
                position: row.int(1)?,
                reference: text(2)?,
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
                contact_role,
                received_at: row.time(16)?,
                outcome: text(17)?,
                places: BTreeMap::new(),
            });
        }
        let mut keys: Vec<i64> = list.iter().map(|row| row.party).collect();
        keys.dedup();
        let keys = keys.into_iter().map(Value::from).collect();
        let mut places: BTreeMap<(i64, i64), BTreeMap<Session, State>> = BTreeMap::new();
        for row in rows_in(&mut tx, PLACES, Vec::new(), keys).await? {
            let person = places.entry((row.int(0)?, row.int(1)?)).or_default();
            person.insert(row.named(2, Session::from_id)?, row.named(3, State::from_name)?);
        }
        for row in &mut list {
            row.places = places.remove(&(row.party, row.position)).unwrap_or_default();
        }
        Ok(Listed { rows: list, total })
    }

    /// Press requests with their persons, in the order in which they arrived, after one of the page before. They are
    /// counted with the first page only, where `after` is `None`.
    ///
    /// # Errors
    /// As any read.
    pub async fn press_requests(
        &self,
        filter: &Filter,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Listed<PressRow>, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut from = Built::new(PRESS_FROM, row![after.unwrap_or(-1)]);
        from.sql.push_str(" WHERE q.message > $1");
        from.narrow(&mut tx, filter).await?;
        let total = match after {
            None => counted(&mut tx, &from).await?,
            Some(_) => 0,
        };
        let limit = from.mark(i64::from(limit));
        let sql = format!("{PRESS}{} ORDER BY q.message LIMIT {limit}", from.sql);
        let mut list = Vec::new();
        for row in rows_built(&mut tx, sql, from.values).await? {
            let text = |column| Ok::<_, StoreError>(row.maybe_text(column)?.unwrap_or_default());
            list.push(PressRow {
                request: row.int(0)?,
                reference: text(1)?,
                received_at: row.time(2)?,
                language: text(3)?,
                contact_name: text(4)?,
                contact_address: text(5)?,
                outlet: text(6)?,
                media: text(7)?,
                press_card: text(8)?,
                wishes: row.json(9)?,
                state: text(10)?,
                persons: Vec::new(),
            });
        }
        let keys = list.iter().map(|row| Value::from(row.request)).collect();
        for row in rows_in(&mut tx, JOURNALISTS, Vec::new(), keys).await? {
            let request = row.int(0)?;
            let text = |column| Ok::<_, StoreError>(row.maybe_text(column)?.unwrap_or_default());
            if let Some(entry) = list.iter_mut().find(|entry| entry.request == request) {
                entry.persons.push([text(1)?, text(2)?, text(3)?, text(4)?]);
            }
        }
        Ok(Listed { rows: list, total })
    }
}
