//! Registering somebody by hand: with an address they are written to, without one nobody is (rules 9, 10, 42).

use super::access::{Role, Visitor};
use super::edit::Sent;
use super::problem::Problem;
use super::{Console, act, pages, party, words};
use crate::daemon::DeskError;
use crate::event::Event;
use crate::language::Language;
use crate::request::{Attendee, Found};
use crate::rules::amend::by_hand as given;
use crate::rules::by_hand::ByHand;
use crate::rules::organiser::ActRefused;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;

/// Fields of a line of text.
const TEXTS: [&str; 7] = [
    "name",
    "organisation",
    "role",
    "city",
    "country",
    "email",
    "phone",
];

/// `/enter`.
pub(super) async fn page(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    if !visitor.may(Role::Decide) {
        return Err(Problem::Forbidden(Role::Decide));
    }
    show(&console, &visitor, &Sent::new(Vec::new()), None, Vec::new()).await
}

/// The form with what was typed, and why it was not taken.
async fn show(
    console: &Console,
    visitor: &Visitor,
    sent: &Sent,
    refused: Option<String>,
    namesakes: Vec<Value>,
) -> Result<Response, Problem> {
    let event = &console.desk().config().event;
    let language = visitor.language();
    let typed: Vec<(&str, String)> = TEXTS
        .iter()
        .map(|name| (*name, sent.get(name).to_owned()))
        .collect();
    let chosen = sent.sessions("session");
    let usual = &event.registration.sessions_when_unsaid;
    let sessions: Vec<Value> = event
        .sessions
        .iter()
        .map(|plan| {
            let on = if chosen.is_empty() {
                usual.contains(&plan.id) || usual.contains(&plan.id.part())
            } else {
                chosen.contains(&plan.id)
            };
            context! { id => plan.id.id(), on }
        })
        .collect();
    let spoken: Vec<String> = event
        .interpretation
        .iter()
        .map(|code| code.code().to_owned())
        .collect();
    let values = context! {
        section => "enter",
        typed,
        sessions,
        spoken,
        interpretation => sent.get("interpretation").to_owned(),
        tongues => vec!["en", "fr", "de", "it", "ru", "tr"],
        tongue => if sent.get("language").is_empty() { language.to_owned() } else { sent.get("language").to_owned() },
        waits => sent.get("place") == "waiting",
        countries => words::countries(language),
        over => sent.get("over").to_owned(),
        somebody_else => !sent.get("somebody-else").is_empty(),
        namesakes,
        refused,
    };
    pages::page(console, visitor, "enter.html", values).await
}

/// `POST /enter`.
pub(super) async fn enter(
    State(console): State<Console>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let sent = Sent::new(pairs);
    visitor.check(Role::Decide, sent.get("csrf"))?;
    let language = visitor.language();
    let event = &console.desk().config().event;
    let entry = match entry(&sent, event, language) {
        Ok(entry) => entry,
        Err(key) => {
            let why = words::text(language, key);
            return refuse(&console, &visitor, &sent, why, Vec::new()).await;
        }
    };
    match console.desk().enter(visitor.name(), &entry).await {
        Ok(number) => Ok(Redirect::to(&format!("/parties/{number}")).into_response()),
        Err(DeskError::Refused(why)) => {
            let namesakes = match why {
                ActRefused::SameName { .. } => {
                    let found = console.desk().store().namesakes(&entry.name_key()).await?;
                    party::shown(&found, event, language)
                }
                _ => Vec::new(),
            };
            let why = act::refusal(language, &why);
            refuse(&console, &visitor, &sent, why, namesakes).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn refuse(
    console: &Console,
    visitor: &Visitor,
    sent: &Sent,
    why: String,
    namesakes: Vec<Value>,
) -> Result<Response, Problem> {
    let mut page = show(console, visitor, sent, Some(why), namesakes).await?;
    *page.status_mut() = StatusCode::CONFLICT;
    Ok(page)
}

/// What was typed, or the key of what is wrong with it.
fn entry(sent: &Sent, event: &Event, language: &str) -> Result<ByHand, &'static str> {
    let name = sent.some("name").ok_or("enter.no-name")?;
    let details = sent.details("", language);
    if let Some(email) = &details.email {
        let own = [&event.contacts.registration, &event.contacts.press];
        let ours = own
            .iter()
            .any(|contact| contact.address.eq_ignore_ascii_case(email));
        if ours || !email.contains('@') {
            return Err("enter.wrong-address");
        }
    }
    let text = |value: Option<String>| -> Option<Found<String>> { value.map(given) };
    let attendee = Attendee {
        name: text(Some(name)),
        email: text(details.email),
        phone: text(details.phone),
        organisation: text(details.organisation),
        role: text(details.role),
        city: text(details.city),
        country: text(details.country),
        interpretation: details
            .interpretation
            .as_deref()
            .and_then(Language::from_code)
            .map(given),
        ..Attendee::default()
    };
    Ok(ByHand {
        attendee,
        sessions: sent.sessions("session"),
        language: Language::from_code(sent.get("language")).unwrap_or(Language::ENGLISH),
        waits: sent.get("place") == "waiting",
        over_capacity_because: sent.some("over"),
        somebody_else: !sent.get("somebody-else").is_empty(),
    })
}
