//! Every route of the console with the rights that open it; a route that the table does not know fails.

use super::client::Client;
use super::stage::{PASSWORD, Stage};
use Open::{Anybody, Key, SignedIn, With};
use regex::Regex;
use rsvpd::web::Role::{self, Administer, CheckIn, Decide, Edit, See};
use serde_json::json;
use std::collections::BTreeSet;

/// Whom a path is open to; who administers may all.
#[derive(Debug, Clone, Copy)]
enum Open {
    Anybody,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has one of these rights.
    With(&'static [Role]),
    /// Programs whose key has the right.
    Key(Role),
}

/// The console as its router has it.
static ROUTER: &str = include_str!("../../src/web.rs");

/// Method, route, and a path of it with whom it is open to. Signing out stands last.
const ROUTES: &[(&str, &str, &str, Open)] = &[
    ("get", "/", "/", SignedIn),
    ("get", "/decide", "/decide", SignedIn),
    ("get", "/waiting", "/waiting", SignedIn),
    ("get", "/confirmed", "/confirmed", SignedIn),
    ("get", "/press", "/press", SignedIn),
    ("get", "/ignored", "/ignored", SignedIn),
    ("get", "/outbox", "/outbox", SignedIn),
    ("get", "/messages", "/messages", SignedIn),
    ("post", "/bulk", "/bulk", With(&[Decide])),
    ("post", "/bulk/do", "/bulk/do", With(&[Decide])),
    ("post", "/bulk/{batch}/undo", "/bulk/none/undo", With(&[Decide])),
    ("get", "/enter", "/enter", With(&[Decide])),
    ("post", "/enter", "/enter", With(&[Decide])),
    ("get", "/letters/{id}", "/letters/1", SignedIn),
    (
        "get",
        "/letters/{id}/act/{act}",
        "/letters/1/act/refuse",
        SignedIn,
    ),
    (
        "post",
        "/letters/{id}/decide",
        "/letters/1/decide",
        With(&[Decide]),
    ),
    (
        "post",
        "/letters/{id}/papers",
        "/letters/1/papers",
        With(&[Decide, Edit]),
    ),
    (
        "get",
        "/letters/{id}/words/{act}",
        "/letters/1/words/refuse",
        SignedIn,
    ),
    (
        "get",
        "/letters/{id}/edit",
        "/letters/1/edit",
        With(&[Decide, Edit]),
    ),
    (
        "post",
        "/letters/{id}/correct",
        "/letters/1/correct",
        With(&[Decide, Edit]),
    ),
    ("post", "/letters/{id}/undo", "/letters/1/undo", With(&[Decide])),
    ("get", "/letters/{id}/original", "/letters/1/original", SignedIn),
    ("get", "/parties/{id}", "/parties/1", SignedIn),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/note",
        With(&[Decide, Edit]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/unnote",
        With(&[Decide, Edit]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/tag",
        With(&[Decide, Edit]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/untag",
        With(&[Decide, Edit]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/check-in",
        With(&[CheckIn]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/check-out",
        With(&[CheckIn]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/cancel",
        With(&[Decide]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/release-unnamed",
        With(&[Decide]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/reopen",
        With(&[Decide]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/revive",
        With(&[Decide]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/pass-on",
        With(&[Decide]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/resend",
        With(&[Decide]),
    ),
    (
        "post",
        "/parties/{id}/{what}",
        "/parties/1/priority",
        With(&[Decide]),
    ),
    ("post", "/parties/{id}/split", "/parties/1/split", With(&[Decide])),
    ("get", "/replies/{id}", "/replies/1", SignedIn),
    ("post", "/replies/{id}/{what}", "/replies/1/hold", With(&[Decide])),
    (
        "post",
        "/replies/{id}/{what}",
        "/replies/1/release",
        With(&[Decide]),
    ),
    ("get", "/overview", "/overview", SignedIn),
    ("get", "/overview/stream", "/overview/stream", SignedIn),
    ("get", "/exports", "/exports", SignedIn),
    ("get", "/exports/{file}", "/exports/participants.csv", SignedIn),
    ("get", "/exports/jobs/{id}", "/exports/jobs/none", SignedIn),
    (
        "get",
        "/exports/jobs/{id}/file",
        "/exports/jobs/none/file",
        SignedIn,
    ),
    (
        "post",
        "/exports/jobs/{id}/drop",
        "/exports/jobs/none/drop",
        SignedIn,
    ),
    ("get", "/try", "/try", SignedIn),
    ("post", "/try", "/try", SignedIn),
    ("get", "/settings", "/settings", SignedIn),
    ("post", "/settings/seats", "/settings/seats", With(&[Administer])),
    ("post", "/settings/pause", "/settings/pause", With(&[Administer])),
    ("get", "/settings/letters", "/settings/letters", SignedIn),
    ("get", "/settings/rehearsal", "/settings/rehearsal", SignedIn),
    (
        "post",
        "/settings/rehearsal",
        "/settings/rehearsal",
        With(&[Administer]),
    ),
    ("get", "/users", "/users", With(&[Administer])),
    ("post", "/users/add", "/users/add", With(&[Administer])),
    ("post", "/users/roles", "/users/roles", With(&[Administer])),
    ("post", "/users/link", "/users/link", With(&[Administer])),
    ("post", "/users/remove", "/users/remove", With(&[Administer])),
    ("post", "/users/token", "/users/token", With(&[Administer])),
    (
        "post",
        "/users/token/revoke",
        "/users/token/revoke",
        With(&[Administer]),
    ),
    ("get", "/api/v1/openapi.json", "/api/v1/openapi.json", Anybody),
    ("get", "/api/v1/event", "/api/v1/event", Key(See)),
    ("get", "/api/v1/requests", "/api/v1/requests", Key(See)),
    ("get", "/api/v1/requests/{id}", "/api/v1/requests/1", Key(See)),
    (
        "post",
        "/api/v1/requests/{id}/decision",
        "/api/v1/requests/1/decision",
        Key(Decide),
    ),
    (
        "post",
        "/api/v1/requests/{id}/undo",
        "/api/v1/requests/1/undo",
        Key(Decide),
    ),
    (
        "post",
        "/api/v1/requests/{id}/correction",
        "/api/v1/requests/1/correction",
        Key(Edit),
    ),
    (
        "post",
        "/api/v1/requests/{id}/check-in",
        "/api/v1/requests/1/check-in",
        Key(CheckIn),
    ),
    ("get", "/api/v1/persons", "/api/v1/persons", Key(See)),
    ("post", "/api/v1/pause", "/api/v1/pause", Key(Administer)),
    ("get", "/sign-in", "/sign-in", Anybody),
    ("post", "/sign-in", "/sign-in", Anybody),
    ("get", "/link/{token}", "/link/none", Anybody),
    ("post", "/link/{token}", "/link/none", Anybody),
    ("get", "/account", "/account", SignedIn),
    ("post", "/account/password", "/account/password", SignedIn),
    ("post", "/account/language", "/account/language", SignedIn),
    ("get", "/keys", "/keys", SignedIn),
    (
        "get",
        "/static/{version}/{name}",
        "/static/none/console.css",
        Anybody,
    ),
    ("post", "/sign-out", "/sign-out", SignedIn),
];

/// What any of the forms needs, so that only the right can be missing.
const FIELDS: [(&str, &str); 16] = [
    ("act", "set-aside"),
    ("version", "0"),
    ("part", "promotion"),
    ("rests", "no"),
    ("name", "nobody"),
    ("password", PASSWORD),
    ("label", "none"),
    ("token", "none"),
    ("language", "en"),
    ("intent", "registration"),
    ("paper", "crew"),
    ("there", "yes"),
    ("position", "0"),
    ("session", "morning"),
    ("list", "decide"),
    ("mark", "none"),
];

/// The methods and routes of the router, from its source.
fn routes() -> BTreeSet<(String, String)> {
    let route = Regex::new(r#"\.route\(\s*"([^"]+)""#).unwrap();
    let method = Regex::new(r"\b(get|post|put|patch|delete)\(").unwrap();
    let body = ROUTER.split_once("Router::new()").unwrap().1;
    let body = body.split_once(".fallback(").unwrap().0;
    let begins: Vec<_> = route.captures_iter(body).collect();
    let mut found = BTreeSet::new();
    for (index, begin) in begins.iter().enumerate() {
        let from = begin.get(0).unwrap().end();
        let until = begins
            .get(index + 1)
            .map_or(body.len(), |next| next.get(0).unwrap().start());
        let methods: Vec<&str> = method
            .find_iter(&body[from..until])
            .map(|one| one.as_str())
            .collect();
        assert!(!methods.is_empty(), "{} has a method", &begin[1]);
        for one in methods {
            found.insert((one.trim_end_matches('(').to_owned(), begin[1].to_owned()));
        }
    }
    found
}

#[test]
fn rule_059_every_route_stands_in_the_table_of_rights() {
    let told: BTreeSet<(String, String)> = ROUTES
        .iter()
        .map(|(method, route, ..)| ((*method).to_owned(), (*route).to_owned()))
        .collect();
    let known = routes();
    let missing: Vec<_> = known.difference(&told).collect();
    let gone: Vec<_> = told.difference(&known).collect();
    assert!(missing.is_empty(), "whom are these open to: {missing:?}");
    assert!(gone.is_empty(), "the router has none of these: {gone:?}");
}

#[tokio::test]
async fn rule_059_every_route_is_refused_to_whom_it_is_not_open() {
    let stage = Stage::set(&["en-015", "fr-018"]).await;
    let mut visitors = Vec::new();
    for role in Role::ALL {
        stage.user(role.name(), &[role]).await;
        visitors.push((role, Client::signed_in(&stage.address, role.name()).await));
    }
    let (_, administrator) = visitors.last().unwrap();
    let mut programs = Vec::new();
    for role in Role::ALL {
        let fields = [("name", role.name()), ("label", "table")];
        let page = administrator.post("/users/token", &fields).await;
        let key = page.between("<p class=\"secret\">", "</p>");
        programs.push((role, Client::with_key(&stage.address, &key)));
    }
    let nobody = Client::new(&stage.address);
    let body = json!({
        "act": "set-aside", "version": 0, "part": "promotion", "rests": false,
        "position": 0, "session": "morning", "came": true, "persons": [],
    });
    let ask = async |client: &Client, method: &str, path: &str| match (method, path.starts_with("/api/")) {
        ("get", _) => client.head(path).await,
        (_, true) => client.tell(path, &body).await,
        (_, false) => client.post(path, &FIELDS).await,
    };
    for &(method, _, path, open) in ROUTES {
        let asked = ask(&nobody, method, path).await;
        match open {
            // A wrong password is refused otherwise.
            Anybody => assert!(
                !matches!(asked.status, 403 | 405) && !asked.field("location").starts_with("/sign-in"),
                "anybody at {method} {path}: {}",
                asked.status
            ),
            Key(_) => assert_eq!(asked.status, 401, "nobody at {method} {path}"),
            SignedIn | With(_) => assert!(
                asked.status == 303 && asked.field("location").starts_with("/sign-in"),
                "nobody at {method} {path}: {}",
                asked.status
            ),
        }
        let (askers, needed): (_, &[Role]) = match &open {
            Anybody => continue,
            SignedIn => (&visitors, &[See]),
            With(roles) => (&visitors, roles),
            Key(role) => (&programs, std::slice::from_ref(role)),
        };
        for (role, client) in askers {
            let may = *role == Administer || needed.contains(role) || needed.contains(&See);
            let status = ask(client, method, path).await.status;
            assert_eq!(
                status == 403,
                !may,
                "{} at {method} {path}: {status}",
                role.name()
            );
            assert!(
                !matches!(status, 401 | 405) && status < 500,
                "{} at {method} {path}: {status}",
                role.name()
            );
        }
    }
    let counts = stage.desk.store().counts().await.unwrap();
    assert!(counts.messages >= 2, "nothing was lost by asking");
}
