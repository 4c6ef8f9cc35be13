//! Features of a decision: the hashes of their names, so that reading allocates nothing for them and training can name them.

use std::collections::BTreeMap;

/// The features of one decision, with how much of each there is.
#[derive(Debug, Clone, Default)]
pub struct Features {
    values: Vec<(u64, f32)>,
    /// The names behind the hashes, kept only while training.
    names: Option<BTreeMap<u64, String>>,
}

impl Features {
    /// Keeps the names too, for training.
    #[must_use]
    pub fn named() -> Self {
        Self {
            values: Vec::new(),
            names: Some(BTreeMap::new()),
        }
    }

    /// A feature that holds; its name is the pieces in a row.
    pub fn add(&mut self, pieces: &[&str]) {
        self.value(pieces, 1.0);
    }

    /// A feature with an amount.
    pub fn value(&mut self, pieces: &[&str], amount: f32) {
        let hash = hash(pieces);
        if let Some(names) = &mut self.names {
            names.entry(hash).or_insert_with(|| pieces.concat());
        }
        self.values.push((hash, amount));
    }

    /// A number as a feature of its own: `name=0`, `1`, `2`, `3+`.
    pub fn count(&mut self, name: &str, count: usize) {
        let bin = match count {
            0 => "=0",
            1 => "=1",
            2 => "=2",
            _ => "=3+",
        };
        self.add(&[name, bin]);
    }

    /// An amount between 0 and 1 as itself and as the fifth it lies in.
    pub fn share(&mut self, name: &str, share: f32) {
        const FIFTHS: [&str; 5] = ["=.0", "=.2", "=.4", "=.6", "=.8"];
        self.value(&[name], share);
        let bound = FIFTHS.iter().zip([0.0, 0.2, 0.4, 0.6, 0.8]).rev();
        if let Some((bin, _)) = bound.into_iter().find(|(_, from)| share >= *from) {
            self.add(&[name, bin]);
        }
    }

    /// Keeps each feature once, with the most of it that was added.
    pub fn unite(&mut self) {
        self.values
            .sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        self.values.dedup_by_key(|(feature, _)| *feature);
    }

    /// All of them as they were added.
    #[must_use]
    pub fn values(&self) -> &[(u64, f32)] {
        &self.values
    }

    /// The names behind the hashes; empty unless they were kept.
    pub fn names(&self) -> impl Iterator<Item = (u64, &str)> {
        self.names
            .iter()
            .flatten()
            .map(|(hash, name)| (*hash, name.as_str()))
    }

    /// Forgets the features, and keeps the names.
    pub fn clear(&mut self) {
        self.values.clear();
    }
}

/// FNV-1a of the pieces in a row: 64 bits, so that no two names of a model meet.
#[must_use]
pub fn hash(pieces: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in pieces.iter().flat_map(|piece| piece.bytes()) {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_pieces_in_a_row() {
        assert_eq!(hash(&["zone=", "row"]), hash(&["zone=row"]));
        assert_ne!(hash(&["zone=row"]), hash(&["zone=item"]));
        let mut features = Features::named();
        features.share("p", 0.7);
        let names: Vec<&str> = features.names().map(|(_, name)| name).collect();
        assert_eq!(features.values().len(), 2);
        assert!(names.contains(&"p=.6"));
    }
}
