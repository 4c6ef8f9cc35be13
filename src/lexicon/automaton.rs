//! Finds all phrases of all languages in a sequence of folded words, in linear time.
//!
//! Phrases share a trie over words. From each word of the text the trie is walked once; a step tries the word itself,
//! the beginnings that the lexicon knows of it, and a gap of up to four words. The work from one word is bounded by the
//! lexicon alone, so a text costs its length, whatever it says.

use super::Concept;
use super::phrase::{Choices, Piece};
use quick::Quick;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};

mod quick;

/// Words a gap may skip.
const GAP: usize = 4;
/// Steps from one word, far above what any sane lexicon needs: a guard against hostile lexicons and texts.
const MOST_STEPS: usize = 2_000;
/// Steps of the embedded lexicon, a little more than it has.
const EDGES: usize = 760_000;
/// The symbol of a gap in the trie.
const GAP_SYMBOL: u32 = 0;

/// What a matched phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Meaning {
    pub concept: Concept,
    /// The number, for `number` and `group`; else 0.
    pub value: u8,
    /// Bit i is set where the phrase belongs to the i-th language of the lexicon.
    pub languages: u32,
}

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
    /// Whether a phrase may run on from the word before to this one.
    fn continues(&self) -> bool;
}

/// The compiled phrases.
#[derive(Debug, Default)]
pub struct Automaton {
    words: HashMap<Box<str>, u32, Quick>,
    beginnings: HashMap<Box<str>, u32, Quick>,
    shortest_beginning: usize,
    longest_beginning: usize,
    symbols: u32,
    edges: HashMap<Edge, u32, Quick>,
    nodes: u32,
    /// Nodes from which a gap leads on.
    gaps: HashMap<u32, u32, Quick>,
    /// By node: the place of its first meaning, plus one; 0 where it has none.
    first_meaning: Vec<u32>,
    /// Each with the place of the same node's next meaning, plus one: hundreds of thousands of nodes have one each.
    meanings: Vec<(Meaning, u32)>,
}

/// From this node by this symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    node: u32,
    symbol: u32,
}

impl Hash for Edge {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // One number is mixed in one step; two take two.
        state.write_u64(u64::from(self.node) << 32 | u64::from(self.symbol));
    }
}

impl Automaton {
    /// Makes room for as many steps and meanings as the program's own lexicon has: growing costs a third of loading.
    #[must_use]
    pub fn roomy() -> Self {
        Self {
            edges: HashMap::with_capacity_and_hasher(EDGES, Quick::default()),
            first_meaning: Vec::with_capacity(EDGES),
            meanings: Vec::with_capacity(EDGES),
            ..Self::default()
        }
    }

    /// Adds a phrase; adding the same one for another language joins the languages.
    ///
    /// All combinations are walked at once, so that what they have in common costs once.
    pub fn add(&mut self, steps: &[Choices], meaning: Meaning) {
        let mut nodes = vec![0];
        for choices in steps {
            let choices: Vec<Vec<u32>> = choices
                .iter()
                .map(|choice| choice.iter().map(|piece| self.symbol_of(piece)).collect())
                .collect();
            let mut next = Vec::with_capacity(nodes.len() * choices.len());
            for &node in &nodes {
                for choice in &choices {
                    next.push(choice.iter().fold(node, |node, &symbol| self.step(node, symbol)));
                }
            }
            next.sort_unstable();
            next.dedup();
            nodes = next;
        }
        for node in nodes {
            self.mean(node, meaning);
        }
    }

    /// All phrases in the words, by start, then by end.
    #[must_use]
    pub fn find<W: Word>(&self, words: &[W]) -> Vec<Match> {
        let mut symbols = Vec::with_capacity(words.len() * 2);
        let mut bounds = Vec::with_capacity(words.len() + 1);
        bounds.push(0);
        for word in words {
            self.symbols_of(word.folded(), &mut symbols);
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
            open.push((0u32, start));
            let first = found.len();
            let mut steps = 0;
            while let Some((node, at)) = open.pop() {
                steps += 1;
                if steps > MOST_STEPS {
                    break;
                }
                if at > start && !words.get(at).is_some_and(Word::continues) {
                    continue;
                }
                for &symbol in of(at) {
                    if let Some(&next) = self.edges.get(&Edge { node, symbol }) {
                        self.arrive(start, at + 1, next, &mut found);
                        open.push((next, at + 1));
                        if let Some(&beyond) = self.gaps.get(&next) {
                            Self::leap(words, beyond, at + 1, &mut open);
                        }
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

    /// Phrases that mean the same twice within one language are joined when added; this many remain.
    #[must_use]
    pub fn len(&self) -> usize {
        self.meanings.len()
    }

    /// Whether there is no phrase at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.meanings.is_empty()
    }

    fn arrive(&self, start: usize, end: usize, node: u32, found: &mut Vec<Match>) {
        let mut at = self.first_of(node);
        while let Some(&(meaning, next)) = at.checked_sub(1).and_then(|at| self.meanings.get(at as usize)) {
            found.push(Match { start, end, meaning });
            at = next;
        }
    }

    fn first_of(&self, node: u32) -> u32 {
        self.first_meaning.get(node as usize).copied().unwrap_or(0)
    }

    fn mean(&mut self, node: u32, meaning: Meaning) {
        let first = self.first_of(node);
        let mut at = first;
        while let Some((known, next)) = at
            .checked_sub(1)
            .and_then(|at| self.meanings.get_mut(at as usize))
        {
            if known.concept == meaning.concept && known.value == meaning.value {
                known.languages |= meaning.languages;
                return;
            }
            at = *next;
        }
        self.meanings.push((meaning, first));
        let place = u32::try_from(self.meanings.len()).unwrap_or(0);
        let index = node as usize;
        if self.first_meaning.len() <= index {
            self.first_meaning.resize(index + 1, 0);
        }
        if let Some(first) = self.first_meaning.get_mut(index) {
            *first = place;
        }
    }

    fn leap<W: Word>(words: &[W], node: u32, from: usize, open: &mut Vec<(u32, usize)>) {
        for at in from..=from + GAP {
            if !words.get(at).is_some_and(Word::continues) {
                return;
            }
            open.push((node, at));
        }
    }

    fn symbols_of(&self, word: &str, symbols: &mut Vec<u32>) {
        symbols.extend(self.words.get(word));
        if self.beginnings.is_empty() {
            return;
        }
        for end in self.shortest_beginning..=word.len().min(self.longest_beginning) {
            if let Some(beginning) = word.get(..end) {
                symbols.extend(self.beginnings.get(beginning));
            }
        }
    }

    fn symbol_of(&mut self, piece: &Piece) -> u32 {
        let (names, name) = match piece {
            Piece::Gap => return GAP_SYMBOL,
            Piece::Word(word) => (&mut self.words, word),
            Piece::Beginning(beginning) => {
                if self.beginnings.is_empty() {
                    self.shortest_beginning = beginning.len();
                }
                self.shortest_beginning = self.shortest_beginning.min(beginning.len());
                self.longest_beginning = self.longest_beginning.max(beginning.len());
                (&mut self.beginnings, beginning)
            }
        };
        if let Some(&known) = names.get(name.as_str()) {
            return known;
        }
        self.symbols += 1;
        names.insert(name.as_str().into(), self.symbols);
        self.symbols
    }

    fn step(&mut self, node: u32, symbol: u32) -> u32 {
        let next = match self.edges.entry(Edge { node, symbol }) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => {
                self.nodes += 1;
                *unknown.insert(self.nodes)
            }
        };
        if symbol == GAP_SYMBOL {
            self.gaps.insert(node, next);
        }
        next
    }
}
