//! The desk is killed again and again at whatever it does; in the end everybody has one answer and the database is whole.

use super::Stage;
use super::letters::JANE;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Everybody who writes; each at an own domain, so that no limit of answers plays a part.
fn letters() -> Vec<Vec<u8>> {
    let jane = String::from_utf8(JANE.raw()).unwrap();
    (0..40)
        .map(|number| jane.replace(JANE.address, &address(number)).into_bytes())
        .collect()
}

fn address(number: usize) -> String {
    format!("writer@town{number}.example")
}

#[tokio::test]
async fn rule_087_098_killed_again_and_again_nobody_is_lost_and_nobody_answered_twice() {
    let stage = Stage::set();
    let mut letters = letters().into_iter();
    let mut answered = 0;
    // Each life of the desk ends at another point: while fetching, settling or sending, whichever it is at.
    for life in 0..8 {
        letters
            .by_ref()
            .take(5)
            .for_each(|raw| stage.dovecot.deliver("attend", &raw));
        let daemon = stage.open();
        stage.smtp.wait_for(answered + 1 + life % 3);
        daemon.kill();
        answered = stage.smtp.accepted().len();
        the_database_opens_after_a_power_cut(&stage).await;
        stage.free_the_mailboxes().await;
    }
    stage.once();

    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for reply in stage.smtp.accepted() {
        *answers.entry(reply.to[0].clone()).or_default() += 1;
    }
    let uncertain = stage
        .queue()
        .iter()
        .filter(|row| row["state"] == "uncertain")
        .count();
    assert!(answers.values().all(|count| *count == 1), "{answers:?}");
    assert!(
        answers.len() + uncertain >= 40,
        "{} answered, {uncertain} uncertain, of 40",
        answers.len()
    );
    for number in 0..40 {
        let shown = stage.show(&(number + 1).to_string());
        assert!(
            shown.contains("uncertain") || shown.contains("delivered"),
            "{shown}"
        );
    }
}

#[test]
fn rule_029_a_first_round_that_breaks_off_leaves_the_mailbox_as_it_was() {
    let mut stage = Stage::set();
    // What `after = "keyword"` would mark is marked only once it is kept.
    let letters = letters();
    letters
        .iter()
        .for_each(|raw| stage.dovecot.deliver("attend", raw));
    stage.dovecot.kill();
    let ended = stage.run(&["run", "--once"]);
    assert_eq!(ended.status, Some(75), "{ended:#?}");
    assert_eq!(stage.smtp.accepted(), []);
    stage.dovecot.restart();
    let search = |what: &[&str]| {
        let words = [&["search", "-u", "attend", "mailbox", "INBOX"], what].concat();
        stage.dovecot.doveadm(&words).lines().count()
    };
    assert_eq!(search(&["all"]), 40);
    assert_eq!(search(&["keyword", "rsvpd"]), 0);
    stage.once();
    assert_eq!(search(&["keyword", "rsvpd"]), 40);
    assert_eq!(stage.smtp.accepted().len(), 40);
}

/// Copies the database as a failing machine leaves it, the last write torn, and opens the copy.
async fn the_database_opens_after_a_power_cut(stage: &Stage) {
    let torn = tempfile::tempdir().unwrap();
    let copy = torn.path().join("rsvpd.db");
    fs::copy(stage.path("rsvpd.db"), &copy).unwrap();
    let log = stage.path("rsvpd.db-wal");
    if log.exists() {
        let bytes = fs::read(log).unwrap();
        fs::write(torn.path().join("rsvpd.db-wal"), &bytes[..bytes.len() * 9 / 10]).unwrap();
    }
    assert_eq!(integrity(&copy).await, "ok");
}

async fn integrity(path: &Path) -> String {
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    let found = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&pool)
        .await
        .unwrap();
    pool.close().await;
    found
}
