//! Which party a letter is about: found by the Message-IDs of ours that it quotes, with its open offers.

use super::StoreError;
use super::registrations;
use super::sql::{Columns, Value, row, rows, rows_in};
use crate::reply::ReplyKind;
use crate::request::Session;
use crate::request::data::DataWish;
use crate::rules::{Offer, Pending, PlaceId, Reason, Thread};
use sqlx::AnyConnection;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// One of our letters: the request it answered, and the number of the answer.
pub type Tie = (i64, i64);

// Whoever answers a letter about an earlier party answers about that party.
const TIED: &str = "SELECT o.request, o.number, o.address, COALESCE(q.concerns, q.message), o.kind, q.reading, q.reasons, \
    o.message_id, (SELECT COUNT(*) FROM outbox s WHERE s.solicited_by = o.message_id) \
    FROM outbox o JOIN requests q ON q.message = o.request WHERE o.request IN ({keys})";
const AHEAD: &str = "SELECT w.session, COUNT(DISTINCT o.party) FROM registrations w LEFT JOIN registrations o \
    ON o.session = w.session AND o.state = 'waiting' AND o.party <> w.party AND (o.priority > w.priority \
      OR (o.priority = w.priority AND (o.since < w.since OR (o.since = w.since AND o.party < w.party)))) \
    WHERE w.party = $1 AND w.state = 'waiting' GROUP BY w.session";
const NAMES_BY: &str = "SELECT deadline FROM names_due WHERE party = $1";
const OFFERS: &str = "SELECT position, session, until FROM registrations \
    WHERE party = $1 AND state = 'offered' ORDER BY position, session";

/// The threads that some of our letters belong to.
pub(super) async fn load(
    connection: &mut AnyConnection,
    ties: impl Iterator<Item = Tie>,
) -> Result<BTreeMap<Tie, Thread>, StoreError> {
    let wanted: BTreeSet<Tie> = ties.collect();
    let keys: BTreeSet<i64> = wanted.iter().map(|tie| tie.0).collect();
    let keys: Vec<Value> = keys.into_iter().map(Value::from).collect();
    let mut parties: BTreeMap<i64, Thread> = BTreeMap::new();
    let mut threads = BTreeMap::new();
    for row in rows_in(connection, TIED, Vec::new(), keys).await? {
        let tie = (row.int(0)?, row.int(1)?);
        let (sent_to, id) = (row.text(2)?, row.int(3)?);
        if !wanted.contains(&tie) {
            continue;
        }
        if let Entry::Vacant(place) = parties.entry(id) {
            let Some(thread) = of_party(connection, id).await? else {
                continue;
            };
            place.insert(thread);
        }
        let answers = ReplyKind::from_name(&row.text(4)?);
        let asks = answers == Some(ReplyKind::PleaseConfirm);
        let pending = match asks {
            true => Some(Box::new(Pending {
                request: row.json(5)?,
                data_wish: data_wish(&row.json::<Vec<Reason>>(6)?),
            })),
            false => None,
        };
        let is_open = answers.is_some_and(ReplyKind::asks) && row.count(8)? == 0;
        let question = is_open.then(|| row.text(7)).transpose()?;
        if let Some(thread) = parties.get(&id) {
            threads.insert(
                tie,
                Thread {
                    sent_to,
                    answers,
                    question,
                    pending,
                    ..thread.clone()
                },
            );
        }
    }
    Ok(threads)
}

fn data_wish(reasons: &[Reason]) -> Option<DataWish> {
    reasons.iter().find_map(|reason| match reason {
        Reason::DataNotProven(wish) => Some(*wish),
        _ => None,
    })
}

/// A party as a letter that quotes none of ours may be about it.
pub(super) async fn of_party(connection: &mut AnyConnection, id: i64) -> Result<Option<Thread>, StoreError> {
    let Some(stored) = registrations::party(connection, id).await? else {
        return Ok(None);
    };
    let mut ahead = BTreeMap::new();
    for row in rows(connection, AHEAD, row![id]).await? {
        ahead.insert(row.named(0, Session::from_id)?, row.count(1)?);
    }
    let names_by = rows(connection, NAMES_BY, row![id]).await?;
    Ok(Some(Thread {
        answers: None,
        question: None,
        ahead,
        names_by: names_by.first().map(|row| row.time(0)).transpose()?,
        party: stored.party,
        sent_to: String::new(),
        contact_address: stored.contact_address,
        offers: offers(connection, id).await?,
        pending: None,
    }))
}

/// What a party is offered now.
pub(super) async fn offers(connection: &mut AnyConnection, party: i64) -> Result<Vec<Offer>, StoreError> {
    let mut offers = Vec::new();
    for row in rows(connection, OFFERS, row![party]).await? {
        offers.push(Offer {
            place: PlaceId {
                party,
                position: row.int(0)?,
                session: row.named(1, Session::from_id)?,
            },
            until: row.time(2)?,
        });
    }
    Ok(offers)
}
