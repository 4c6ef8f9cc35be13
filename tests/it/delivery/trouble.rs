//! Mail servers that refuse, delay, close and fall silent.

use super::{is_refused, is_try_again, is_uncertain, one_connection, parcel, parcels, waits, words};
use crate::support::smtp::{Conduct, Moment, SmtpServer, Then};
use rsvpd::delivery::Delivered;
use rsvpd::delivery::smtp::{Smtp, SmtpSettings};
use std::net::TcpListener;
use std::time::Duration;

#[tokio::test]
async fn replies_leave_over_several_connections_that_stay_open() {
    let server = SmtpServer::plain();
    let mut smtp = Smtp::new(SmtpSettings {
        connections: 3,
        ..server.settings()
    });
    let first = parcels(0..20);
    assert_eq!(smtp.deliver(&first).await, vec![Delivered::Accepted; 20]);
    let second = parcels(20..40);
    assert_eq!(smtp.deliver(&second).await, vec![Delivered::Accepted; 20]);
    assert_eq!(server.connections(), 3);

    let mut accepted = server.accepted();
    accepted.sort_by_key(|message| message.to.clone());
    let mut sent = [first, second].concat();
    sent.sort_by_key(|parcel| parcel.recipient.clone());
    assert_eq!(accepted.len(), 40);
    for (message, parcel) in accepted.iter().zip(&sent) {
        assert_eq!(message.to, [parcel.recipient.as_str()]);
        assert_eq!(message.raw, parcel.raw, "the bytes arrive unchanged");
        assert_eq!(message.from, "desk@summit.example");
    }
    smtp.close().await;
}

#[tokio::test]
async fn outcomes_stand_in_the_order_of_the_replies() {
    let server = SmtpServer::plain();
    server.plan(Moment::Recipient, Then::Say("250 ok"));
    server.plan(Moment::Recipient, Then::Say("550 5.1.1 no such user"));
    server.plan(Moment::Recipient, Then::Say("250 ok"));
    server.plan(Moment::Recipient, Then::Say("450 4.2.0 greylisted"));
    let outcomes = one_connection(server.settings()).deliver(&parcels(0..5)).await;
    assert_eq!(outcomes[0], Delivered::Accepted);
    assert!(is_refused(&outcomes[1]), "{outcomes:?}");
    assert_eq!(outcomes[2], Delivered::Accepted);
    assert!(is_try_again(&outcomes[3]), "{outcomes:?}");
    assert_eq!(outcomes[4], Delivered::Accepted);
}

#[tokio::test]
async fn rule_088_a_reply_without_an_answer_after_its_final_dot_is_uncertain_and_never_repeated() {
    for then in [Then::HangUp, Then::Silence] {
        let server = SmtpServer::plain();
        server.plan(Moment::Dot, then.clone());
        let mut smtp = one_connection(SmtpSettings {
            patience: Duration::from_millis(500),
            ..server.settings()
        });
        let outcomes = smtp.deliver(&[parcel(1)]).await;
        assert!(is_uncertain(&outcomes[0]), "{then:?}: {outcomes:?}");
        // The next one leaves over a fresh connection; the first is not sent along.
        assert_eq!(smtp.deliver(&[parcel(2)]).await, [Delivered::Accepted]);
        assert_eq!(server.accepted().len(), 1);
        assert_eq!(
            server.commands().iter().filter(|line| *line == "DATA").count(),
            2,
            "{then:?}"
        );
    }
}

#[tokio::test]
async fn rule_088_a_kept_open_connection_that_breaks_after_the_dot_is_uncertain_too() {
    let server = SmtpServer::plain();
    let mut smtp = one_connection(server.settings());
    assert_eq!(smtp.deliver(&[parcel(1)]).await, [Delivered::Accepted]);
    server.plan(Moment::Dot, Then::HangUp);
    let outcomes = smtp.deliver(&[parcel(2)]).await;
    assert!(is_uncertain(&outcomes[0]), "{outcomes:?}");
    assert_eq!(server.accepted().len(), 1);
}

#[tokio::test]
async fn rule_089_a_connection_that_was_closed_while_idle_is_opened_anew() {
    for then in [Then::HangUp, Then::Say("421 4.4.2 idle for too long")] {
        let server = SmtpServer::plain();
        server.plan(Moment::Idle, then);
        let mut smtp = one_connection(server.settings());
        assert_eq!(smtp.deliver(&[parcel(1)]).await, [Delivered::Accepted]);
        assert_eq!(smtp.deliver(&[parcel(2)]).await, [Delivered::Accepted]);
        let accepted = server.accepted();
        assert_eq!(
            accepted
                .iter()
                .map(|message| message.connection)
                .collect::<Vec<_>>(),
            [1, 2]
        );
        assert_eq!(accepted[1].raw, parcel(2).raw);
    }
}

#[tokio::test]
async fn rule_089_after_421_in_the_middle_the_same_reply_leaves_once_over_a_fresh_connection() {
    for moment in [Moment::Mail, Moment::Recipient, Moment::Dot] {
        let server = SmtpServer::plain();
        let mut smtp = one_connection(server.settings());
        assert_eq!(smtp.deliver(&[parcel(1)]).await, [Delivered::Accepted]);
        server.plan(moment, Then::Say("421 4.3.2 closing for maintenance"));
        assert_eq!(
            smtp.deliver(&[parcel(2)]).await,
            [Delivered::Accepted],
            "{moment:?}"
        );
        let accepted = server.accepted();
        assert_eq!(accepted.len(), 2, "{moment:?}");
        assert_eq!(accepted[1].connection, 2, "{moment:?}");
    }
}

#[tokio::test]
async fn rule_090_greylisting_is_tried_again_and_then_accepted() {
    let server = SmtpServer::plain();
    server.plan(
        Moment::Recipient,
        Then::Say("450 4.2.0 greylisted, come back later"),
    );
    let mut smtp = one_connection(server.settings());
    let outcomes = smtp.deliver(&[parcel(1)]).await;
    assert!(is_try_again(&outcomes[0]), "{outcomes:?}");
    assert!(words(&outcomes[0]).contains("greylisted"), "{outcomes:?}");
    assert_eq!(smtp.deliver(&[parcel(1)]).await, [Delivered::Accepted]);
    assert_eq!(server.connections(), 1, "a refusal of one reply closes nothing");
}

#[tokio::test]
async fn rule_090_a_refusal_is_final_and_says_why() {
    for moment in [Moment::Mail, Moment::Recipient, Moment::Dot] {
        let server = SmtpServer::plain();
        server.plan(moment, Then::Say("550 5.7.1 we do not want this"));
        let mut smtp = one_connection(server.settings());
        let outcomes = smtp.deliver(&parcels(1..3)).await;
        assert!(is_refused(&outcomes[0]), "{moment:?}: {outcomes:?}");
        assert!(
            words(&outcomes[0]).contains("we do not want this"),
            "{outcomes:?}"
        );
        assert_eq!(outcomes[1], Delivered::Accepted, "{moment:?}");
    }
}

#[tokio::test]
async fn rule_090_a_full_mailbox_passes_whatever_class_its_answer_has() {
    for answer in [
        "552 5.2.2 mailbox full",
        "554 5.2.2 over quota",
        "452 4.2.2 mailbox full",
    ] {
        let server = SmtpServer::plain();
        server.plan(Moment::Dot, Then::Say(answer));
        let outcomes = one_connection(server.settings()).deliver(&[parcel(1)]).await;
        assert!(is_try_again(&outcomes[0]), "{answer}: {outcomes:?}");
    }
}

#[tokio::test]
async fn rule_091_each_reply_has_one_recipient() {
    let server = SmtpServer::plain();
    Smtp::new(server.settings()).deliver(&parcels(0..6)).await;
    for message in server.accepted() {
        assert_eq!(message.to.len(), 1);
    }
    let commands = server.commands();
    let count = |verb: &str| commands.iter().filter(|line| line.starts_with(verb)).count();
    assert_eq!((count("RCPT"), count("MAIL")), (6, 6));
}

#[tokio::test]
async fn rule_092_a_server_that_is_down_loses_nothing_and_says_what_to_look_at() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let server = SmtpServer::plain();
    let mut smtp = Smtp::new(SmtpSettings {
        port,
        ..server.settings()
    });
    let outcomes = smtp.deliver(&parcels(0..4)).await;
    assert!(outcomes.iter().all(waits), "{outcomes:?}");
    assert!(
        words(&outcomes[0]).contains("check `host` and `port`"),
        "{outcomes:?}"
    );

    server.down(true);
    let mut smtp = Smtp::new(server.settings());
    let outcomes = smtp.deliver(&parcels(0..4)).await;
    assert!(outcomes.iter().all(waits), "{outcomes:?}");
    server.down(false);
    assert_eq!(smtp.deliver(&parcels(0..4)).await, vec![Delivered::Accepted; 4]);
}

#[tokio::test]
async fn rule_093_a_server_that_closes_with_421_is_left_alone_for_the_rest() {
    let server = SmtpServer::plain();
    server.plan(Moment::Mail, Then::Say("421 4.7.0 too many messages"));
    let outcomes = one_connection(server.settings()).deliver(&parcels(0..5)).await;
    assert!(is_try_again(&outcomes[0]), "{outcomes:?}");
    assert!(outcomes[1..].iter().all(waits), "{outcomes:?}");
    assert_eq!(outcomes.len(), 5);
    let mails = server
        .commands()
        .iter()
        .filter(|line| line.starts_with("MAIL"))
        .count();
    assert_eq!(mails, 1, "the others were not even tried");
}

#[tokio::test]
async fn rule_093_too_many_messages_slows_down_every_connection_and_a_full_mailbox_only_its_own_reply() {
    for (answer, of_the_server) in [
        ("452 4.3.1 insufficient system storage", true),
        ("454 4.7.0 sending limit reached", true),
        ("450 4.7.1 rate limit exceeded for this account", true),
        ("452 4.2.2 mailbox full", false),
    ] {
        let server = SmtpServer::plain();
        server.plan(Moment::Mail, Then::Say(answer));
        let outcomes = one_connection(server.settings()).deliver(&parcels(0..5)).await;
        assert!(is_try_again(&outcomes[0]), "{answer}: {outcomes:?}");
        let others = &outcomes[1..];
        assert_eq!(others.iter().all(waits), of_the_server, "{answer}: {outcomes:?}");
        assert_eq!(server.accepted().is_empty(), of_the_server, "{answer}");
    }
}

#[tokio::test]
async fn rule_094_an_address_beyond_ascii_is_sent_where_the_server_can_and_else_held() {
    let mut guest = parcel(1);
    guest.recipient = "jürgen@stadt.example".to_owned();
    let server = SmtpServer::plain();
    let outcomes = one_connection(server.settings()).deliver(&[guest.clone()]).await;
    assert!(is_refused(&outcomes[0]), "{outcomes:?}");
    assert!(words(&outcomes[0]).contains("SMTPUTF8"), "{outcomes:?}");
    assert_eq!(server.accepted(), [], "never mangled");

    let server = SmtpServer::start(Conduct {
        security: rsvpd::tls::Security::Plain,
        smtputf8: true,
        ..Conduct::default()
    });
    let mut smtp = one_connection(server.settings());
    assert_eq!(smtp.deliver(&[guest]).await, [Delivered::Accepted]);
    assert_eq!(server.accepted()[0].to, ["jürgen@stadt.example"]);
}
