//! Letters made to cost time, twice as long each: the counted work of parsing and reading may about double, and no more.

use super::super::{Desk, MailboxRole, Message};
use crate::lexicon::Lexicon;
use crate::request;
use std::cell::Cell;

#[path = "../../../tests/it/support/hostile.rs"]
mod hostile;

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Notes so many steps of the letter that this test reads.
pub(crate) fn step(count: usize) {
    STEPS.set(STEPS.get() + count as u64);
}

/// What reading a letter took.
#[derive(Debug, Clone, Copy)]
struct Work {
    /// Looks at lines, words, sentences, phrases and letters of the text.
    steps: u64,
    /// Pieces of memory asked for.
    pieces: u64,
    /// Their bytes.
    bytes: u64,
}

fn desk() -> Desk {
    Desk {
        addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
        message_id_domain: "efus.eu".to_owned(),
        authserv_id: None,
    }
}

fn counted<T>(done: impl FnOnce() -> T) -> Work {
    STEPS.set(0);
    let memory = allocation_counter::measure(|| drop(done()));
    Work {
        steps: STEPS.get(),
        pieces: memory.count_total,
        bytes: memory.bytes_total,
    }
}

/// By how much the second may exceed the first: the work of a square would be four times as much.
fn is_linear(few: Work, many: Work) -> bool {
    // A list of persons is short of its limit in the first, and at it in the second.
    // The first steps of a letter may be few and its next ones ordinary.
    many.steps * 10 <= few.steps * 23 + 100_000
        && many.pieces * 10 <= few.pieces * 30
        && many.bytes * 10 <= few.bytes * 30
}

/// The kinds of letters that take more than their length in one of these sizes, each twice the last.
fn not_linear(sizes: &[usize], work: impl Fn(&[u8]) -> Work) -> Vec<String> {
    let of = |size: &usize| hostile::letters(*size).into_iter();
    let sets: Vec<Vec<(&str, Work)>> = sizes
        .iter()
        .map(|size| of(size).map(|letter| (letter.name, work(&letter.raw))).collect())
        .collect();
    let pairs = sets.windows(2).flat_map(|pair| pair[0].iter().zip(&pair[1]));
    pairs
        .filter(|((_, few), (_, many))| !is_linear(*few, *many))
        .map(|((name, few), (_, many))| format!("{name}: {few:?} becomes {many:?}"))
        .collect()
}

fn parse(raw: &[u8]) -> Message {
    Message::parse(raw, &desk(), None)
}

#[test]
fn a_letter_twice_as_long_takes_twice_the_work_to_parse_and_no_more() {
    // What is loaded once is no work of a letter.
    counted(|| parse(&hostile::text("first", "> I will come.").raw));
    let found = not_linear(&[32 << 10, 64 << 10], |raw| counted(|| parse(raw)));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_letter_twice_as_long_takes_twice_the_work_to_read_and_no_more() {
    let lexicon = Lexicon::embedded();
    let read = |raw: &[u8]| counted(|| request::read(&parse(raw), &lexicon));
    for letter in hostile::letters(1_000) {
        read(&letter.raw);
    }
    // The writer's own words are read to 16 KiB.
    let found = not_linear(&[2 << 10, 4 << 10, 8 << 10], read);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
