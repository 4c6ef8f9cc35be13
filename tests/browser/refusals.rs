//! What goes wrong is told on pages like any other: readable, usable by everybody, and saying what to do.

use super::client::Client;
use super::page::{Page, tell};
use super::stage::{PASSWORD, Stage};
use chrono::TimeDelta;
use rsvpd::web::Role;

/// Looks at the page that is open, by day and by night, on a desk and on a telephone.
async fn look(page: &Page, what: &str) {
    for (scheme, width) in [("dark", 360), ("light", 1280)] {
        page.size(width, 800).await;
        page.scheme(scheme).await;
        page.check(&format!("{what}, {scheme}")).await;
        page.fits(&format!("{what} at {width}")).await;
    }
}

#[tokio::test]
async fn every_refusal_is_a_page_that_says_what_to_do() {
    let mut stage = Stage::set(&["en-015", "fr-018"]).await;
    stage.user("ana", &[Role::See]).await;
    stage.user("ben", &[Role::Decide]).await;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        // Too many wrong passwords: the right one is refused, too, for a while.
        let guesser = Client::new(&stage.address);
        for _ in 0..20 {
            let guess = [("name", "ana"), ("password", "not the password")];
            if guesser.post("/sign-in", &guess).await.status == 429 {
                break;
            }
        }
        page.open("/sign-in").await;
        page.type_in("[name=name]", "ana").await;
        page.type_in("[name=password]", PASSWORD).await;
        page.click("button.primary").await;
        page.read("Too many wrong passwords").await;
        look(page, "too many wrong passwords").await;
        stage.wait(TimeDelta::minutes(20)).await;
        page.sign_in("ana").await;
        page.open("/no/such/page").await;
        page.read("There is no such page").await;
        look(page, "no such page").await;
        page.open("/users").await;
        page.read("Your account does not allow this").await;
        look(page, "what one may not").await;
        page.open("/account").await;
        page.set("form[action='/account/language'] [name=csrf]", "guessed")
            .await;
        page.click("form[action='/account/language'] button").await;
        page.read("Nothing was done").await;
        look(page, "a form from elsewhere").await;
        // A visit ends by itself; whoever signs in again is where they were.
        page.open("/confirmed?q=language%3Afr").await;
        stage.wait(TimeDelta::hours(13)).await;
        page.click(".search button").await;
        page.at("/sign-in").await;
        look(page, "a visit that ended").await;
        page.type_in("[name=name]", "ana").await;
        page.type_in("[name=password]", PASSWORD).await;
        page.click("button.primary").await;
        page.at("/confirmed").await;
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn a_decision_that_comes_after_the_visit_ended_decides_nothing() {
    let mut stage = Stage::set(&["en-015", "fr-018"]).await;
    stage.user("ben", &[Role::Decide]).await;
    let before = stage.desk.store().counts().await.unwrap().ends;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ben").await;
        page.open("/decide").await;
        page.click("[data-row]").await;
        page.press("r").await;
        page.see("[data-shown=r]").await;
        stage.wait(TimeDelta::hours(13)).await;
        page.press("r").await;
        page.at("/sign-in").await;
        let after = stage.desk.store().counts().await.unwrap().ends;
        assert_eq!(before, after);
    };
    tell(&mut stage, tell_it).await;
}
