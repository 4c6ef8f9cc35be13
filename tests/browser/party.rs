//! A party's page: its letters as a conversation, check-in, cancelling, ranking, notes, and whoever is entered by hand.

use super::page::{Page, tell};
use super::stage::Stage;
use chrono::TimeDelta;
use rsvpd::web::Role;

#[tokio::test]
async fn rule_042_048_060_a_person_is_entered_checked_in_written_to_again_and_cancelled() {
    let mut stage = Stage::set(&["en-001", "fr-003"]).await;
    stage.user("ana", &[Role::Administer]).await;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/enter").await;
        page.check("a person by hand").await;
        page.type_in("[name=name]", "Yaël Ben-David").await;
        page.type_in("[name=email]", "yael@telephone.example").await;
        let before = stage.sent();
        page.click("form.correct button.primary").await;
        page.see(".people-list").await;
        page.read("Yaël Ben-David").await;
        stage.wait(TimeDelta::zero()).await;
        assert_eq!(stage.sent(), before + 1, "she is written to");
        page.click(".places button").await;
        page.see(".state.attended").await;
        page.check("a person who came").await;
        page.click("form[action$=check-out] button").await;
        page.until("document.querySelector('.state.attended') === null")
            .await;

        // Her letter once more, as it was.
        let party = page.ask("location.pathname").await;
        let party = party.as_str().unwrap().to_owned();
        page.open(&party).await;
        page.click("form[action$=resend] button").await;
        page.read("The letter is sent once more.").await;
        stage.wait(TimeDelta::zero()).await;
        assert_eq!(stage.sent(), before + 2);

        page.click(".remarks summary").await;
        page.type_in(".remarks [name=words]", "Telephoned; needs a parking space")
            .await;
        page.click("form[action$='/note'] button").await;
        page.read("Telephoned; needs a parking space").await;

        page.click(".acts summary").await;
        page.check("what can be done with a person").await;
        page.click("form[action$=cancel] button").await;
        page.see(".state.cancelled").await;
        page.see(".undo").await;
        page.press("u").await;
        page.read("The decision is taken back").await;
        page.open(&party).await;
        assert_eq!(page.count(".state.cancelled").await, 0);

        // Nobody is seated twice unseen.
        page.open("/enter").await;
        page.type_in("[name=name]", "YAEL BEN DAVID").await;
        page.click("form.correct button.primary").await;
        page.see(&format!(".namesakes a[href='{party}']")).await;
        page.check("a person of a known name").await;
        page.click("[name=somebody-else]").await;
        page.click("form.correct button.primary").await;
        page.see(".people-list").await;

        // Somebody who is written to by nobody.
        page.open("/enter").await;
        page.type_in("[name=name]", "Jan de Vries").await;
        page.click("form.correct button.primary").await;
        page.read("Nobody is written to").await;
        stage.wait(TimeDelta::zero()).await;
        assert_eq!(stage.sent(), before + 2);
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn rule_009_010_013_no_seat_without_a_reason_and_no_rank_without_one() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Decide]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/enter").await;
        page.type_in("[name=name]", "Yaël Ben-David").await;
        page.click("form.correct button.primary").await;
        page.see("[name=over]").await;
        page.check("a refused entry").await;
        page.type_in("[name=over]", "keynote speaker").await;
        page.click("form.correct button.primary").await;
        page.see(".people-list").await;
        assert!(page.count(".state.confirmed").await > 0);
        page.open("/waiting?session=morning").await;
        let last = "Array.from(document.querySelectorAll('[data-row]')).at(-1).getAttribute('href')";
        let last = page.ask(last).await;
        page.open(last.as_str().unwrap()).await;
        page.click("details.acts:has(form[action$=priority]) summary")
            .await;
        page.type_in("form[action$=priority] [name=reason]", "comes from far away")
            .await;
        page.set("form[action$=priority] [name=priority]", "5").await;
        page.click("form[action$=priority] button").await;
        page.read("comes from far away").await;
        page.check("a waiting party").await;
        page.open("/waiting?session=morning").await;
        let first = page
            .ask("document.querySelector('[data-row]').getAttribute('href')")
            .await;
        assert_eq!(first, last);
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn rule_040_a_place_is_passed_on_and_a_party_is_parted() {
    let mut stage = Stage::set(&["en-001"]).await;
    stage.user("ana", &[Role::Administer]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/enter").await;
        page.type_in("[name=name]", "Yaël Ben-David").await;
        page.type_in("[name=email]", "yael@telephone.example").await;
        page.click("form.correct button.primary").await;
        page.see(".people-list").await;
        page.press("e").await;
        page.type_in("#form [name=further]", "Tom Hill").await;
        page.click("#form button.primary").await;
        page.see(".people-list > li:nth-child(2)").await;
        page.click(".people-list > li:first-child .acts summary").await;
        page.type_in(".people-list > li:first-child [name=name]", "Nina Berg")
            .await;
        page.check("a place that is passed on").await;
        page.click(".people-list > li:first-child form[action$=pass-on] button")
            .await;
        page.read("Nina Berg").await;
        let party = page.ask("location.pathname").await;
        page.click("details.acts:has(form[action$=split]) summary").await;
        page.click("form[action$=split] label:last-child input").await;
        page.check("a party that is parted").await;
        page.click("form[action$=split] button").await;
        page.until("document.querySelectorAll('.people-list > li:not(.gone)').length === 1")
            .await;
        page.open(party.as_str().unwrap()).await;
        page.read("Nina Berg").await;
    };
    tell(&mut stage, tell_it).await;
}
