//! Many at once: exactly the rows of a search, told before it is done, and taken back together.

use super::client::Client;
use super::page::{Page, tell};
use super::stage::Stage;
use chrono::TimeDelta;
use rsvpd::web::Role;

#[tokio::test]
async fn rule_047_053_054_a_bulk_action_says_what_it_does_does_it_and_is_taken_back() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Decide]).await;
    let before = stage.sent();
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/decide?q=language%3Afr").await;
        let rows = page.count("[data-row]").await;
        assert!(rows > 2, "{rows} letters in French wait");
        // By key, without the mouse.
        page.press("j").await;
        page.press("x").await;
        page.read("1 row ticked").await;
        page.check("a list with a ticked row").await;
        page.set("[name=act]", "refuse").await;
        page.click("[data-all]").await;
        page.click(".many-bar button").await;
        page.see(".bulk").await;
        page.check("what a bulk action would do").await;
        page.fits("what a bulk action would do").await;
        let refused = page.count(".bulk-rows [name=row]").await;
        let skipped = page.count(".bulk-rows .doubt").await;
        assert_eq!(refused + skipped, rows, "every row is named");
        page.click(".bulk-rows summary").await;
        page.read("Madame, Monsieur").await;
        page.click("form button.primary").await;
        page.read("Done").await;
        page.check("a bulk action that was done").await;
        stage.wait(TimeDelta::zero()).await;
        assert_eq!(stage.sent(), before, "the letters wait");
        page.open("/decide?q=language%3Afr").await;
        page.see(".undo").await;
        assert_eq!(page.count("[data-row]").await, rows - refused);
        page.press("u").await;
        page.read(&format!("Taken back: {refused}.")).await;
        page.open("/decide?q=language%3Afr").await;
        page.until(&format!(
            "document.querySelectorAll('[data-row]').length === {rows}"
        ))
        .await;
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn rule_055_056_tags_are_put_to_many_and_searched_with_not() {
    let mut stage = Stage::set(&["en-0", "fr-0"]).await;
    stage.user("ana", &[Role::Decide]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/messages").await;
        let all = page.count("[data-row]").await;
        page.open("/messages?q=language%3Afr").await;
        let french = page.count("[data-pick]").await;
        page.click("[data-all]").await;
        page.set("[name=act]", "tag").await;
        page.click(".many-bar button").await;
        page.see("[name=tag]").await;
        page.check("a tag for many").await;
        page.type_in("[name=tag]", "Délégation FR").await;
        page.click("button.primary").await;
        page.read("délégation-fr: put to").await;
        page.open("/messages?q=tag%3Ad%C3%A9l%C3%A9gation-fr").await;
        assert_eq!(page.count("[data-row]").await, french);
        page.open("/messages?q=-tag%3Ad%C3%A9l%C3%A9gation-fr").await;
        assert_eq!(page.count("[data-row]").await, all - french);
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn many_writers_are_asked_back_each_for_what_their_letter_lacks() {
    let stage = Stage::set(&["en-015", "fr-018", "it-236"]).await;
    stage.user("ana", &[Role::Decide]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let whole = [
        ("act", "ask-back"),
        ("list", "decide"),
        ("all", "1"),
        ("back", "/decide"),
    ];
    let would = ana.post("/bulk", &whole).await;
    let rows: Vec<String> = would
        .text
        .split("name=\"row\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert!(!rows.is_empty(), "{}", would.text);
    let mut form = vec![("act", "ask-back"), ("back", "/decide")];
    form.extend(rows.iter().map(|row| ("row", row.as_str())));
    assert_eq!(ana.post("/bulk/do", &form).await.status, 200);
    let counts = stage.desk.store().counts().await.unwrap();
    let asked: u32 = counts
        .ends
        .iter()
        .filter(|((outcome, _), _)| outcome == "asked-back")
        .map(|(_, count)| *count)
        .sum();
    assert_eq!(asked as usize, rows.len());
}

#[tokio::test]
async fn rule_054_an_act_that_would_do_nothing_says_so_and_offers_nothing_to_press() {
    let mut stage = Stage::set(&["fr-"]).await;
    stage.user("ana", &[Role::Decide]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        // Somebody whose place is confirmed is not refused among letters to decide.
        page.open("/messages").await;
        let csrf = page.ask("document.querySelector('[name=csrf]').value").await;
        let confirmed = stage_confirmed(page).await;
        let script = format!(
            "(() => {{ const form = document.createElement('form'); form.method = 'post'; form.action = '/bulk'; \
             for (const [name, value] of [['csrf', {csrf}], ['act', 'confirm'], ['row', '{confirmed}'], \
             ['list', 'messages'], ['back', '/messages']]) {{ const field = document.createElement('input'); \
             field.name = name; field.value = value; form.append(field); }} document.body.append(form); form.submit(); \
             return true; }})()"
        );
        page.ask(&script).await;
        page.read("Nothing would be done").await;
        assert_eq!(page.count("form button.primary").await, 0);
        assert_eq!(page.count(".bulk-rows .doubt").await, 1);
        page.check("an act that would do nothing").await;
    };
    tell(&mut stage, tell_it).await;
}

/// Somebody who has a confirmed place.
async fn stage_confirmed(page: &Page) -> String {
    page.open("/confirmed").await;
    page.see("[data-row]").await;
    let path = page
        .ask("document.querySelector('[data-row]').getAttribute('href')")
        .await;
    let path = path.as_str().unwrap().to_owned();
    path.rsplit('/').next().unwrap().to_owned()
}
