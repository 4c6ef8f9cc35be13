//! Everything an organiser does is written down: what, when, and by whom.

use super::client::Client;
use super::stage::Stage;
use rsvpd::web::Role;
use sqlx::{Connection, SqliteConnection};

/// How many lines of the journal are this person's.
async fn lines(stage: &Stage, actor: &str) -> i64 {
    let url = &stage.desk.config().store_url;
    let mut journal = SqliteConnection::connect(url).await.unwrap();
    let count = "SELECT COUNT(*) FROM journal WHERE actor_kind = 'organiser' AND actor = $1";
    let counted = sqlx::query_scalar(count).bind(actor);
    counted.fetch_one(&mut journal).await.unwrap()
}

#[tokio::test]
async fn everything_an_organiser_does_is_journalled_under_their_name() {
    let stage = Stage::set(&["en-015", "fr-018", "en-001"]).await;
    stage.user("ana", &[Role::Administer]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let store = stage.desk.store();
    let version = async |id: i64| {
        let shown = store.show(&id.to_string()).await.unwrap().unwrap();
        shown.request.unwrap().version.to_string()
    };
    let did = async |what: &str, path: &str, form: &[(&str, &str)]| {
        let before = lines(&stage, "ana").await;
        let answer = ana.post(path, form).await;
        assert!(answer.status < 400, "{what}: {} {}", answer.status, answer.text);
        assert!(lines(&stage, "ana").await > before, "{what} is journalled");
    };
    // Somebody whose place is confirmed, and a letter that waits for a person.
    let first = async |list: &str, before: &str| ana.get(list).await.between(before, "\"");
    let guest: i64 = first("/confirmed", "href=\"/parties/").await.parse().unwrap();
    let letter: i64 = first("/decide", "href=\"/letters/").await.parse().unwrap();
    let (party, at) = (format!("/parties/{guest}"), format!("/letters/{letter}"));

    did("a note", &format!("{party}/note"), &[("words", "telephoned")]).await;
    let note = store.notes(guest).await.unwrap()[0].id.to_string();
    did("a note that goes", &format!("{party}/unnote"), &[("note", &note)]).await;
    did("a tag", &format!("{party}/tag"), &[("tag", "vip")]).await;
    did("a tag that goes", &format!("{party}/untag"), &[("tag", "vip")]).await;
    let place = [("position", "0"), ("session", "morning")];
    did("a check-in", &format!("{party}/check-in"), &place).await;
    did("a check-in taken back", &format!("{party}/check-out"), &place).await;
    let now = version(guest).await;
    let newcomer = [
        ("version", now.as_str()),
        ("position", "0"),
        ("name", "Nina Berg"),
    ];
    did("a place passed on", &format!("{party}/pass-on"), &newcomer).await;
    let now = version(guest).await;
    let cancel = [("version", now.as_str()), ("position", "1")];
    did("a cancellation", &format!("{party}/cancel"), &cancel).await;
    did("an undoing", &format!("/letters/{guest}/undo"), &[]).await;
    let now = version(letter).await;
    let refusal = [("act", "refuse"), ("version", now.as_str())];
    did("a decision", &format!("{at}/decide"), &refusal).await;
    let reply = ana.get("/outbox").await.between("/replies/", "/");
    did("a letter kept back", &format!("/replies/{reply}/hold"), &[]).await;
    did("a letter let go", &format!("/replies/{reply}/release"), &[]).await;
    did("a decision taken back", &format!("{at}/undo"), &[]).await;
    let now = version(letter).await;
    let correction = [
        ("version", now.as_str()),
        ("intent", "registration"),
        ("language", "en"),
        ("further", "Tom Hill"),
    ];
    did("a correction", &format!("{at}/correct"), &correction).await;
    did(
        "an entry",
        "/enter",
        &[("name", "Yaël Ben-David"), ("session", "morning")],
    )
    .await;
    let seats = [("seats-morning", "30"), ("persons", "40")];
    let shown = ana.get("/settings?seats-morning=30&persons=40").await;
    let mark = shown.between("name=\"mark\" value=\"", "\"");
    let seats = [seats[0], seats[1], ("mark", mark.as_str())];
    did("seats", "/settings/seats", &seats).await;
    for rests in ["yes", "no"] {
        did(
            "a pause",
            "/settings/pause",
            &[("part", "promotion"), ("rests", rests)],
        )
        .await;
    }
    did("a user", "/users/add", &[("name", "eva"), ("role-see", "1")]).await;
    did("rights", "/users/roles", &[("name", "eva"), ("role-decide", "1")]).await;
    did("a link", "/users/link", &[("name", "eva")]).await;
    did("a key", "/users/token", &[("name", "eva"), ("label", "printer")]).await;
    let token = store.tokens().await.unwrap()[0].hash.clone();
    did("a key revoked", "/users/token/revoke", &[("token", &token)]).await;
    did("a user removed", "/users/remove", &[("name", "eva")]).await;
    let password = [("password", "four other words together")];
    did("a password", "/account/password", &password).await;
    let before = lines(&stage, "ana").await;
    assert_eq!(ana.get("/exports/participants.csv").await.status, 200);
    assert!(
        lines(&stage, "ana").await > before,
        "a file that left is journalled"
    );
}
