//! How fast letters are read, on one core: `cargo bench --bench reading [-- BYTES NAME]`
//!
//! Start-up is what the first letter waits for: lexicon, gazetteer and all else that is loaded once. Then every letter of
//! tests/letters is parsed and read, best of five, and every kind of hostile letter of BYTES (1 MiB less 1 KiB); with NAME
//! only those whose name holds it. Times are the processor's for this process, which other work on the machine hardly
//! changes.

use anyhow::Context;
use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request;
use rustix::time::{ClockId, clock_gettime};
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

#[path = "../tests/it/support/hostile.rs"]
mod hostile;

const ROUNDS: usize = 5;
/// What any letter below 1 MiB may take.
const MOST: Duration = Duration::from_millis(20);

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let bytes = words
        .iter()
        .find_map(|word| word.parse::<usize>().ok())
        .unwrap_or((1 << 20) - 1024);
    let named = |name: &str| {
        words
            .iter()
            .all(|word| word.parse::<usize>().is_ok() || name.contains(word))
    };
    let desk = Desk {
        addresses: vec![
            ("cristellys@efus.eu".to_owned(), MailboxRole::Registration),
            ("fontanille@efus.eu".to_owned(), MailboxRole::Press),
        ],
        message_id_domain: "efus.eu".to_owned(),
        authserv_id: None,
    };
    let begun = used();
    let lexicon = Lexicon::embedded();
    let loaded = used() - begun;
    let first = hostile::text(
        "first",
        "I would like to attend the Summit.\r\n\r\nKind regards\r\nAnn Lee",
    );
    read(&first.raw, &desk, &lexicon);
    println!(
        "start     lexicon {}, with gazetteer and first letter {} (goal: at most 150 ms)",
        shown(loaded),
        shown(used() - begun)
    );
    let mut times = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    for entry in folder.read_dir().context("tests/letters is not there")? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            let raw = fs::read(&path)?;
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if named(&name) {
                times.push((best(&raw, &desk, &lexicon), name));
            }
        }
    }
    report("letters", &mut times, "median at most 1 ms");
    let mut times: Vec<(Duration, String)> = hostile::letters(bytes)
        .iter()
        .filter(|letter| named(letter.name))
        .map(|letter| (best(&letter.raw, &desk, &lexicon), letter.name.to_owned()))
        .collect();
    report("hostile", &mut times, "each at most 20 ms");
    Ok(())
}

fn read(raw: &[u8], desk: &Desk, lexicon: &Lexicon) {
    let message = Message::parse(black_box(raw), desk, None);
    let _ = black_box(request::read(&message, lexicon));
}

/// Time of the processor that this process has used.
fn used() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

fn best(raw: &[u8], desk: &Desk, lexicon: &Lexicon) -> Duration {
    (0..ROUNDS)
        .map(|_| {
            let begun = used();
            read(raw, desk, lexicon);
            used() - begun
        })
        .min()
        .unwrap_or_default()
}

fn report(what: &str, times: &mut [(Duration, String)], goal: &str) {
    times.sort();
    let at = |share: usize| {
        times
            .get(times.len() * share / 100)
            .map_or(Duration::ZERO, |time| time.0)
    };
    println!(
        "{what:<9} {} of them, median {}, p99 {} ({goal})",
        times.len(),
        shown(at(50)),
        shown(at(99))
    );
    // The slowest, and all that miss the goal.
    let slow = times.iter().filter(|time| time.0 > MOST).count();
    for (time, name) in times.iter().rev().take(slow.max(5)) {
        println!("          {:>9}  {name}", shown(*time));
    }
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}
