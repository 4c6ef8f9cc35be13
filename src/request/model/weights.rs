//! Weights of features for labels, as a table of text that a person can read, and what they add up to.

use super::features::hash;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Takes a hash for what it is.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// What each feature says for each label.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// In the order of the scores.
    pub labels: Vec<String>,
    /// Places in `all`, in rows of one weight a label.
    rows: HashMap<u64, usize, BuildHasherDefault<AsIs>>,
    all: Vec<f32>,
}

impl Weights {
    /// A table without features.
    #[must_use]
    pub fn of(labels: &[&str]) -> Self {
        Self {
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Reads a table: the labels in the first line, then a feature a line with its weights, all between tabs. An empty
    /// cell is 0; lines that begin with `#` and a space are remarks.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| !line.starts_with("# "));
        let labels: Vec<&str> = lines.next().unwrap_or_default().split('\t').skip(1).collect();
        let mut weights = Self::of(&labels);
        let mut row = Vec::with_capacity(labels.len());
        for line in lines {
            let mut cells = line.split('\t');
            let Some(name) = cells.next() else { continue };
            row.clear();
            row.extend(cells.map(|cell| cell.parse::<f32>().unwrap_or(0.0)));
            row.resize(labels.len(), 0.0);
            weights.set(hash(&[name]), &row);
        }
        weights
    }

    /// The table as the program carries it: labels, and features by their hashes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.labels.join("\t").into_bytes();
        bytes.push(b'\n');
        let mut features: Vec<u64> = self.rows.keys().copied().collect();
        features.sort_unstable();
        for feature in features {
            bytes.extend(feature.to_le_bytes());
            for weight in self.row(feature).unwrap_or_default() {
                bytes.extend(weight.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let Some((labels, rows)) = end.and_then(|end| bytes.split_at_checked(end)) else {
            return Self::default();
        };
        let labels = str::from_utf8(labels).unwrap_or_default();
        let labels: Vec<&str> = labels.split('\t').collect();
        let rows = rows.get(1..).unwrap_or_default();
        let width = size_of::<u64>() + labels.len() * size_of::<f32>();
        let mut weights = Self::of(&labels);
        weights.rows.reserve(rows.len() / width);
        weights.all.reserve(rows.len() / width * labels.len());
        for row in rows.chunks_exact(width) {
            let Some((feature, row)) = row.split_first_chunk() else {
                continue;
            };
            weights
                .rows
                .insert(u64::from_le_bytes(*feature), weights.all.len());
            let (row, _) = row.as_chunks();
            weights.all.extend(row.iter().copied().map(f32::from_le_bytes));
        }
        weights
    }

    /// Sets the weights of a feature, one a label.
    pub fn set(&mut self, feature: u64, row: &[f32]) {
        let start = *self.rows.entry(feature).or_insert(self.all.len());
        if start == self.all.len() {
            self.all.resize(start + self.labels.len(), 0.0);
        }
        for (weight, new) in self.all.iter_mut().skip(start).zip(row) {
            *weight = *new;
        }
    }

    /// The weights of a feature, one a label; `None` where it is not known.
    #[must_use]
    pub fn row(&self, feature: u64) -> Option<&[f32]> {
        let start = *self.rows.get(&feature)?;
        self.all.get(start..start + self.labels.len())
    }

    /// Adds what these features say to the scores, one a label.
    pub fn score(&self, features: &[(u64, f32)], scores: &mut [f32]) {
        for (feature, amount) in features {
            for (score, weight) in scores.iter_mut().zip(self.row(*feature).unwrap_or_default()) {
                *score += weight * amount;
            }
        }
    }

    /// What these features say for the only label of a table.
    #[must_use]
    pub fn sum(&self, features: &[(u64, f32)]) -> f32 {
        let mut sum = [0.0];
        self.score(features, &mut sum);
        let [sum] = sum;
        sum
    }

    /// How probable each label is by these features; the probabilities add up to 1.
    #[must_use]
    pub fn probabilities(&self, features: &[(u64, f32)]) -> Vec<f32> {
        let mut scores = vec![0.0; self.labels.len()];
        self.score(features, &mut scores);
        soften(&mut scores);
        scores
    }

    /// How probable the label `yes` is, of a table whose labels are `no` and `yes`.
    #[must_use]
    pub fn probability(&self, features: &[(u64, f32)]) -> f32 {
        self.probabilities(features).last().copied().unwrap_or(0.0)
    }
}

/// Turns scores into probabilities.
pub fn soften(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_is_written() {
        let weights = Weights::parse("\tno\tyes\n# a remark\nzone=row\t-1\t1\nsigned\t\t2.5\n");
        assert_eq!(weights.labels, ["no", "yes"]);
        assert_eq!(weights.row(hash(&["signed"])), Some([0.0, 2.5].as_slice()));
        let likely = weights.probability(&[(hash(&["zone=row"]), 1.0), (hash(&["never seen"]), 1.0)]);
        assert!((likely - 0.880_797).abs() < 1e-4);
        let carried = Weights::from_bytes(&weights.to_bytes());
        assert_eq!(carried.labels, weights.labels);
        for name in ["zone=row", "signed", "never seen"] {
            assert_eq!(carried.row(hash(&[name])), weights.row(hash(&[name])));
        }
    }

    #[test]
    fn without_features_every_label_is_as_likely() {
        assert_eq!(Weights::of(&["no", "yes"]).probabilities(&[]), [0.5, 0.5]);
    }
}
