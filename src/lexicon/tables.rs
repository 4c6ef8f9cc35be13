//! The compiled lexicon: a minimal automaton as flat tables, and the bytes that the program carries them in.

use super::concepts::Concept;
use crate::language::Language;

/// The symbol of a gap; those of words begin at 1.
pub const GAP: u32 = 0;

/// What a matched phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meaning {
    pub concept: Concept,
    /// The number, for `number` and `group`; else 0.
    pub value: u8,
    /// Bit i is set where the phrase belongs to the i-th language of the lexicon.
    pub languages: u32,
}

/// Nodes are numbered from 0; the node from which all phrases begin is not among them, nor can any phrase end there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// In the order of the bits in [`Meaning::languages`].
    pub languages: Vec<Language>,
    /// Hashes of folded words with their symbols.
    pub words: Vec<(u64, u32)>,
    /// Hashes of the beginnings of words with their symbols, and how many bytes the beginnings have.
    pub beginnings: Vec<(u64, u32)>,
    pub shortest_beginning: u32,
    pub longest_beginning: u32,
    /// By symbol: one more than the node that a phrase begins with; 0 where none does.
    pub starts: Vec<u32>,
    /// By node, and one at the end: where its edges begin, in order of symbols.
    pub first_edges: Vec<u32>,
    /// Symbols with the nodes they lead to.
    pub edges: Vec<(u32, u32)>,
    /// By node, and one at the end: where its meanings begin.
    pub first_meanings: Vec<u32>,
    pub meanings: Vec<Meaning>,
}

impl Tables {
    /// All tables in a row, each after its length, as 32-bit numbers from the lowest byte on.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.list(&self.languages, |language, out| {
            let mut code = [0; 4];
            for (to, from) in code.iter_mut().zip(language.code().bytes()) {
                *to = from;
            }
            out.number(u32::from_le_bytes(code));
        });
        for hashes in [&self.words, &self.beginnings] {
            out.list(hashes, |(hash, symbol), out| {
                out.0.extend(hash.to_le_bytes());
                out.number(*symbol);
            });
        }
        out.number(self.shortest_beginning);
        out.number(self.longest_beginning);
        out.list(&self.starts, |start, out| out.number(*start));
        out.list(&self.first_edges, |first, out| out.number(*first));
        out.list(&self.edges, |(symbol, node), out| {
            out.number(*symbol);
            out.number(*node);
        });
        out.list(&self.first_meanings, |first, out| out.number(*first));
        out.list(&self.meanings, |meaning, out| {
            out.number((meaning.concept as u32) << 8 | u32::from(meaning.value));
            out.number(meaning.languages);
        });
        out.0
    }

    /// Reads what [`Self::to_bytes`] wrote; empty tables from anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    fn read(mut bytes: &[u8]) -> Option<Self> {
        let input = &mut bytes;
        let tables = Self {
            languages: list(input, |item: [u8; 4]| {
                let code = item.get(..2).and_then(|code| std::str::from_utf8(code).ok());
                code.and_then(Language::from_code)
            })?
            .into_iter()
            .collect::<Option<_>>()?,
            words: list(input, hash)?,
            beginnings: list(input, hash)?,
            shortest_beginning: number(input)?,
            longest_beginning: number(input)?,
            starts: list(input, u32::from_le_bytes)?,
            first_edges: list(input, u32::from_le_bytes)?,
            edges: list(input, pair)?,
            first_meanings: list(input, u32::from_le_bytes)?,
            meanings: list(input, |item| {
                let (what, languages) = pair(item);
                let concept = *Concept::ALL.get((what >> 8) as usize)?;
                Some(Meaning {
                    concept,
                    value: what.to_le_bytes()[0],
                    languages,
                })
            })?
            .into_iter()
            .collect::<Option<_>>()?,
        };
        input.is_empty().then_some(tables)
    }
}

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&T, &mut Self)) {
        // No table comes near to four thousand million lines.
        self.number(u32::try_from(items.len()).unwrap_or(u32::MAX));
        for item in items {
            write(item, self);
        }
    }
}

fn number(input: &mut &[u8]) -> Option<u32> {
    let (first, rest) = input.split_first_chunk()?;
    *input = rest;
    Some(u32::from_le_bytes(*first))
}

fn list<T, const SIZE: usize>(input: &mut &[u8], read: impl Fn([u8; SIZE]) -> T) -> Option<Vec<T>> {
    let length = number(input)? as usize;
    let (bytes, rest) = input.split_at_checked(length.checked_mul(SIZE)?)?;
    *input = rest;
    let (items, _) = bytes.as_chunks::<SIZE>();
    Some(items.iter().map(|item| read(*item)).collect())
}

fn hash(item: [u8; 12]) -> (u64, u32) {
    let [a, b, c, d, e, f, g, h, symbol @ ..] = item;
    (
        u64::from_le_bytes([a, b, c, d, e, f, g, h]),
        u32::from_le_bytes(symbol),
    )
}

fn pair(item: [u8; 8]) -> (u32, u32) {
    let [a, b, c, d, second @ ..] = item;
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_as_they_were_written() {
        let tables = Tables {
            languages: vec![Language::FRENCH, Language::TURKISH],
            words: vec![(7, 1), (u64::MAX, 2)],
            beginnings: vec![(9, 3)],
            shortest_beginning: 2,
            longest_beginning: 11,
            starts: vec![0, 1, 0, 2],
            first_edges: vec![0, 1, 1],
            edges: vec![(3, 1)],
            first_meanings: vec![0, 0, 1],
            meanings: vec![Meaning {
                concept: Concept::OrderMachine,
                value: 25,
                languages: 3,
            }],
        };
        let bytes = tables.to_bytes();
        assert_eq!(Tables::from_bytes(&bytes), tables);
        assert_eq!(Tables::from_bytes(&bytes[..bytes.len() - 1]), Tables::default());
    }
}
