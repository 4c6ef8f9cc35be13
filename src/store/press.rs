//! Press requests: how they stand, which papers came, and what became of each wish.

use super::journal::{self, Actor, Note};
use super::sql::{Columns, Value, from_name, json, name_of, row, rows, rows_in, run};
use super::{Settling, Store, StoreError, Turn};
use crate::reply::{Paper, PressPaper};
use crate::request::PressWish;
use crate::rules::press::{PressChange, PressFile, PressState};
use crate::rules::{Reason, name_key};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;

/// What became of one wish of the press: an interview, a place to film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WishState {
    Open,
    Arranged,
    Declined,
}

/// One wish, as it is followed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub wish: PressWish,
    pub state: WishState,
    /// When and with whom, in an organiser's words.
    pub note: Option<String>,
}

/// A press request in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressRow {
    pub request: i64,
    pub reference: String,
    pub file: PressFile,
    pub names: Vec<String>,
    pub wishes: Vec<Wish>,
}

const FILE: &str = "SELECT state, outlet, wishes, papers FROM press WHERE request = $1";
const ACCREDITED: &str = "SELECT p.request, p.outlet, COUNT(n.position) FROM press p \
    LEFT JOIN persons n ON n.party = p.request \
    WHERE p.state = 'accredited' AND p.request <> $1 AND p.outlet IS NOT NULL GROUP BY p.request, p.outlet";
const CHANGE: &str = "UPDATE press SET state = $2, outlet = $3, wishes = $4, papers = $5 WHERE request = $1";
const SET_PAPERS: &str = "UPDATE press SET papers = $2 WHERE request = $1";
const REASONS: &str = "SELECT reasons FROM requests WHERE message = $1";
const SET_REASONS: &str =
    "UPDATE requests SET reasons = $2, version = version + 1, updated_at = $3 WHERE message = $1";
const ALL: &str =
    "SELECT p.request, q.reference FROM press p JOIN requests q ON q.message = p.request ORDER BY p.request";
const WISHES: &str = "SELECT request, wish, state, note FROM press_wishes WHERE request IN ({keys})";
const NAMES: &str = "SELECT party, name FROM persons WHERE name IS NOT NULL AND party IN ({keys})";
const SET_WISH: &str = "INSERT INTO press_wishes (request, wish, state, note, at) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (request, wish) DO UPDATE SET state = EXCLUDED.state, note = EXCLUDED.note, at = EXCLUDED.at";

/// How a press request stands; `None` if the party is none.
pub(super) async fn file(
    connection: &mut AnyConnection,
    request: i64,
) -> Result<Option<PressFile>, StoreError> {
    let found = rows(connection, FILE, row![request]).await?;
    let Some(row) = found.first() else { return Ok(None) };
    let outlet = row.maybe_text(1)?;
    let of_medium = match &outlet {
        Some(outlet) => accredited_of(connection, request, outlet).await?,
        None => 0,
    };
    Ok(Some(PressFile {
        state: row.named(0, PressState::from_name)?,
        outlet,
        wishes: row.json(2)?,
        papers: row.json(3)?,
        of_medium,
    }))
}

/// Persons of other requests who are accredited for a medium, however it is spelled.
async fn accredited_of(
    connection: &mut AnyConnection,
    request: i64,
    outlet: &str,
) -> Result<u32, StoreError> {
    let wanted = name_key(outlet);
    let mut persons = 0;
    for row in rows(connection, ACCREDITED, row![request]).await? {
        if name_key(&row.text(1)?) == wanted {
            // A request that names nobody is one person's.
            persons += row.count(2)?.max(1);
        }
    }
    Ok(persons)
}

/// Writes down what becomes of a stored press request.
pub(super) async fn change(connection: &mut AnyConnection, change: &PressChange) -> Result<(), StoreError> {
    let Some(request) = change.request else {
        return Ok(());
    };
    let Some(mut file) = file(connection, request).await? else {
        return Err(StoreError::Conflict {
            what: format!("press request {request}"),
        });
    };
    file.papers.extend(&change.papers);
    file.papers.sort_unstable();
    file.papers.dedup();
    for wish in &change.wishes {
        if !file.wishes.contains(wish) {
            file.wishes.push(*wish);
        }
    }
    let values = row![
        request,
        change.state.unwrap_or(file.state).name(),
        change.outlet.clone().or(file.outlet),
        json(&file.wishes)?,
        json(&file.papers)?,
    ];
    run(connection, CHANGE, values).await?;
    Ok(())
}

impl Settling {
    /// How a press request stands in this transaction; `None` if the party is none.
    ///
    /// # Errors
    /// As any read.
    pub async fn press_file(&mut self, request: i64) -> Result<Option<PressFile>, StoreError> {
        file(self.connection(), request).await
    }

    /// Notes which papers of a press request an organiser has, and which are missing now.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_papers(
        &mut self,
        request: i64,
        (papers, missing): (&[PressPaper], Vec<Paper>),
        (paper, there): (Paper, bool),
        organiser: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let tx = self.transaction();
        run(tx, SET_PAPERS, row![request, json(papers)?]).await?;
        let found = rows(tx, REASONS, row![request]).await?;
        let mut reasons: Vec<Reason> = found.first().map_or(Ok(Vec::new()), |row| row.json(0))?;
        reasons.retain(|reason| !matches!(reason, Reason::PapersMissing(_)));
        if !missing.is_empty() {
            reasons.push(Reason::PapersMissing(missing));
        }
        run(tx, SET_REASONS, row![request, json(&reasons)?, now]).await?;
        let actor = Actor::Organiser(organiser.to_owned());
        let note = Note {
            actor: &actor,
            request: Some(request),
            what: "paper",
            details: json!({ "paper": paper.name(), "there": there }),
        };
        journal::write(tx, vec![note.row(now)]).await
    }
}

impl Store {
    /// Every press request with its persons and what became of its wishes, in the order of arrival.
    ///
    /// # Errors
    /// As any read.
    pub async fn press_list(&self) -> Result<Vec<PressRow>, StoreError> {
        let mut tx = self.read.begin().await?;
        let mut list = Vec::new();
        for row in rows(&mut tx, ALL, Vec::new()).await? {
            let request = row.int(0)?;
            if let Some(file) = file(&mut tx, request).await? {
                list.push(PressRow {
                    request,
                    reference: row.text(1)?,
                    wishes: file.wishes.iter().map(|wish| open(*wish)).collect(),
                    file,
                    names: Vec::new(),
                });
            }
        }
        let keys: Vec<Value> = list.iter().map(|row| Value::from(row.request)).collect();
        for row in rows_in(&mut tx, NAMES, Vec::new(), keys.clone()).await? {
            let (request, name) = (row.int(0)?, row.text(1)?);
            if let Some(entry) = list.iter_mut().find(|entry| entry.request == request) {
                entry.names.push(name);
            }
        }
        for row in rows_in(&mut tx, WISHES, Vec::new(), keys).await? {
            let request = row.int(0)?;
            let wish = Wish {
                wish: row.named(1, from_name)?,
                state: row.named(2, from_name)?,
                note: row.maybe_text(3)?,
            };
            let Some(entry) = list.iter_mut().find(|entry| entry.request == request) else {
                continue;
            };
            match entry.wishes.iter_mut().find(|known| known.wish == wish.wish) {
                Some(known) => *known = wish,
                None => entry.wishes.push(wish),
            }
        }
        Ok(list)
    }

    /// Notes what became of a wish; whether there is such a press request.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_press_wish(
        &self,
        request: i64,
        wish: &Wish,
        organiser: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin_in_turn(Turn::Event).await?;
        if file(&mut tx, request).await?.is_none() {
            return Ok(false);
        }
        let (name, state) = (name_of(&wish.wish)?, name_of(&wish.state)?);
        let values = row![request, name.as_str(), state.as_str(), wish.note.as_deref(), now];
        run(&mut tx, SET_WISH, values).await?;
        let actor = Actor::Organiser(organiser.to_owned());
        let note = Note {
            actor: &actor,
            request: Some(request),
            what: "wish",
            details: json!({ "wish": name, "state": state, "note": wish.note }),
        };
        journal::write(&mut tx, vec![note.row(now)]).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn open(wish: PressWish) -> Wish {
    Wish {
        wish,
        state: WishState::Open,
        note: None,
    }
}
