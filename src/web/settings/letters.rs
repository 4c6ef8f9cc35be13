//! Every kind of letter in every language, with invented persons, as it would leave.

use super::super::access::Visitor;
use super::super::problem::Problem;
use super::super::{Console, pages};
use crate::language::ReplyLanguage;
use crate::reply::ReplyKind;
use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Wanted {
    kind: String,
}

/// `GET /settings/letters`.
pub(in crate::web) async fn page(
    State(console): State<Console>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let kind = ReplyKind::from_name(&wanted.kind).unwrap_or(ReplyKind::Confirmation);
    let mut languages: Vec<Value> = Vec::new();
    for language in ReplyLanguage::ALL {
        let drafts = console.desk().samples(kind, language)?;
        let drafts = drafts
            .into_iter()
            .map(|draft| context! { subject => draft.subject, text => draft.flowing });
        languages.push(context! { code => language.code(), drafts => drafts.collect::<Vec<_>>() });
    }
    let values = context! {
        section => "settings",
        kind => kind.name(),
        kinds => ReplyKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>(),
        languages,
    };
    pages::page(&console, &visitor, "letters.html", values).await
}
