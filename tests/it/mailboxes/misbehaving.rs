//! Servers that lie, stammer, fall silent or break off; every letter still comes, or is shown as a broken one.

use super::script::{self, Answer, body, response, say, uids, usual};
use super::{drain, imap_mailbox, letter, now, subjects};
use rsvpd::mailbox::{Defect, ImapSettings, Ledger, Limits, Mailbox, Retry, SourceError};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Drains as the daemon does: after a passing failure it tries again. Gives the letters and how many failures there were.
async fn persist(mailbox: &mut Mailbox) -> (Vec<rsvpd::mailbox::Arrival>, usize) {
    let (mut ledger, mut all) = (Ledger::default(), Vec::new());
    for failures in 0..30 {
        match drain_into(mailbox, &mut ledger, &mut all).await {
            Ok(()) => return (all, failures),
            Err(error) => assert_eq!(error.retry(), Retry::Again, "{error}"),
        }
    }
    panic!("no end of failures; got {:?}", subjects(&all));
}

async fn drain_into(
    mailbox: &mut Mailbox,
    ledger: &mut Ledger,
    all: &mut Vec<rsvpd::mailbox::Arrival>,
) -> Result<(), SourceError> {
    loop {
        let batch = mailbox.next(ledger, Limits::default(), now()).await?;
        if batch.is_empty() {
            return Ok(());
        }
        batch
            .arrivals
            .iter()
            .for_each(|arrival| ledger.add(&arrival.place));
        all.extend(batch.arrivals);
    }
}

fn is_body(command: &str) -> bool {
    command.contains("BODY.PEEK[]")
}

/// A decent server, but for what it says of UID 2 when bodies are asked for.
async fn stumbling(second: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> script::Script {
    script::serve(move |_, command| {
        if !command.contains("BODY.PEEK[") {
            return usual(command);
        }
        let one = |uid| {
            if uid == 2 {
                second(command)
            } else {
                response(command, uid)
            }
        };
        let mut said: Vec<u8> = uids(command).into_iter().flat_map(one).collect();
        said.extend(b"$ OK done\r\n");
        Answer::Say(said)
    })
    .await
}

#[tokio::test]
async fn rule_003_030_a_server_without_uidnext_is_read() {
    let server = script::serve(|_, command| usual(command)).await;
    let mut ledger = Ledger::default();
    let arrivals = drain(&mut imap_mailbox(server.settings()), &mut ledger)
        .await
        .unwrap();
    assert_eq!(subjects(&arrivals), ["1", "2", "3"]);
    assert_eq!(arrivals[0].received_at.to_rfc3339(), "2016-10-01T08:00:00+00:00");
    assert_eq!(ledger.last.get(&7), Some(&3));
    assert!(
        !server
            .heard()
            .iter()
            .any(|command| command.contains("BODY[]") || command.contains("RFC822)"))
    );
}

#[tokio::test]
async fn rule_013_one_unparsable_answer_costs_one_letter() {
    let server = stumbling(|command| {
        let nonsense = if is_body(command) {
            &b"* 2 FETCH (UID 2 BODY[] {{\r\n"[..]
        } else {
            b""
        };
        [nonsense, &response(command, 2)].concat()
    })
    .await;
    let (arrivals, failures) = persist(&mut imap_mailbox(server.settings())).await;
    assert_eq!(subjects(&arrivals), ["1", "2", "3"]);
    assert_eq!(arrivals[1].defect, Some(Defect::Unreadable));
    assert!(arrivals[1].raw.ends_with(b"\r\n\r\n"), "the header is kept");
    assert_eq!(
        (arrivals[0].raw.clone(), arrivals[2].raw.clone()),
        (body(1), body(3))
    );
    assert_eq!(failures, 3);
}

#[tokio::test]
async fn rule_013_a_listing_that_cannot_be_understood_is_replaced_by_a_search() {
    // The parser refuses the first one, and waits for the end of the second one until the silence is too long.
    for (nonsense, failures_due) in [
        ("* 1 FETCH UID 1 oops\r\n$ OK done\r\n", 1),
        ("* 1 FETCH (UID {{\r\n$ OK done\r\n", 3),
    ] {
        let server = script::serve(move |_, command| match command {
            "UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)" => say(nonsense),
            "UID SEARCH UID 1:*" => say("* SEARCH 3 1 2\r\n$ OK done\r\n"),
            search if search.starts_with("UID SEARCH") => say("* SEARCH\r\n$ OK done\r\n"),
            other => usual(other),
        })
        .await;
        let (arrivals, failures) = persist(&mut imap_mailbox(server.settings())).await;
        assert_eq!(subjects(&arrivals), ["1", "2", "3"]);
        assert_eq!(failures, failures_due, "{nonsense}");
    }
}

#[tokio::test]
async fn rule_014_an_empty_body_is_asked_for_three_times() {
    for empty in ["NIL", "\"\"", "{0}\r\n"] {
        let server = stumbling(move |command| match is_body(command) {
            true => format!("* 2 FETCH (UID 2 BODY[] {empty})\r\n").into_bytes(),
            false => response(command, 2),
        })
        .await;
        let (arrivals, failures) = persist(&mut imap_mailbox(server.settings())).await;
        assert_eq!(
            (subjects(&arrivals), failures),
            (vec!["1".into(), "2".into(), "3".into()], 0)
        );
        assert_eq!(arrivals[1].defect, Some(Defect::NoBody));
        let asked = server
            .heard()
            .iter()
            .filter(|command| command.starts_with("UID FETCH 2 (UID BODY.PEEK[])"))
            .count();
        assert_eq!(asked, 3);
    }
}

#[tokio::test]
async fn rule_015_a_letter_that_breaks_the_connection_every_time_does_not_stop_the_others() {
    let server = script::serve(|_, command| {
        if command.contains("BODY.PEEK[") && uids(command).contains(&2) {
            let begun = uids(command)
                .into_iter()
                .filter(|uid| *uid < 2)
                .flat_map(|uid| response(command, uid));
            return Answer::SayAndClose(begun.chain(*b"* 2 FETCH (UID 2 BODY[] {100}\r\nSubj").collect());
        }
        usual(command)
    })
    .await;
    let (arrivals, _) = persist(&mut imap_mailbox(server.settings())).await;
    assert_eq!(arrivals.len(), 3);
    assert_eq!(
        (arrivals[1].defect, arrivals[1].raw.as_slice()),
        (Some(Defect::Unreadable), &b""[..])
    );
    assert_eq!(arrivals[2].raw, body(3));
}

#[tokio::test]
async fn rule_018_endless_literals_are_cut_off() {
    let server = script::serve(|_, command| {
        if is_body(command) && uids(command).contains(&2) {
            return Answer::SayForEver(
                b"* 2 FETCH (UID 2 BODY[] {500000000}\r\n Subject: endless\r\n".repeat(1000),
            );
        }
        usual(command)
    })
    .await;
    let (arrivals, failures) = persist(&mut imap_mailbox(server.settings())).await;
    assert_eq!(subjects(&arrivals), ["1", "2", "3"]);
    assert_eq!(arrivals[1].defect, Some(Defect::Unreadable));
    assert!((3..=4).contains(&failures), "{failures}");
}

#[tokio::test]
async fn rule_018_a_letter_larger_than_the_server_said_is_not_kept() {
    let server = stumbling(|command| {
        let large = [letter("2"), vec![b'x'; 2000]].concat();
        let mut said = format!("* 2 FETCH (UID 2 BODY[] {{{}}}\r\n", large.len()).into_bytes();
        said.extend(large);
        said.extend(b")\r\n");
        if is_body(command) {
            said
        } else {
            response(command, 2)
        }
    })
    .await;
    let (arrivals, _) = persist(&mut imap_mailbox(server.settings())).await;
    assert_eq!(subjects(&arrivals), ["1", "2", "3"]);
    assert_eq!(arrivals[1].defect, Some(Defect::TooLarge));
    assert!(arrivals[1].raw.ends_with(b"Subject: 2\r\n\r\n"));
}

#[tokio::test]
async fn rule_019_a_broken_literal_is_one_error_and_one_reconnection() {
    let server = script::serve(|connection, command| match is_body(command) && connection == 0 {
        true => Answer::SayAndClose(b"* 1 FETCH (UID 1 BODY[] {900}\r\nSubject: 1\r\n".to_vec()),
        false => usual(command),
    })
    .await;
    let (arrivals, failures) = persist(&mut imap_mailbox(server.settings())).await;
    assert_eq!(
        (subjects(&arrivals), failures),
        (vec!["1".into(), "2".into(), "3".into()], 1)
    );
    assert!(arrivals.iter().all(|arrival| arrival.defect.is_none()));
    assert_eq!(
        server
            .heard()
            .iter()
            .filter(|command| command.starts_with("LOGIN"))
            .count(),
        2
    );
}

#[tokio::test]
async fn rule_021_a_silent_server_is_given_up_at_every_step() {
    for step in [
        "LOGIN",
        "CAPABILITY",
        "EXAMINE",
        "UID FETCH 1:* ",
        "UID FETCH 1:3 ",
    ] {
        let server = script::serve(move |_, command| match command.starts_with(step) {
            true => Answer::Silence,
            false => usual(command),
        })
        .await;
        let failure = drain(&mut imap_mailbox(server.settings()), &mut Ledger::default())
            .await
            .unwrap_err();
        assert!(matches!(failure, SourceError::Silent { .. }), "{step}: {failure}");
        assert_eq!(failure.retry(), Retry::Again);
    }
    let server = script::serve_with("", |_, command| usual(command)).await;
    assert!(matches!(
        imap_mailbox(server.settings()).check().await,
        Err(SourceError::Silent { .. })
    ));
}

#[tokio::test]
async fn rule_020_a_line_that_died_during_idle_is_noticed() {
    let server = script::serve(|_, command| match command {
        "IDLE" => say("+ idling\r\n"),
        "DONE" => Answer::Silence,
        other => usual(other),
    })
    .await;
    let settings = ImapSettings {
        idle_for: std::time::Duration::from_millis(100),
        ..server.settings()
    };
    let mut mailbox = imap_mailbox(settings);
    drain(&mut mailbox, &mut Ledger::default()).await.unwrap();
    let failure = mailbox
        .wait(std::time::Duration::from_secs(3600))
        .await
        .unwrap_err();
    assert!(matches!(failure, SourceError::Silent { .. }), "{failure}");
}

#[tokio::test]
async fn rule_022_bye_at_any_time_means_again() {
    let greeting = script::serve_with("* BYE too busy\r\n", |_, command| usual(command)).await;
    assert_eq!(
        imap_mailbox(greeting.settings())
            .check()
            .await
            .unwrap_err()
            .retry(),
        Retry::Again
    );
    let server = script::serve(|connection, command| match (connection, command) {
        (0, "UID FETCH 1:3 (UID BODY.PEEK[])") => Answer::SayAndClose(b"* BYE going down\r\n".to_vec()),
        (1, "IDLE") => Answer::SayAndClose(b"+ idling\r\n* BYE going down\r\n".to_vec()),
        (_, other) => usual(other),
    })
    .await;
    let mut mailbox = imap_mailbox(server.settings());
    let (arrivals, failures) = persist(&mut mailbox).await;
    assert_eq!((arrivals.len(), failures), (3, 1));
    let failure = mailbox
        .wait(std::time::Duration::from_secs(50))
        .await
        .unwrap_err();
    assert!(
        matches!(&failure, SourceError::Lost { why, .. } if why == "going down"),
        "{failure}"
    );
}

#[tokio::test]
async fn rule_024_a_server_that_refuses_idle_is_polled() {
    let server = script::serve(|_, command| match command {
        "IDLE" => say("$ BAD no such thing\r\n"),
        other => usual(other),
    })
    .await;
    let settings = ImapSettings {
        poll_every: std::time::Duration::from_millis(10),
        ..server.settings()
    };
    let mut mailbox = imap_mailbox(settings);
    drain(&mut mailbox, &mut Ledger::default()).await.unwrap();
    for _ in 0..3 {
        mailbox.wait(std::time::Duration::from_secs(50)).await.unwrap();
    }
    assert_eq!(
        server.heard().iter().filter(|command| *command == "IDLE").count(),
        1
    );
}

#[tokio::test]
async fn rule_033_what_was_not_asked_for_comes_twice_or_out_of_order_is_ignored() {
    let server = script::serve(|_, command| {
        if !is_body(command) {
            return usual(command);
        }
        let mut said =
            b"* 9 FETCH (UID 99 BODY[] \"Subject: 99\")\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 4 EXPUNGE\r\n"
                .to_vec();
        for uid in [3, 1, 2, 1, 3] {
            said.extend(response(command, uid));
        }
        said.extend(b"$ OK done\r\n");
        Answer::Say(said)
    })
    .await;
    let (arrivals, _) = persist(&mut imap_mailbox(server.settings())).await;
    assert_eq!(subjects(&arrivals), ["1", "2", "3"]);
}

#[tokio::test]
async fn a_refused_batch_is_not_taken_for_an_empty_folder() {
    let refusals = AtomicUsize::new(0);
    let server = script::serve(move |_, command| {
        let refuse = command.starts_with("UID FETCH 1:") && refusals.fetch_add(1, Ordering::Relaxed) < 2;
        if refuse {
            say("$ NO [SERVERBUG] internal error\r\n")
        } else {
            usual(command)
        }
    })
    .await;
    let (arrivals, failures) = persist(&mut imap_mailbox(server.settings())).await;
    assert_eq!(
        (subjects(&arrivals), failures),
        (vec!["1".into(), "2".into(), "3".into()], 2)
    );
}

#[tokio::test]
async fn rule_023_a_login_that_is_refused_for_a_while_is_tried_again() {
    let server = script::serve(
        |connection, command| match command.starts_with("LOGIN") && connection == 0 {
            true => say("$ NO [UNAVAILABLE] Maximum number of connections exceeded\r\n"),
            false => usual(command),
        },
    )
    .await;
    let (arrivals, failures) = persist(&mut imap_mailbox(server.settings())).await;
    assert_eq!((arrivals.len(), failures), (3, 1));
}
