//! How quick every page of the console is with a great many registrations:
//! `cargo bench --bench pages [-- [postgres] PERSONS [ROUNDS]]`
//!
//! The sample letters are settled by the desk and then copied in its database until there are as many persons with
//! places as wanted (100,000 unless said otherwise). The database is SQLite; with `postgres` it is a PostgreSQL server
//! that is started for it. Every page is asked over HTTP again and again, and opened in Chromium; printed are the time of
//! the whole answer, the first time by itself (nothing is counted yet then), its weight with all that it loads, and the
//! first contentful paint.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot go on ends"
)]

use client::Client;
use fill::fill;
use page::{Page, tell};
use postgres::Postgres;
use rsvpd::web::Role;
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use stage::Stage;
use std::collections::BTreeSet;
use std::time::Instant;

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/browser/client.rs"]
mod client;
#[path = "../../tests/browser/driver.rs"]
mod driver;
#[path = "../../tests/browser/fill.rs"]
mod fill;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/browser/page.rs"]
mod page;
#[path = "../../tests/it/support/postgres.rs"]
mod postgres;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/browser/stage.rs"]
mod stage;

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
    let server = std::env::args()
        .any(|word| word == "postgres")
        .then(|| Postgres::start().expect("PostgreSQL is installed"));
    let store_url = server.as_ref().map(|server| server.database("pages"));
    let mut stage = Stage::on(store_url.clone(), &[""]).await;
    stage.user("ana", &[Role::Administer]).await;
    let begun = Instant::now();
    let filled = fill(&stage.desk, i64::try_from(persons).unwrap()).await;
    println!(
        "filled    {filled} persons with places in {:.0} s",
        begun.elapsed().as_secs_f64()
    );
    let begun = Instant::now();
    stage.desk.store().fold_for_search().await.unwrap();
    println!("folded    for search in {:.0} s", begun.elapsed().as_secs_f64());
    if let Some(url) = store_url {
        // The server does this by itself within minutes; the database was filled faster.
        let mut sql = PgConnection::connect(&url).await.unwrap();
        sql.execute("VACUUM ANALYZE").await.unwrap();
    }
    tell(&mut stage, async |stage: &mut Stage, page: &Page| {
        measure(stage, page, rounds).await;
    })
    .await;
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
