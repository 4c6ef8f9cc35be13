//! Letters to the organisers in their language: one a day if there is anything to tell, and what is urgent at once.

use crate::desk::letters::{CLAIRE, JANE, bounce_of};
use crate::support::stage::Stage;
use chrono::TimeDelta;
use rsvpd::event::{Autonomy, DigestPolicy};
use rsvpd::reply::digest::OrganisersLanguage;

const DESK: &str = "desk@efus.example";

#[tokio::test]
async fn rule_044_and_050_what_waits_is_told_once_a_day_in_the_organisers_language() {
    let mut stage = Stage::with_seats(1, |event| {
        event.registration.autonomy = Autonomy::Draft;
        event.digest = Some(DigestPolicy {
            to: vec![DESK.to_owned()],
            language: OrganisersLanguage::Fr,
            hour: 18,
            alert_after_hours: 72,
            unreachable_after_minutes: 15,
        });
    })
    .await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    assert!(stage.raw_to(DESK).is_empty(), "its hour has not come");
    stage.wait(TimeDelta::hours(12)).await;
    stage.wait(TimeDelta::hours(1)).await;
    // Two letters wait, and one tells of both, in French though Jane wrote in English.
    let told = stage.raw_to(DESK);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("2 lettres vous attendent"), "{}", told[0]);
    assert!(told[0].contains("En attente de votre décision"), "{}", told[0]);
    stage.wait(TimeDelta::hours(24)).await;
    assert_eq!(stage.raw_to(DESK).len(), 2, "they still wait on the next day");
}

async fn alerted(language: OrganisersLanguage, autonomy: Autonomy) -> Stage {
    Stage::with_seats(3, |event| {
        event.registration.autonomy = autonomy;
        event.digest = Some(DigestPolicy {
            to: vec![DESK.to_owned()],
            language,
            hour: 0,
            alert_after_hours: 24,
            unreachable_after_minutes: 15,
        });
    })
    .await
}

fn alerts(stage: &Stage, subject: &str) -> Vec<String> {
    let told = stage.raw_to(DESK);
    told.into_iter()
        .filter(|letter| letter.contains(subject))
        .collect()
}

#[tokio::test]
async fn a_reply_that_came_back_is_told_at_once_and_the_next_not_within_the_hour() {
    let mut stage = alerted(OrganisersLanguage::En, Autonomy::Assisted).await;
    let subject = "needs your attention";
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    assert!(alerts(&stage, subject).is_empty());
    let jane = stage.last_to(JANE.address).await;
    stage.receive(&bounce_of(&format!("<{}>", jane.message_id))).await;
    let told = alerts(&stage, subject);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("refused or came back"), "{}", told[0]);
    assert!(told[0].contains(&stage.reference(1).await), "{}", told[0]);
    assert!(!told[0].contains("Jane"), "{}", told[0]);
    stage.wait(TimeDelta::minutes(20)).await;
    let claire = stage.last_to(CLAIRE.address).await;
    let bounce = String::from_utf8(bounce_of(&format!("<{}>", claire.message_id))).unwrap();
    stage
        .receive(bounce.replace("<bounce@", "<second@").as_bytes())
        .await;
    assert_eq!(alerts(&stage, subject).len(), 1, "an hour has not passed");
    stage.wait(TimeDelta::minutes(41)).await;
    let told = alerts(&stage, subject);
    assert_eq!(told.len(), 2);
    assert!(told[1].contains(&stage.reference(2).await), "{}", told[1]);
    assert!(!told[1].contains(&stage.reference(1).await), "{}", told[1]);
    stage.wait(TimeDelta::hours(5)).await;
    assert_eq!(alerts(&stage, subject).len(), 2, "each is told once");
}

#[tokio::test]
async fn a_letter_that_nobody_decides_is_told_after_its_hours_once() {
    let mut stage = alerted(OrganisersLanguage::Fr, Autonomy::Draft).await;
    let subject = "une intervention est nécessaire";
    stage.receive(&JANE.raw()).await;
    stage.wait(TimeDelta::hours(23)).await;
    assert!(alerts(&stage, subject).is_empty());
    stage.receive(&CLAIRE.raw()).await;
    stage.wait(TimeDelta::hours(1)).await;
    let told = alerts(&stage, subject);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("depuis plus de 24 heures : 1 ("), "{}", told[0]);
    assert!(told[0].contains(&stage.reference(1).await), "{}", told[0]);
    stage.wait(TimeDelta::hours(12)).await;
    assert_eq!(alerts(&stage, subject).len(), 1);
    stage.wait(TimeDelta::hours(12)).await;
    let told = alerts(&stage, subject);
    assert_eq!(told.len(), 2);
    assert!(told[1].contains(&stage.reference(2).await), "{}", told[1]);
}

/// The machine fails whenever the database is about to do this; gives it back mended.
async fn fails_at(stage: &Stage, what: &str) -> sqlx::SqlitePool {
    let pool = sqlx::SqlitePool::connect(&stage.desk.config().store_url)
        .await
        .unwrap();
    let trigger = format!("CREATE TRIGGER failure BEFORE {what} BEGIN SELECT RAISE(ABORT, 'power cut'); END");
    sqlx::query(sqlx::AssertSqlSafe(trigger))
        .execute(&pool)
        .await
        .unwrap();
    pool
}

#[tokio::test]
async fn rule_098_a_crash_between_an_alerts_letters_and_its_mark_neither_loses_nor_repeats_it() {
    let second_letter = "INSERT ON notices WHEN (SELECT COUNT(*) FROM notices) = 1";
    let mark = "INSERT ON settings WHEN NEW.key = 'alert'";
    for failure in [second_letter, mark] {
        let mut stage = Stage::with_seats(3, |event| {
            event.digest = Some(DigestPolicy {
                to: vec![DESK.to_owned(), "press@efus.example".to_owned()],
                language: OrganisersLanguage::En,
                hour: 23,
                alert_after_hours: 24,
                unreachable_after_minutes: 15,
            });
        })
        .await;
        stage.receive(&JANE.raw()).await;
        let jane = stage.last_to(JANE.address).await;
        let bounce = bounce_of(&format!("<{}>", jane.message_id));
        stage.keep(&bounce, stage.now()).await;
        stage.desk.settle_pending(None).await.unwrap();
        let broken = fails_at(&stage, failure).await;
        stage.desk.pass_time(Some(stage.now())).await.unwrap_err();
        assert!(
            stage.desk.store().notices_due().await.unwrap().is_empty(),
            "no letter without its mark"
        );
        sqlx::query("DROP TRIGGER failure")
            .execute(&broken)
            .await
            .unwrap();
        broken.close().await;
        stage.wait(TimeDelta::minutes(1)).await;
        stage.wait(TimeDelta::hours(2)).await;
        for recipient in [DESK, "press@efus.example"] {
            let told = stage.raw_to(recipient);
            assert_eq!(told.len(), 1, "{failure}, {recipient}: {told:?}");
            assert!(told[0].contains(&stage.reference(1).await), "{}", told[0]);
        }
    }
}

#[tokio::test]
async fn rule_098_a_crash_while_the_daily_letter_is_written_loses_none() {
    let mut stage = alerted(OrganisersLanguage::En, Autonomy::Draft).await;
    stage.keep(&JANE.raw(), stage.now()).await;
    stage.desk.settle_pending(None).await.unwrap();
    let broken = fails_at(&stage, "INSERT ON notices").await;
    stage.desk.pass_time(Some(stage.now())).await.unwrap_err();
    sqlx::query("DROP TRIGGER failure")
        .execute(&broken)
        .await
        .unwrap();
    broken.close().await;
    stage.wait(TimeDelta::minutes(1)).await;
    stage.wait(TimeDelta::hours(1)).await;
    assert_eq!(stage.raw_to(DESK).len(), 1);
}
