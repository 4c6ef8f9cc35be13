//! Which party a letter is about: found by the Message-IDs of ours that it quotes, with its open offers.

use super::registrations;
use super::sql::{Columns, Value, row, rows, rows_in};
use super::{StoreError, StoredParty};
use crate::request::Session;
use crate::rules::{Offer, PlaceId, Thread};
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// One of our letters: the request it answered, and the number of the answer.
pub type Tie = (i64, i64);

// Whoever answers a letter about an earlier party answers about that party.
const TIED: &str = "SELECT o.request, o.number, o.address, COALESCE(q.concerns, q.message) \
    FROM outbox o JOIN requests q ON q.message = o.request WHERE o.request IN ({keys})";
const OFFERS: &str = "SELECT position, session, until FROM registrations \
    WHERE party = $1 AND state = 'offered' ORDER BY position, session";

/// The threads that some of our letters belong to.
pub(super) async fn load(
    connection: &mut AnyConnection,
    ties: impl Iterator<Item = Tie>,
) -> Result<BTreeMap<Tie, Thread>, StoreError> {
    let wanted: std::collections::BTreeSet<Tie> = ties.collect();
    let keys: std::collections::BTreeSet<i64> = wanted.iter().map(|tie| tie.0).collect();
    let keys: Vec<Value> = keys.into_iter().map(Value::from).collect();
    let mut parties: BTreeMap<i64, (StoredParty, Vec<Offer>)> = BTreeMap::new();
    let mut threads = BTreeMap::new();
    for row in rows_in(connection, TIED, Vec::new(), keys).await? {
        let tie = (row.int(0)?, row.int(1)?);
        let (sent_to, id) = (row.text(2)?, row.int(3)?);
        if !wanted.contains(&tie) {
            continue;
        }
        if let Entry::Vacant(place) = parties.entry(id) {
            let Some(stored) = registrations::party(connection, id).await? else {
                continue;
            };
            place.insert((stored, offers(connection, id).await?));
        }
        if let Some((stored, offers)) = parties.get(&id) {
            threads.insert(
                tie,
                Thread {
                    party: stored.party.clone(),
                    sent_to,
                    contact_address: stored.contact_address.clone(),
                    offers: offers.clone(),
                },
            );
        }
    }
    Ok(threads)
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
