//! How quick every page of the console is with a great many registrations: `cargo bench --bench pages [-- PERSONS [ROUNDS]]`
//!
//! The sample letters are settled by the desk and then copied in its database until there are as many persons with
//! places as wanted (100,000 unless said otherwise): by one statement for each table, in one transaction. Every page is
//! asked over HTTP again and again, and opened in Chromium; printed are the time of the whole answer, the first time by
//! itself (nothing is counted yet then), its weight with all that it loads, and the first contentful paint.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a measurement that cannot go on ends"
)]

use client::Client;
use page::{Page, tell};
use rsvpd::web::Role;
use sqlx::{Executor, Row, SqlitePool};
use stage::Stage;
use std::collections::BTreeSet;
use std::time::Instant;

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/browser/client.rs"]
mod client;
#[path = "../../tests/browser/driver.rs"]
mod driver;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/browser/page.rs"]
mod page;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/browser/stage.rs"]
mod stage;

/// Between the numbers of a letter and of its copy.
const STEP: i64 = 1_000;

/// Tables in the order in which one points at the other, with the columns that are numbers of messages, those that
/// must differ, and the numbers of replies.
const TABLES: [(&str, &[&str], &[&str]); 9] = [
    ("messages", &["id", "copy_of"], &[]),
    ("message_bytes", &["message"], &[]),
    (
        "requests",
        &["message", "concerns"],
        &["reference", "contact_address", "message_id"],
    ),
    ("persons", &["party"], &["name"]),
    ("registrations", &["party"], &[]),
    ("press", &["request"], &[]),
    ("outbox", &["id", "request"], &["message_id"]),
    ("outbox_bytes", &["reply"], &[]),
    ("journal", &["id", "request"], &[]),
];

/// What one page took.
struct Measured {
    path: String,
    /// Milliseconds, of the first answer.
    first: f64,
    /// Of the others, sorted.
    times: Vec<f64>,
    /// Milliseconds of a processor for one answer, the asking included: other work on the machine does not count here.
    busy: f64,
    bytes: usize,
    paint: f64,
}

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse::<usize>().ok());
    let persons = numbers.next().unwrap_or(100_000);
    let rounds = numbers.next().unwrap_or(100).max(1);
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Administer]).await;
    let begun = Instant::now();
    let filled = fill(&stage, i64::try_from(persons).unwrap()).await;
    println!(
        "filled    {filled} persons with places in {:.0} s",
        begun.elapsed().as_secs_f64()
    );
    let begun = Instant::now();
    stage.desk.store().fold_for_search().await.unwrap();
    println!("folded    for search in {:.0} s", begun.elapsed().as_secs_f64());
    tell(&mut stage, async |stage: &mut Stage, page: &Page| {
        measure(stage, page, rounds).await;
    })
    .await;
}

/// Copies what the desk made of its letters until this many persons have places; gives how many have.
async fn fill(stage: &Stage, persons: i64) -> i64 {
    let url = &stage.desk.config().store_url;
    let pool = SqlitePool::connect(url).await.unwrap();
    let count = "SELECT COUNT(*) FROM (SELECT DISTINCT party, position FROM registrations)";
    let one: i64 = sqlx::query_scalar(count).fetch_one(&pool).await.unwrap();
    let copies = persons / one.max(1);
    let mut connection = pool.acquire().await.unwrap();
    connection.execute("PRAGMA foreign_keys = OFF").await.unwrap();
    // What a crash would do to it does not matter here.
    connection.execute("PRAGMA synchronous = OFF").await.unwrap();
    connection.execute("BEGIN").await.unwrap();
    for (table, numbers, different) in TABLES {
        let info = format!("PRAGMA table_info({table})");
        let columns = sqlx::query(sqlx::AssertSqlSafe(info))
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        let columns: Vec<String> = columns.iter().map(|row| row.get("name")).collect();
        let values: Vec<String> = columns
            .iter()
            .map(|column| {
                if numbers.contains(&column.as_str()) {
                    format!("{column} + n.k * {STEP}")
                } else if different.contains(&column.as_str()) {
                    format!("n.k || '-' || {column}")
                } else {
                    column.clone()
                }
            })
            .collect();
        let key = numbers.first().unwrap();
        let sql = format!(
            "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {copies}) \
             INSERT INTO {table} ({}) SELECT {} FROM {table}, n WHERE {key} < {STEP}",
            columns.join(", "),
            values.join(", ")
        );
        connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    }
    connection.execute("COMMIT").await.unwrap();
    let all = sqlx::query_scalar(count)
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    drop(connection);
    pool.close().await;
    all
}

async fn measure(stage: &Stage, page: &Page, rounds: usize) {
    let ana = Client::signed_in(&stage.address, "ana").await;
    page.sign_in("ana").await;
    page.open("/decide").await;
    page.see("a[href^='/letters/']").await;
    let letter = page
        .ask("document.querySelector(\"a[href^='/letters/']\").getAttribute('href')")
        .await;
    let letter = letter.as_str().unwrap().to_owned();
    let party = letter.replace("letters", "parties");
    let paths = [
        "/decide",
        letter.as_str(),
        party.as_str(),
        "/waiting",
        "/waiting?page=50",
        "/waiting?page=300",
        "/waiting?q=-language:en",
        "/waiting?q=-language:en&page=300",
        "/waiting?q=country:IT",
        "/waiting?q=meroglu",
        "/confirmed",
        "/confirmed?page=150",
        "/confirmed?q=-language:en",
        "/press",
        "/ignored",
        "/outbox",
        "/messages",
        "/messages?page=200",
        "/messages?page=900",
        "/messages?q=haciomeroglu",
        "/messages?q=meroglu",
        "/messages?q=-language:en",
        "/messages?q=country:IT",
        "/overview",
        "/exports",
        "/try",
        "/settings",
        "/settings/letters",
        "/settings/rehearsal",
        "/enter",
        "/users",
        "/account",
        "/keys",
    ];
    println!(
        "\n{:<34} {:>8} {:>8} {:>8} {:>8} {:>6} {:>8}",
        "page", "first ms", "p50 ms", "p99 ms", "busy ms", "KiB", "FCP ms"
    );
    for path in paths {
        let measured = one(&ana, page, path, rounds).await;
        let at = |share: f64| {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a place among a few hundred"
            )]
            let place = ((measured.times.len() - 1) as f64 * share).round() as usize;
            measured.times[place]
        };
        println!(
            "{:<34} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {:>6} {:>8.0}",
            measured.path,
            measured.first,
            at(0.5),
            at(0.99),
            measured.busy,
            measured.bytes.div_ceil(1024),
            measured.paint
        );
    }
}

async fn one(ana: &Client, page: &Page, path: &str, rounds: usize) -> Measured {
    let begun = Instant::now();
    let first = ana.get(path).await;
    let first_time = begun.elapsed().as_secs_f64() * 1_000.0;
    assert_eq!(first.status, 200, "{path}");
    let mut bytes = first.text.len();
    let loaded: BTreeSet<&str> = first
        .text
        .split('"')
        .filter(|part| part.starts_with("/static/"))
        .collect();
    for file in loaded {
        bytes += ana.get(file).await.text.len();
    }
    let mut times = Vec::with_capacity(rounds);
    let before = busy();
    for _ in 0..rounds {
        let begun = Instant::now();
        ana.get(path).await;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "a few hundred rounds")]
    let busy = (busy() - before) / rounds as f64;
    times.sort_by(f64::total_cmp);
    page.open(path).await;
    let painted = "performance.getEntriesByName('first-contentful-paint').length > 0";
    page.until(painted).await;
    let paint = page
        .ask("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        .await;
    Measured {
        path: path.to_owned(),
        first: first_time,
        times,
        busy,
        bytes,
        paint: paint.as_f64().unwrap(),
    }
}

/// Milliseconds of processors that this process used so far (proc(5): fields 14 and 15 of `stat`, in hundredths of a
/// second); nought where the system does not tell.
fn busy() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks = fields.split(' ').skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}
