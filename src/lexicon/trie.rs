//! Gathers phrases in a trie over words, and makes of it the smallest automaton that finds the same.
//!
//! Phrases stand for some hundred combinations each, and most of these end alike: of three quarters of a million nodes
//! one in ten is left, which is what the program carries and reads with.

use super::hash;
use super::phrase::{Choices, Piece};
use super::quick::Quick;
use super::tables::{GAP, Meaning, Tables};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// The phrases as they are added.
#[derive(Debug, Default)]
pub struct Trie {
    words: HashMap<u64, u32, Quick>,
    beginnings: HashMap<u64, u32, Quick>,
    /// Bytes of the shortest and of the longest beginning.
    lengths: Option<(u32, u32)>,
    symbols: u32,
    edges: HashMap<Edge, u32, Quick>,
    nodes: u32,
    meanings: HashMap<u32, Vec<Meaning>, Quick>,
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

/// What can be found from a node on: its meanings, and what follows by each symbol.
type Future = (Vec<Meaning>, Vec<(u32, u32)>);

impl Trie {
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
            let known = self.meanings.entry(node).or_default();
            let same = known
                .iter_mut()
                .find(|known| (known.concept, known.value) == (meaning.concept, meaning.value));
            match same {
                Some(known) => known.languages |= meaning.languages,
                None => known.push(meaning),
            }
        }
    }

    /// The tables of the automaton, without languages.
    #[must_use]
    pub fn minimal(mut self) -> Tables {
        let mut edges: Vec<(Edge, u32)> = self.edges.drain().collect();
        edges.sort_unstable_by_key(|(edge, _)| (edge.node, edge.symbol));
        let mut futures: HashMap<Future, u32, Quick> = HashMap::default();
        let mut of_nodes = vec![0_u32; self.nodes as usize + 1];
        let mut tables = Tables::default();
        // A node is made after the one that leads to it: from the last on, those that follow are known.
        for node in (0..=self.nodes).rev() {
            let first = edges.partition_point(|(edge, _)| edge.node < node);
            let following = edges
                .drain(first..)
                .map(|(edge, next)| (edge.symbol, of_nodes.get(next as usize).copied().unwrap_or(0)))
                .collect::<Vec<_>>();
            if node == 0 {
                tables.starts = vec![0; self.symbols as usize + 1];
                for (symbol, next) in following {
                    if let Some(start) = tables.starts.get_mut(symbol as usize) {
                        *start = next + 1;
                    }
                }
                break;
            }
            let mut meanings = self.meanings.remove(&node).unwrap_or_default();
            meanings.sort_unstable();
            let class = *futures.entry((meanings, following)).or_insert_with_key(|future| {
                tables.first_meanings.push(length(&tables.meanings));
                tables.first_edges.push(length(&tables.edges));
                tables.meanings.extend(&future.0);
                tables.edges.extend(&future.1);
                length(&tables.first_edges) - 1
            });
            if let Some(place) = of_nodes.get_mut(node as usize) {
                *place = class;
            }
        }
        tables.first_meanings.push(length(&tables.meanings));
        tables.first_edges.push(length(&tables.edges));
        tables.words = sorted(&self.words);
        tables.beginnings = sorted(&self.beginnings);
        (tables.shortest_beginning, tables.longest_beginning) = self.lengths.unwrap_or_default();
        tables
    }

    fn symbol_of(&mut self, piece: &Piece) -> u32 {
        let (names, name) = match piece {
            Piece::Gap => return GAP,
            Piece::Word(word) => (&mut self.words, word),
            Piece::Beginning(beginning) => {
                let bytes = u32::try_from(beginning.len()).unwrap_or(u32::MAX);
                let (shortest, longest) = self.lengths.unwrap_or((bytes, bytes));
                self.lengths = Some((shortest.min(bytes), longest.max(bytes)));
                (&mut self.beginnings, beginning)
            }
        };
        *names.entry(hash::of(name)).or_insert_with(|| {
            self.symbols += 1;
            self.symbols
        })
    }

    fn step(&mut self, node: u32, symbol: u32) -> u32 {
        *self.edges.entry(Edge { node, symbol }).or_insert_with(|| {
            self.nodes += 1;
            self.nodes
        })
    }
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

fn sorted(names: &HashMap<u64, u32, Quick>) -> Vec<(u64, u32)> {
    let mut sorted: Vec<_> = names.iter().map(|(hash, symbol)| (*hash, *symbol)).collect();
    sorted.sort_unstable();
    sorted
}
