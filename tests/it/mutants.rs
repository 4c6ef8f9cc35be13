//! Letters of the corpus with damage done to them: parsed, read and decided about like any other, and no machine is answered.
//!
//! `cargo run --release --example mutants -- --count 1000000` does the same to as many letters as there is time for.

use crate::support::mutants::Seeds;
use crate::support::mutants::checks::Reader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

fn seeds() -> Seeds {
    Seeds::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters"))
}

#[test]
fn damaged_letters_are_read_within_bounds_and_machines_are_never_answered() {
    let (seeds, reader) = (seeds(), Reader::new());
    assert!(!seeds.is_empty());
    let (mut answered, mut most) = (0, 0);
    for number in 0..1_500 {
        let mutant = seeds.mutant(number);
        let read = catch_unwind(AssertUnwindSafe(|| reader.check(&mutant, number)));
        let steps = &mutant.steps;
        match read {
            Ok(Ok(read)) => {
                answered += usize::from(read.decision.letter.is_some());
                most = most.max(read.looks);
            }
            Ok(Err(why)) => panic!("letter {number} ({steps:?}): {why}"),
            Err(_) => panic!("letter {number} ({steps:?}) breaks the reader"),
        }
    }
    // Damage leaves many letters what they were: a reader that refuses all of them would pass everything above.
    assert!(answered > 100, "{answered} answered");
    assert!(most > 1_000, "{most} look-ups at most");
}
