//! Everything that is known of one letter, for one page.

use crate::language::Language;
use crate::message::MailboxRole;
use crate::registration::State;
use crate::reply::PressPaper;
use crate::request::{Access, Diet, Doubt, Media, PressWish, Request, Session};
use crate::rules::Reason;
use crate::rules::contact::ContactRole;
use crate::store::journal::{self, Entry};
use crate::store::messages::role_from_name;
use crate::store::outbox::ReplyState;
use crate::store::sql::{Columns, from_name, row, rows};
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// A letter with all that came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    pub message: MessageRecord,
    /// `None` until it is settled, and for copies and letters in quarantine.
    pub request: Option<RequestRecord>,
    pub persons: Vec<PersonRecord>,
    pub press: Option<PressRecord>,
    pub replies: Vec<ReplyRecord>,
    /// Oldest first.
    pub journal: Vec<Entry>,
}

/// The message as it was kept; its bytes are told by [`Store::raw`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRecord {
    pub id: i64,
    /// Name of the mailbox in the configuration.
    pub mailbox: String,
    pub role: MailboxRole,
    pub received_at: DateTime<Utc>,
    pub kept_at: DateTime<Utc>,
    /// Bytes.
    pub size: i64,
    /// `kept`, `settled`, `copy` or `quarantined`.
    pub state: String,
    /// The number of the message it is a copy of.
    pub copy_of: Option<i64>,
    /// Numbers of its copies.
    pub copies: Vec<i64>,
    /// Why it is not whole, or in quarantine.
    pub defect: Option<String>,
}

/// What was read and decided.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestRecord {
    pub reference: String,
    pub outcome: String,
    pub language: Language,
    pub contact_address: Option<String>,
    pub contact_name: Option<String>,
    /// Folded name of whoever wrote the letter.
    pub contact_key: Option<String>,
    pub message_id: Option<String>,
    pub reading: Request,
    pub doubts: Vec<Doubt>,
    pub reasons: Vec<Reason>,
    pub decisions: i64,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A person of the party.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonRecord {
    pub position: i64,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub organisation: Option<String>,
    pub role: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub interpretation: Option<Language>,
    pub diet: Vec<Diet>,
    pub access: Vec<Access>,
    /// In programme order.
    pub places: Vec<PlaceRecord>,
}

/// A person's place in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRecord {
    pub session: Session,
    pub state: State,
    /// Rank on the waiting list (I3).
    pub since: DateTime<Utc>,
    pub priority: i64,
    /// Deadline of an offer.
    pub until: Option<DateTime<Utc>>,
}

/// What a press letter asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressRecord {
    pub outlet: Option<String>,
    pub media: Option<Media>,
    pub press_card: Option<String>,
    pub wishes: Vec<PressWish>,
    /// Persons of other requests who are accredited for the same medium (rule 63).
    pub of_medium: u32,
    /// What its letters brought.
    pub papers: Vec<PressPaper>,
    /// `received`, `accredited` or `refused`.
    pub state: String,
}

/// A reply; its bytes are told by [`Store::reply_raw`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyRecord {
    pub id: i64,
    pub request: i64,
    /// Of the decision it tells.
    pub number: i64,
    pub kind: String,
    pub language: String,
    pub recipient: String,
    pub message_id: String,
    pub state: ReplyState,
    pub attempts: u32,
    pub next_attempt_at: DateTime<Utc>,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub delivered_at: Option<DateTime<Utc>>,
}

impl Dossier {
    /// Whether the contact is one of those who have a place (of all, where nobody has), or wrote for them.
    #[must_use]
    pub fn contact_role(&self) -> ContactRole {
        let Some(request) = &self.request else {
            return ContactRole::Unknown;
        };
        let live = |person: &&PersonRecord| person.places.iter().any(|place| place.state.is_live());
        let some_live = self.persons.iter().any(|person| live(&person));
        let persons = self.persons.iter().filter(|person| !some_live || live(person));
        ContactRole::of(
            request.contact_key.as_deref(),
            request.contact_address.as_deref(),
            persons.map(|person| (person.name.as_deref(), person.email.as_deref())),
        )
    }
}

const BY_REFERENCE: &str = "SELECT message FROM requests WHERE reference = $1";
const BY_MESSAGE_ID: &str = "SELECT MIN(message) FROM requests WHERE message_id = $1";
const MESSAGE: &str = "SELECT id, mailbox, role, received_at, kept_at, size, state, copy_of, defect \
    FROM messages WHERE id = $1";
const COPIES: &str = "SELECT id FROM messages WHERE content_key = (SELECT content_key FROM messages WHERE id = $1) \
    AND copy_of = $1 ORDER BY id";
const REQUEST: &str = "SELECT reference, outcome, language, contact_address, contact_name, message_id, reading, \
    doubts, reasons, decisions, version, created_at, updated_at, contact_key FROM requests WHERE message = $1";
const PERSONS: &str = "SELECT position, name, email, phone, organisation, role, city, country, interpretation, \
    diet, access FROM persons WHERE party = $1 ORDER BY position";
const PLACES: &str =
    "SELECT position, session, state, since, priority, until FROM registrations WHERE party = $1";
const PRESS: &str = "SELECT outlet, media, press_card, wishes, state, papers FROM press WHERE request = $1";
const REPLIES: &str = "SELECT id, request, number, kind, language, recipient, message_id, state, attempts, \
    next_attempt_at, last_error, created_at, delivered_at FROM outbox WHERE request = $1 ORDER BY number";
const TROUBLED: &str = "SELECT id, request, number, kind, language, recipient, message_id, state, attempts, \
    next_attempt_at, last_error, created_at, delivered_at FROM outbox \
    WHERE state IN ('draft', 'refused', 'uncertain', 'bounced', 'held') ORDER BY id LIMIT $1";
const REPLY_RAW: &str = "SELECT raw FROM outbox_bytes WHERE reply = $1";

impl Store {
    /// Everything known of a letter, named by its reference, its number, or its Message-ID; `None` if there is none.
    ///
    /// # Errors
    /// As any read.
    pub async fn show(&self, name: &str) -> Result<Option<Dossier>, StoreError> {
        let mut tx = self.read.begin().await?;
        let Some(id) = find(&mut tx, name).await? else {
            return Ok(None);
        };
        let Some(message) = message(&mut tx, id).await? else {
            return Ok(None);
        };
        let request = rows(&mut tx, REQUEST, row![id]).await?;
        let press = rows(&mut tx, PRESS, row![id]).await?;
        let mut press = press.first().map(press_record).transpose()?;
        if let (Some(record), Some(file)) = (&mut press, crate::store::press::file(&mut tx, id).await?) {
            record.of_medium = file.of_medium;
        }
        let replies = rows(&mut tx, REPLIES, row![id]).await?;
        Ok(Some(Dossier {
            message,
            request: request.first().map(request_record).transpose()?,
            persons: persons(&mut tx, id).await?,
            press,
            replies: replies.iter().map(reply_record).collect::<Result<_, _>>()?,
            journal: journal::of_request(&mut tx, id).await?,
        }))
    }

    /// Replies that wait for a person: drafts, and those that were refused, came back, were kept back, or of which
    /// nobody knows whether they arrived.
    ///
    /// # Errors
    /// As any read.
    pub async fn troubled_replies(&self, limit: u32) -> Result<Vec<ReplyRecord>, StoreError> {
        let mut connection = self.read.acquire().await?;
        rows(&mut connection, TROUBLED, row![i64::from(limit)])
            .await?
            .iter()
            .map(reply_record)
            .collect()
    }

    /// The bytes of a reply, as it left or will leave; `None` if there is no such reply.
    ///
    /// # Errors
    /// As any read.
    pub async fn reply_raw(&self, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut connection = self.read.acquire().await?;
        rows(&mut connection, REPLY_RAW, row![id])
            .await?
            .first()
            .map(|row| row.bytes(0))
            .transpose()
    }
}

async fn find(connection: &mut AnyConnection, name: &str) -> Result<Option<i64>, StoreError> {
    let name = name.trim();
    let by_reference = rows(connection, BY_REFERENCE, row![name.to_uppercase()]).await?;
    if let Some(row) = by_reference.first() {
        return Ok(Some(row.int(0)?));
    }
    if let Ok(number) = name.parse::<i64>() {
        return Ok(Some(number));
    }
    let bare = name.trim_start_matches('<').trim_end_matches('>');
    let by_message_id = rows(connection, BY_MESSAGE_ID, row![bare]).await?;
    Ok(by_message_id
        .first()
        .map(|row| row.maybe_int(0))
        .transpose()?
        .flatten())
}

async fn message(connection: &mut AnyConnection, id: i64) -> Result<Option<MessageRecord>, StoreError> {
    let found = rows(connection, MESSAGE, row![id]).await?;
    let Some(row) = found.first() else { return Ok(None) };
    let copies = rows(connection, COPIES, row![id]).await?;
    Ok(Some(MessageRecord {
        id: row.int(0)?,
        mailbox: row.text(1)?,
        role: row.named(2, role_from_name)?,
        received_at: row.time(3)?,
        kept_at: row.time(4)?,
        size: row.int(5)?,
        state: row.text(6)?,
        copy_of: row.maybe_int(7)?,
        copies: copies.iter().map(|row| row.int(0)).collect::<Result<_, _>>()?,
        defect: row.maybe_text(8)?,
    }))
}

async fn persons(connection: &mut AnyConnection, party: i64) -> Result<Vec<PersonRecord>, StoreError> {
    let mut persons = Vec::new();
    for row in rows(connection, PERSONS, row![party]).await? {
        let interpretation = row.maybe_text(8)?.map(|code| {
            Language::from_code(&code).ok_or_else(|| StoreError::damaged("persons.interpretation", code))
        });
        persons.push(PersonRecord {
            position: row.int(0)?,
            name: row.maybe_text(1)?,
            email: row.maybe_text(2)?,
            phone: row.maybe_text(3)?,
            organisation: row.maybe_text(4)?,
            role: row.maybe_text(5)?,
            city: row.maybe_text(6)?,
            country: row.maybe_text(7)?,
            interpretation: interpretation.transpose()?,
            diet: row.json(9)?,
            access: row.json(10)?,
            places: Vec::new(),
        });
    }
    for row in rows(connection, PLACES, row![party]).await? {
        let position = row.int(0)?;
        let place = PlaceRecord {
            session: row.named(1, Session::from_id)?,
            state: row.named(2, State::from_name)?,
            since: row.time(3)?,
            priority: row.int(4)?,
            until: row.maybe_time(5)?,
        };
        if let Some(person) = persons
            .iter_mut()
            .find(|person: &&mut PersonRecord| person.position == position)
        {
            person.places.push(place);
            person.places.sort_by_key(|place| place.session);
        }
    }
    Ok(persons)
}

fn request_record(row: &AnyRow) -> Result<RequestRecord, StoreError> {
    Ok(RequestRecord {
        reference: row.text(0)?,
        outcome: row.text(1)?,
        language: row.named(2, Language::from_code)?,
        contact_address: row.maybe_text(3)?,
        contact_name: row.maybe_text(4)?,
        message_id: row.maybe_text(5)?,
        reading: row.json(6)?,
        doubts: row.json(7)?,
        reasons: row.json(8)?,
        decisions: row.int(9)?,
        version: row.int(10)?,
        created_at: row.time(11)?,
        updated_at: row.time(12)?,
        contact_key: row.maybe_text(13)?,
    })
}

fn press_record(row: &AnyRow) -> Result<PressRecord, StoreError> {
    let media = row
        .maybe_text(1)?
        .map(|name| from_name(&name).ok_or_else(|| StoreError::damaged("press.media", name)));
    Ok(PressRecord {
        outlet: row.maybe_text(0)?,
        media: media.transpose()?,
        press_card: row.maybe_text(2)?,
        wishes: row.json(3)?,
        of_medium: 0,
        state: row.text(4)?,
        papers: row.json(5)?,
    })
}

fn reply_record(row: &AnyRow) -> Result<ReplyRecord, StoreError> {
    Ok(ReplyRecord {
        id: row.int(0)?,
        request: row.int(1)?,
        number: row.int(2)?,
        kind: row.text(3)?,
        language: row.text(4)?,
        recipient: row.text(5)?,
        message_id: row.text(6)?,
        state: row.named(7, ReplyState::from_name)?,
        attempts: row.count(8)?,
        next_attempt_at: row.time(9)?,
        last_error: row.maybe_text(10)?,
        created_at: row.time(11)?,
        delivered_at: row.maybe_time(12)?,
    })
}
