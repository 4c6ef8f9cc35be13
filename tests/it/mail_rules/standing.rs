//! What strangers learn, and what an upgrade leaves as it was (mail-rules 86, 105).

use crate::desk::letters::{CLAIRE, JANE};
use crate::support::stage::{Stage, answer};
use chrono::TimeDelta;
use rsvpd::daemon::Desk;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::fs;
use std::path::Path;
use std::str::FromStr;

#[tokio::test]
async fn rule_086_a_stranger_learns_nothing_of_other_registrations() {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    stage.wait(TimeDelta::hours(1)).await;
    let reference = stage.reference(1).await;
    let letters = [
        (
            "Registration",
            "Dear Mr Cristellys,\n\nPlease register Jane Smith for the Summit of Mayors on 9 November, morning and \
             afternoon.\n\nKind regards,\nPaul Stranger",
        ),
        (
            "Cancellation",
            "Dear Mr Cristellys,\n\nPlease cancel the registration of Jane Smith.\n\nKind regards,\nPaul Stranger",
        ),
        (
            "Who comes",
            "Dear Mr Cristellys,\n\nIs Jane Smith registered for the Summit, and how many seats are left?\n\nPaul Stranger",
        ),
    ];
    for (number, (subject, words)) in letters.iter().enumerate() {
        let address = format!("paul@stranger{number}.example");
        let id = format!("{number}@stranger.example");
        stage
            .receive(&answer("Paul Stranger", &address, &id, subject, words, None))
            .await;
        for reply in stage.replies_to(&address).await {
            let told = format!("{} {}", reply.subject, reply.text);
            assert!(!told.contains(&reference), "{told}");
            assert!(!told.contains(JANE.address), "{told}");
            assert!(
                ["receipt", "question-back"].contains(&reply.kind.as_str()),
                "{} tells how things stand",
                reply.kind
            );
        }
    }
}

#[tokio::test]
async fn rule_105_an_older_database_with_mail_in_all_queues_loses_none_and_sends_none_twice() {
    // As the first program left it: one letter answered, one reply on its way out, one letter kept and not yet settled.
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("migrations");
    fs::create_dir(&old).unwrap();
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    for entry in fs::read_dir(&all).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_owned();
        if name.to_string_lossy().as_ref() < "0004" {
            fs::copy(&path, old.join(name)).unwrap();
        }
    }
    let stage = Stage::with_seats(2, |_| {}).await;
    let mut config = stage.desk.config().clone();
    config.store_url = format!("sqlite:{}", folder.path().join("old.db").display());
    let options = SqliteConnectOptions::from_str(&config.store_url).unwrap();
    let mut sql = SqliteConnection::connect_with(&options.create_if_missing(true))
        .await
        .unwrap();
    Migrator::new(old).await.unwrap().run(&mut sql).await.unwrap();
    let (jane, claire) = (JANE.raw(), CLAIRE.raw());
    for (id, raw, state) in [(1, &jane, "settled"), (2, &claire, "kept")] {
        sqlx::query(
            "INSERT INTO messages (id, mailbox, role, content_key, size, received_at, kept_at, state) VALUES \
             ($1, 'registration', 'registration', $2, $3, '2016-09-22T08:00:00.000000Z', '2016-09-22T08:00:00.000000Z', $4)",
        )
        .bind(id)
        .bind(format!("key{id}"))
        .bind(i64::try_from(raw.len()).unwrap())
        .bind(state)
        .execute(&mut sql)
        .await
        .unwrap();
        sqlx::query("INSERT INTO message_bytes (message, raw) VALUES ($1, $2)")
            .bind(id)
            .bind(raw.clone())
            .execute(&mut sql)
            .await
            .unwrap();
    }
    sqlx::query(
        "INSERT INTO requests (message, reference, mailbox, outcome, reason, intent, disposition, language, reading, doubts, \
         reasons, decisions, version, created_at, updated_at) VALUES (1, 'RTM-OLD', 'registration', 'review', \
         'left-to-person', 'registration', 'review', 'en', '{}', '[]', '[]', 2, 2, '2016-09-22T08:00:00.000000Z', \
         '2016-09-22T08:00:00.000000Z')",
    )
    .execute(&mut sql)
    .await
    .unwrap();
    for (id, state, delivered) in [
        (1, "delivered", Some("2016-09-22T08:01:00.000000Z")),
        (2, "queued", None),
    ] {
        sqlx::query(
            "INSERT INTO outbox (id, request, number, kind, language, mailbox, recipient, address, domain, message_id, state, \
             next_attempt_at, created_at, delivered_at) VALUES ($1, 1, $1, 'receipt', 'en', 'registration', $2, $2, \
             'leeds.example', $3, $4, '2016-09-22T08:00:00.000000Z', '2016-09-22T08:00:00.000000Z', $5)",
        )
        .bind(id)
        .bind(JANE.address)
        .bind(format!("1.{id}.old@efus.eu"))
        .bind(state)
        .bind(delivered)
        .execute(&mut sql)
        .await
        .unwrap();
        sqlx::query("INSERT INTO outbox_bytes (reply, raw) VALUES ($1, $2)")
            .bind(id)
            .bind(b"Subject: old\r\n\r\nOld.\r\n".to_vec())
            .execute(&mut sql)
            .await
            .unwrap();
    }
    sql.close().await.unwrap();

    let desk = Desk::open(config, stage.desk.clock().clone()).await.unwrap();
    let sent = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut delivery = rsvpd::delivery::Delivery::Memory(std::sync::Arc::clone(&sent));
    for _ in 0..2 {
        desk.settle_pending(None).await.unwrap();
        desk.deliver_due(&mut delivery).await.unwrap();
    }
    let to: Vec<String> = sent
        .lock()
        .unwrap()
        .iter()
        .map(|parcel| parcel.recipient.clone())
        .collect();
    assert_eq!(
        to,
        [JANE.address, CLAIRE.address],
        "the old reply and the old letter's answer, once each"
    );
}
