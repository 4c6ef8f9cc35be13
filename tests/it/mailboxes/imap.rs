//! What happens in a real IMAP folder, and what the desk makes of it.

use super::{drain, imap_mailbox, letter, mailbox, now, subjects};
use crate::support::dovecot::{ACCOUNTS, Dovecot};
use rsvpd::mailbox::{
    After, Defect, FirstStart, ImapSettings, Ledger, Limits, Retry, SourceError, SourceSettings,
};

#[tokio::test]
async fn both_mailboxes_are_drained_in_order_and_stay_untouched() {
    let server = Dovecot::start();
    for (number, account) in (0..7).flat_map(|number| ACCOUNTS.map(|account| (number, account))) {
        server.deliver(account, &letter(&format!("{account} {number}")));
    }
    for account in ACCOUNTS {
        let (mut mailbox, mut ledger) = (imap_mailbox(server.settings(account)), Ledger::default());
        let arrivals = drain(&mut mailbox, &mut ledger).await.unwrap();
        let expected: Vec<String> = (0..7).map(|number| format!("{account} {number}")).collect();
        assert_eq!(subjects(&arrivals), expected);
        assert_eq!(
            arrivals[0].raw,
            letter(&format!("{account} 0")),
            "bytes are unchanged"
        );
        assert_eq!(arrivals[0].size, arrivals[0].raw.len() as u64);
        // A letter that waits for its turn keeps its flags: nothing was marked as read.
        assert_eq!(
            server
                .doveadm(&["search", "-u", account, "mailbox", "INBOX", "unseen"])
                .lines()
                .count(),
            7
        );

        mailbox.close().await;
        let mut restarted = imap_mailbox(server.settings(account));
        assert_eq!(drain(&mut restarted, &mut ledger).await.unwrap(), []);
        server.deliver(account, &letter("later"));
        assert_eq!(
            subjects(&drain(&mut restarted, &mut ledger).await.unwrap()),
            ["later"]
        );
    }
}

#[tokio::test]
async fn rule_010_016_097_what_was_not_committed_comes_again() {
    let server = Dovecot::start();
    (0..5).for_each(|number| server.deliver("attend", &letter(&number.to_string())));
    let (mut mailbox, mut ledger) = (imap_mailbox(server.settings("attend")), Ledger::default());
    let limits = Limits {
        messages: 2,
        bytes: 1 << 20,
    };
    let first = mailbox.next(&ledger, limits, now()).await.unwrap();
    let again = mailbox.next(&ledger, limits, now()).await.unwrap();
    assert_eq!(first.arrivals, again.arrivals);
    assert_eq!(again.waiting, 3);
    ledger.add(&first.arrivals[0].place);
    let next = mailbox.next(&ledger, limits, now()).await.unwrap();
    assert_eq!(subjects(&next.arrivals), ["1", "2"]);
    // A crash: another process starts with what was committed.
    drop(mailbox);
    let mut restarted = imap_mailbox(server.settings("attend"));
    assert_eq!(
        subjects(&drain(&mut restarted, &mut ledger).await.unwrap()),
        ["1", "2", "3", "4"]
    );
}

#[tokio::test]
async fn rule_001_002_after_a_change_of_uidvalidity_all_comes_again_with_the_mail_of_the_gap() {
    let server = Dovecot::start();
    ["a", "b"]
        .iter()
        .for_each(|subject| server.deliver("attend", &letter(subject)));
    let mut ledger = Ledger::default();
    let before = drain(&mut imap_mailbox(server.settings("attend")), &mut ledger)
        .await
        .unwrap();
    server.renumber("attend", |validity| validity + 1000);
    let mut mailbox = imap_mailbox(server.settings("attend"));
    let after = drain(&mut mailbox, &mut ledger).await.unwrap();
    // The store knows them by their bytes; they have other places.
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(old, new)| old.raw == new.raw && old.place != new.place)
    );
    assert_eq!(drain(&mut mailbox, &mut ledger).await.unwrap(), []);

    mailbox.close().await;
    server.renumber("attend", |validity| validity + 1000);
    server.deliver("attend", &letter("gap"));
    let after = drain(&mut imap_mailbox(server.settings("attend")), &mut ledger)
        .await
        .unwrap();
    assert_eq!(subjects(&after), ["a", "b", "gap"]);
}

#[tokio::test]
async fn rule_004_uids_that_are_given_out_again_open_a_new_space() {
    let server = Dovecot::start();
    ["a", "b", "c"]
        .iter()
        .for_each(|subject| server.deliver("attend", &letter(subject)));
    let mut ledger = Ledger::default();
    let before = drain(&mut imap_mailbox(server.settings("attend")), &mut ledger)
        .await
        .unwrap();
    server.doveadm(&["expunge", "-u", "attend", "mailbox", "INBOX", "all"]);
    server.renumber("attend", |validity| validity);
    server.deliver("attend", &letter("new under a used UID"));
    let mut mailbox = imap_mailbox(server.settings("attend"));
    let after = drain(&mut mailbox, &mut ledger).await.unwrap();
    assert_eq!(subjects(&after), ["new under a used UID"]);
    assert!(before.iter().all(|old| old.place != after[0].place));
    // And the new space stays the one that is read, also after a restart.
    server.deliver("attend", &letter("one more"));
    drop(mailbox);
    let later = drain(&mut imap_mailbox(server.settings("attend")), &mut ledger)
        .await
        .unwrap();
    assert_eq!(subjects(&later), ["one more"]);
}

#[tokio::test]
async fn rule_005_another_client_expunges_meanwhile() {
    let server = Dovecot::start();
    (0..6).for_each(|number| server.deliver("attend", &letter(&number.to_string())));
    let settings = server.settings_then("attend", After::Keyword("desk".to_owned()));
    let (mut mailbox, mut ledger) = (imap_mailbox(settings), Ledger::default());
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
    server.doveadm(&["expunge", "-u", "attend", "mailbox", "INBOX", "uid", "1,4,5"]);
    let places: Vec<_> = first
        .arrivals
        .iter()
        .map(|arrival| arrival.place.clone())
        .collect();
    mailbox.done(&places).await.unwrap();
    let rest = drain(&mut mailbox, &mut ledger).await.unwrap();
    assert!(subjects(&rest).starts_with(&["2".to_owned()]) && subjects(&rest).ends_with(&["5".to_owned()]));
    // UID 1 is gone; its neighbours got no mark that was meant for it.
    assert_eq!(
        server
            .doveadm(&[
                "fetch", "-u", "attend", "uid", "mailbox", "INBOX", "keyword", "desk"
            ])
            .trim(),
        "uid: 2"
    );
}

#[tokio::test]
async fn rule_006_007_008_009_flags_and_dates_do_not_matter() {
    let server = Dovecot::start();
    ["read on the phone", "old"]
        .iter()
        .for_each(|subject| server.deliver("attend", &letter(subject)));
    server.doveadm(&[
        "flags", "add", "-u", "attend", "\\Seen", "mailbox", "INBOX", "uid", "1",
    ]);
    let (mut mailbox, mut ledger) = (imap_mailbox(server.settings("attend")), Ledger::default());
    let arrivals = drain(&mut mailbox, &mut ledger).await.unwrap();
    assert_eq!(subjects(&arrivals), ["read on the phone", "old"]);
    // Moved here by hand, with the date of its first arrival.
    server.make_folder("attend", "Elsewhere");
    server.doveadm(&[
        "flags", "remove", "-u", "attend", "\\Seen", "mailbox", "INBOX", "all",
    ]);
    server.doveadm(&[
        "copy",
        "-u",
        "attend",
        "Elsewhere",
        "mailbox",
        "INBOX",
        "uid",
        "1",
    ]);
    server.doveadm(&["move", "-u", "attend", "INBOX", "mailbox", "Elsewhere", "all"]);
    let moved = drain(&mut mailbox, &mut ledger).await.unwrap();
    assert_eq!(subjects(&moved), ["read on the phone"]);
    assert_eq!(moved[0].received_at, arrivals[0].received_at);
}

#[tokio::test]
async fn rule_011_012_marks_come_after_the_commit_and_their_failure_is_a_value() {
    let server = Dovecot::start();
    ["a", "b"]
        .iter()
        .for_each(|subject| server.deliver("attend", &letter(subject)));
    server.make_folder("attend", "Read by the desk");
    let move_to = |folder: &str| server.settings_then("attend", After::Move(folder.to_owned()));

    let (mut mailbox, mut ledger) = (imap_mailbox(move_to("Not there")), Ledger::default());
    let arrivals = drain(&mut mailbox, &mut ledger).await.unwrap();
    let places: Vec<_> = arrivals.iter().map(|arrival| arrival.place.clone()).collect();
    let failure = mailbox.done(&places).await.unwrap_err();
    assert_eq!(failure.retry(), Retry::Never, "{failure}");
    assert_eq!(
        drain(&mut mailbox, &mut ledger).await.unwrap(),
        [],
        "nothing is processed again"
    );
    assert!(
        matches!(mailbox.check().await, Err(SourceError::FolderMissing { folder, .. }) if folder == "Not there")
    );

    // After a restart with the right folder the marks are made up for.
    let mut mailbox = imap_mailbox(move_to("Read by the desk"));
    mailbox.done(&places).await.unwrap();
    mailbox.done(&places).await.unwrap();
    assert_eq!(
        server.doveadm(&["search", "-u", "attend", "mailbox", "INBOX", "all"]),
        ""
    );
    assert_eq!(
        server
            .doveadm(&["search", "-u", "attend", "mailbox", "Read by the desk", "all"])
            .lines()
            .count(),
        2
    );
    assert_eq!(drain(&mut mailbox, &mut ledger).await.unwrap(), []);
}

#[tokio::test]
async fn rule_005_marks_for_another_uidvalidity_touch_nobody() {
    let server = Dovecot::start();
    server.deliver("attend", &letter("a"));
    let settings = server.settings_then("attend", After::Keyword("desk".to_owned()));
    let mut ledger = Ledger::default();
    let arrivals = drain(&mut imap_mailbox(settings.clone()), &mut ledger)
        .await
        .unwrap();
    server.renumber("attend", |validity| validity + 1);
    imap_mailbox(settings)
        .done(&[arrivals[0].place.clone()])
        .await
        .unwrap();
    assert_eq!(
        server.doveadm(&["search", "-u", "attend", "mailbox", "INBOX", "keyword", "desk"]),
        ""
    );
}

#[tokio::test]
async fn rule_017_the_body_of_a_large_message_is_never_fetched() {
    let server = Dovecot::start();
    server.deliver("attend", &letter("small"));
    let large = [letter("large"), vec![b'x'; 200_000]].concat();
    server.deliver("attend", &large);
    server.deliver("attend", &letter("after"));
    let settings = ImapSettings {
        size_limit: 100_000,
        ..server.settings("attend")
    };
    let arrivals = drain(&mut imap_mailbox(settings), &mut Ledger::default())
        .await
        .unwrap();
    assert_eq!(subjects(&arrivals), ["small", "large", "after"]);
    assert_eq!(arrivals[1].defect, Some(Defect::TooLarge));
    assert!(arrivals[1].raw.ends_with(b"Subject: large\r\n\r\n"));
    assert!(arrivals[1].size >= large.len() as u64);
    assert_eq!((arrivals[0].defect, arrivals[2].defect), (None, None));
}

#[tokio::test]
async fn rule_026_a_missing_folder_is_named_and_not_made() {
    let server = Dovecot::start();
    let settings = ImapSettings {
        folder: "Anmeldungen für Räte".to_owned(),
        ..server.settings("attend")
    };
    let failure = drain(&mut imap_mailbox(settings), &mut Ledger::default())
        .await
        .unwrap_err();
    assert_eq!(failure.retry(), Retry::Never);
    assert!(
        failure.to_string().contains("no folder \"Anmeldungen für Räte\""),
        "{failure}"
    );
    assert_eq!(
        server.doveadm(&["mailbox", "list", "-u", "attend"]).trim(),
        "INBOX"
    );
}

#[tokio::test]
async fn rule_027_a_folder_with_letters_beyond_ascii_is_read() {
    let server = Dovecot::start();
    let folder = "Регистрация & Ärzte";
    server.make_folder("attend", folder);
    server.deliver("attend", &letter("in another folder"));
    server.doveadm(&["move", "-u", "attend", folder, "mailbox", "INBOX", "all"]);
    let settings = ImapSettings {
        folder: folder.to_owned(),
        ..server.settings("attend")
    };
    let arrivals = drain(&mut imap_mailbox(settings), &mut Ledger::default())
        .await
        .unwrap();
    assert_eq!(subjects(&arrivals), ["in another folder"]);
}

#[tokio::test]
async fn rule_028_the_first_start_may_pass_over_what_lies_there() {
    let server = Dovecot::start();
    ["old", "older"]
        .iter()
        .for_each(|subject| server.deliver("attend", &letter(subject)));
    let open = |account| mailbox(SourceSettings::Imap(server.settings(account)), FirstStart::New);
    let mut ledger = Ledger::default();
    assert_eq!(drain(&mut open("attend"), &mut ledger).await.unwrap(), []);
    server.deliver("attend", &letter("new"));
    assert_eq!(
        subjects(&drain(&mut open("attend"), &mut ledger).await.unwrap()),
        ["new"]
    );
    // Also where nothing lay there, and the first letter comes while the desk is off.
    let mut ledger = Ledger::default();
    assert_eq!(drain(&mut open("press"), &mut ledger).await.unwrap(), []);
    server.deliver("press", &letter("first"));
    assert_eq!(
        subjects(&drain(&mut open("press"), &mut ledger).await.unwrap()),
        ["first"]
    );
    // After a change of UIDVALIDITY the time of the first start divides old from new.
    ledger.since = Some("2030-01-01T00:00:00Z".parse().unwrap());
    server.renumber("press", |validity| validity + 1);
    assert_eq!(drain(&mut open("press"), &mut ledger).await.unwrap(), []);
}
