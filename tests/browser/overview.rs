//! The overview follows what happens while somebody looks at it.

use super::page::{Page, tell};
use super::stage::{Stage, letter};
use rsvpd::web::Role;

#[tokio::test]
async fn a_letter_that_arrives_changes_the_numbers_under_the_eyes() {
    let mut stage = Stage::set(&["en-001", "fr-003"]).await;
    stage.user("ana", &[Role::See]).await;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/overview").await;
        page.read("Seats held by").await;
        page.click("#days-numbers summary").await;
        page.see("#days-numbers[open]").await;
        let arrived = "document.querySelectorAll('#days-numbers tbody tr').length";
        let days = page.ask(arrived).await.as_u64().unwrap();
        stage.receive(&letter("de-018")).await;
        page.until(&format!("{arrived} > {days}")).await;
        page.see("#days-numbers[open]").await;
        page.check("the overview after a change").await;
    };
    tell(&mut stage, tell_it).await;
}
