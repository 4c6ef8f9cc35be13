//! Deciding: which acts a request is open to, what each would send, and the posts that ask the desk to act or take back.

use super::access::{Role, Visitor};
use super::problem::Problem;
use super::{Console, review, words};
use crate::daemon::{DeskError, Order, Preview};
use crate::request::DoubtKind;
use crate::rules::organiser::{Act, ActRefused, missing_of};
use crate::rules::{Party, Reason};
use crate::store::views::{Dossier, RequestRecord};
use crate::store::{StoreError, Undone};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use serde::{Deserialize, Serialize};

mod conflict;
pub(super) mod press;
mod refusal;

pub(super) use conflict::conflict;
use conflict::not_done;
use refusal::is_limit;
pub(super) use refusal::refusal;

/// What an organiser can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    Confirm,
    Waitlist,
    Refuse,
    AskBack,
    Accredit,
    AskPapers,
    SetAside,
    /// Put to another request; not among the acts that every letter is open to.
    Merge,
}

impl Choice {
    const OF_REGISTRATIONS: [Self; 5] = [
        Self::Confirm,
        Self::Waitlist,
        Self::Refuse,
        Self::AskBack,
        Self::SetAside,
    ];
    const OF_PRESS: [Self; 4] = [Self::Accredit, Self::AskPapers, Self::Refuse, Self::SetAside];

    /// What a letter can be decided by.
    fn of(dossier: &Dossier) -> &'static [Self] {
        if dossier.press.is_some() {
            &Self::OF_PRESS
        } else {
            &Self::OF_REGISTRATIONS
        }
    }

    /// The key that chooses it.
    fn key(self) -> &'static str {
        match self {
            Self::Confirm => "c",
            Self::Waitlist => "w",
            Self::Refuse => "r",
            Self::AskBack | Self::AskPapers => "a",
            Self::Accredit => "c",
            Self::SetAside => "d",
            Self::Merge => "m",
        }
    }

    fn act(self, request: &RequestRecord, reason: Option<String>, into: Option<&Party>) -> Act {
        match self {
            Self::Confirm => Act::Confirm {
                over_capacity_because: reason,
            },
            Self::Waitlist => Act::Waitlist,
            Self::Refuse => Act::Refuse { reason },
            Self::AskBack => Act::AskBack {
                missing: missing_of(&request.doubts),
            },
            Self::Accredit => Act::Accredit {
                beyond_limit_because: reason,
            },
            Self::AskPapers => Act::AskPapers,
            Self::SetAside => Act::SetAside,
            Self::Merge => match into {
                Some(into) => Act::Merge {
                    into: Box::new(into.clone()),
                },
                None => Act::SetAside,
            },
        }
    }
}

/// What a form of the panel sends.
#[derive(Deserialize)]
pub(super) struct Decided {
    csrf: String,
    act: Choice,
    version: i64,
    /// The letter as the organiser left it.
    #[serde(default)]
    words: String,
    /// The letter as the page proposed it, to tell whether it was changed.
    #[serde(default)]
    proposed: String,
    #[serde(default)]
    reason: String,
    /// Of a merge: the other party.
    into: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct TakeBack {
    csrf: String,
}

/// The acts that a request is open to, the one that is shown, and its letter.
pub(super) async fn panel(
    console: &Console,
    visitor: &Visitor,
    dossier: &Dossier,
    (wanted, into): (Option<Choice>, Option<i64>),
) -> Result<Value, Problem> {
    let Some(request) = &dossier.request else {
        return Ok(Value::UNDEFINED);
    };
    let id = dossier.message.id;
    let into = other(console, into).await?;
    let mut choices = Choice::of(dossier).to_vec();
    choices.extend(
        into.as_ref()
            .filter(|_| dossier.press.is_none())
            .map(|_| Choice::Merge),
    );
    let acts: Vec<Act> = choices
        .iter()
        .map(|choice| choice.act(request, None, into.as_ref()))
        .collect();
    let possible = console.desk().possible(id, visitor.name(), &acts).await?;
    let open: Vec<(Choice, &Result<(), ActRefused>)> = choices.into_iter().zip(&possible).collect();
    let proposed = propose(dossier, request, &open);
    let chosen = wanted
        .filter(|wanted| open.iter().any(|(choice, _)| choice == wanted))
        .unwrap_or(proposed);
    let refused = open
        .iter()
        .find(|(choice, _)| *choice == chosen)
        .and_then(|(_, open)| open.as_ref().err());
    let over_capacity = refused.is_some_and(is_limit);
    let preview = if refused.is_none() || over_capacity {
        // What would be written if a reason were given.
        let act = chosen.act(request, over_capacity.then(String::new), into.as_ref());
        console.desk().preview(id, visitor.name(), &act).await?
    } else {
        None
    };
    let tabs: Vec<Value> = open
        .iter()
        .map(|(choice, open)| {
            context! {
                name => words::word(choice),
                key => choice.key(),
                chosen => *choice == chosen,
                proposed => *choice == proposed,
                open => open.as_ref().err().is_none_or(is_limit),
            }
        })
        .collect();
    Ok(context! {
        id,
        into => into.map(|into| context! { id => into.id, reference => into.reference }),
        version => request.version,
        tabs,
        chosen => words::word(&chosen),
        key => chosen.key(),
        waits => matches!(request.outcome.as_str(), "review" | "press-queue"),
        refused => refused.map(|why| refusal(visitor.language(), why)),
        over_capacity,
        asks_reason => chosen == Choice::Refuse,
        press => press::view(console, dossier, visitor.language()),
        letter => preview.map(|preview| letter_view(&preview)),
        undo_minutes => console.settings().undo_for.num_minutes(),
    })
}

/// The letter that an act of many rows would send to one of them.
pub(super) async fn letter(
    console: &Console,
    visitor: &Visitor,
    id: i64,
    act: &str,
) -> Result<Value, Problem> {
    let act = match act {
        "confirm" => Act::Confirm {
            over_capacity_because: None,
        },
        "waitlist" => Act::Waitlist,
        "refuse" => Act::Refuse { reason: None },
        "set-aside" => Act::SetAside,
        "check-in" => Act::CheckInAll,
        "ask-back" => Act::AskBack {
            missing: missing_of(&console.desk().store().doubts(id).await?),
        },
        "cancel" => {
            let found = console.desk().store().parties(&[id]).await?;
            let persons = found
                .into_iter()
                .filter_map(|(_, stored)| stored)
                .flat_map(|stored| stored.party.persons);
            Act::Cancel {
                positions: persons.map(|person| person.position).collect(),
            }
        }
        _ => return Err(Problem::NotFound),
    };
    match console.desk().preview(id, visitor.name(), &act).await {
        Ok(preview) => Ok(preview.map_or(Value::UNDEFINED, |preview| letter_view(&preview))),
        Err(DeskError::Refused(_)) => Ok(Value::UNDEFINED),
        Err(error) => Err(error.into()),
    }
}

fn letter_view(preview: &Preview) -> Value {
    context! {
        kind => preview.kind.name(),
        language => preview.language.code(),
        recipient => preview.recipient.clone(),
        subject => preview.subject.clone(),
        text => preview.text.clone(),
    }
}

/// The party that another is merged into.
async fn other(console: &Console, into: Option<i64>) -> Result<Option<Party>, Problem> {
    let Some(into) = into else { return Ok(None) };
    let found = console.desk().store().parties(&[into]).await?;
    let stored = found.into_iter().find_map(|(_, stored)| stored);
    Ok(stored.map(|stored| stored.party))
}

/// What the desk would do in the organiser's place.
fn propose(dossier: &Dossier, request: &RequestRecord, open: &[(Choice, &Result<(), ActRefused>)]) -> Choice {
    let can = |wanted: Choice| {
        open.iter()
            .any(|(choice, open)| *choice == wanted && open.is_ok())
    };
    if dossier.press.is_some() {
        let lacks = |reason: &Reason| matches!(reason, Reason::PapersMissing(_));
        return if request.reasons.iter().any(lacks) {
            Choice::AskPapers
        } else {
            Choice::Accredit
        };
    }
    let unclear = request.doubts.iter().any(|doubt| {
        matches!(
            doubt.kind,
            DoubtKind::NobodyNamed | DoubtKind::CountDisagrees | DoubtKind::CountOpen
        )
    });
    if unclear && can(Choice::AskBack) {
        return Choice::AskBack;
    }
    [Choice::Confirm, Choice::Waitlist]
        .into_iter()
        .find(|choice| can(*choice))
        .unwrap_or(Choice::AskBack)
}

/// `POST /letters/{id}/decide`.
pub(super) async fn decide(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Form(given): Form<Decided>,
) -> Result<Response, Problem> {
    visitor.check(Role::Decide, &given.csrf)?;
    let desk = console.desk();
    let dossier = desk
        .store()
        .show(&id.to_string())
        .await?
        .ok_or(Problem::NotFound)?;
    let request = dossier.request.as_ref().ok_or(Problem::NotFound)?;
    let reason = Some(given.reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let same = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let changed = !given.words.trim().is_empty() && same(&given.words) != same(&given.proposed);
    let order = Order {
        user: visitor.name().to_owned(),
        act: given
            .act
            .act(request, reason, other(&console, given.into).await?.as_ref()),
        version: given.version,
        words: changed.then_some(given.words),
        undo_for: console.settings().undo_for,
    };
    match desk.act(id, &order).await {
        Ok(_) => {
            let list = review::list_of(&dossier);
            let (_, next) = desk.store().neighbours(id, list).await?;
            let then = next.map_or_else(|| "/decide".to_owned(), |next| format!("/letters/{next}"));
            Ok(Redirect::to(&then).into_response())
        }
        Err(DeskError::Store(StoreError::Conflict { .. })) => {
            conflict(&console, &visitor, id, Some(given.act)).await
        }
        Err(DeskError::Refused(why)) => {
            let why = refusal(visitor.language(), &why);
            not_done(&console, &visitor, id, Some(given.act), why).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /letters/{id}/undo`.
pub(super) async fn undo(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Form(given): Form<TakeBack>,
) -> Result<Response, Problem> {
    visitor.check(Role::Decide, &given.csrf)?;
    let undone = match console.desk().undo(id, visitor.name()).await? {
        Undone::Done => "done",
        Undone::TooLate => "too-late",
        Undone::Changed => "changed",
        Undone::SeatsGone => "seats-gone",
    };
    Ok(Redirect::to(&format!("/letters/{id}?undone={undone}")).into_response())
}
