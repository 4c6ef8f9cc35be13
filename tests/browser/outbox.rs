//! The outbox: a letter is kept back, let go, and sent once more, and the list says so each time.

use super::page::{Page, tell};
use super::stage::Stage;
use chrono::TimeDelta;
use rsvpd::web::Role;

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
