//! Settings: what a change of seats would do is seen before it is done; what is paused rests, and goes on.

use super::page::{Page, tell};
use super::stage::{Stage, letter};
use chrono::TimeDelta;
use rsvpd::daemon::{Clock, Desk, Part};
use rsvpd::daemon::{Correction, Tried};
use rsvpd::language::Language;
use rsvpd::registration::State;
use rsvpd::request::Intent;
use rsvpd::request::Session;
use rsvpd::rules::amend::Amendment;
use rsvpd::web::Role;

async fn offered(stage: &Stage) -> u32 {
    let counts = stage.desk.store().counts().await.unwrap();
    counts
        .places
        .get(&(Session::Morning, State::Offered))
        .copied()
        .unwrap_or(0)
}

#[tokio::test]
async fn rule_007_seats_are_added_after_a_look_at_who_gets_them() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Administer]).await;
    stage.user("eva", &[Role::See]).await;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("eva").await;
        page.open("/settings?seats-morning=40&persons=60").await;
        page.read("An administrator can do it.").await;
        page.click(".self form button").await;
        page.at("/sign-in").await;

        page.sign_in("ana").await;
        let (before, sent) = (offered(stage).await, stage.sent());
        page.open("/settings").await;
        page.ask("document.querySelector('[name=seats-morning]').value = '40'")
            .await;
        page.ask("document.querySelector('[name=persons]').value = '60'")
            .await;
        page.click("form[action^='/settings#'] button").await;
        page.read("What it would do").await;
        page.check("a preview of seats").await;
        page.fits("a preview of seats").await;
        let parties = page.count(".would > li").await;
        let letters = page
            .ask("Array.from(document.querySelectorAll('.plain-chips li'), (chip) => Number(chip.innerText.split(':').pop())).reduce((a, b) => a + b, 0)")
            .await;
        assert!(
            parties > 0 && letters == serde_json::json!(parties),
            "{letters} letters to {parties} parties"
        );
        assert_eq!(
            (
                offered(stage).await,
                stage.desk.capacity().sessions[&Session::Morning]
            ),
            (before, 20)
        );

        page.click("form[action='/settings/seats'] button").await;
        page.read("The seats are changed").await;
        assert_eq!(stage.desk.capacity().sessions[&Session::Morning], 40);
        assert!(offered(stage).await > before);
        stage.wait(TimeDelta::minutes(1)).await;
        assert_eq!(stage.sent() - sent, parties, "the letters that were announced");
        let config = stage.desk.config().clone();
        let again = Desk::open(config, Clock::by_hand(stage.now())).await.unwrap();
        assert_eq!(
            again.capacity().sessions[&Session::Morning],
            40,
            "it outlives a restart"
        );
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn rule_006_seats_are_taken_away_only_with_open_eyes_and_from_nobody() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Administer]).await;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        let confirmed =
            |counts: rsvpd::store::views::Counts| counts.places[&(Session::Morning, State::Confirmed)];
        let before = confirmed(stage.desk.store().counts().await.unwrap());
        page.sign_in("ana").await;
        page.open("/settings?seats-morning=10").await;
        page.read("seats are held beyond that").await;
        page.check("a preview of fewer seats").await;
        let named = page.count(".excess a").await;
        assert_eq!(
            named,
            usize::try_from(before - 10).unwrap(),
            "the last to get theirs are named"
        );
        page.click("form[action='/settings/seats'] button").await;
        page.see("[name=lower]:invalid").await;
        assert_eq!(stage.desk.capacity().sessions[&Session::Morning], 20);
        page.click("[name=lower]").await;
        page.click("form[action='/settings/seats'] button").await;
        page.read("The seats are changed").await;
        assert_eq!(stage.desk.capacity().sessions[&Session::Morning], 10);
        assert_eq!(
            confirmed(stage.desk.store().counts().await.unwrap()),
            before,
            "nobody lost a seat"
        );
        page.open("/settings?seats-morning=lots").await;
        page.read("is no number of seats").await;
        page.check("a slip of the finger").await;
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn rule_029_intake_promotion_and_sending_rest_apart_from_each_other() {
    let mut stage = Stage::set(&["en-001"]).await;
    let desk = stage.desk.clone();
    let kept = async |stage: &Stage| stage.desk.store().counts().await.unwrap().pending;
    let sent = stage.sent();

    desk.pause("ana", Part::Intake, true).await.unwrap();
    stage.receive(&letter("fr-003")).await;
    assert_eq!(
        (kept(&stage).await, stage.sent()),
        (1, sent),
        "kept, and not answered"
    );
    desk.pause("ana", Part::Sending, true).await.unwrap();
    desk.pause("ana", Part::Intake, false).await.unwrap();
    stage.round().await;
    assert_eq!(
        (kept(&stage).await, stage.sent()),
        (0, sent),
        "decided, and not sent"
    );
    desk.pause("ana", Part::Sending, false).await.unwrap();
    stage.wait(TimeDelta::minutes(1)).await;
    assert_eq!(stage.sent(), sent + 1, "sent");

    let mut stage = Stage::set(&[""]).await;
    stage.desk.pause("ana", Part::Promotion, true).await.unwrap();
    let before = offered(&stage).await;
    let mut seats = stage.desk.capacity();
    seats.sessions.insert(Session::Morning, 40);
    seats.event = Some(60);
    assert_eq!(stage.desk.what_if(&seats).await.unwrap().promoted, []);
    stage.desk.set_capacity("ana", &seats).await.unwrap();
    assert_eq!(offered(&stage).await, before, "free seats stay free");
    stage.desk.pause("ana", Part::Promotion, false).await.unwrap();
    assert!(offered(&stage).await > before, "and are given when it goes on");
    stage.wait(TimeDelta::minutes(1)).await;
}

#[tokio::test]
async fn a_rehearsal_reads_every_letter_again_and_tells_what_is_read_differently() {
    let mut stage = Stage::set(&["en-", "tr-"]).await;
    stage.user("ana", &[Role::Administer]).await;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/settings/rehearsal").await;
        page.click("form[action='/settings/rehearsal'] button").await;
        page.read("letters read again, 0 of them differently; 0 would be decided differently")
            .await;
        page.check("a rehearsal").await;
        let all = stage.desk.rehearse(&Tried::default(), |_| {}).await.unwrap();
        assert!(
            all.read > 10 && all.read == all.total && all.letters.is_empty(),
            "{all:?}"
        );
        // What an organiser took for the press, the program would leave to a person as a registration.
        let registrations = rsvpd::web::filter("intent:registration");
        let first = rsvpd::store::views::Page {
            offset: 0,
            limit: 1,
            newest_first: false,
        };
        let store = stage.desk.store();
        let waiting = store.requests(Some("review"), &registrations, first);
        let id = waiting.await.unwrap().rows[0].id;
        let shown = store.show(&id.to_string()).await.unwrap().unwrap();
        let correction = Correction {
            user: "ana".to_owned(),
            version: shown.request.unwrap().version,
            amendment: Amendment {
                intent: Intent::Press,
                language: Language::ENGLISH,
                persons: Vec::new(),
                tell: false,
                over_capacity_because: None,
            },
            undo_for: TimeDelta::zero(),
        };
        stage.desk.correct(id, &correction).await.unwrap();
        let all = stage.desk.rehearse(&Tried::default(), |_| {}).await.unwrap();
        assert_eq!((all.letters.len(), all.letters[0].id), (1, id), "{all:?}");
        let (before, after) = all.letters[0].decided.as_ref().unwrap();
        assert_eq!(
            (before.outcome.name(), after.outcome.name()),
            ("press-queue", "review")
        );
        page.open("/settings/rehearsal").await;
        page.click("form[action='/settings/rehearsal'] button").await;
        page.read("1 of them differently; 1 would be decided differently")
            .await;
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn words_and_rules_are_tried_on_all_letters_before_they_apply() {
    let mut stage = Stage::set(&["en-", "fr-"]).await;
    stage.user("ana", &[Role::Administer]).await;
    let (closes, earlier) = ("2016-11-04T17:00:00Z", "2016-09-20T17:00:00Z");
    let earlier = rsvpd::config::SUMMIT.replace(closes, earlier);
    assert_ne!(earlier, rsvpd::config::SUMMIT);
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/settings/rehearsal").await;
        page.click("form[action='/settings/rehearsal'] summary").await;
        page.set("[name=language]", "en").await;
        page.set("[name=words]", "[nonsense]\nword = [\"x y\"]").await;
        page.click("form[action='/settings/rehearsal'] button").await;
        page.read("This cannot be tried yet").await;
        page.read("[nonsense] word is no concept").await;
        page.check("words that cannot be tried").await;
        page.fits("words that cannot be tried").await;
        // Words that are in most letters, and would mean a need.
        page.set(
            "[name=words]",
            "[access]\nwheelchair = [\"summit\", \"register*\", \"attend*\", \"mayors\"]",
        )
        .await;
        page.set("[name=rules]", "").await;
        page.click("form[action='/settings/rehearsal'] button").await;
        page.read("Tried: Words, as in a file of the lexicon (English)")
            .await;
        page.see(".differences li").await;
        // After another end of registration most letters would have come too late.
        page.click("form[action='/settings/rehearsal'] summary").await;
        page.set("[name=words]", "").await;
        page.set("[name=rules]", &earlier).await;
        page.click("form[action='/settings/rehearsal'] button").await;
        page.read("Tried: Rules: the whole event.toml, changed").await;
        page.until("document.querySelector('progress') === null").await;
        page.see(".differences li").await;
        page.read("late").await;
    };
    tell(&mut stage, tell_it).await;
}
