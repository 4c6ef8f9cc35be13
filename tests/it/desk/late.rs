//! Replies that could not leave in time, and settings that a person must mend before anything leaves.

use super::Stage;
use super::letters::JANE;
use chrono::{TimeDelta, TimeZone, Utc};
use rsvpd::daemon::{self, Clock, Desk};
use rsvpd::delivery::Delivery;
use rsvpd::mailbox::Mailbox;
use rsvpd::store::Actor;
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn rule_092_a_reply_that_is_left_when_the_event_is_over_waits_for_a_person() {
    let stage = Stage::with(rsvpd::config::SUMMIT.to_owned(), "sqlite:rsvpd.db".to_owned());
    stage.dovecot.deliver("attend", &JANE.raw());
    let config = rsvpd::config::load(&stage.path("rsvpd.toml"), &|_| Some("secret".to_owned())).unwrap();
    let mut mailboxes: Vec<Mailbox> = config.mailboxes.iter().cloned().map(Mailbox::new).collect();
    // The summit is on 9 November 2016; its own server receives the letter today, so the desk's day decides.
    let eve = Utc.with_ymd_and_hms(2016, 11, 8, 20, 0, 0).unwrap();
    let desk = Desk::open(config, Clock::by_hand(eve)).await.unwrap();
    stage.smtp.down(true);
    let round = daemon::once(&desk, &mut mailboxes, &mut desk.delivery())
        .await
        .unwrap();
    assert_eq!((round.new, round.sent.try_again), (1, 1), "{round:?}");

    // The mail server is down for three days.
    desk.clock().set(eve + TimeDelta::days(3));
    let memory = Arc::new(Mutex::new(Vec::new()));
    let mut delivery = Delivery::Memory(Arc::clone(&memory));
    let sent = desk.deliver_due(&mut delivery).await.unwrap();
    assert_eq!((sent.held, sent.delivered), (1, 0), "{sent:?}");
    assert!(memory.lock().unwrap().is_empty());
    let held = desk.store().troubled_replies(10).await.unwrap();
    let why = held[0].last_error.clone().unwrap_or_default();
    assert!(why.contains("the event was over"), "{why}");

    // A person reads it and lets it leave.
    let organiser = Actor::Organiser("maria".to_owned());
    let now = desk.clock().now();
    assert!(desk.store().release(held[0].id, &organiser, now).await.unwrap());
    let sent = desk.deliver_due(&mut delivery).await.unwrap();
    assert_eq!((sent.held, sent.delivered), (0, 1), "{sent:?}");
    assert_eq!(memory.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn rule_095_a_refused_login_is_told_once_and_the_reply_leaves_when_it_is_mended() {
    let stage = Stage::set();
    stage.dovecot.deliver("attend", &JANE.raw());
    let port = format!("port = {}\nsecurity = \"plain\"\n", stage.smtp.port());
    // This server offers no login at all.
    stage.configure(|text| {
        text.replace(
            &port,
            &format!("{port}user = \"desk\"\npassword_env = \"DESK_TEST_PASSWORD\"\n"),
        )
    });
    let ended = stage.run(&["run", "--once"]);
    assert_eq!(ended.status, Some(1), "{ended:#?}");
    assert!(
        ended.err.contains("delivery: ") && ended.err.contains("password of `[delivery]`"),
        "{ended:#?}"
    );
    stage.configure(|text| text);
    stage.let_the_pause_pass().await;
    stage.once();
    stage.reply_to(JANE.address);
}

#[test]
fn rule_046_an_organiser_holds_a_reply_and_lets_it_leave() {
    let stage = Stage::set();
    stage.smtp.down(true);
    stage.dovecot.deliver("attend", &JANE.raw());
    assert_eq!(stage.run(&["run", "--once"]).status, Some(75));
    let held = stage.run(&["hold", "1", "--user", "maria"]);
    assert_eq!(held.status, Some(0), "{held:#?}");
    stage.smtp.down(false);
    stage.once();
    assert_eq!(stage.smtp.accepted(), []);
    assert!(stage.run(&["queue"]).out.contains("#1"));
    assert_eq!(stage.run(&["hold", "1"]).status, Some(1), "it is held already");
    let released = stage.run(&["release", "1", "--user", "maria"]);
    assert_eq!(released.status, Some(0), "{released:#?}");
    stage.once();
    stage.reply_to(JANE.address);
    assert_eq!(stage.run(&["release", "1"]).status, Some(1), "it has left");
}
