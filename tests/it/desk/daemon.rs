//! `run`: the daemon answers while it runs, survives its servers and its own end.

use super::letters::{CLAIRE, JANE};
use super::{Daemon, Stage};
use crate::support::smtp::{Moment, Then};

#[test]
fn the_daemon_answers_a_letter_that_arrives_while_it_runs_and_ends_when_asked() {
    let stage = Stage::set();
    let mut daemon = stage.open();
    stage.dovecot.deliver("attend", &JANE.raw());
    daemon.wait_for_line("delivered");
    stage.dovecot.deliver("press", &CLAIRE.raw());
    stage.smtp.wait_for(2);
    stage.reply_to(JANE.address);
    stage.reply_to(CLAIRE.address);
    let log = daemon.log();
    for private in ["Jane", "leeds.example", "Cristellys"] {
        assert!(!log.contains(private), "rule 104: {log}");
    }
    assert_eq!(daemon.terminate(), Some(0));
    assert_eq!(stage.smtp.commands().last().map(String::as_str), Some("QUIT"));
}

#[test]
fn rule_022_102_the_daemon_survives_a_mailbox_server_that_dies_and_comes_back() {
    let mut stage = Stage::set();
    let mut daemon = stage.open();
    stage.dovecot.deliver("attend", &JANE.raw());
    stage.smtp.wait_for(1);
    stage.dovecot.kill();
    daemon.wait_for_line("does not work; tried again by itself");
    stage.dovecot.deliver("attend", &CLAIRE.raw());
    stage.dovecot.restart();
    stage.smtp.wait_for(2);
    stage.reply_to(CLAIRE.address);
    stage.reply_to(JANE.address);
    daemon.wait_for_line("works again");
    let log = daemon.log();
    // However often it was tried, people are told once that it broke and once that it is mended.
    for words in ["does not work", "works again"] {
        let told = log
            .lines()
            .filter(|line| line.contains(words) && line.contains("registration"));
        assert_eq!(told.count(), 1, "{log}");
    }
    assert_eq!(daemon.terminate(), Some(0));
}

#[tokio::test]
async fn rule_087_a_kill_while_a_reply_is_at_the_server_leaves_it_uncertain_and_loses_nothing() {
    let stage = Stage::set();
    stage.smtp.plan(Moment::Dot, Then::Silence);
    let daemon = stage.open();
    stage.dovecot.deliver("attend", &JANE.raw());
    stage.smtp.wait_for_unanswered();
    daemon.kill();
    stage.dovecot.deliver("attend", &CLAIRE.raw());
    stage.free_the_mailboxes().await;
    let daemon = stage.open();
    stage.smtp.wait_for(1);
    stage.reply_to(CLAIRE.address);
    assert_eq!(daemon.terminate(), Some(0));
    let queue = stage.queue();
    assert!(queue.iter().any(|row| row["state"] == "uncertain"), "{queue:?}");
    assert!(
        !stage
            .smtp
            .accepted()
            .iter()
            .any(|reply| reply.to == [JANE.address])
    );
    assert!(stage.show("1").contains("uncertain"));
}

#[tokio::test]
async fn rule_087_a_kill_after_a_failed_try_leaves_one_reply_for_the_next_run() {
    let stage = Stage::set();
    stage.smtp.plan(Moment::Mail, Then::HangUp);
    let mut daemon = stage.open();
    stage.dovecot.deliver("attend", &JANE.raw());
    daemon.wait_for_line("try_again: 1");
    daemon.kill();
    stage.free_the_mailboxes().await;
    stage.let_the_pause_pass().await;
    stage.once();
    stage.reply_to(JANE.address);
    assert_eq!(stage.smtp.accepted().len(), 1);
}

#[test]
fn rule_032_a_second_daemon_on_the_same_database_refuses_to_start() {
    let stage = Stage::set();
    let mut first = stage.open();
    // The first has its mailboxes once it has answered.
    stage.dovecot.deliver("attend", &JANE.raw());
    first.wait_for_line("delivered");
    let mut second = Daemon::start(&stage);
    assert_eq!(second.ended(), Some(1), "{}", second.log());
    assert!(
        second.log().contains("another rsvpd watches the mailbox"),
        "{}",
        second.log()
    );
    assert_eq!(first.terminate(), Some(0));
    // A daemon that ended properly leaves no hold behind.
    assert_eq!(stage.open().terminate(), Some(0));
    assert_eq!(stage.smtp.accepted().len(), 1);
}
