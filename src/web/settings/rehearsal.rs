//! The rehearsal: every letter that was ever settled read again, also with words and rules that are tried, and what differs.

use super::super::access::{Role, Visitor};
use super::super::problem::Problem;
use super::super::{Console, pages, words};
use crate::config;
use crate::daemon::{DeskError, Difference, Rehearsal, Tried, Verdict};
use crate::event::Event;
use crate::lexicon::Lexicon;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;
use std::sync::{Arc, Mutex, PoisonError};

/// Letters whose differences are shown; the number of all is told.
const SHOWN_MAX: usize = 200;

/// The last rehearsal, perhaps still at work.
#[derive(Debug, Default)]
pub(in crate::web) struct Rehearsals(Arc<Mutex<Option<Stand>>>);

#[derive(Debug, Clone, Default)]
struct Stand {
    so_far: Rehearsal,
    over: bool,
    failed: Option<String>,
    /// Words, by their language, and rules that are tried.
    words: Option<String>,
    rules: bool,
}

/// The form: nothing but the token, or words and rules to try.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Start {
    csrf: String,
    /// ISO 639-1, of the words.
    language: String,
    /// As in a file of `config/lexicon/`.
    words: String,
    /// As in `event.toml`.
    rules: String,
}

/// `GET /settings/rehearsal`.
pub(in crate::web) async fn page(
    State(console): State<Console>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    show(&console, &visitor, &Start::default(), Vec::new()).await
}

async fn show(
    console: &Console,
    visitor: &Visitor,
    given: &Start,
    mistakes: Vec<String>,
) -> Result<Response, Problem> {
    let state = console.rehearsals().current();
    let language = visitor.language();
    let known = console
        .desk()
        .lexicon()
        .languages()
        .iter()
        .map(|known| known.code());
    // The words of all languages together are nobody's to try.
    let known = known.filter(|code| *code != "xx").map(str::to_owned);
    let tongue = Some(given.language.clone()).filter(|code| !code.is_empty());
    let values = context! {
        section => "settings",
        rehearsal => state.as_ref().map(|state| of_stand(state, language)),
        tongues => known.collect::<Vec<_>>(),
        tongue => tongue.unwrap_or_else(|| language.to_owned()),
        words => given.words.clone(),
        rules => given.rules.clone(),
        mistakes,
    };
    pages::page(console, visitor, "rehearsal.html", values).await
}

/// `POST /settings/rehearsal`: begins one, unless one is at work.
pub(in crate::web) async fn start(
    State(console): State<Console>,
    visitor: Visitor,
    Form(given): Form<Start>,
) -> Result<Response, Problem> {
    visitor.check(Role::Administer, &given.csrf)?;
    let wanted = given.clone();
    let prepared = tokio::task::spawn_blocking(move || tried(&wanted))
        .await
        .map_err(|error| DeskError::Interrupted(error.to_string()))?;
    let tried = match prepared {
        Ok(tried) => tried,
        Err(mistakes) => return show(&console, &visitor, &given, mistakes).await,
    };
    let stand = Stand {
        words: tried.lexicon.as_ref().map(|_| given.language.clone()),
        rules: tried.event.is_some(),
        ..Stand::default()
    };
    if console.rehearsals().begin(stand) {
        let (desk, rehearsals) = (console.desk().clone(), console.rehearsals().shared());
        tokio::spawn(async move {
            let tell = |so_far: &Rehearsal| rehearsals.note(|state| state.so_far = so_far.clone());
            let ended = desk.rehearse(&tried, tell).await;
            rehearsals.note(|state| {
                state.over = true;
                match ended {
                    Ok(all) => state.so_far = all,
                    Err(error) => state.failed = Some(error.to_string()),
                }
            });
        });
    }
    Ok(Redirect::to("/settings/rehearsal").into_response())
}

/// What the form wants to be tried, or all that is wrong with it.
fn tried(given: &Start) -> Result<Tried, Vec<String>> {
    let mut mistakes = Vec::new();
    let mut tried = Tried::default();
    if !given.words.trim().is_empty() {
        let (lexicon, found) = Lexicon::with(&format!("{}.toml", given.language), &given.words);
        mistakes.extend(found.iter().map(ToString::to_string));
        tried.lexicon = Some(Arc::new(lexicon));
    }
    if !given.rules.trim().is_empty() {
        match config::event::parse("event.toml", &given.rules) {
            Ok(event) => tried.event = Some(Arc::<Event>::new(event)),
            Err(found) => mistakes.extend(found.iter().map(ToString::to_string)),
        }
    }
    if mistakes.is_empty() {
        Ok(tried)
    } else {
        Err(mistakes)
    }
}

impl Rehearsals {
    fn shared(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    fn current(&self) -> Option<Stand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn begin(&self, stand: Stand) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.as_ref().is_some_and(|state| !state.over) {
            return false;
        }
        *state = Some(stand);
        true
    }

    fn note(&self, change: impl FnOnce(&mut Stand)) {
        if let Some(state) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            change(state);
        }
    }
}

fn of_stand(state: &Stand, language: &str) -> Value {
    let shown = state.so_far.letters.iter().take(SHOWN_MAX);
    let letters: Vec<Value> = shown
        .map(|letter| {
            let changes = letter
                .differences
                .iter()
                .map(|change| of_change(change, language));
            context! {
                id => letter.id,
                reference => letter.reference.clone(),
                changes => changes.collect::<Vec<_>>(),
                decided => letter.decided.as_ref().map(|(before, after)| {
                    context! { before => of_verdict(before, language), after => of_verdict(after, language) }
                }),
            }
        })
        .collect();
    context! {
        read => state.so_far.read,
        total => state.so_far.total,
        differ => state.so_far.letters.len(),
        decisions => state.so_far.letters.iter().filter(|letter| letter.decided.is_some()).count(),
        over => state.over,
        words => state.words.clone(),
        rules => state.rules,
        failed => state.failed.clone(),
        more => state.so_far.letters.len().saturating_sub(SHOWN_MAX),
        letters,
    }
}

/// "to decide · receipt", or "decided · confirmation · 2 with a seat".
fn of_verdict(verdict: &Verdict, language: &str) -> String {
    let mut told = vec![words::text(
        language,
        &format!("outcome.{}", verdict.outcome.name()),
    )];
    told.extend(
        verdict
            .letter
            .map(|kind| words::text(language, &format!("kind.{}", kind.name()))),
    );
    for (key, count) in [("seated", verdict.seated), ("waiting", verdict.waiting)] {
        if count > 0 {
            let count = [("n", count.to_string())];
            told.push(words::filled(language, &format!("rehearsal.{key}"), &count));
        }
    }
    told.join(" · ")
}

/// `attendees.0.name` → "Person 1, Name".
fn of_change(change: &Difference, language: &str) -> Value {
    let mut what: Vec<String> = Vec::new();
    let mut parts = change.path.split('.');
    while let Some(part) = parts.next() {
        if part == "attendees" {
            let number = parts
                .next()
                .and_then(|index| index.parse::<u32>().ok())
                .unwrap_or(0)
                + 1;
            what.push(words::filled(
                language,
                "review.person",
                &[("n", number.to_string())],
            ));
            continue;
        }
        let key = format!("field.{}", part.replace('_', "-"));
        let text = words::text(language, &key);
        what.push(if text == key { part.to_owned() } else { text });
    }
    context! { what => what.join(", "), before => change.before.clone(), after => change.after.clone() }
}
