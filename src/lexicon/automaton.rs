//! Finds all phrases of all languages in a sequence of folded words, in linear time.
//!
//! From each word of the text the automaton is walked once; a step tries the word itself, the beginnings that the
//! lexicon knows of it, and a gap of up to four words. The work from one word is bounded by the lexicon alone, so a text
//! costs its length, whatever it says.

use super::accent::{Accent, accented};
use super::hash;
use super::quick::Quick;
use super::tables::{GAP, Tables};
use std::collections::HashMap;
use std::ops::RangeInclusive;

pub use super::tables::Meaning;

/// Words a gap may skip.
const SKIPPED: usize = 4;
/// Steps from one word, far above what any sane lexicon needs: a guard against hostile lexicons and texts.
const MOST_STEPS: usize = 2_000;

/// A phrase found: words `start..end` of the sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    pub start: usize,
    pub end: usize,
    pub meaning: Meaning,
}

/// A word of the text, as the automaton sees it.
pub trait Word {
    /// The folded form.
    fn folded(&self) -> &str;
    /// How it is written, where an accent would make another word of it.
    fn accent(&self) -> Accent;
    /// Whether a phrase may run on from the word before to this one.
    fn continues(&self) -> bool;
}

/// The compiled phrases, with their words where they are found at once.
#[derive(Debug, Default)]
pub struct Automaton {
    words: HashMap<u64, u32, Quick>,
    beginnings: HashMap<u64, u32, Quick>,
    tables: Tables,
}

impl Automaton {
    /// Makes the tables ready.
    #[must_use]
    pub fn new(tables: Tables) -> Self {
        Self {
            words: tables.words.iter().copied().collect(),
            beginnings: tables.beginnings.iter().copied().collect(),
            tables,
        }
    }

    /// All phrases in the words, by start, then by end.
    #[must_use]
    pub fn find<W: Word>(&self, words: &[W]) -> Vec<Match> {
        let mut symbols = Vec::with_capacity(words.len() * 2);
        let mut bounds = Vec::with_capacity(words.len() + 1);
        bounds.push(0);
        for word in words {
            self.symbols_of(word, &mut symbols);
            bounds.push(symbols.len());
        }
        let of = |index: usize| -> &[u32] {
            match (bounds.get(index), bounds.get(index + 1)) {
                (Some(&from), Some(&to)) => symbols.get(from..to).unwrap_or_default(),
                _ => &[],
            }
        };
        let mut found = Vec::new();
        let mut open = Vec::new();
        for start in 0..words.len() {
            open.clear();
            let first = found.len();
            for &symbol in of(start) {
                if let Some(node) = self.start(symbol) {
                    self.arrive(words, start, start + 1, node, &mut found, &mut open);
                }
            }
            let mut steps = 1;
            while let Some((node, at)) = open.pop() {
                steps += 1;
                if steps > MOST_STEPS {
                    break;
                }
                if !words.get(at).is_some_and(Word::continues) {
                    continue;
                }
                for &symbol in of(at) {
                    if let Some(next) = self.step(node, symbol) {
                        self.arrive(words, start, at + 1, next, &mut found, &mut open);
                    }
                }
            }
            if let Some(new) = found.get_mut(first..) {
                new.sort_by_key(|hit: &Match| (hit.end, hit.meaning));
            }
            let mut kept = first;
            for index in first..found.len() {
                if kept == first || found.get(index) != found.get(kept - 1) {
                    found.swap(kept, index);
                    kept += 1;
                }
            }
            found.truncate(kept);
        }
        found
    }

    /// Notes what the node means that words up to `end` lead to, and goes on from it.
    fn arrive<W: Word>(
        &self,
        words: &[W],
        start: usize,
        end: usize,
        node: u32,
        found: &mut Vec<Match>,
        open: &mut Vec<(u32, usize)>,
    ) {
        let meanings = range_of(&self.tables.first_meanings, node)
            .and_then(|range| self.tables.meanings.get(range))
            .unwrap_or_default();
        found.extend(meanings.iter().map(|&meaning| Match { start, end, meaning }));
        open.push((node, end));
        // A gap is the first of the symbols.
        if let Some(&(GAP, beyond)) = self.edges(node).first() {
            for at in end..=end + SKIPPED {
                if !words.get(at).is_some_and(Word::continues) {
                    return;
                }
                open.push((beyond, at));
            }
        }
    }

    fn start(&self, symbol: u32) -> Option<u32> {
        self.tables.starts.get(symbol as usize)?.checked_sub(1)
    }

    fn step(&self, node: u32, symbol: u32) -> Option<u32> {
        let edges = self.edges(node);
        let at = edges.binary_search_by_key(&symbol, |edge| edge.0).ok()?;
        edges.get(at).map(|edge| edge.1)
    }

    fn edges(&self, node: u32) -> &[(u32, u32)] {
        range_of(&self.tables.first_edges, node)
            .and_then(|range| self.tables.edges.get(range))
            .unwrap_or_default()
    }

    fn symbols_of<W: Word>(&self, word: &W, symbols: &mut Vec<u32>) {
        let (accent, word) = (word.accent(), word.folded());
        let other = accented(word);
        if other.is_none() || accent != Accent::Written {
            symbols.extend(self.words.get(&hash::of(word)));
        }
        if let Some(other) = other.filter(|_| accent != Accent::Left) {
            symbols.extend(self.words.get(&hash::of(other)));
        }
        let lengths = self.beginning_lengths();
        let mut hash = hash::EMPTY;
        for (bytes, byte) in (1..=*lengths.end()).zip(word.bytes()) {
            hash = hash::with(hash, byte);
            if lengths.contains(&bytes) && word.is_char_boundary(bytes) {
                symbols.extend(self.beginnings.get(&hash));
            }
        }
    }

    fn beginning_lengths(&self) -> RangeInclusive<usize> {
        self.tables.shortest_beginning as usize..=self.tables.longest_beginning as usize
    }
}

/// Where what belongs to this node lies.
fn range_of(firsts: &[u32], node: u32) -> Option<std::ops::Range<usize>> {
    match firsts.get(node as usize..)? {
        [first, next, ..] => Some(*first as usize..*next as usize),
        _ => None,
    }
}
