//! A party from all sides: who is in it, its letters as one conversation, what organisers noted, and who may be the same.

use super::access::{Role, Visitor};
use super::problem::Problem;
use super::{Console, edit, form, pages, review, words};
use crate::event::Event;
use crate::message::{LineKind, Message};
use crate::store::views::{Dossier, Exchange, Exchanged, PersonRecord, Twin};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;

/// Letters of a conversation whose words are shown.
const SHOWN_MAX: usize = 60;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    edit: Option<String>,
    said: Option<String>,
    undone: Option<String>,
}

/// Sentences that a page can be told to say.
const SAYINGS: [&str; 9] = [
    "nothing",
    "sent-again",
    "not-sent",
    "revived",
    "reopened",
    "live-elsewhere",
    "changed",
    "refused",
    "split",
];

/// `/parties/{id}`.
pub(super) async fn page(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let desk = console.desk();
    let language = visitor.language();
    let dossier = desk
        .store()
        .show(&id.to_string())
        .await?
        .ok_or(Problem::NotFound)?;
    let request = dossier.request.as_ref().ok_or(Problem::NotFound)?;
    let edit = match wanted.edit {
        Some(_) => edit::open(&console, &visitor, &dossier, &format!("/parties/{id}")).await?,
        None => Value::UNDEFINED,
    };
    let said = wanted.said.as_deref().filter(|key| SAYINGS.contains(key));
    let persons: Vec<Value> = dossier
        .persons
        .iter()
        .map(|known| person(known, language))
        .collect();
    let parted = |known: &&PersonRecord| {
        known.name.is_some() && known.places.iter().any(|place| place.state.is_live())
    };
    let can_split = dossier.press.is_none() && dossier.persons.iter().filter(parted).count() > 1;
    let states = || dossier.persons.iter().flat_map(|known| &known.places);
    let values = context! {
        section => "party",
        id,
        reference => request.reference.clone(),
        version => request.version,
        outcome => request.outcome.clone(),
        intent => words::word(&request.reading.intent.value),
        tongue => form::tongue(language, request.language),
        contact_name => request.contact_name.clone(),
        contact_address => request.contact_address.clone(),
        contact_role => dossier.contact_role().name(),
        received_at => pages::stamp(dossier.message.received_at),
        by_hand => dossier.message.mailbox == crate::store::by_hand::CONSOLE,
        persons,
        waiting => waiting(&dossier),
        can_split,
        can_revive => states().any(|place| place.state.name() == "expired"),
        can_release => dossier.persons.iter().any(|known| known.name.is_none() && known.places.iter().any(|place| place.state.is_live())),
        can_reopen => states().any(|place| matches!(place.state.name(), "refused" | "cancelled")),
        conversation => conversation(&console, id).await?,
        twins => twins(&console, id, language).await?,
        remarks => remarks(&console, id).await?,
        history => review::history(&dossier, language),
        edit,
        said => said.map(|key| words::text(language, &format!("said.{key}"))),
        undone => wanted.undone,
        may_act => visitor.may(Role::Decide),
        may_note => visitor.may(Role::Decide) || visitor.may(Role::Edit),
        may_check_in => visitor.may(Role::CheckIn),
        undo_minutes => console.settings().undo_for.num_minutes(),
    };
    pages::page(&console, &visitor, "party.html", values).await
}

fn person(known: &PersonRecord, language: &str) -> Value {
    let country = known
        .country
        .as_deref()
        .map(|code| words::country(language, code));
    let about: Vec<String> = [&known.role, &known.organisation, &known.city]
        .into_iter()
        .flatten()
        .cloned()
        .chain(country)
        .collect();
    let mut needs: Vec<String> = Vec::new();
    needs.extend(known.interpretation.map(|code| {
        words::filled(
            language,
            "party.hears",
            &[("tongue", form::tongue(language, code))],
        )
    }));
    needs.extend(
        known
            .diet
            .iter()
            .map(|one| words::text(language, &format!("diet.{}", words::word(one)))),
    );
    needs.extend(
        known
            .access
            .iter()
            .map(|one| words::text(language, &format!("access.{}", words::word(one)))),
    );
    let places: Vec<Value> = known
        .places
        .iter()
        .map(|place| {
            context! {
                session => place.session.id(),
                state => place.state.name(),
                until => place.until.map(pages::stamp),
            }
        })
        .collect();
    let live = known.places.iter().any(|place| place.state.is_live());
    let confirmed = known.places.iter().any(|place| place.state.name() == "confirmed");
    context! {
        position => known.position,
        name => known.name.clone(),
        about => about.join(", "),
        email => known.email.clone(),
        phone => known.phone.clone(),
        needs,
        places,
        live,
        confirmed,
    }
}

/// Sessions that the party waits for, with its priority in each.
fn waiting(dossier: &Dossier) -> Vec<Value> {
    let mut seen = Vec::new();
    for place in dossier.persons.iter().flat_map(|known| &known.places) {
        let one = (place.session, place.priority, place.since);
        if place.state.name() == "waiting" && !seen.contains(&one) {
            seen.push(one);
        }
    }
    seen.into_iter()
        .map(|(session, priority, since)| {
            context! { session => session.id(), priority, since => pages::stamp(since) }
        })
        .collect()
}

/// The letters with their words, oldest first; the last of them are open.
async fn conversation(console: &Console, id: i64) -> Result<Vec<Value>, Problem> {
    let desk = console.desk();
    let exchanges = desk.store().conversation(id).await?;
    let last = exchanges.len().saturating_sub(2);
    let from = exchanges.len().saturating_sub(SHOWN_MAX);
    let mut shown = Vec::with_capacity(exchanges.len());
    for (index, Exchange { at, what }) in exchanges.iter().enumerate().skip(from) {
        let open = index >= last;
        let at = pages::stamp(*at);
        shown.push(match what {
            Exchanged::In {
                id,
                reference,
                intent,
                contact,
                ..
            } => {
                let raw = desk.store().raw(*id).await?.unwrap_or_default();
                let message = Message::parse(&raw, desk.own(), None);
                context! {
                    way => "in", id, at, open, reference, intent,
                    from => contact,
                    subject => message.subject.clone(),
                    text => own_words(&message),
                    files => message.attachments.len(),
                    erased => raw.is_empty(),
                }
            }
            Exchanged::Out {
                id,
                kind,
                language,
                recipient,
                state,
                last_error,
            } => {
                let raw = desk.store().reply_raw(*id).await?.unwrap_or_default();
                let message = Message::parse(&raw, desk.own(), None);
                context! {
                    way => "out", id, at, open, kind, language,
                    to => recipient,
                    state => state.name(),
                    error => last_error,
                    subject => message.subject.clone(),
                    text => message.text.clone(),
                    erased => raw.is_empty(),
                }
            }
        });
    }
    Ok(shown)
}

/// A letter without what it quotes.
fn own_words(message: &Message) -> String {
    let mut text = String::new();
    for line in &message.lines {
        if matches!(
            line.kind,
            LineKind::Quoted | LineKind::QuoteHeading | LineKind::Disclaimer
        ) {
            continue;
        }
        text.push_str(
            message
                .text
                .get(line.range.clone())
                .unwrap_or_default()
                .trim_end(),
        );
        text.push('\n');
    }
    text.trim().to_owned()
}

/// Requests that may be of the same persons.
pub(super) async fn twins(console: &Console, id: i64, language: &str) -> Result<Vec<Value>, Problem> {
    let event = &console.desk().config().event;
    Ok(shown(&console.desk().store().twins(id).await?, event, language))
}

/// Requests as they are laid beside a person who may be the same.
pub(super) fn shown(twins: &[Twin], event: &Event, language: &str) -> Vec<Value> {
    let shown = twins.iter().map(|twin| {
        let names: Vec<&str> = twin.names.iter().flatten().map(String::as_str).collect();
        let places: Vec<String> = twin
            .places
            .iter()
            .map(|(session, state)| {
                let session = words::session(event, language, *session);
                let state = words::text(language, &format!("state.{}", state.name()));
                words::pair(language, &session, &state)
            })
            .collect();
        context! {
            id => twin.party,
            reference => twin.reference.clone(),
            outcome => twin.outcome.clone(),
            who => if names.is_empty() { twin.contact.clone().unwrap_or_default() } else { names.join(", ") },
            contact => twin.contact.clone(),
            at => pages::stamp(twin.received_at),
            same_name => twin.same_name,
            places,
        }
    });
    shown.collect()
}

/// Notes and tags of a request.
pub(super) async fn remarks(console: &Console, id: i64) -> Result<Value, Problem> {
    let store = console.desk().store();
    let notes: Vec<Value> = store
        .notes(id)
        .await?
        .iter()
        .map(|note| {
            context! { id => note.id, at => pages::stamp(note.at), user => note.user.clone(), words => note.words.clone() }
        })
        .collect();
    let tags = store.tags_of(&[id]).await?.remove(&id).unwrap_or_default();
    let known: Vec<String> = store.tags().await?.into_iter().map(|(tag, _)| tag).collect();
    Ok(context! { notes, tags, known })
}
