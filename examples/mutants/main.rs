//! Damaged letters without end: `cargo run --release --example mutants --
//! [--letters FOLDER] [--from NUMBER] [--count NUMBER] [--keep FOLDER]`
//!
//! Each number gives a letter of the folder (tests/letters) with damage done to it, always the same; it is parsed, read and decided
//! about, and whatever does not hold is printed with its number and kept.

use anyhow::Context;
use mutants::Seeds;
use mutants::checks::Reader;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[expect(clippy::panic, reason = "a check that cannot go on ends the run")]
#[path = "../../tests/it/support/mutants.rs"]
mod mutants;

/// Letters between two lines of the log.
const EVERY: u64 = 100_000;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let behind = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1)
    };
    let number = |name: &str, usual: u64| behind(name).map_or(Ok(usual), |word| word.parse());
    let from = number("--from", 0).context("--from wants a number")?;
    let count = number("--count", 100_000).context("--count wants a number")?;
    let keep = behind("--keep").map(PathBuf::from);
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    let folder = behind("--letters").map_or_else(usual, PathBuf::from);
    let seeds = Seeds::of(&folder);
    anyhow::ensure!(!seeds.is_empty(), "no letters in {}", folder.display());
    let reader = Reader::new();
    let mut ends: BTreeMap<String, u64> = BTreeMap::new();
    let (mut found, mut looks) = (0u64, 0.0f64);
    for number in from..from + count {
        let mutant = seeds.mutant(number);
        let read = catch_unwind(AssertUnwindSafe(|| reader.check(&mutant, number)));
        let why = match read {
            Ok(Ok(read)) => {
                looks = looks.max(read.looks as f64 / (mutant.raw.len() as f64 + 1_000.0));
                let end = format!(
                    "{:?}, {}",
                    read.decision.outcome,
                    answered(read.decision.letter.is_some())
                );
                *ends.entry(end).or_default() += 1;
                None
            }
            Ok(Err(why)) => Some(why),
            Err(_) => Some("it breaks the reader".to_owned()),
        };
        if let Some(why) = why {
            found += 1;
            println!("{number} ({}): {why}", mutant.steps.join(", "));
            if let Some(folder) = &keep {
                fs::create_dir_all(folder)?;
                fs::write(folder.join(format!("{number}.eml")), &mutant.raw)?;
            }
        }
        if (number + 1 - from).is_multiple_of(EVERY) {
            println!(
                "{} letters, {found} findings, at most {looks:.0} look-ups a byte",
                number + 1 - from
            );
        }
    }
    println!("{count} letters, {found} findings, at most {looks:.0} look-ups a byte");
    for (end, count) in ends {
        println!("{count:>10}  {end}");
    }
    Ok(())
}

fn answered(is_answered: bool) -> &'static str {
    if is_answered { "answered" } else { "not answered" }
}
