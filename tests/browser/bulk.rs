//! Many at once: exactly the rows of a search, told before it is done, and taken back together.

use super::client::Client;
use super::fill::fill;
use super::page::{Page, tell};
use super::stage::Stage;
use chrono::TimeDelta;
use rsvpd::daemon::Part;
use rsvpd::registration::State;
use rsvpd::request::Session;
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

/// Persons with a place of this state in the morning.
async fn mornings(stage: &Stage, state: State) -> u32 {
    let places = stage.desk.store().counts().await.unwrap().places;
    places.get(&(Session::Morning, state)).copied().unwrap_or(0)
}

/// The two numbers of a cell that tells one before and after: "20 → 23", or one where nothing changes.
fn before_and_after(cell: &str) -> (u32, u32) {
    let mut numbers = cell.split('→').map(|number| number.trim().parse().unwrap());
    let before = numbers.next().unwrap();
    (before, numbers.next().unwrap_or(before))
}

#[tokio::test]
async fn rule_047_053_054_those_who_wait_are_seated_or_let_go_as_the_preview_says() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Decide]).await;
    // Three more seats, which nobody was offered yet.
    stage.desk.pause("ben", Part::Promotion, true).await.unwrap();
    let mut seats = stage.desk.capacity();
    for capacity in seats.sessions.values_mut() {
        *capacity += 3;
    }
    seats.event = seats.event.map(|persons| persons + 3);
    stage.desk.set_capacity("ben", &seats).await.unwrap();
    let sent = stage.sent();
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        let preview = async |act: &str| {
            page.open("/waiting?session=morning").await;
            let rows = page.count("[data-row]").await;
            page.set("[name=act]", act).await;
            page.click("[data-all]").await;
            page.click(".many-bar button").await;
            page.see(".bulk").await;
            page.check(&format!("what it would do to {act} who waits")).await;
            page.fits(&format!("what it would do to {act} who waits")).await;
            let done = page.count(".bulk-rows [name=row]").await;
            let skipped = page.count(".bulk-rows .doubt").await;
            assert_eq!(done + skipped, rows, "every row is named");
            let letters = page.text("[aria-labelledby=letters-title] .total td").await;
            assert_eq!(letters, done.to_string(), "each is written to");
            let row = "[aria-labelledby=seats-title] tbody tr:first-child td";
            let held = before_and_after(&page.text(&format!("{row}:nth-child(2)")).await);
            let waiting = before_and_after(&page.text(&format!("{row}:nth-child(4)")).await);
            (done, skipped, held, waiting)
        };

        let (done, skipped, held, waiting) = preview("confirm").await;
        assert!(
            done > 0 && skipped > 0,
            "{done} of them have seats, {skipped} have not"
        );
        page.read("seats are free and").await;
        assert_eq!(
            held.0,
            mornings(stage, State::Confirmed).await + mornings(stage, State::Offered).await
        );
        assert_eq!(waiting.0, mornings(stage, State::Waiting).await);
        assert!(held.1 > held.0 && held.1 - held.0 == waiting.0 - waiting.1);
        page.click("form button.primary").await;
        page.read("Done").await;
        assert_eq!(
            held.1,
            mornings(stage, State::Confirmed).await + mornings(stage, State::Offered).await
        );
        assert_eq!(waiting.1, mornings(stage, State::Waiting).await);
        stage.wait(TimeDelta::minutes(10)).await;
        assert_eq!(stage.sent() - sent, done, "the letters that were announced");

        let sent = stage.sent();
        let (left, skipped, same, fewer) = preview("refuse").await;
        assert_eq!((skipped, same.0), (0, same.1), "seats are not touched");
        assert_eq!((fewer.0, fewer.1), (waiting.1, 0));
        page.type_in("[name=reason]", "The hall is smaller than we thought.")
            .await;
        page.click("form button.primary").await;
        page.read("Done").await;
        assert_eq!(mornings(stage, State::Waiting).await, 0);
        stage.wait(TimeDelta::minutes(10)).await;
        assert_eq!(stage.sent() - sent, left);
        page.open("/waiting?session=morning").await;
        page.read("When a session is full").await;
        page.check("a waiting list without anybody").await;
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn rule_053_all_rows_of_a_search_are_those_of_every_page_and_of_no_other_list() {
    let stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Decide]).await;
    fill(&stage.desk, 600).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let list = ana.get("/waiting?session=morning&q=-language%3Ade").await;
    let total: usize = list.between("<p class=\"lead\">", " rows").parse().unwrap();
    let shown = list.text.matches("data-row").count();
    assert!(total > shown && shown == 50, "{shown} of {total}");
    let whole = [
        ("act", "refuse"),
        ("list", "waiting"),
        ("session", "morning"),
        ("q", "-language:de"),
        ("all", "1"),
        ("back", "/waiting?session=morning"),
    ];
    let would = ana.post("/bulk", &whole).await;
    assert_eq!(would.text.matches("name=\"row\"").count(), total);
    assert!(
        would
            .text
            .contains(&format!("This would decide {total} requests.")),
        "{}",
        would.text
    );
    assert!(!would.text.contains(">German<"), "{}", would.text);
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
