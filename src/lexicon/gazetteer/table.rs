//! A list of folded keys embedded as text, searched in place through a small hash index.

/// Lines `key` or `key<TAB>value` of an embedded file, with an index of four bytes a slot built once.
///
/// The text itself stays where the program's image has it; nothing of it is copied.
pub(super) struct Table {
    text: &'static str,
    /// Offset of a line plus one; 0 is free. The length is a power of two and at least twice the lines.
    slots: Box<[u32]>,
    /// One bit for the hash of every beginning of a key that ends before a space: what a longer phrase can grow from.
    beginnings: Box<[u64]>,
}

const BEGINNING_BITS: usize = 1 << 17;

/// Bytes of three Cyrillic letters, which no case ending changes in the words of places (Нижн-ем, Нов-ом).
const STEM: usize = 6;

impl Table {
    /// Indexes the text; empty lines are passed over, and of equal keys the first one counts.
    pub(super) fn new(text: &'static str) -> Self {
        let lines = text.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let mut table = Self {
            text,
            slots: vec![0; (lines * 2).next_power_of_two()].into_boxed_slice(),
            beginnings: vec![0; BEGINNING_BITS / 64].into_boxed_slice(),
        };
        let mut start = 0_usize;
        for line in text.split('\n') {
            table.insert(line, start);
            start += line.len() + 1;
        }
        table
    }

    fn insert(&mut self, line: &'static str, start: usize) {
        let Ok(offset) = u32::try_from(start + 1) else {
            return;
        };
        let key = line.split('\t').next().unwrap_or_default();
        if key.is_empty() {
            return;
        }
        for (end, _) in key.match_indices(' ') {
            let words = key.get(..end).unwrap_or_default();
            for beginning in [Some(words), words.get(..STEM)].into_iter().flatten() {
                let (word, bit) = Self::bit_of(beginning);
                if let Some(bits) = self.beginnings.get_mut(word) {
                    *bits |= bit;
                }
            }
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(key) & mask;
        // Half of the slots stay free, so a free one is always met.
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == 0 {
                *slot = offset;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// The key's value (empty where the line has none), or `None` where the key is not listed.
    pub(super) fn get(&self, key: &str) -> Option<&'static str> {
        let mask = self.slots.len() - 1;
        let mut at = hash(key) & mask;
        loop {
            let start = (*self.slots.get(at)? as usize).checked_sub(1)?;
            let rest = self.text.get(start..)?;
            if let Some(after) = rest.strip_prefix(key) {
                if after.is_empty() || after.starts_with('\n') {
                    return Some("");
                }
                if let Some(value) = after.strip_prefix('\t') {
                    return value.split('\n').next();
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// Whether a longer key may begin with these words; rarely true without reason, never false without.
    pub(super) fn may_begin(&self, words: &str) -> bool {
        let (word, bit) = Self::bit_of(words);
        self.beginnings.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// The same for a Russian word in any case: whether a longer key begins with its first three letters.
    pub(super) fn may_begin_inflected(&self, word: &str) -> bool {
        word.get(..STEM).is_none_or(|stem| self.may_begin(stem))
    }

    fn bit_of(words: &str) -> (usize, u64) {
        let bit = hash(words) % BEGINNING_BITS;
        (bit / 64, 1 << (bit % 64))
    }

    /// All keys, in the order of the file.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.text
            .lines()
            .filter_map(|line| line.split('\t').next())
            .filter(|key| !key.is_empty())
    }
}

/// FNV-1a with its high bits mixed in. The keys are ours, so no letter can make them collide.
fn hash(key: &str) -> usize {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash ^ (hash >> 29)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_with_its_value_and_nothing_else_is() {
        let table = Table::new("den haag\tNL1\nde\nrotterdam\tNL2\n");
        assert_eq!(table.get("rotterdam"), Some("NL2"));
        assert_eq!(table.get("den haag"), Some("NL1"));
        assert_eq!(table.get("de"), Some(""));
        for absent in ["", "d", "den", "rotterda", "rotterdam\tNL2", "haag", "\n"] {
            assert_eq!(table.get(absent), None, "{absent:?}");
        }
    }

    #[test]
    fn the_beginnings_of_longer_keys_are_known() {
        let table = Table::new("san remo\tIT\nbergen op zoom\tNL\n");
        assert!(table.may_begin("san") && table.may_begin("bergen op"));
        assert!(!table.may_begin("remo"));
    }
}
