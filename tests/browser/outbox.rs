//! The outbox: a letter is kept back, let go, and sent once more, and the list says so each time.

use super::client::Client;
use super::page::{Page, tell};
use super::stage::Stage;
use chrono::TimeDelta;
use rsvpd::web::Role;
use sqlx::{Connection, SqliteConnection};

#[tokio::test]
async fn rule_046_048_a_letter_is_kept_back_let_go_and_sent_once_more_from_the_outbox() {
    let mut stage = Stage::set(&["en-015", "fr-018"]).await;
    stage.user("ana", &[Role::Decide]).await;
    let before = stage.sent();
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/decide").await;
        page.click("[data-row]").await;
        page.press("r").await;
        page.see("[data-shown=r]").await;
        let reference = page.text("h1 .ref").await;
        page.press("r").await;
        page.see(".undo").await;
        let letters = format!("/outbox?q={reference}");
        let row = async |state: &str| {
            page.open(&letters).await;
            page.read(state).await;
            page.check(&format!("the outbox with a letter that is {state}"))
                .await;
        };
        row("waits to leave").await;
        page.click("form[action$=hold] button").await;
        row("held back").await;
        stage.wait(TimeDelta::minutes(10)).await;
        assert_eq!(stage.sent(), before, "it is kept back");
        page.open(&letters).await;
        page.click("form[action$=release] button").await;
        row("waits to leave").await;
        stage.wait(TimeDelta::minutes(10)).await;
        assert_eq!(stage.sent(), before + 1, "it left");
        row("delivered").await;
        page.click("form[action$=resend] button").await;
        page.read("waits to leave").await;
        stage.wait(TimeDelta::minutes(10)).await;
        assert_eq!(stage.sent(), before + 2, "and once more, as it was");
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn what_may_not_have_arrived_tells_why_and_how_often_and_is_settled_by_a_person() {
    let stage = Stage::set(&["en-001", "fr-003"]).await;
    stage.user("ana", &[Role::Decide]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let url = &stage.desk.config().store_url;
    let mut outbox = SqliteConnection::connect(url).await.unwrap();
    let trouble = "UPDATE outbox SET state = $1, attempts = 3, last_error = 'the line went <dead>', delivered_at = NULL \
                   WHERE id = 1";
    for (state, said, what, then) in [
        (
            "uncertain",
            "uncertain whether it arrived",
            "arrived",
            "delivered",
        ),
        (
            "refused",
            "refused by the mail server",
            "release",
            "waits to leave",
        ),
        ("bounced", "came back", "resend", "waits to leave"),
    ] {
        let change = sqlx::query(trouble).bind(state);
        change.execute(&mut outbox).await.unwrap();
        let page = ana.get("/outbox").await.text;
        for told in [said, "3 tries", "the line went &lt;dead&gt;"] {
            assert!(page.contains(told), "{state}: {told}: {page}");
        }
        let path = format!("/replies/1/{what}");
        assert!(
            page.contains(&format!("action=\"{path}\"")),
            "{state} offers {what}"
        );
        assert_eq!(ana.post(&path, &[]).await.status, 303);
        let page = ana.get("/outbox").await.text;
        assert!(page.contains(then), "{what}: {page}");
    }
}
