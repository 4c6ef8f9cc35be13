//! Correcting: the form of a request with every value open, and the post that asks the desk to take it over.

use super::access::{Role, Visitor};
use super::problem::Problem;
use super::{Console, act, form, pages, words};
use crate::daemon::{Correction, DeskError};
use crate::event::Event;
use crate::language::Language;
use crate::request::{Access, Diet, Intent, Session};
use crate::rules::amend::{Amended, Amendment, is_decided};
use crate::rules::details::Details;
use crate::store::StoreError;
use crate::store::views::Dossier;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use serde::{Deserialize, Serialize};

/// Languages that a letter can be corrected to.
const TONGUES: [&str; 23] = [
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hr", "hu", "it", "nl", "no", "pl",
    "pt", "ro", "ru", "sv", "tr", "uk",
];
const INTENTS: [Intent; 7] = [
    Intent::Registration,
    Intent::Change,
    Intent::Cancellation,
    Intent::Question,
    Intent::Press,
    Intent::DataRequest,
    Intent::Other,
];
const DIETS: [Diet; 9] = [
    Diet::Vegetarian,
    Diet::Vegan,
    Diet::Halal,
    Diet::Kosher,
    Diet::GlutenFree,
    Diet::LactoseFree,
    Diet::NoPork,
    Diet::NoNuts,
    Diet::Other,
];
const NEEDS: [Access; 6] = [
    Access::Wheelchair,
    Access::Hearing,
    Access::Vision,
    Access::Mobility,
    Access::Companion,
    Access::Other,
];
/// Persons whom one form adds.
const FURTHER_MAX: usize = 60;

/// One thing to choose.
#[derive(Debug, Serialize)]
struct Choice {
    value: String,
    name: String,
    on: bool,
}

/// One person's fields.
#[derive(Debug, Serialize)]
struct PersonFields {
    /// In the party.
    index: i64,
    /// From 1.
    number: i64,
    comes: bool,
    /// Name of the field, value, and how browsers fill it.
    texts: Vec<(&'static str, String)>,
    sessions: Vec<Choice>,
    interpretation: Vec<Choice>,
    diet: Vec<Choice>,
    access: Vec<Choice>,
    /// Whether anything is ticked of the last two.
    needs: bool,
}

/// The form, open; `then` is the page that it leads back to.
pub(super) async fn open(
    console: &Console,
    visitor: &Visitor,
    dossier: &Dossier,
    then: &str,
) -> Result<Value, Problem> {
    let Some(request) = &dossier.request else {
        return Ok(Value::UNDEFINED);
    };
    if !(visitor.may(Role::Edit) || visitor.may(Role::Decide)) {
        return Err(Problem::Forbidden(Role::Edit));
    }
    let event = &console.desk().config().event;
    let language = visitor.language();
    let found = console.desk().store().parties(&[dossier.message.id]).await?;
    let decided = found
        .first()
        .and_then(|(_, stored)| stored.as_ref())
        .is_some_and(|stored| is_decided(&stored.party));
    let reading = &request.reading;
    let mut intents: Vec<Choice> = INTENTS
        .iter()
        .map(|intent| {
            choice(
                language,
                "intent",
                &words::word(intent),
                reading.intent.value == *intent,
            )
        })
        .collect();
    if !INTENTS.contains(&reading.intent.value) {
        intents.push(choice(
            language,
            "intent",
            &words::word(&reading.intent.value),
            true,
        ));
    }
    let tongues = tongues(language, reading.language.value.code());
    let count = reading.attendees.len().max(dossier.persons.len());
    let persons: Vec<PersonFields> = (0..count)
        .filter_map(|index| person(index, dossier, event, language))
        .collect();
    Ok(context! {
        id => dossier.message.id,
        version => request.version,
        then,
        decided,
        intents => pages::value(&intents),
        tongues => pages::value(&tongues),
        persons => pages::value(&persons),
        countries => words::countries(language),
    })
}

/// The languages to choose from; whatever a letter is in stands among them, so that saving does not change it.
fn tongues(language: &str, spoken: &str) -> Vec<Choice> {
    let known = TONGUES.contains(&spoken);
    let other = (!known).then_some(spoken).into_iter();
    let all = TONGUES.into_iter().chain(other);
    let named = all.map(|code| choice(language, "tongue", code, code == spoken));
    let mut named: Vec<Choice> = named.collect();
    for choice in &mut named {
        // A language without a name in the catalogue is its code.
        choice.name = choice.name.trim_start_matches("tongue.").to_owned();
    }
    named
}

fn choice(language: &str, family: &str, value: &str, on: bool) -> Choice {
    Choice {
        value: value.to_owned(),
        name: words::text(language, &format!("{family}.{value}")),
        on,
    }
}

fn person(index: usize, dossier: &Dossier, event: &Event, language: &str) -> Option<PersonFields> {
    let position = i64::try_from(index).ok()?;
    let request = dossier.request.as_ref()?;
    let known = dossier.persons.iter().find(|person| person.position == position);
    let details = form::details_of(request.reading.attendees.get(index), known);
    let live: Vec<Session> = known
        .into_iter()
        .flat_map(|known| &known.places)
        .filter(|place| place.state.is_live())
        .map(|place| place.session)
        .collect();
    let said = request
        .reading
        .attendees
        .get(index)
        .and_then(|read| read.sessions.as_ref());
    let wanted = match (known, said) {
        (Some(_), _) => live.clone(),
        (None, Some(said)) => said.value.clone(),
        (None, None) => event.registration.sessions_when_unsaid.clone(),
    };
    let plans = event.sessions.iter().map(|plan| plan.id);
    // Who wants "the study visit" takes any of several.
    let on = |id: Session| wanted.contains(&id) || wanted.contains(&id.part());
    let sessions = plans.map(|id| Choice {
        value: id.id().to_owned(),
        name: words::session(event, language, id),
        on: on(id),
    });
    let spoken = details.interpretation.clone().unwrap_or_default();
    let mut codes: Vec<String> = event
        .interpretation
        .iter()
        .map(|code| code.code().to_owned())
        .collect();
    if !spoken.is_empty() && !codes.contains(&spoken) {
        codes.push(spoken.clone());
    }
    let diet: Vec<Choice> = DIETS
        .iter()
        .map(|one| choice(language, "diet", &words::word(one), details.diet.contains(one)))
        .collect();
    let access: Vec<Choice> = NEEDS
        .iter()
        .map(|one| {
            choice(
                language,
                "access",
                &words::word(one),
                details.access.contains(one),
            )
        })
        .collect();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let country = details
        .country
        .as_deref()
        .map(|code| words::country(language, code));
    Some(PersonFields {
        index: position,
        number: position + 1,
        comes: !live.is_empty(),
        texts: vec![
            (
                "name",
                text(&form::name_of(request.reading.attendees.get(index), known)),
            ),
            ("organisation", text(&details.organisation)),
            ("role", text(&details.role)),
            ("city", text(&details.city)),
            ("country", country.unwrap_or_default()),
            ("email", text(&details.email)),
            ("phone", text(&details.phone)),
        ],
        sessions: sessions.collect(),
        interpretation: codes
            .iter()
            .map(|code| choice(language, "tongue", code, *code == spoken))
            .collect(),
        needs: diet.iter().chain(&access).any(|one| one.on),
        diet,
        access,
    })
}

/// What the browser sends of a form: names with values, some several times.
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    pub(super) fn get(&self, name: &str) -> &str {
        let mut found = self.0.iter().filter(|(key, _)| key == name);
        found.next().map_or("", |(_, value)| value.trim())
    }

    pub(super) fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name).split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    }

    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let found = self.0.iter().filter(move |(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The enumeration's values that are ticked.
    fn ticked<T: serde::de::DeserializeOwned>(&self, name: &str) -> Vec<T> {
        let named = |value: &str| serde_json::from_value(serde_json::Value::String(value.to_owned())).ok();
        self.all(name).filter_map(named).collect()
    }

    pub(super) fn sessions(&self, name: &str) -> Vec<Session> {
        let mut sessions: Vec<Session> = self.all(name).filter_map(Session::from_id).collect();
        sessions.sort_unstable();
        sessions.dedup();
        sessions
    }

    /// The details under names that begin so.
    pub(super) fn details(&self, prefix: &str, language: &str) -> Details {
        let text = |name: &str| self.some(&format!("{prefix}{name}"));
        Details {
            email: text("email"),
            phone: text("phone"),
            organisation: text("organisation"),
            role: text("role"),
            city: text("city"),
            country: text("country").map(|typed| words::country_code(language, &typed)),
            interpretation: text("interpretation").filter(|code| Language::from_code(code).is_some()),
            diet: self.ticked(&format!("{prefix}diet")),
            access: self.ticked(&format!("{prefix}access")),
        }
    }

    fn amendment(&self, language: &str) -> Option<Amendment> {
        let intent = serde_json::from_value(serde_json::Value::String(self.get("intent").to_owned())).ok()?;
        let mut persons: Vec<Amended> = self
            .all("person")
            .filter_map(|index| index.parse::<i64>().ok())
            .map(|position| {
                let prefix = format!("p{position}-");
                Amended {
                    position,
                    comes: !self.get(&format!("{prefix}comes")).is_empty(),
                    name: self.some(&format!("{prefix}name")),
                    details: self.details(&prefix, language),
                    sessions: self.sessions(&format!("{prefix}session")),
                }
            })
            .collect();
        // Whoever is added comes to what the others come to.
        let like = persons.iter().find(|person| person.comes);
        let sessions = like.map(|person| person.sessions.clone()).unwrap_or_default();
        let organisation = like.and_then(|person| person.details.organisation.clone());
        let next = persons.iter().map(|person| person.position).max().unwrap_or(-1) + 1;
        let names = self
            .get("further")
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let further: Vec<Amended> = (next..)
            .zip(names.take(FURTHER_MAX))
            .map(|(position, name)| Amended {
                position,
                comes: true,
                name: Some(name.to_owned()),
                details: Details {
                    organisation: organisation.clone(),
                    ..Details::default()
                },
                sessions: sessions.clone(),
            })
            .collect();
        persons.extend(further);
        Some(Amendment {
            intent,
            language: Language::from_code(self.get("language"))?,
            persons,
            tell: !self.get("tell").is_empty(),
            over_capacity_because: self.some("over"),
        })
    }
}

/// Where the form stands.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    #[serde(default)]
    then: String,
}

impl From {
    fn page(&self, id: i64) -> String {
        match self.then.as_str() {
            "parties" => format!("/parties/{id}"),
            _ => format!("/letters/{id}"),
        }
    }
}

/// `/letters/{id}/edit`: the open form, put into an open page.
pub(super) async fn part(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let dossier = console.desk().store().show(&id.to_string()).await?;
    let dossier = dossier.ok_or(Problem::NotFound)?;
    let edit = open(&console, &visitor, &dossier, &from.page(id)).await?;
    pages::part(&console, &visitor, "_edit.html", context! { edit })
}

/// `POST /letters/{id}/correct`.
pub(super) async fn correct(
    State(console): State<Console>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let sent = Sent::new(pairs);
    visitor.check_any(&[Role::Edit, Role::Decide], sent.get("csrf"))?;
    let amendment = sent.amendment(visitor.language()).ok_or(Problem::Stale)?;
    let version = sent.get("version").parse().map_err(|_| Problem::Stale)?;
    let correction = Correction {
        user: visitor.name().to_owned(),
        version,
        amendment,
        undo_for: console.settings().undo_for,
    };
    let then = if sent.get("then") == format!("/parties/{id}") {
        format!("/parties/{id}")
    } else {
        format!("/letters/{id}")
    };
    match console.desk().correct(id, &correction).await {
        Ok(()) => Ok(Redirect::to(&then).into_response()),
        Err(DeskError::Refused(_)) => Ok(Redirect::to(&format!("{then}?said=nothing")).into_response()),
        Err(DeskError::Store(StoreError::Conflict { .. })) => {
            act::conflict(&console, &visitor, id, None).await
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_letter_is_among_those_to_choose_from() {
        for spoken in ["fr", "el", "hu", "no", "ka"] {
            let chosen: Vec<Choice> = tongues("en", spoken).into_iter().filter(|one| one.on).collect();
            assert_eq!(chosen.len(), 1, "{spoken}");
            assert_eq!(chosen[0].value, spoken);
        }
        assert!(
            tongues("fr", "fr").iter().all(|one| !one.name.contains('.')),
            "all have names"
        );
    }
}
