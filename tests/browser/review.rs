//! Deciding a letter: with keys alone, with second thoughts, and while another organiser does the same.

use super::page::{Page, tell};
use super::stage::Stage;
use chrono::TimeDelta;
use rsvpd::web::Role;

/// Letters that leave something to a person.
const DOUBTFUL: [&str; 4] = ["en-015", "fr-018", "it-236", "ru-014"];

#[tokio::test]
async fn letters_are_decided_with_keys_and_taken_back_while_they_wait() {
    let mut stage = Stage::set(&DOUBTFUL).await;
    stage.user("ana", &[Role::Decide]).await;
    let before = stage.sent();
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.see("[data-row]").await;
        page.check("letters to decide").await;
        let waiting = page.count("[data-row]").await;
        assert!(waiting >= 2, "{waiting} letters wait");
        page.press("j").await;
        page.until("document.activeElement.matches('[data-row]')").await;
        page.press("\u{e007}").await;
        page.see("[data-act]").await;
        page.check("a letter to decide").await;
        page.fits("a letter to decide").await;
        let reference = page.text("h1 .ref").await;
        let decided = page.ask("location.pathname").await;

        page.press("r").await;
        page.see("[data-shown=r]").await;
        page.see("[name=words]").await;
        page.check("a refusal before it is sent").await;
        page.press("l").await;
        page.until("document.activeElement.matches('[name=words]')").await;
        // While one types, keys are letters.
        page.press("r j k c").await;
        page.see("[data-shown=r]").await;
        page.press("\u{e00c}").await;
        page.until("!document.activeElement.matches('[name=words]')")
            .await;
        page.press("r").await;
        page.see(".undo").await;
        page.read(&reference).await;
        // The next letter has opened by itself.
        page.until(&format!(
            "location.pathname.startsWith('/letters/') && location.pathname !== {decided}"
        ))
        .await;
        page.see("[data-act]").await;
        page.check("the next letter, with undo").await;
        stage.wait(TimeDelta::zero()).await;
        assert_eq!(stage.sent(), before, "the letter waits");

        page.press("u").await;
        page.read("The decision is taken back").await;
        page.open("/decide").await;
        page.until(&format!(
            "document.querySelectorAll('[data-row]').length === {waiting}"
        ))
        .await;
        stage.wait(TimeDelta::minutes(10)).await;
        assert_eq!(stage.sent(), before, "nothing left");
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn rule_035_the_second_organiser_sees_what_the_first_did() {
    let mut stage = Stage::set(&DOUBTFUL).await;
    stage.user("ana", &[Role::Decide]).await;
    stage.user("ben", &[Role::Decide]).await;
    let tell_it = async |stage: &mut Stage, first: &Page| {
        first.sign_in("ana").await;
        first.click("[data-row]").await;
        first.see("[data-act]").await;
        first.press("r").await;
        first.see("[data-shown=r]").await;
        let path = first.ask("location.pathname").await;
        let path = path.as_str().unwrap().to_owned();
        let tell_other = async |_: &mut Stage, second: &Page| {
            second.sign_in("ben").await;
            second.open(&path).await;
            second.press("r").await;
            second.see("[data-shown=r]").await;
            second.press("r").await;
            second.see(".undo").await;
        };
        tell(stage, tell_other).await;
        first.press("r").await;
        first.read("Nothing was done").await;
        first.read("ben").await;
        first.check("a conflict").await;
    };
    tell(&mut stage, tell_it).await;
}
