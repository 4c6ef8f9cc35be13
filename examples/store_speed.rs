//! How long the store takes for many letters: keep, settle, hand out, record. `cargo run --release --example store_speed [URL] [LETTERS]`

use chrono::{DateTime, TimeDelta, Utc};
use rsvpd::language::{Language, ReplyLanguage};
use rsvpd::mailbox::Place;
use rsvpd::message::{ContentKey, MailboxRole};
use rsvpd::registration::State;
use rsvpd::reply::ReplyKind;
use rsvpd::request::{Attendee, Disposition, Evidence, Found, Intent, Part, Request, Session};
use rsvpd::rules::{Decision, NewPerson, Outcome, Reason};
use rsvpd::store::{
    Actor, Capacity, Cause, Contact, DeliveryOutcome, Lookup, NewMessage, Outgoing, Reading, Settlement,
    Store,
};
use std::time::Instant;

/// Letters in one transaction, as the daemon takes them.
const BATCH: usize = 128;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = tempfile::tempdir()?;
    let url = arguments
        .next()
        .unwrap_or_else(|| format!("sqlite:{}", folder.path().join("desk.db").display()));
    let letters: usize = arguments.next().map_or(Ok(5_000), |text| text.parse())?;
    let store = Store::connect(&url).await?;
    store.migrate("speed", &[7; 32]).await?;
    let now: DateTime<Utc> = "2026-03-02T08:00:00Z".parse()?;

    let begun = Instant::now();
    for first in (0..letters).step_by(BATCH) {
        keep(&store, first, letters.min(first + BATCH), now).await?;
    }
    println!("kept      {letters} letters in {:?}", begun.elapsed());

    let begun = Instant::now();
    loop {
        let pending = store.pending(u32::try_from(BATCH)?).await?;
        if pending.is_empty() {
            break;
        }
        let ids: Vec<i64> = pending.iter().map(|message| message.id).collect();
        settle(&store, &ids, now).await?;
    }
    println!("settled   {letters} letters in {:?}", begun.elapsed());

    let begun = Instant::now();
    let mut sent = 0;
    loop {
        let due = store.due("speed", now + TimeDelta::hours(1), 64).await?;
        if due.is_empty() {
            break;
        }
        let outcomes: Vec<_> = due
            .iter()
            .map(|reply| (reply.id, DeliveryOutcome::Delivered))
            .collect();
        store.record_delivery(&outcomes, now).await?;
        sent += outcomes.len();
    }
    println!("delivered {sent} replies in {:?}", begun.elapsed());
    let counts = store.counts().await?;
    println!(
        "{} messages; ends {:?}; places {:?}",
        counts.messages, counts.ends, counts.places
    );
    Ok(())
}

async fn keep(store: &Store, first: usize, end: usize, now: DateTime<Utc>) -> anyhow::Result<()> {
    let raws: Vec<(Vec<u8>, ContentKey)> = (first..end)
        .map(|number| {
            let raw = format!(
                "Message-ID: <{number}@guest.example>\r\n\r\n{}",
                "Dear organisers, ".repeat(250)
            );
            (raw.into_bytes(), ContentKey(format!("{number:064}")))
        })
        .collect();
    let batch: Vec<NewMessage<'_>> = (first..)
        .zip(&raws)
        .map(|(number, (raw, content_key))| NewMessage {
            mailbox: "rsvp",
            role: MailboxRole::Registration,
            place: Place {
                validity: 1,
                uid: number as u64 + 1,
                name: String::new(),
            },
            received_at: now,
            size: raw.len() as u64,
            raw,
            defect: None,
            results: None,
            content_key,
        })
        .collect();
    store.keep(&batch, now).await?;
    Ok(())
}

async fn settle(store: &Store, ids: &[i64], now: DateTime<Utc>) -> anyhow::Result<()> {
    let sessions = Session::ALL.map(|session| (session, 1_000_000));
    let mut settling = store
        .begin_settling(Capacity {
            sessions: sessions.into(),
            event: None,
        })
        .await?;
    let texts: Vec<_> = ids
        .iter()
        .map(|id| (format!("RTM-{id}"), format!("g{id}@d{}.example", id % 50)))
        .collect();
    let keys: Vec<Vec<String>> = ids
        .iter()
        .map(|id| vec![format!("guest {id}"), format!("friend {id}")])
        .collect();
    let lookups: Vec<Lookup> = texts
        .iter()
        .zip(&keys)
        .map(|((_, address), keys)| Lookup {
            mailbox: MailboxRole::Registration,
            address: Some(address.clone()),
            name_keys: keys.clone(),
            words_key: Some(address.clone()),
            ties: Vec::new(),
            existing: None,
        })
        .collect();
    let mut standing = settling.standing(&lookups, now).await?;
    let (request, decision) = (request(), decision());
    let mut settlements = Vec::with_capacity(ids.len());
    for ((id, (reference, address)), lookup) in ids.iter().zip(&texts).zip(&lookups) {
        anyhow::ensure!(standing.prior(lookup).persons.is_empty(), "nobody is known yet");
        let reading = Reading {
            reference,
            request: &request,
            doubts: &[],
            contact: Some(Contact {
                address,
                name: Some("A Guest"),
            }),
            message_id: Some(address),
            words_key: Some(address),
            received_at: now,
            concerns: None,
        };
        let settlement = Settlement {
            request: *id,
            cause: Cause::Letter(reading),
            decision: &decision,
            outgoing: Some(reply(*id, address)),
            actor: Actor::Message(*id),
            offered_until: None,
            above_capacity: None,
            now,
        };
        let _holds = standing.note(&settlement);
        settlements.push(settlement);
    }
    settling.settle(&settlements).await?;
    settling.commit().await?;
    Ok(())
}

fn found<T>(value: T) -> Found<T> {
    let evidence = Evidence {
        part: Part::Body,
        start: 0,
        end: 20,
        rule: "people/signature".to_owned(),
    };
    Found { value, evidence }
}

/// Two persons with the usual details.
fn request() -> Request {
    let attendee = Attendee {
        name: Some(found("Ayşe Örnek".to_owned())),
        organisation: Some(found("Example Foundation".to_owned())),
        city: Some(found("Ankara".to_owned())),
        sessions: Some(found(Session::ALL.to_vec())),
        ..Attendee::default()
    };
    Request {
        mailbox: MailboxRole::Registration,
        language: found(Language::TURKISH),
        intent: found(Intent::Registration),
        disposition: Disposition::Act,
        writer: Some(found("Ayşe Örnek".to_owned())),
        attendees: vec![attendee.clone(), attendee],
        seats: Some(found(2)),
        replaces: None,
        press: None,
    }
}

fn decision() -> Decision {
    let places = Session::ALL.map(|session| (session, State::Confirmed)).to_vec();
    let person = |attendee| NewPerson {
        attendee,
        places: places.clone(),
    };
    Decision {
        outcome: Outcome::Decided,
        reasons: vec![Reason::Fits],
        persons: vec![person(0), person(1)],
        moves: Vec::new(),
        letter: None,
        places: Vec::new(),
        instead: Vec::new(),
        edits: Vec::new(),
        concerns: None,
        press: None,
    }
}

fn reply(id: i64, address: &str) -> Outgoing {
    Outgoing {
        number: 1,
        kind: ReplyKind::Confirmation,
        language: ReplyLanguage::Tr,
        mailbox: MailboxRole::Registration,
        recipient: address.to_owned(),
        message_id: format!("{id}.1@desk.example"),
        raw: "You have a seat. ".repeat(400).into_bytes(),
        draft: false,
        solicited_by: None,
    }
}
