//! `run --once`: what one round does with what lies in the mailboxes, and that the next does nothing again.

use super::letters::{ANNA, CLAIRE, JANE, LAURA, Letter, MEHMET, TO_REGISTER, bounce_of};
use super::{Stage, event};
use crate::support::postgres::Postgres;
use crate::support::smtp::{Moment, Then};

/// Letters in six languages and one of the press are answered, once.
fn everybody_is_answered_once(stage: &Stage) {
    for letter in TO_REGISTER {
        stage.dovecot.deliver("attend", &letter.raw());
    }
    stage.dovecot.deliver("press", &LAURA.raw());
    let ended = stage.once();
    assert!(ended.out.contains("kept 7, settled 7, delivered 7"), "{ended:#?}");
    for letter in TO_REGISTER.into_iter().chain([&LAURA]) {
        let reply = stage.reply_to(letter.address);
        assert_eq!(
            reply.field("In-Reply-To"),
            Some(format!("<{}>", letter.id())),
            "{}",
            letter.name
        );
        assert_eq!(
            reply.field("Content-Language").as_deref(),
            Some(letter.language),
            "{}",
            letter.name
        );
        assert!(
            reply.field("From").unwrap().contains(letter.to),
            "{}",
            letter.name
        );
        assert_eq!(reply.from, letter.to);
    }
    // What is kept is marked, and a second round finds nothing to do.
    for (account, letters) in [("attend", 6), ("press", 1)] {
        let marked = stage
            .dovecot
            .doveadm(&["search", "-u", account, "mailbox", "INBOX", "keyword", "rsvpd"]);
        assert_eq!(marked.lines().count(), letters, "{account}");
    }
    let ended = stage.once();
    assert!(ended.out.contains("kept 0, settled 0, delivered 0"), "{ended:#?}");
    assert_eq!(stage.smtp.accepted().len(), 7);
}

#[test]
fn letters_in_six_languages_are_answered_in_their_language_and_only_once() {
    everybody_is_answered_once(&Stage::set());
}

#[test]
fn the_same_on_postgresql() {
    let Some(postgres) = Postgres::start() else {
        return;
    };
    everybody_is_answered_once(&Stage::with(event(), postgres.database("desk")));
}

#[test]
fn a_clear_letter_gets_a_confirmation_with_a_calendar_entry() {
    let stage = Stage::set();
    for letter in [&JANE, &CLAIRE, &MEHMET, &ANNA] {
        stage.dovecot.deliver("attend", &letter.raw());
    }
    stage.once();
    for letter in [&JANE, &CLAIRE, &MEHMET, &ANNA] {
        let reply = stage.reply_to(letter.address);
        assert!(
            String::from_utf8_lossy(&reply.raw).contains("text/calendar"),
            "{}",
            letter.name
        );
    }
    assert!(stage.show("1").contains("confirmed"));
    assert!(stage.queue().is_empty(), "{:?}", stage.queue());
}

#[test]
fn rule_068_robots_and_bounces_are_kept_and_never_answered() {
    let stage = Stage::set();
    stage
        .dovecot
        .deliver("attend", &JANE.raw_with("Auto-Submitted: auto-replied\n"));
    stage
        .dovecot
        .deliver("attend", &CLAIRE.raw_with("List-Id: <mayors.lists.example>\n"));
    stage.dovecot.deliver("attend", &bounce_of("<unknown@efus.eu>"));
    stage
        .dovecot
        .deliver("press", &LAURA.raw_with("Precedence: bulk\n"));
    let ended = stage.once();
    assert!(ended.out.contains("kept 4, settled 4, delivered 0"), "{ended:#?}");
    assert!(stage.smtp.accepted().is_empty());
    for number in ["1", "2", "3", "4"] {
        let shown = stage.show(number);
        assert!(shown.contains("because: "), "{shown}");
        assert!(shown.contains("not to be answered"), "{shown}");
    }
    // The two mailboxes are read side by side, so that the bounce may have any number.
    let raw = ["1", "2", "3", "4"].map(|number| stage.run(&["show", "--raw", number]).out);
    assert!(raw.concat().contains("The address does not exist."), "{raw:#?}");
}

#[test]
fn rule_069_a_bounce_of_our_reply_is_noted_and_not_answered() {
    let stage = Stage::set();
    stage.dovecot.deliver("attend", &JANE.raw());
    stage.once();
    let reply = stage.reply_to(JANE.address);
    stage
        .dovecot
        .deliver("attend", &bounce_of(&reply.field("Message-ID").unwrap()));
    // Our own reply, sent back by a rule at the other end.
    stage.dovecot.deliver("attend", &reply.raw);
    stage.once();
    assert_eq!(stage.smtp.accepted().len(), 1);
    let shown = stage.show("1");
    assert!(shown.contains("bounced"), "{shown}");
}

#[test]
fn rule_099_the_last_seat_asked_for_twice_in_one_batch_is_given_once() {
    let one_seat = event()
        .replace("capacity = 400", "capacity = 1")
        .replace("capacity = 300", "capacity = 1");
    let stage = Stage::with(one_seat, "sqlite:rsvpd.db".to_owned());
    stage.dovecot.deliver("attend", &JANE.raw());
    stage.dovecot.deliver("attend", &CLAIRE.raw());
    stage.once();
    let (first, second) = (stage.reply_to(JANE.address), stage.reply_to(CLAIRE.address));
    assert!(String::from_utf8_lossy(&first.raw).contains("text/calendar"));
    assert!(!String::from_utf8_lossy(&second.raw).contains("text/calendar"));
    assert!(
        stage.show("1").contains("Reply 1: confirmation in en, delivered"),
        "{}",
        stage.show("1")
    );
    assert!(
        stage
            .show("2")
            .contains("Reply 2: waiting-list-notice in fr, delivered"),
        "{}",
        stage.show("2")
    );
}

#[tokio::test]
async fn rule_092_replies_wait_for_a_mail_server_that_is_down_and_leave_once() {
    let stage = Stage::set();
    stage.dovecot.deliver("attend", &JANE.raw());
    stage.dovecot.deliver("attend", &CLAIRE.raw());
    stage.smtp.down(true);
    let ended = stage.run(&["run", "--once"]);
    assert_eq!(ended.status, Some(75), "{ended:#?}");
    assert!(
        ended
            .out
            .contains("kept 2, settled 2, delivered 0, to be tried again 2"),
        "{ended:#?}"
    );
    stage.smtp.down(false);
    stage.let_the_pause_pass().await;
    stage.once();
    stage.reply_to(JANE.address);
    stage.reply_to(CLAIRE.address);
}

#[tokio::test]
async fn rule_090_a_refused_reply_is_shown_and_a_greylisted_one_leaves_later() {
    let stage = Stage::set();
    stage.dovecot.deliver("attend", &JANE.raw());
    stage
        .smtp
        .plan(Moment::Recipient, Then::Say("550 5.1.1 no such user"));
    stage.once();
    let queue = stage.queue();
    assert!(queue.iter().any(|row| row["state"] == "refused"), "{queue:?}");
    assert!(
        queue[0]["error"].as_str().unwrap().contains("no such user"),
        "{queue:?}"
    );

    stage.dovecot.deliver("attend", &CLAIRE.raw());
    stage
        .smtp
        .plan(Moment::Recipient, Then::Say("450 4.2.0 greylisted"));
    let ended = stage.run(&["run", "--once"]);
    assert_eq!(ended.status, Some(75), "{ended:#?}");
    stage.let_the_pause_pass().await;
    stage.once();
    stage.reply_to(CLAIRE.address);
    assert_eq!(stage.smtp.accepted().len(), 1);
}

#[test]
fn rule_088_an_uncertain_reply_is_shown_and_never_sent_again() {
    let stage = Stage::set();
    stage.dovecot.deliver("attend", &JANE.raw());
    stage.smtp.plan(Moment::Dot, Then::HangUp);
    stage.run(&["run", "--once"]);
    stage.run(&["run", "--once"]);
    assert!(stage.smtp.accepted().is_empty());
    let queue = stage.queue();
    assert!(queue.iter().any(|row| row["state"] == "uncertain"), "{queue:?}");
}

#[test]
fn rule_001_078_a_renumbered_mailbox_answers_nobody_twice() {
    let stage = Stage::set();
    stage.dovecot.deliver("attend", &JANE.raw());
    stage.dovecot.deliver("attend", &CLAIRE.raw());
    stage.once();
    stage.dovecot.renumber("attend", |validity| validity + 1);
    stage.dovecot.deliver("attend", &MEHMET.raw());
    let ended = stage.once();
    assert!(ended.out.contains("kept 1, settled 1, delivered 1"), "{ended:#?}");
    for letter in [&JANE, &CLAIRE, &MEHMET] {
        stage.reply_to(letter.address);
    }
}

#[test]
fn any_bytes_as_a_message_are_kept_with_a_reason_and_not_answered() {
    let stage = Stage::set();
    let broken: [&[u8]; 5] = [
        b"",
        &vec![0; 1 << 20],
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x",
        b"\xff\xfe\xfd no header at all",
        b"From: a@b.example, c@d.example\r\nTo: cristellys@efus.eu\r\nContent-Transfer-Encoding: base64\r\n\r\n====",
    ];
    for raw in broken {
        stage.dovecot.deliver("attend", raw);
    }
    stage.dovecot.deliver("attend", &JANE.raw());
    let ended = stage.once();
    assert!(ended.out.contains("kept 6"), "{ended:#?}");
    let to: Vec<_> = stage
        .smtp
        .accepted()
        .into_iter()
        .flat_map(|message| message.to)
        .collect();
    assert_eq!(
        to,
        [JANE.address],
        "the letter among them is answered, nothing else"
    );
    for number in 1..=5 {
        let shown = stage.show(&number.to_string());
        assert!(
            shown.contains("because: ") || shown.contains("set aside: "),
            "{shown}"
        );
    }
    assert!(stage.once().out.contains("kept 0"));
}

#[test]
fn rule_077_a_letter_to_both_mailboxes_is_answered_once() {
    let stage = Stage::set();
    let both = Letter {
        to: "cristellys@efus.eu, fontanille@efus.eu",
        ..JANE
    };
    stage.dovecot.deliver("attend", &both.raw());
    stage.dovecot.deliver("press", &both.raw());
    stage.once();
    stage.reply_to(JANE.address);
    assert_eq!(stage.smtp.accepted().len(), 1);
}
