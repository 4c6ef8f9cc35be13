//! Wrong configurations, servers that cannot be reached, and wrong passwords: one clear error with its remedy.

use super::Stage;
use super::letters::JANE;
use std::fs;

#[test]
fn a_wrong_configuration_is_told_whole_and_nothing_is_started() {
    let stage = Stage::set();
    stage.configure(|text| {
        text.replace("role = \"press\"", "role = \"guests\"")
            .replace("by = \"smtp\"", "by = \"pigeon\"")
            .replace("DESK_TEST_PASSWORD", "DESK_TEST_NOT_SET")
    });
    for words in [&["run", "--once"][..], &["check"], &["queue"]] {
        let ended = stage.run(words);
        assert_eq!(ended.status, Some(78), "{words:?}: {ended:#?}");
        for part in ["mailbox.2.role", "delivery.by", "registration"] {
            assert!(ended.err.contains(part), "{part}: {ended:#?}");
        }
        // Whoever only looks at the queue logs in nowhere, and needs no password.
        let logs_in = words != ["queue"];
        assert_eq!(ended.err.contains("DESK_TEST_NOT_SET"), logs_in, "{ended:#?}");
    }
    assert!(!stage.path("rsvpd.db").exists());
    assert_eq!(stage.smtp.connections(), 0);
}

#[test]
fn a_configuration_that_is_not_there_is_named() {
    let stage = Stage::set();
    fs::remove_file(stage.path("rsvpd.toml")).unwrap();
    let ended = stage.run(&["run", "--once"]);
    assert_eq!(ended.status, Some(78), "{ended:#?}");
    assert!(
        ended.err.contains("rsvpd.toml") && ended.err.contains("--config"),
        "{ended:#?}"
    );
}

#[test]
fn a_mailbox_that_cannot_be_reached_is_one_error_and_the_other_is_read() {
    let stage = Stage::set();
    stage.dovecot.deliver("press", &JANE.raw());
    let port = format!("port = {}\n", stage.dovecot.settings("attend").port);
    // Port 9 discards; nobody listens there on this machine.
    stage.configure(|text| text.replacen(&port, "port = 9\n", 1));
    let ended = stage.run(&["run", "--once"]);
    assert_eq!(ended.status, Some(75), "{ended:#?}");
    let told: Vec<_> = ended
        .err
        .lines()
        .filter(|line| line.starts_with("rsvpd: "))
        .collect();
    assert_eq!(told.len(), 1, "{ended:#?}");
    assert!(
        told[0].contains("mailbox registration") && told[0].contains("localhost:9"),
        "{told:?}"
    );
    stage.reply_to(JANE.address);
}

#[test]
fn a_wrong_password_is_told_with_its_remedy() {
    let stage = Stage::set();
    let output = stage
        .command(&["run", "--once"])
        .env("DESK_TEST_PASSWORD", "guessed")
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("password"), "{err}");
    assert!(!err.contains("guessed"), "{err}");
}

#[test]
fn a_database_that_cannot_be_opened_is_named() {
    let stage = Stage::set();
    stage.configure(|text| text.replace("sqlite:rsvpd.db", "sqlite:no/such/folder/rsvpd.db"));
    let ended = stage.run(&["run", "--once"]);
    assert!(matches!(ended.status, Some(1 | 75)), "{ended:#?}");
    assert!(ended.err.contains("no/such/folder"), "{ended:#?}");
}

#[test]
fn check_connect_logs_in_everywhere_and_tells_what_is_wrong() {
    let stage = Stage::set();
    let ended = stage.run(&["check", "--connect"]);
    assert_eq!(ended.status, Some(0), "{ended:#?}");
    for what in ["mailbox registration", "mailbox press", "database", "delivery"] {
        assert!(ended.out.contains(&format!("ok    {what}: ")), "{ended:#?}");
    }
    stage.smtp.down(true);
    let ended = stage.run(&["check", "--connect"]);
    assert_eq!(ended.status, Some(1), "{ended:#?}");
    assert!(ended.out.contains("WRONG delivery: "), "{ended:#?}");
}
