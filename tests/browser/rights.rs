//! Who may what: each role is refused what is not its own, in the browser and by key; and what every answer carries.

use super::client::Client;
use super::page::{Page, tell};
use super::stage::Stage;
use rsvpd::web::Role;
use serde_json::json;

/// Letters that leave something to a person.
const DOUBTFUL: [&str; 2] = ["en-015", "fr-018"];

/// What any of these forms needs, so that only the right can be missing.
const FIELDS: [(&str, &str); 8] = [
    ("act", "set-aside"),
    ("version", "0"),
    ("part", "promotion"),
    ("rests", "no"),
    ("name", "nobody"),
    ("label", "none"),
    ("token", "none"),
    ("language", "en"),
];

#[tokio::test]
async fn a_form_that_did_not_come_from_here_is_refused() {
    let stage = Stage::set(&DOUBTFUL).await;
    stage.user("ana", &[Role::Administer]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let forged = ana.clone().with_token("guessed");
    assert_eq!(forged.post("/settings/pause", &FIELDS).await.status, 403);
    let elsewhere = ana.clone().with("sec-fetch-site", "cross-site");
    assert_eq!(elsewhere.post("/settings/pause", &FIELDS).await.status, 403);
    let rebound = Client::new(&stage.address).with("host", "evil.example");
    assert_eq!(rebound.get("/sign-in").await.status, 421);
}

#[tokio::test]
async fn a_problem_is_told_in_the_language_of_who_asked() {
    let stage = Stage::set(&DOUBTFUL).await;
    stage.user("ana", &[Role::See]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let page = ana.get("/no/such").await;
    assert!(page.text.contains("There is no such page"), "{}", page.text);
    ana.post("/account/language", &[("language", "fr")]).await;
    for (path, says) in [
        ("/no/such", "Cette page n’existe pas"),
        ("/users", "Votre compte ne le permet pas"),
        ("/letters/999", "Cette page n’existe pas"),
    ] {
        let page = ana.get(path).await;
        assert!(
            page.text.contains(says) && page.text.contains("lang=\"fr\""),
            "{path}: {}",
            page.text
        );
        assert!(
            page.field("content-security-policy")
                .contains("default-src 'none'"),
            "{path}"
        );
    }
    let nobody = Client::new(&stage.address).with("accept-language", "fr-CH, en;q=0.5");
    assert!(
        nobody
            .get("/no/such")
            .await
            .text
            .contains("Cette page n’existe pas")
    );
}

#[tokio::test]
async fn every_answer_fences_the_browser_in() {
    let stage = Stage::set(&DOUBTFUL).await;
    stage.user("ana", &[Role::Administer]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    for path in [
        "/",
        "/decide",
        "/settings",
        "/exports/participants.csv",
        "/no/such",
        "/api/v1/event",
    ] {
        let answer = ana.get(path).await;
        let policy = answer.field("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.field("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.field("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.field("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.field("cache-control"), "no-store", "{path}");
        assert!(
            !answer.text.contains("<script>") && !answer.text.contains(" style="),
            "{path}"
        );
    }
    let cookie = |answer: &super::client::Answer| answer.field("set-cookie").to_owned();
    let form = [("name", "ana"), ("password", super::stage::PASSWORD)];
    let here = cookie(&Client::new(&stage.address).post("/sign-in", &form).await);
    assert!(
        here.starts_with("rsvpd=") && here.ends_with("; HttpOnly; SameSite=Strict"),
        "{here}"
    );
    let behind = stage.behind("https://desk.example").await;
    let there = Client::new(&behind).with("host", "desk.example");
    let there = cookie(&there.post("/sign-in", &form).await);
    assert!(
        there.starts_with("__Host-rsvpd=") && there.ends_with("; HttpOnly; SameSite=Strict; Secure"),
        "{there}"
    );
}

/// Makes a key for a user, as an administrator does.
async fn key(ana: &Client, name: &str) -> String {
    let page = ana
        .post("/users/token", &[("name", name), ("label", "badge printer")])
        .await;
    let key = page.between("<p class=\"secret\">", "</p>");
    assert!(key.starts_with("rsvpd_"), "{}", page.text);
    key
}

#[tokio::test]
async fn rule_059_a_key_has_the_rights_of_its_user_and_can_be_revoked() {
    let stage = Stage::set(&DOUBTFUL).await;
    stage.user("ana", &[Role::Administer]).await;
    stage.user("eva", &[Role::See]).await;
    stage.user("ben", &[Role::Decide]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let (see, decide) = (key(&ana, "eva").await, key(&ana, "ben").await);
    let looks = Client::with_key(&stage.address, &see);
    let decides = Client::with_key(&stage.address, &decide);

    let refused = Client::new(&stage.address).get("/api/v1/event").await;
    assert_eq!(
        (refused.status, refused.field("www-authenticate")),
        (401, "Bearer")
    );
    assert_eq!(
        Client::with_key(&stage.address, "rsvpd_guess")
            .get("/api/v1/event")
            .await
            .status,
        401
    );
    let event = looks.get("/api/v1/event").await.json();
    assert_eq!(
        (&event["id"], &event["sessions"][0]["capacity"]),
        (&json!("rotterdam-2016"), &json!(20))
    );

    let waits = looks.get("/api/v1/requests?list=decide").await.json();
    let id = waits["rows"][0]["id"].as_i64().unwrap();
    let path = format!("/api/v1/requests/{id}");
    let version = looks.get(&path).await.json()["version"].clone();
    let order = json!({ "act": "refuse", "version": version });
    let refused = looks.tell(&format!("{path}/decision"), &order).await;
    assert_eq!(refused.status, 403);
    assert!(
        refused.json()["remedy"]
            .as_str()
            .unwrap()
            .contains("administrator")
    );
    let outdated = json!({ "act": "refuse", "version": 999 });
    assert_eq!(
        decides.tell(&format!("{path}/decision"), &outdated).await.status,
        409
    );
    let done = decides.tell(&format!("{path}/decision"), &order).await;
    assert_eq!(
        (done.status, &done.json()["letter"]),
        (200, &json!(true)),
        "{}",
        done.text
    );
    let journal = stage
        .desk
        .store()
        .show(&id.to_string())
        .await
        .unwrap()
        .unwrap()
        .journal;
    assert!(
        journal.iter().any(|entry| entry.actor == "ben"),
        "journalled under the user's name"
    );
    let back = decides.tell(&format!("{path}/undo"), &json!({})).await;
    assert_eq!(back.json()["undone"], "done");
    assert_eq!(
        decides
            .tell("/api/v1/pause", &json!({ "part": "sending", "rests": true }))
            .await
            .status,
        403
    );

    let tokens = stage.desk.store().tokens().await.unwrap();
    assert!(
        tokens
            .iter()
            .all(|token| token.hash != see && !see.contains(&token.hash)),
        "only hashes are kept"
    );
    let of_eva = tokens.iter().find(|token| token.user == "eva").unwrap();
    ana.post("/users/token/revoke", &[("token", &of_eva.hash)]).await;
    assert_eq!(looks.get("/api/v1/event").await.status, 401);
    ana.post("/users/remove", &[("name", "ben")]).await;
    assert_eq!(
        decides.get("/api/v1/event").await.status,
        401,
        "keys go with their user"
    );
}

#[tokio::test]
async fn rule_060_a_program_corrects_a_request_and_ticks_off_who_came() {
    let stage = Stage::set(&["en-001"]).await;
    stage.user("ana", &[Role::Administer]).await;
    stage.user("eva", &[Role::Edit, Role::CheckIn]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let door = Client::with_key(&stage.address, &key(&ana, "eva").await);
    let path = "/api/v1/requests/1";
    let read = door.get(path).await.json();
    let (version, person) = (read["version"].clone(), read["persons"][0].clone());
    let session = person["places"]
        .as_object()
        .unwrap()
        .keys()
        .next()
        .unwrap()
        .clone();
    assert_eq!(person["places"][&session], "confirmed", "{read}");

    let correction =
        json!({ "version": version, "persons": [{ "position": 0, "city": "Ghent", "phone": "" }] });
    let done = door.tell(&format!("{path}/correction"), &correction).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_ne!(done.json()["version"], version);
    let again = door.tell(&format!("{path}/correction"), &correction).await;
    assert_eq!(again.status, 409, "it changed since it was read: {}", again.text);
    let corrected = door.get(path).await.json()["persons"][0].clone();
    assert_eq!(
        (&corrected["city"], &corrected["name"]),
        (&json!("Ghent"), &person["name"])
    );
    assert_eq!(corrected["places"], person["places"], "nobody loses a seat by it");

    let came = json!({ "position": 0, "session": session, "came": true });
    for (status, state) in [(200, "attended"), (422, "attended")] {
        let ticked = door.tell(&format!("{path}/check-in"), &came).await;
        assert_eq!(ticked.status, status, "{}", ticked.text);
        assert_eq!(
            door.get(path).await.json()["persons"][0]["places"][&session],
            state
        );
    }
    let nowhere = json!({ "position": 0, "session": "ball", "came": true });
    assert_eq!(door.tell(&format!("{path}/check-in"), &nowhere).await.status, 422);
}

#[tokio::test]
async fn the_api_describes_all_that_it_answers() {
    let stage = Stage::set(&DOUBTFUL).await;
    let description = Client::new(&stage.address)
        .get("/api/v1/openapi.json")
        .await
        .json();
    let paths: Vec<&String> = description["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            "/api/v1/event",
            "/api/v1/openapi.json",
            "/api/v1/pause",
            "/api/v1/persons",
            "/api/v1/requests",
            "/api/v1/requests/{id}",
            "/api/v1/requests/{id}/check-in",
            "/api/v1/requests/{id}/correction",
            "/api/v1/requests/{id}/decision",
            "/api/v1/requests/{id}/undo",
        ]
    );
    assert_eq!(
        description["components"]["securitySchemes"]["key"]["scheme"],
        "bearer"
    );
    for path in paths {
        let path = path.replace("{id}", "1");
        let get = Client::new(&stage.address).get(&path).await;
        assert_ne!(get.status, 404, "{path} is there");
    }
}

#[tokio::test]
async fn an_administrator_lets_somebody_in_changes_what_they_may_and_removes_them() {
    let mut stage = Stage::set(&DOUBTFUL).await;
    stage.user("ana", &[Role::Administer]).await;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/users").await;
        page.type_in("form[action='/users/add'] [name=name]", "eva").await;
        page.click("form[action='/users/add'] button").await;
        page.read("This link signs eva in once").await;
        page.check("users, with a link").await;
        page.fits("users, with a link").await;
        let link = page.text(".secret").await;
        let roles = async |name: &str| {
            stage
                .desk
                .store()
                .user(name)
                .await
                .unwrap()
                .map(|user| user.roles)
        };
        assert_eq!(roles("eva").await.as_deref(), Some("decide"));
        page.click("form[action='/users/roles']:has([value=eva]) [name=role-check-in]")
            .await;
        page.click("form[action='/users/roles']:has([value=eva]) [name=role-decide]")
            .await;
        page.click("form[action='/users/roles']:has([value=eva]) button")
            .await;
        page.until("document.querySelector('.secret') === null").await;
        assert_eq!(roles("eva").await.as_deref(), Some("check-in"));
        // Nobody can lock themselves out.
        page.click("form[action='/users/roles']:has([value=ana]) [name=role-administer]")
            .await;
        page.click("form[action='/users/roles']:has([value=ana]) button")
            .await;
        page.see("form[action='/users/roles']:has([value=ana]) [name=role-administer]:checked")
            .await;
        page.click("form[action='/users/remove']:has([value=eva]) button")
            .await;
        page.until("document.querySelector('form[action=\"/users/remove\"]') === null")
            .await;
        assert_eq!(roles("eva").await, None);
        page.open(&link).await;
        page.read("This link was used or is too old").await;
    };
    tell(&mut stage, tell_it).await;
}
