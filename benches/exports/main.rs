//! How much memory and time files of a great many registrations take: `cargo bench --bench exports [-- [postgres] PERSONS]`
//!
//! The sample letters are settled by the desk and then copied in its database until there are as many persons with
//! places as wanted (100,000 unless said otherwise). Every document is then written in every form by `rsvpd export`, a
//! process each, and told are its seconds, the size of the file, and the most memory of its own that the process held
//! (`RssAnon` of proc(5), read every two milliseconds; pages of the database's file, which the system lends and takes back
//! as it likes, do not count). The first line, the programme of the event with everybody counted, is what reading
//! the rows costs alone. Where `RSVPD_PROGRAM` names the program of another build, it is measured, too, after this one.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot go on ends"
)]

use fill::fill;
use postgres::Postgres;
use stage::Stage;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[path = "../../tests/browser/fill.rs"]
mod fill;
#[path = "../../tests/it/support/postgres.rs"]
mod postgres;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/browser/stage.rs"]
mod stage;

/// Documents with the forms they are written in.
const FILES: [(&str, &[&str]); 9] = [
    ("programme", &["ics"]),
    ("registrations", &["csv", "xlsx"]),
    ("confirmed", &["csv", "xlsx", "vcf"]),
    ("participants", &["csv", "xlsx", "vcf", "pdf"]),
    ("badges", &["pdf"]),
    ("interpretation", &["csv", "pdf"]),
    ("catering", &["csv", "pdf"]),
    ("waiting", &["csv", "xlsx"]),
    ("messages", &["csv", "xlsx"]),
];

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let persons = words.iter().find_map(|word| word.parse().ok()).unwrap_or(100_000);
    let server = words
        .iter()
        .any(|word| word == "postgres")
        .then(|| Postgres::start().expect("PostgreSQL is installed"));
    let store_url = server.as_ref().map(|server| server.database("exports"));
    let stage = Stage::on(store_url, &[""]).await;
    let filled = fill(&stage.desk, persons).await;
    stage.desk.store().fold_for_search().await.unwrap();
    println!("{filled} persons with places");
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("rsvpd.toml");
    let settings = format!(
        "[[mailbox]]\nname = \"none\"\nrole = \"registration\"\nsource = \"maildir\"\npath = \"none\"\n\
         [store]\nurl = {:?}\n[delivery]\nby = \"folder\"\nfolder = \"replies\"\n",
        stage.desk.config().store_url
    );
    fs::write(&config, settings).unwrap();
    let programs = [
        Ok(env!("CARGO_BIN_EXE_rsvpd").to_owned()),
        std::env::var("RSVPD_PROGRAM"),
    ];
    for program in programs.into_iter().flatten() {
        println!(
            "\n{program}\n{:<24} {:>8} {:>10} {:>12}",
            "file", "seconds", "MiB file", "MiB memory"
        );
        for (what, forms) in FILES {
            for form in forms {
                let file = folder.path().join(format!("{what}.{form}"));
                let begun = Instant::now();
                let most = export(&program, &config, &file, what);
                println!(
                    "{:<24} {:>8.1} {:>10.1} {:>12.0}",
                    format!("{what}.{form}"),
                    begun.elapsed().as_secs_f64(),
                    mebibytes(fs::metadata(&file).unwrap().len()),
                    mebibytes(most * 1_024)
                );
                fs::remove_file(file).unwrap();
            }
        }
    }
}

/// Lets the program write a file; gives the most memory of its own that it held, in KiB.
fn export(program: &str, config: &Path, file: &Path, what: &str) -> u64 {
    let mut child = Command::new(program)
        .arg("--config")
        .arg(config)
        .arg("export")
        .arg(file)
        .args(["--what", what])
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let held = told.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let held = held.and_then(|held| held.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(held.unwrap_or(0));
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success(), "{what} was not written");
            return most;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size to be read")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
