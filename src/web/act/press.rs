//! What is shown while deciding about the press: papers that are missing and ticked, and how many of the medium are in (rules 62, 63).

use crate::daemon::DeskError;
use crate::event::PressPolicy;
use crate::reply::Paper;
use crate::request::PressWish;
use crate::rules::press::wanted;
use crate::store::views::Dossier;
use crate::web::access::{Role, Visitor};
use crate::web::problem::Problem;
use crate::web::{Console, words};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;

/// The papers and the count; nothing for other letters.
pub(super) fn view(console: &Console, dossier: &Dossier, language: &str) -> Value {
    let Some(press) = &dossier.press else {
        return Value::UNDEFINED;
    };
    let policy = &console.desk().config().event.press;
    let wanted = wanted(policy, &press.papers, &press.wishes);
    let papers: Vec<Value> = policy
        .papers
        .iter()
        .filter(|paper| wanted.contains(paper) || asked_of(**paper, &press.wishes))
        .map(|paper| {
            context! {
                id => paper.name(),
                name => words::text(language, &format!("paper.{}", paper.name())),
                missing => wanted.contains(paper),
            }
        })
        .collect();
    context! { papers, of_medium => press.of_medium, limit => policy.per_medium, outlet => press.outlet.clone() }
}

/// What the form of a paper sends.
#[derive(Deserialize)]
pub(in crate::web) struct Ticked {
    csrf: String,
    paper: String,
    there: String,
}

/// `POST /letters/{id}/papers`: a paper came by telephone or by hand, or did not after all.
pub(in crate::web) async fn tick(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Form(given): Form<Ticked>,
) -> Result<Response, Problem> {
    visitor.check_any(&[Role::Decide, Role::Edit], &given.csrf)?;
    let paper = Paper::from_name(&given.paper).ok_or(Problem::Stale)?;
    match console
        .desk()
        .tick_paper(id, visitor.name(), (paper, given.there == "yes"))
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("/letters/{id}#act")).into_response()),
        Err(DeskError::UnknownRequest(_)) => Err(Problem::NotFound),
        Err(error) => Err(error.into()),
    }
}

/// Whether the press office wants this of a request with these wishes.
fn asked_of(paper: Paper, wishes: &[PressWish]) -> bool {
    let policy = PressPolicy {
        papers: vec![paper],
        ..PressPolicy::default()
    };
    !wanted(&policy, &[], wishes).is_empty()
}
