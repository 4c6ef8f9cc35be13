//! Data by mail: copied for the proven owner, erased on request and by itself, with counts and the fact kept (rule 58).

use crate::desk::letters::{CLAIRE, JANE, Letter, bounce_of, says};
use crate::support::stage::{Stage, answer};
use chrono::TimeDelta;
use rsvpd::event::{DataPolicy, PromotionPolicy};
use rsvpd::message::MailboxRole;
use rsvpd::registration::State::{Cancelled, Confirmed, Waiting};
use rsvpd::request::Session;
use rsvpd::request::data::DataWish;
use rsvpd::rules::Reason;
use sqlx::{Connection, SqliteConnection};

const ERASE: &str = "Dear Sir or Madam,\n\nplease delete all my personal data.\n\nJane Smith";
const COPY: &str = "Dear Sir or Madam,\n\nwhich personal data do you hold about me? Please send me a copy of all my data.\n\nJane Smith";

/// Jane registers others.
const ANOTHER: Letter = Letter {
    words: "Dear Mr Cristellys,\n\nPlease register the following two persons for the Summit of Mayors on 9 November, \
            morning and afternoon:\n\n1. Robert Miller\n2. Ann Lee\n\nKind regards,",
    ..JANE
};

async fn stage(policy: DataPolicy) -> Stage {
    let mut stage = Stage::with_seats(1, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
        event.privacy.data_copy = policy;
        event.privacy.erasure = policy;
        event.privacy.keep_days_after = Some(30);
    })
    .await;
    stage.receive(&JANE.raw()).await;
    stage.wait(TimeDelta::hours(1)).await;
    stage.receive(&CLAIRE.raw()).await;
    stage.wait(TimeDelta::hours(1)).await;
    stage
}

/// Nothing of Jane's letter, person, replies and notes is left, but that there was one.
async fn assert_erased(stage: &Stage, letter: i64) {
    let store = stage.desk.store();
    assert_eq!(store.raw(letter).await.unwrap(), None);
    let shown = store.show(&letter.to_string()).await.unwrap().unwrap();
    let all = format!("{shown:?}").to_lowercase();
    for trace in ["jane", "smith", "leeds"] {
        // The writer's domain stands in no column; our own Message-IDs name nobody.
        assert!(!all.contains(trace), "{trace}: {all}");
    }
    for reply in &shown.replies {
        assert_eq!(store.reply_raw(reply.id).await.unwrap(), None);
    }
    assert!(shown.journal.iter().any(|entry| entry.what == "erased"));
}

#[tokio::test]
async fn rule_058_a_proven_guest_is_erased_everywhere_and_the_seat_goes_to_the_next() {
    let mut stage = stage(DataPolicy::Act).await;
    let confirmation = stage.last_to(JANE.address).await;
    stage
        .receive(&says(&JANE, ERASE, "erase@leeds.example", &confirmation))
        .await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "erasure-done");
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
    assert_eq!(stage.states(2, Session::Morning).await, [Confirmed]);
    stage.round().await;
    assert_erased(&stage, 1).await;
    assert_erased(&stage, 3).await;
    // Claire's registration is untouched, and the count of letters stays.
    assert!(stage.desk.store().raw(2).await.unwrap().is_some());
    assert!(stage.desk.store().show("1").await.unwrap().is_some());
}

#[tokio::test]
async fn rule_058_without_leave_of_the_event_file_an_organiser_forgets() {
    let mut stage = stage(DataPolicy::Ask).await;
    let confirmation = stage.last_to(JANE.address).await;
    stage
        .receive(&says(&JANE, ERASE, "erase@leeds.example", &confirmation))
        .await;
    assert_eq!(stage.end_of(3).await.0, "review");
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    let held = stage.desk.held(JANE.address).await.unwrap();
    assert_eq!((held.references.len(), held.persons), (2, 1));
    assert!(stage.desk.forget(JANE.address, "Juan", true).await.unwrap());
    stage.round().await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "erasure-done");
    assert_eq!(stage.states(2, Session::Morning).await, [Confirmed]);
    stage.round().await;
    assert_erased(&stage, 1).await;
    assert_erased(&stage, 3).await;
    assert!(stage.desk.held(JANE.address).await.unwrap().references.is_empty());
    assert!(!stage.desk.forget(JANE.address, "Juan", true).await.unwrap());
}

#[tokio::test]
async fn rule_058_only_whoever_is_forgotten_is_told_whoever_else_wrote_about_them_last() {
    let mut stage = stage(DataPolicy::Ask).await;
    let confirmation = stage.last_to(JANE.address).await;
    let words = "Dear Mr Cristellys,\n\nJane Smith cannot come on 9 November. Please cancel her registration.\n\n\
                 Kind regards,\nPaul Green";
    let paul = ("Paul Green", "paul.green@hull.example");
    let subject = format!("Re: {}", confirmation.subject);
    let letter = answer(
        paul.0,
        paul.1,
        "col@hull.example",
        &subject,
        words,
        Some(&confirmation),
    );
    stage.receive(&letter).await;
    stage
        .receive(&bounce_of(&format!("<{}>", confirmation.message_id)))
        .await;
    assert!(stage.desk.forget(JANE.address, "Juan", true).await.unwrap());
    stage.round().await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "erasure-done");
    assert!(stage.replies_to(paul.1).await.is_empty());
    stage.round().await;
    assert!(traces(&stage, &["jane", "leeds", "hull"]).await.is_empty());
}

/// Tables in which something of these words stands, with what.
async fn traces(stage: &Stage, words: &[&str]) -> Vec<String> {
    let mut sql = SqliteConnection::connect(&stage.desk.config().store_url)
        .await
        .unwrap();
    let tables: Vec<(String,)> = sqlx::query_as("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut sql)
        .await
        .unwrap();
    let mut found = Vec::new();
    for (table,) in tables {
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns: Vec<(String,)> = sqlx::query_as(sqlx::AssertSqlSafe(columns))
            .fetch_all(&mut sql)
            .await
            .unwrap();
        for (column,) in columns {
            let all =
                format!("SELECT CAST(\"{column}\" AS BLOB) FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
            let all: Vec<(Vec<u8>,)> = sqlx::query_as(sqlx::AssertSqlSafe(all))
                .fetch_all(&mut sql)
                .await
                .unwrap();
            for (value,) in all {
                let value = String::from_utf8_lossy(&value);
                let lower = value.to_lowercase();
                if words.iter().any(|word| lower.contains(word)) {
                    found.push(format!("{table}.{column}: {value}"));
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn rule_058_no_table_holds_a_trace_of_whoever_was_forgotten() {
    const TRACES: [&str; 6] = ["jane", "smith", "leeds", "dragonfly", "robert miller", "0113"];
    let mut stage = stage(DataPolicy::Act).await;
    // Claire, who stays, wrote nothing of Jane.
    assert!(!traces(&stage, &TRACES).await.is_empty());
    let confirmation = stage.last_to(JANE.address).await;
    let with_file = "From: Jane Smith <jane.smith@leeds.example>\r\nTo: cristellys@efus.eu\r\nSubject: My papers\r\n\
        Message-ID: <file@leeds.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\nMy number is +44 113 496 0113, my project is called Dragonfly.\r\n\
        \r\nJane Smith\r\n--b\r\nContent-Type: text/plain; name=smith.txt\r\n\
        Content-Disposition: attachment; filename=smith.txt\r\n\r\nJane Smith, dragonfly\r\n--b--\r\n";
    stage.receive(with_file.as_bytes()).await;
    // The same letter in the other mailbox, an answer of her machine, and a report that names her.
    stage.receive_press(with_file.as_bytes()).await;
    let away = says(
        &JANE,
        "I am out of the office. Jane Smith, Leeds",
        "ooo@leeds.example",
        &confirmation,
    );
    let away = String::from_utf8(away).unwrap();
    let away = away.replacen("MIME-Version", "Auto-Submitted: auto-replied\r\nMIME-Version", 1);
    stage.receive(away.as_bytes()).await;
    stage
        .receive(&bounce_of(&format!("<{}>", confirmation.message_id)))
        .await;
    stage
        .receive(&forged(
            "Dear Sir,\n\nplease cancel my registration.\n\nJane Smith",
            "f@evil.example",
        ))
        .await;
    let store = stage.desk.store();
    store
        .add_note(1, "juan", "Jane Smith rang", stage.now())
        .await
        .unwrap();
    store
        .set_tag(&[1], ("smith", true), "juan", stage.now())
        .await
        .unwrap();
    stage.wait(TimeDelta::days(2)).await;
    let swap = "I cannot come. My colleague Robert Miller will come in my place.";
    stage
        .receive(&says(&JANE, swap, "swap@leeds.example", &confirmation))
        .await;
    stage.wait(TimeDelta::days(2)).await;
    stage
        .receive(&says(&JANE, ERASE, "erase@leeds.example", &confirmation))
        .await;
    stage.round().await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "erasure-done");
    for _ in 0..3 {
        stage.wait(TimeDelta::hours(1)).await;
    }
    let left = traces(&stage, &TRACES).await;
    assert!(left.is_empty(), "{}", left.join("\n\n"));
    assert!(
        !traces(&stage, &["claire", "lyon"]).await.is_empty(),
        "whoever stays is known"
    );
}

/// Says that it comes from Jane, and nothing proves it.
fn forged(words: &str, id: &str) -> Vec<u8> {
    answer(JANE.name, JANE.address, id, "My data", words, None)
}

#[tokio::test]
async fn rule_058_a_stranger_who_asks_for_erasure_erases_nobody() {
    let mut stage = stage(DataPolicy::Act).await;
    stage.receive(&forged(ERASE, "forged@evil.example")).await;
    let asked = (
        "asked-back".to_owned(),
        Some(Reason::DataNotProven(DataWish::Erasure)),
    );
    assert_eq!(stage.end_of(3).await, asked);
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    assert_eq!(stage.states(2, Session::Morning).await, [Waiting]);
    // The registered address is asked, and told what would be lost.
    let question = stage.last_to(JANE.address).await;
    assert_eq!(question.kind, "please-confirm");
    assert!(
        question.text.contains("erase the personal data"),
        "{}",
        question.text
    );
    assert!(
        question.text.contains("also ends every registration"),
        "{}",
        question.text
    );
    let no = says(&JANE, "No, I did not write that.", "no@leeds.example", &question);
    stage.receive(&no).await;
    assert_eq!(stage.end_of(4).await.1, Some(Reason::OwnerDisagreed));
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    assert!(stage.desk.store().raw(1).await.unwrap().is_some());
}

#[tokio::test]
async fn rule_058_an_erasure_that_was_not_proven_is_done_once_the_owner_agrees() {
    let mut stage = stage(DataPolicy::Act).await;
    // What the same address has besides goes too.
    stage.receive(&ANOTHER.raw()).await;
    assert_eq!(stage.states(3, Session::Morning).await, [Waiting, Waiting]);
    // Three answers a day are the most.
    stage.wait(TimeDelta::hours(25)).await;
    stage.receive(&forged(ERASE, "own@leeds.example")).await;
    let question = stage.last_to(JANE.address).await;
    assert_eq!(question.kind, "please-confirm");
    stage
        .receive(&says(&JANE, "Yes, please.", "yes@leeds.example", &question))
        .await;
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
    assert_eq!(stage.states(2, Session::Morning).await, [Confirmed]);
    assert_eq!(stage.states(3, Session::Morning).await, [Cancelled, Cancelled]);
    assert_eq!(stage.last_to(JANE.address).await.kind, "erasure-done");
    stage.round().await;
    for letter in [1, 3, 4, 5] {
        assert_eq!(stage.desk.store().raw(letter).await.unwrap(), None, "{letter}");
    }
    assert!(stage.desk.store().raw(2).await.unwrap().is_some());
}

#[tokio::test]
async fn rule_058_a_copy_that_was_not_proven_leaves_once_the_owner_agrees() {
    let mut stage = stage(DataPolicy::Act).await;
    stage.receive(&forged(COPY, "own@leeds.example")).await;
    assert_eq!(
        stage.kinds_to(JANE.address).await,
        ["confirmation", "please-confirm"]
    );
    let question = stage.last_to(JANE.address).await;
    assert!(question.text.contains("send you a copy"), "{}", question.text);
    // A colleague to whom it was passed on cannot agree.
    let colleague = answer(
        "Paul Green",
        "paul.green@leeds.example",
        "colleague@leeds.example",
        &question.subject,
        "Yes, please.",
        Some(&question),
    );
    stage.receive(&colleague).await;
    assert_eq!(stage.end_of(4).await.0, "review");
    assert!(
        !stage
            .kinds_to(JANE.address)
            .await
            .contains(&"data-copy".to_owned())
    );
    assert!(
        !stage
            .kinds_to("paul.green@leeds.example")
            .await
            .contains(&"data-copy".to_owned())
    );
    stage
        .receive(&says(&JANE, "Yes.", "yes@leeds.example", &question))
        .await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "data-copy");
    let file = stage.attachment_to(JANE.address).await;
    assert!(file.contains(&stage.reference(1).await), "{file}");
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
}

#[tokio::test]
async fn rule_058_whoever_nothing_is_known_of_is_asked_nothing() {
    let mut stage = stage(DataPolicy::Act).await;
    let stranger = answer(
        "Eve Adams",
        "eve@evil.example",
        "eve@evil.example",
        "My data",
        &COPY.replace("Jane Smith", "Eve Adams"),
        None,
    );
    stage.receive(&stranger).await;
    assert_eq!(stage.end_of(3).await.0, "review");
    let told = stage.kinds_to("eve@evil.example").await;
    assert!(told.iter().all(|kind| kind == "receipt"), "{told:?}");
}

#[tokio::test]
async fn a_copy_of_the_data_is_a_letter_and_a_file_and_goes_to_the_proven_address_only() {
    let mut stage = stage(DataPolicy::Act).await;
    let confirmation = stage.last_to(JANE.address).await;
    stage
        .receive(&says(&JANE, COPY, "copy@leeds.example", &confirmation))
        .await;
    let copy = stage.last_to(JANE.address).await;
    assert_eq!(copy.kind, "data-copy");
    let reference = stage.reference(1).await;
    assert!(copy.text.contains(&reference), "{}", copy.text);
    assert!(copy.text.contains("9 December 2016"), "{}", copy.text);
    let file = stage.attachment_to(JANE.address).await;
    let data: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(data["requests"][0]["reference"], reference.as_str());
    assert_eq!(data["requests"][0]["persons"][0]["name"], "Jane Smith");
    let message = data["requests"][0]["message"].as_str().unwrap();
    assert!(message.contains("Please register me"), "{message}");
    // Nothing of others.
    assert!(!file.contains("Moreau"), "{file}");

    let words = COPY.replace("Dear Sir or Madam", "Hello");
    let stranger = answer(
        JANE.name,
        JANE.address,
        "eve@evil.example",
        "My data",
        &words,
        None,
    );
    stage.receive(&stranger).await;
    assert_eq!(stage.end_of(4).await.0, "asked-back");
    assert_eq!(stage.last_to(JANE.address).await.kind, "please-confirm");
}

#[tokio::test]
async fn a_copy_that_an_organiser_must_release_waits_for_them() {
    let mut stage = stage(DataPolicy::Ask).await;
    let confirmation = stage.last_to(JANE.address).await;
    stage
        .receive(&says(&JANE, COPY, "copy@leeds.example", &confirmation))
        .await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "confirmation");
    let waiting = stage.desk.store().troubled_replies(10).await.unwrap();
    let copy = waiting.iter().find(|reply| reply.kind == "data-copy").unwrap();
    let actor = rsvpd::store::Actor::Organiser("Juan".to_owned());
    let now = stage.now();
    // What waits for the limit of answers leaves when they go on; the copy waits for an organiser's look.
    let (store, registration) = (stage.desk.store().clone(), MailboxRole::Registration);
    store
        .open_breaker(registration, "for the test", now)
        .await
        .unwrap();
    assert!(stage.desk.resume(registration, "Juan").await.unwrap());
    stage.round().await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "confirmation");
    assert!(stage.desk.store().release(copy.id, &actor, now).await.unwrap());
    stage.round().await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "data-copy");
}

#[tokio::test]
async fn rule_058_after_their_term_all_data_are_erased_by_themselves_and_counts_stay() {
    let mut stage = stage(DataPolicy::Ask).await;
    let ends = stage.desk.config().event.ends();
    let before = stage.desk.store().counts().await.unwrap();
    stage.until(ends + TimeDelta::days(29)).await;
    assert!(stage.desk.store().raw(1).await.unwrap().is_some());
    stage.until(ends + TimeDelta::days(31)).await;
    assert_erased(&stage, 1).await;
    assert_eq!(stage.desk.store().raw(2).await.unwrap(), None);
    let after = stage.desk.store().counts().await.unwrap();
    assert_eq!(before.places, after.places);
}
