//! The console for other programs: the same lists, decisions and rights as JSON, described by OpenAPI.

pub(super) mod acts;
mod shapes;

use super::Console;
use super::access::{Role, hash};
use super::lists::query::ListQuery;
use crate::daemon::{DeskError, Order, Part};
use crate::registration::State as Place;
use crate::rules::organiser::{Act, missing_of};
use crate::store::views::{Page, Who};
use crate::store::{StoreError, Undone, User};
use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shapes::{
    Decided, Decision, EventNow, Fault, Paused, Pausing, Person, Persons, Request, RequestWhole, Requests,
    SeatsNow, TakenBack,
};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// Rows of one page.
const ROWS: u32 = 100;

/// A program that brings a key, with the user whose rights it has.
pub(super) struct Caller(User);

/// Why there is no answer.
pub(super) enum Refusal {
    Unknown,
    Forbidden(Role),
    NotFound,
    Conflict,
    Refused(String),
    Desk(DeskError),
}

#[derive(OpenApi)]
#[openapi(
    info(title = "rsvpd", description = "The registration desk, for other programs. Keys are made by administrators in the console."),
    paths(openapi, event, requests, request, decide, undo, acts::correct, acts::check_in, persons, pause),
    modifiers(&Bearer),
    security(("key" = []))
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        openapi
            .components
            .get_or_insert_default()
            .add_security_scheme("key", SecurityScheme::Http(scheme));
    }
}

impl FromRequestParts<Console> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Refusal> {
        let field = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let (scheme, token) = field
            .and_then(|field| field.split_once(' '))
            .ok_or(Refusal::Unknown)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Refusal::Unknown);
        }
        let desk = console.desk();
        let user = desk
            .store()
            .token_user(&hash(token.trim()), desk.clock().now())
            .await?;
        user.map(Self).ok_or(Refusal::Unknown)
    }
}

impl Caller {
    fn check(&self, role: Role) -> Result<(), Refusal> {
        if role.is_in(&self.0.roles) {
            Ok(())
        } else {
            Err(Refusal::Forbidden(role))
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::from(DeskError::from(error))
    }
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(StoreError::Conflict { .. }) => Self::Conflict,
            DeskError::UnknownRequest(_) => Self::NotFound,
            DeskError::Refused(why) => Self::Refused(why.to_string()),
            other => Self::Desk(other),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, remedy) = match self {
            Self::Unknown => (
                StatusCode::UNAUTHORIZED,
                "the key is missing or not known".to_owned(),
                "send `Authorization: Bearer KEY`; an administrator makes keys in the console, under Users",
            ),
            Self::Forbidden(role) => (
                StatusCode::FORBIDDEN,
                format!("the user of this key lacks the right `{}`", role.name()),
                "ask an administrator for the right, or for a key of another user",
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "there is no such thing".to_owned(),
                "look at the lists for what there is",
            ),
            Self::Conflict => (
                StatusCode::CONFLICT,
                "the request changed since you read it".to_owned(),
                "read it again, and decide with its new version",
            ),
            Self::Refused(why) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                why,
                "choose another act, or give a reason",
            ),
            Self::Desk(error) => (
                if error.is_temporary() {
                    StatusCode::SERVICE_UNAVAILABLE
                } else {
                    StatusCode::INTERNAL_SERVER_ERROR
                },
                error.to_string(),
                "try again later; the log tells more",
            ),
        };
        let fault = Fault {
            error,
            remedy: remedy.to_owned(),
        };
        let mut response = (status, Json(fault)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, description = "OpenAPI 3.1")), security(()))]
pub(super) async fn openapi() -> Response {
    Json(Description::openapi()).into_response()
}

/// The event with its seats as they stand.
#[utoipa::path(get, path = "/api/v1/event", responses((status = 200, body = EventNow), (status = 401, body = Fault)))]
pub(super) async fn event(State(console): State<Console>, _: Caller) -> Result<Json<EventNow>, Refusal> {
    let desk = console.desk();
    let event = &desk.config().event;
    let (seats, counts) = (desk.capacity(), desk.store().counts().await?);
    let sessions = seats.sessions.iter().map(|(session, capacity)| {
        let count = |state| counts.places.get(&(*session, state)).copied().unwrap_or(0);
        let (confirmed, offered) = (
            count(Place::Confirmed) + count(Place::Attended),
            count(Place::Offered),
        );
        SeatsNow {
            session: session.id(),
            capacity: *capacity,
            confirmed,
            offered,
            free: capacity.saturating_sub(confirmed + offered),
            waiting: count(Place::Waiting),
        }
    });
    let rests = Part::ALL.into_iter().filter(|part| desk.is_paused(*part));
    Ok(Json(EventNow {
        id: event.id.clone(),
        name: event.name.en.clone(),
        date: event.date.to_string(),
        persons: seats.event,
        sessions: sessions.collect(),
        paused: rests.map(Part::name).collect(),
    }))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub(super) struct Asked {
    /// `decide`, `press`, `ignored` or `messages` (the default: all).
    list: String,
    /// As in the console's search: names and words, `language:fr,de`, `-session:morning`.
    q: String,
    /// From 1.
    page: u32,
}

/// Messages with what they ask, oldest first, page by page.
#[utoipa::path(get, path = "/api/v1/requests", params(Asked), responses((status = 200, body = Requests), (status = 401, body = Fault), (status = 404, body = Fault)))]
pub(super) async fn requests(
    State(console): State<Console>,
    _: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Requests>, Refusal> {
    let outcome = match asked.list.as_str() {
        "" | "messages" => None,
        "decide" => Some("review"),
        "press" => Some("press-queue"),
        "ignored" => Some("ignored"),
        _ => return Err(Refusal::NotFound),
    };
    let store = console.desk().store();
    store.fold_for_search().await?;
    let page = Page {
        offset: asked.page.max(1).saturating_sub(1).saturating_mul(ROWS),
        limit: ROWS,
        newest_first: false,
    };
    let filter = super::filter(&asked.q);
    let found = store.requests(outcome, &filter, page).await?;
    Ok(Json(Requests {
        total: found.total,
        rows: found.rows.into_iter().map(Request::of).collect(),
    }))
}

/// One request with its doubts, persons and replies, and the version that a decision must name.
#[utoipa::path(get, path = "/api/v1/requests/{id}", params(("id" = i64, Path)), responses((status = 200, body = RequestWhole), (status = 401, body = Fault), (status = 404, body = Fault)))]
pub(super) async fn request(
    State(console): State<Console>,
    _: Caller,
    Path(id): Path<i64>,
) -> Result<Json<RequestWhole>, Refusal> {
    let dossier = console.desk().store().show(&id.to_string()).await?;
    dossier
        .and_then(RequestWhole::of)
        .map(Json)
        .ok_or(Refusal::NotFound)
}

/// Decides a request; the letter waits as long as in the console, and can be taken back until then.
#[utoipa::path(post, path = "/api/v1/requests/{id}/decision", params(("id" = i64, Path)), request_body = Decision, responses((status = 200, body = Decided), (status = 401, body = Fault), (status = 403, body = Fault), (status = 404, body = Fault), (status = 409, body = Fault), (status = 422, body = Fault)))]
pub(super) async fn decide(
    State(console): State<Console>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(decision): Json<Decision>,
) -> Result<Json<Decided>, Refusal> {
    caller.check(Role::Decide)?;
    let desk = console.desk();
    let dossier = desk.store().show(&id.to_string()).await?;
    let record = dossier
        .as_ref()
        .and_then(|dossier| dossier.request.as_ref())
        .ok_or(Refusal::NotFound)?;
    let reason = decision.reason.filter(|reason| !reason.trim().is_empty());
    let act = match decision.act {
        shapes::Act::Confirm => Act::Confirm {
            over_capacity_because: reason,
        },
        shapes::Act::Waitlist => Act::Waitlist,
        shapes::Act::Refuse => Act::Refuse { reason },
        shapes::Act::AskBack => Act::AskBack {
            missing: missing_of(&record.doubts),
        },
        shapes::Act::SetAside => Act::SetAside,
    };
    let order = Order {
        user: caller.0.name,
        act,
        version: decision.version,
        words: decision.words,
        undo_for: console.settings().undo_for,
    };
    let acted = desk.act(id, &order).await?;
    Ok(Json(Decided {
        letter: acted.letter,
        until: acted.until,
    }))
}

/// Takes the last decision of this user back, while its letter waits.
#[utoipa::path(post, path = "/api/v1/requests/{id}/undo", params(("id" = i64, Path)), responses((status = 200, body = TakenBack), (status = 401, body = Fault), (status = 403, body = Fault)))]
pub(super) async fn undo(
    State(console): State<Console>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<TakenBack>, Refusal> {
    caller.check(Role::Decide)?;
    let undone = match console.desk().undo(id, &caller.0.name).await? {
        Undone::Done => "done",
        Undone::TooLate => "too-late",
        Undone::Changed => "changed",
        Undone::SeatsGone => "seats-gone",
    };
    Ok(Json(TakenBack { undone }))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub(super) struct Whom {
    /// `coming` (the default: confirmed or attended), `seated` (also offered), or `everybody`.
    who: String,
    /// As in the console's search.
    q: String,
    /// Where the page before ended: its `next`.
    after: String,
}

/// Persons, in the order in which their letters arrived, page by page.
#[utoipa::path(get, path = "/api/v1/persons", params(Whom), responses((status = 200, body = Persons), (status = 401, body = Fault), (status = 404, body = Fault)))]
pub(super) async fn persons(
    State(console): State<Console>,
    _: Caller,
    Query(whom): Query<Whom>,
) -> Result<Json<Persons>, Refusal> {
    let who = match whom.who.as_str() {
        "" | "coming" => Who::Coming,
        "seated" => Who::Seated,
        "everybody" => Who::Everybody,
        _ => return Err(Refusal::NotFound),
    };
    let after = whom
        .after
        .split_once('-')
        .and_then(|(party, position)| Some((party.parse().ok()?, position.parse().ok()?)));
    let store = console.desk().store();
    store.fold_for_search().await?;
    let query = ListQuery {
        q: whom.q,
        ..ListQuery::default()
    };
    let found = store.persons(who, &query.filter(), after, ROWS).await?;
    let full = u32::try_from(found.rows.len()).is_ok_and(|rows| rows >= ROWS);
    let next = found
        .rows
        .last()
        .filter(|_| full)
        .map(|last| format!("{}-{}", last.party, last.position));
    Ok(Json(Persons {
        rows: found.rows.into_iter().map(Person::of).collect(),
        next,
    }))
}

/// Lets a part of the work rest, or go on.
#[utoipa::path(post, path = "/api/v1/pause", request_body = Pausing, responses((status = 200, body = Paused), (status = 401, body = Fault), (status = 403, body = Fault), (status = 404, body = Fault)))]
pub(super) async fn pause(
    State(console): State<Console>,
    caller: Caller,
    Json(pausing): Json<Pausing>,
) -> Result<Json<Paused>, Refusal> {
    caller.check(Role::Administer)?;
    let part = Part::from_name(&pausing.part).ok_or(Refusal::NotFound)?;
    let desk = console.desk();
    desk.pause(&caller.0.name, part, pausing.rests).await?;
    let rests = Part::ALL.into_iter().filter(|part| desk.is_paused(*part));
    Ok(Json(Paused {
        paused: rests.map(Part::name).collect(),
    }))
}
