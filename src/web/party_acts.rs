//! What organisers do on a party's page: cancel, pass on, tick off, revive, look again, rank, write again, note and tag.

use super::Console;
use super::access::{Role, Visitor};
use super::edit::Sent;
use super::problem::Problem;
use crate::daemon::{DeskError, Order};
use crate::request::Session;
use crate::rules::organiser::{Act, ActRefused};
use crate::store::{StoreError, remarks};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// What any form of the page sends; each uses what it needs.
#[derive(Deserialize)]
pub(super) struct Given {
    csrf: String,
    version: Option<i64>,
    position: Option<i64>,
    session: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    reason: String,
    priority: Option<i64>,
    reply: Option<i64>,
    note: Option<i64>,
    #[serde(default)]
    tag: String,
    /// The page to come back to: `letters` or `parties`.
    #[serde(default)]
    then: String,
}

impl Given {
    fn session(&self) -> Result<Session, Problem> {
        let id = self.session.as_deref().unwrap_or_default();
        Session::from_id(id).ok_or(Problem::Stale)
    }
}

/// `POST /parties/{id}/{what}`.
pub(super) async fn act(
    State(console): State<Console>,
    visitor: Visitor,
    Path((id, what)): Path<(i64, String)>,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    let back = if given.then == "letters" {
        format!("/letters/{id}")
    } else {
        format!("/parties/{id}")
    };
    let said = match what.as_str() {
        "note" | "unnote" | "tag" | "untag" => remark(&console, &visitor, id, &what, &given).await?,
        "check-in" | "check-out" => tick(&console, &visitor, id, &what, &given).await?,
        _ => decide(&console, &visitor, id, &what, &given).await?,
    };
    let then = said.map_or_else(|| back.clone(), |said| format!("{back}?said={said}"));
    Ok(Redirect::to(&then).into_response())
}

/// `POST /parties/{id}/split`: the ticked persons go on under a reference of their own.
pub(super) async fn split(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let sent = Sent::new(pairs);
    visitor.check(Role::Decide, sent.get("csrf"))?;
    let version = sent.get("version").parse().map_err(|_| Problem::Stale)?;
    let positions: Vec<i64> = sent.all("person").filter_map(|one| one.parse().ok()).collect();
    let split = console.desk().split((id, version, visitor.name()), &positions);
    let then = match split.await {
        Ok(party) => format!("/parties/{party}?said=split"),
        Err(DeskError::Refused(_)) => format!("/parties/{id}?said=refused"),
        Err(DeskError::Store(StoreError::Conflict { .. })) => format!("/parties/{id}?said=changed"),
        Err(DeskError::UnknownRequest(_)) => return Err(Problem::NotFound),
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&then).into_response())
}

async fn remark(
    console: &Console,
    visitor: &Visitor,
    id: i64,
    what: &str,
    given: &Given,
) -> Result<Option<&'static str>, Problem> {
    visitor.check_any(&[Role::Edit, Role::Decide], &given.csrf)?;
    let (store, now) = (console.desk().store(), console.desk().clock().now());
    match what {
        "note" => store.add_note(id, visitor.name(), &given.words, now).await?,
        "unnote" => {
            let note = given.note.unwrap_or_default();
            store.drop_note(id, note, visitor.name(), now).await?;
        }
        _ => {
            if let Some(tag) = remarks::tag(&given.tag) {
                store
                    .set_tag(&[id], (&tag, what == "tag"), visitor.name(), now)
                    .await?;
            }
        }
    }
    Ok(None)
}

/// Ticks a person off at the door; the page is then looked at again, where a second click takes it back (rule 60).
async fn tick(
    console: &Console,
    visitor: &Visitor,
    id: i64,
    what: &str,
    given: &Given,
) -> Result<Option<&'static str>, Problem> {
    visitor.check(Role::CheckIn, &given.csrf)?;
    let (position, session) = (given.position.unwrap_or_default(), given.session()?);
    let act = if what == "check-in" {
        Act::CheckIn { position, session }
    } else {
        Act::CheckOut { position, session }
    };
    match console.desk().organise(id, visitor.name(), &act).await {
        Ok(_) => Ok(None),
        Err(DeskError::Refused(_)) => Ok(Some("refused")),
        Err(error) => Err(error.into()),
    }
}

async fn decide(
    console: &Console,
    visitor: &Visitor,
    id: i64,
    what: &str,
    given: &Given,
) -> Result<Option<&'static str>, Problem> {
    visitor.check(Role::Decide, &given.csrf)?;
    let (desk, user) = (console.desk(), visitor.name());
    let version = given.version.unwrap_or_default();
    let undo_for = console.settings().undo_for;
    let position = given.position.unwrap_or_default();
    let order = |act| Order {
        user: user.to_owned(),
        act,
        version,
        words: None,
        undo_for,
    };
    let done = match what {
        "cancel" => {
            let act = Act::Cancel {
                positions: vec![position],
            };
            desk.act(id, &order(act)).await.map(|_| None)
        }
        "release-unnamed" => desk.act(id, &order(Act::ReleaseUnnamed)).await.map(|_| None),
        "reopen" => desk.act(id, &order(Act::Reopen)).await.map(|_| Some("reopened")),
        "revive" => desk.revive(id, version, user).await.map(|_| Some("revived")),
        "pass-on" if !given.name.trim().is_empty() => {
            let newcomer = given.name.split_whitespace().collect::<Vec<_>>().join(" ");
            desk.pass_on((id, version, user), (position, &newcomer), undo_for)
                .await
                .map(|()| None)
        }
        "resend" => {
            let sent = desk.resend(id, given.reply.unwrap_or_default(), user).await;
            sent.map(|sent| Some(if sent { "sent-again" } else { "not-sent" }))
        }
        "priority" if !given.reason.trim().is_empty() => {
            let session = given.session()?;
            let priority = given.priority.unwrap_or_default().clamp(-1_000, 1_000);
            desk.rank((id, session), priority, (user, given.reason.trim()))
                .await
                .map(|()| None)
        }
        _ => return Err(Problem::NotFound),
    };
    match done {
        Ok(said) => Ok(said),
        Err(DeskError::Refused(ActRefused::RegisteredElsewhere { .. })) => Ok(Some("live-elsewhere")),
        Err(DeskError::Refused(_)) => Ok(Some("refused")),
        Err(DeskError::Store(StoreError::Conflict { .. })) => Ok(Some("changed")),
        Err(DeskError::UnknownRequest(_)) => Err(Problem::NotFound),
        Err(error) => Err(error.into()),
    }
}
