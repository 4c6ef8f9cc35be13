//! A mailbox that cannot be reached for long: shown at once, told to the organisers once, and its end too.

use crate::desk::letters::JANE;
use crate::support::dovecot::Dovecot;
use crate::support::stage::Stage;
use chrono::TimeDelta;
use rsvpd::daemon;
use rsvpd::delivery::{Delivery, Parcel};
use rsvpd::event::DigestPolicy;
use rsvpd::mailbox::{FirstStart, Mailbox, MailboxSettings, SourceSettings};
use rsvpd::message::MailboxRole;
use rsvpd::reply::digest::OrganisersLanguage;
use std::sync::{Arc, Mutex};

const DESK: &str = "desk@efus.example";

/// A desk with one mailbox on a real server; time passes by hand.
struct House {
    stage: Stage,
    dovecot: Dovecot,
    mailboxes: Vec<Mailbox>,
    sent: Arc<Mutex<Vec<Parcel>>>,
    delivery: Delivery,
}

impl House {
    async fn open(language: OrganisersLanguage) -> Self {
        let stage = Stage::with_seats(3, |event| {
            event.digest = Some(DigestPolicy {
                to: vec![DESK.to_owned()],
                language,
                hour: 23,
                alert_after_hours: 24,
                unreachable_after_minutes: 15,
            });
        })
        .await;
        let dovecot = Dovecot::start();
        let attend = Mailbox::new(MailboxSettings {
            name: "attend".to_owned(),
            role: MailboxRole::Registration,
            first_start: FirstStart::All,
            source: SourceSettings::Imap(dovecot.settings("attend")),
        });
        let sent = Arc::new(Mutex::new(Vec::new()));
        Self {
            stage,
            dovecot,
            mailboxes: vec![attend],
            delivery: Delivery::Memory(Arc::clone(&sent)),
            sent,
        }
    }

    /// A round after some minutes; how many mailboxes failed.
    async fn after(&mut self, minutes: i64) -> usize {
        let now = self.stage.now() + TimeDelta::minutes(minutes);
        self.stage.desk.clock().set(now);
        let round = daemon::once(&self.stage.desk, &mut self.mailboxes, &mut self.delivery);
        round.await.unwrap().failures.len()
    }

    async fn in_trouble(&self) -> Vec<(String, TimeDelta)> {
        let troubles = self.stage.desk.store().mailboxes_in_trouble().await.unwrap();
        let lasting = |since| self.stage.now() - since;
        (troubles
            .into_iter()
            .map(|trouble| (trouble.mailbox, lasting(trouble.since))))
        .collect()
    }

    /// The letters that reached the organisers.
    fn told(&self) -> Vec<String> {
        let sent = self.sent.lock().unwrap();
        let to = sent.iter().filter(|parcel| parcel.recipient == DESK);
        to.map(|parcel| {
            let parsed = mail_parser::MessageParser::default().parse(&parcel.raw).unwrap();
            let text = parsed.body_text(0).unwrap().replace('\u{a0}', " ");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
    }
}

#[tokio::test]
async fn rule_102_a_mailbox_that_is_lost_for_long_is_told_once_and_its_end_once_and_no_letter_is_lost() {
    let mut house = House::open(OrganisersLanguage::En).await;
    assert_eq!(house.after(0).await, 0);
    assert_eq!(house.in_trouble().await, []);
    house.dovecot.kill();
    assert_eq!(house.after(1).await, 1);
    assert_eq!(house.after(14).await, 1);
    let lasting = TimeDelta::minutes(14);
    assert_eq!(house.in_trouble().await, [("attend".to_owned(), lasting)]);
    assert_eq!(house.told(), Vec::<String>::new(), "a short trouble is none");
    house.after(1).await;
    house.after(90).await;
    let told = house.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("The mailbox “attend” cannot be reached since"),
        "{}",
        told[0]
    );
    house.dovecot.restart();
    house.dovecot.deliver("attend", &JANE.raw());
    assert_eq!(house.after(1).await, 0);
    assert_eq!(house.in_trouble().await, []);
    house.after(1).await;
    house.after(120).await;
    let told = house.told();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[1].contains("The mailbox “attend” works again since"),
        "{}",
        told[1]
    );
    assert_eq!(house.stage.end_of(1).await.0, "decided");
}

#[tokio::test]
async fn rule_102_a_short_trouble_is_told_to_nobody_and_the_end_waits_for_the_hour_of_the_last_alert() {
    let mut house = House::open(OrganisersLanguage::Fr).await;
    house.dovecot.kill();
    house.after(0).await;
    house.after(10).await;
    house.dovecot.restart();
    house.after(1).await;
    house.after(120).await;
    assert_eq!(house.told(), Vec::<String>::new());
    house.dovecot.kill();
    house.after(1).await;
    house.after(15).await;
    house.dovecot.restart();
    house.after(10).await;
    house.after(1).await;
    let told = house.told();
    assert_eq!(told.len(), 1, "an hour has not passed: {told:?}");
    assert!(
        told[0].contains("La boîte « attend » est injoignable depuis le"),
        "{}",
        told[0]
    );
    house.after(60).await;
    let told = house.told();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].contains("fonctionne de nouveau depuis le"), "{}", told[1]);
}
