//! How the desk hears of new mail from a real server, and how it comes back when the server was gone.

use super::{drain, imap_mailbox, letter, now, subjects};
use crate::support::dovecot::Dovecot;
use rsvpd::mailbox::{After, ImapSettings, Ledger, Limits, Retry, SourceError, Wake};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(50);

#[tokio::test]
async fn rule_020_025_idle_wakes_on_delivery_and_misses_nothing() {
    let server = Dovecot::start();
    let settings = ImapSettings {
        idle_for: Duration::from_secs(1),
        ..server.settings("attend")
    };
    let (mut mailbox, mut ledger) = (imap_mailbox(settings), Ledger::default());
    assert_eq!(drain(&mut mailbox, &mut ledger).await.unwrap(), []);
    // Nothing comes: IDLE is left and begun anew, and the wait ends on time.
    assert_eq!(
        mailbox.wait(Duration::from_millis(2500)).await.unwrap(),
        Wake::Timeout
    );
    // Mail between the last look and IDLE.
    server.deliver("attend", &letter("between"));
    assert_eq!(mailbox.wait(LONG).await.unwrap(), Wake::News);
    assert_eq!(
        subjects(&drain(&mut mailbox, &mut ledger).await.unwrap()),
        ["between"]
    );
    // A wait that is dropped (the desk has something else to do) leaves the mailbox usable.
    let dropped = tokio::time::timeout(Duration::from_millis(300), mailbox.wait(LONG)).await;
    assert!(dropped.is_err());
    server.deliver("attend", &letter("after a dropped wait"));
    assert_eq!(mailbox.wait(LONG).await.unwrap(), Wake::News);
    assert_eq!(
        subjects(&drain(&mut mailbox, &mut ledger).await.unwrap()),
        ["after a dropped wait"]
    );
    // Mail during IDLE.
    let (woken, ()) = tokio::join!(mailbox.wait(LONG), async {
        server.deliver("attend", &letter("during"));
    });
    assert_eq!(woken.unwrap(), Wake::News);
    assert_eq!(
        subjects(&drain(&mut mailbox, &mut ledger).await.unwrap()),
        ["during"]
    );
}

#[tokio::test]
async fn rule_024_without_idle_the_desk_polls() {
    let server = Dovecot::start_with("imap_capability = IMAP4rev1 UIDPLUS");
    let settings = server.settings_then("attend", After::Move("Done".to_owned()));
    server.make_folder("attend", "Done");
    let (mut mailbox, mut ledger) = (imap_mailbox(settings), Ledger::default());
    assert!(!mailbox.check().await.unwrap().tells);
    assert_eq!(drain(&mut mailbox, &mut ledger).await.unwrap(), []);
    server.deliver("attend", &letter("polled"));
    assert_eq!(mailbox.wait(LONG).await.unwrap(), Wake::Timeout);
    let arrivals = drain(&mut mailbox, &mut ledger).await.unwrap();
    assert_eq!(subjects(&arrivals), ["polled"]);
    // Without MOVE it is copied, and then only this UID is expunged.
    mailbox.done(&[arrivals[0].place.clone()]).await.unwrap();
    assert_eq!(
        server
            .doveadm(&["search", "-u", "attend", "mailbox", "Done", "all"])
            .lines()
            .count(),
        1
    );
    assert_eq!(
        server.doveadm(&["search", "-u", "attend", "mailbox", "INBOX", "all"]),
        ""
    );
}

#[tokio::test]
async fn rule_019_022_a_server_that_dies_and_comes_back_is_found_again() {
    let mut server = Dovecot::start();
    (0..4).for_each(|number| server.deliver("attend", &letter(&number.to_string())));
    let (mut mailbox, mut ledger) = (imap_mailbox(server.settings("attend")), Ledger::default());
    let first = mailbox
        .next(
            &ledger,
            Limits {
                messages: 2,
                bytes: 1 << 20,
            },
            now(),
        )
        .await
        .unwrap();
    first
        .arrivals
        .iter()
        .for_each(|arrival| ledger.add(&arrival.place));
    // While it waits for news, the server dies: one error, and then one more for each attempt.
    let idle = drain(&mut mailbox, &mut ledger).await.unwrap();
    assert_eq!(subjects(&idle), ["2", "3"]);
    let (woken, ()) = tokio::join!(mailbox.wait(LONG), async { server.kill() });
    assert_eq!(woken.unwrap_err().retry(), Retry::Again);
    let refused = mailbox.next(&ledger, Limits::default(), now()).await.unwrap_err();
    assert!(matches!(refused, SourceError::Unreachable { .. }), "{refused}");
    server.deliver("attend", &letter("while it was down"));
    server.restart();
    assert_eq!(
        subjects(&drain(&mut mailbox, &mut ledger).await.unwrap()),
        ["while it was down"]
    );
}

#[tokio::test]
async fn rule_023_there_is_one_connection_for_each_mailbox() {
    let server = Dovecot::start_with("mail_max_userip_connections = 1");
    server.deliver("attend", &letter("a"));
    let (mut mailbox, mut ledger) = (imap_mailbox(server.settings("attend")), Ledger::default());
    for _ in 0..3 {
        drain(&mut mailbox, &mut ledger).await.unwrap();
        let refused = imap_mailbox(server.settings("attend")).check().await.unwrap_err();
        assert_eq!(refused.retry(), Retry::Again, "{refused}");
        mailbox.close().await;
    }
}
