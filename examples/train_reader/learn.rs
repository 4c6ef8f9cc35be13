//! Learning weights from examples: stochastic gradients with steps by coordinate (AdaGrad) and a penalty that leaves few of them.

use rsvpd::request::model::tagger::LABELS;
use rsvpd::request::model::weights::{Weights, soften};
use std::collections::HashMap;

/// Features of one decision.
pub type Row = Vec<(u64, f32)>;

/// Features of one decision by the places of their weights.
type Known = Vec<(usize, f32)>;

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Times that all examples are seen.
    pub epochs: usize,
    /// Length of the first step.
    pub step: f32,
    /// What a weight costs by its size, so that most are nothing.
    pub sparse: f32,
    /// What a weight costs by its square.
    pub smooth: f32,
    /// Examples that must have a feature for it to be learnt.
    pub seen: usize,
    /// Share of features that are left out each time an example is seen, so that none is relied upon.
    pub drop: f32,
    /// How much a letter counts whose errors nobody read, and any other: the rules were made with the others in sight, and are
    /// more often right there than they are elsewhere.
    pub fresh: f32,
    pub known: f32,
    /// How much a sketch counts; nothing where it teaches nothing.
    pub sketch: f32,
}

/// Weights while they are learnt.
struct Learner {
    places: HashMap<u64, usize>,
    width: usize,
    weights: Vec<f32>,
    steps: Vec<f32>,
    settings: Settings,
}

/// Chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// The features without some of them, the others made as much stronger.
    fn thin(&mut self, known: &[(usize, f32)], drop: f32) -> Vec<(usize, f32)> {
        if drop <= 0.0 {
            return known.to_vec();
        }
        known
            .iter()
            .filter_map(|(place, amount)| (self.next() >= drop).then_some((*place, amount / (1.0 - drop))))
            .collect()
    }
}

impl Learner {
    fn new<'r>(rows: impl Iterator<Item = &'r Row>, width: usize, settings: Settings) -> Self {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut order = Vec::new();
        for (feature, _) in rows.flatten() {
            let count = counts.entry(*feature).or_default();
            if *count == 0 {
                order.push(*feature);
            }
            *count += 1;
        }
        let kept = order
            .into_iter()
            .filter(|feature| counts[feature] >= settings.seen);
        let places: HashMap<u64, usize> = kept
            .enumerate()
            .map(|(place, feature)| (feature, place))
            .collect();
        let size = places.len() * width;
        Self {
            places,
            width,
            weights: vec![0.0; size],
            steps: vec![1e-6; size],
            settings,
        }
    }

    /// The features that are learnt, by place.
    fn known(&self, row: &Row) -> Vec<(usize, f32)> {
        row.iter()
            .filter_map(|(feature, amount)| Some((*self.places.get(feature)? * self.width, *amount)))
            .collect()
    }

    fn score(&self, known: &[(usize, f32)], scores: &mut [f32]) {
        for (place, amount) in known {
            for (score, weight) in scores.iter_mut().zip(&self.weights[*place..]) {
                *score += weight * amount;
            }
        }
    }

    fn learn(&mut self, known: &[(usize, f32)], wrong: &[f32]) {
        for (place, amount) in known {
            for (label, wrong) in wrong.iter().enumerate() {
                let slope = wrong * amount;
                if slope.abs() > 1e-7 {
                    let at = place + label;
                    self.steps[at] += slope * slope;
                    self.weights[at] -= self.settings.step / self.steps[at].sqrt() * slope;
                }
            }
        }
    }

    /// After each time through: what weights cost.
    fn shrink(&mut self) {
        for (weight, step) in self.weights.iter_mut().zip(&self.steps) {
            let length = self.settings.step / step.sqrt().max(0.1);
            let smoothed = *weight / (1.0 + length * self.settings.smooth);
            *weight = smoothed.signum() * (smoothed.abs() - length * self.settings.sparse).max(0.0);
        }
    }

    fn finish(self, labels: &[&str]) -> Weights {
        let mut weights = Weights::of(labels);
        let mut places: Vec<(&u64, &usize)> = self.places.iter().collect();
        places.sort_by_key(|(_, place)| **place);
        for (feature, place) in places {
            // As they are written to the file.
            let row: Vec<f32> = self.weights[place * self.width..(place + 1) * self.width]
                .iter()
                .map(|weight| (weight * 100.0).round() / 100.0)
                .collect();
            if row.iter().any(|weight| *weight != 0.0) {
                weights.set(*feature, &row);
            }
        }
        weights
    }
}

/// A shuffled order that is the same each time.
fn order(length: usize, epoch: usize) -> Vec<usize> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ (epoch as u64).wrapping_mul(0x2545_f491_4f6c_dd1d);
    let mut order: Vec<usize> = (0..length).collect();
    for last in (1..length).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        order.swap(last, (state % (last as u64 + 1)) as usize);
    }
    order
}

/// A classifier from rows with the index of their label.
pub fn classifier(examples: &[(&Row, usize, f32)], labels: &[&str], settings: Settings) -> Weights {
    let mut chance = Chance(0x1234_5678_9abc_def1);
    let width = labels.len();
    let mut learner = Learner::new(examples.iter().map(|(row, _, _)| *row), width, settings);
    let known: Vec<(Known, usize, f32)> = examples
        .iter()
        .map(|(row, label, weight)| (learner.known(row), *label, *weight))
        .collect();
    for epoch in 0..settings.epochs {
        for at in order(known.len(), epoch) {
            let (row, label, weight) = &known[at];
            if *weight <= 0.0 {
                continue;
            }
            let row = &chance.thin(row, settings.drop);
            let mut scores = vec![0.0; width];
            learner.score(row, &mut scores);
            let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            scores.iter_mut().for_each(|score| *score = (*score - most).exp());
            let sum: f32 = scores.iter().sum();
            scores.iter_mut().for_each(|score| *score /= sum);
            scores[*label] -= 1.0;
            scores.iter_mut().for_each(|score| *score *= weight);
            learner.learn(row, &scores);
        }
        learner.shrink();
    }
    learner.finish(labels)
}

/// Rows of which some are right.
pub struct Choice {
    pub rows: Vec<Row>,
    pub right: Vec<bool>,
    /// How much the example counts.
    pub weight: f32,
}

/// Weights by which the right ones of some rows outweigh the others.
pub fn ranker(examples: &[&Choice], label: &str, settings: Settings) -> Weights {
    let mut chance = Chance(0x1234_5678_9abc_def1);
    let rows = examples.iter().flat_map(|choice| choice.rows.iter());
    let mut learner = Learner::new(rows, 1, settings);
    let known: Vec<Vec<Vec<(usize, f32)>>> = examples
        .iter()
        .map(|choice| choice.rows.iter().map(|row| learner.known(row)).collect())
        .collect();
    for epoch in 0..settings.epochs {
        for at in order(known.len(), epoch) {
            let choice = examples[at];
            let rows: Vec<_> = known[at]
                .iter()
                .map(|row| chance.thin(row, settings.drop))
                .collect();
            let rows = &rows;
            let mut scores: Vec<f32> = rows
                .iter()
                .map(|row| {
                    let mut score = [0.0];
                    learner.score(row, &mut score);
                    score[0]
                })
                .collect();
            soften(&mut scores);
            let right: f32 = scores
                .iter()
                .zip(&choice.right)
                .filter(|(_, right)| **right)
                .map(|(score, _)| score)
                .sum();
            for ((row, score), is_right) in rows.iter().zip(&scores).zip(&choice.right) {
                let wanted = if *is_right { score / right.max(1e-6) } else { 0.0 };
                learner.learn(row, &[(score - wanted) * choice.weight]);
            }
        }
        learner.shrink();
    }
    learner.finish(&[label])
}

/// A tagger from rows of tokens with the indices of their labels.
pub fn tagger(examples: &[(&Vec<Row>, &Vec<usize>, f32)], settings: Settings) -> Weights {
    let mut chance = Chance(0x1234_5678_9abc_def1);
    let width = LABELS.len();
    let after: Vec<u64> = LABELS
        .iter()
        .map(|label| rsvpd::request::model::features::hash(&["after=", label]))
        .collect();
    let mut learner = Learner::new(
        examples.iter().flat_map(|(rows, _, _)| rows.iter()),
        width,
        settings,
    );
    for feature in &after {
        let place = learner.places.len();
        learner.places.insert(*feature, place);
        learner.weights.extend(vec![0.0; width]);
        learner.steps.extend(vec![1e-6; width]);
    }
    let known: Vec<Vec<Vec<(usize, f32)>>> = examples
        .iter()
        .map(|(rows, _, _)| rows.iter().map(|row| learner.known(row)).collect())
        .collect();
    let follow_places: Vec<usize> = after
        .iter()
        .map(|feature| learner.places[feature] * width)
        .collect();
    for epoch in 0..settings.epochs {
        for at in order(known.len(), epoch) {
            let (labels, weight) = (examples[at].1, examples[at].2);
            let rows: Vec<_> = known[at]
                .iter()
                .map(|row| chance.thin(row, settings.drop))
                .collect();
            let rows = &rows;
            let mut scores = vec![0.0; rows.len() * width];
            for (row, scores) in rows.iter().zip(scores.chunks_exact_mut(width)) {
                learner.score(row, scores);
            }
            let follows: Vec<f32> = follow_places
                .iter()
                .flat_map(|place| {
                    learner.weights[*place..place + width]
                        .iter()
                        .map(|weight| weight.exp())
                })
                .collect();
            let (likely, pairs) = expected(&scores, &follows, width);
            for ((row, likely), label) in rows.iter().zip(likely.chunks_exact(width)).zip(labels) {
                let mut wrong = likely.to_vec();
                wrong[*label] -= 1.0;
                wrong.iter_mut().for_each(|wrong| *wrong *= weight);
                learner.learn(row, &wrong);
            }
            let mut wrong = pairs;
            for pair in labels.windows(2) {
                wrong[pair[0] * width + pair[1]] -= 1.0;
            }
            wrong.iter_mut().for_each(|wrong| *wrong *= weight);
            for (before, place) in follow_places.iter().enumerate() {
                learner.learn(&[(*place, 1.0)], &wrong[before * width..(before + 1) * width]);
            }
        }
        learner.shrink();
    }
    learner.finish(&LABELS)
}

/// The probabilities of labels of each token, and how often each label is expected after each other.
fn expected(scores: &[f32], follows: &[f32], width: usize) -> (Vec<f32>, Vec<f32>) {
    let length = scores.len() / width;
    let mut factors = scores.to_vec();
    for row in factors.chunks_exact_mut(width) {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter_mut().for_each(|score| *score = (*score - most).exp());
    }
    let scale = |row: &mut [f32]| {
        let sum: f32 = row.iter().sum();
        row.iter_mut()
            .for_each(|value| *value /= sum.max(f32::MIN_POSITIVE));
    };
    let mut forward = factors.clone();
    for at in 1..length {
        for label in 0..width {
            let sum: f32 = (0..width)
                .map(|before| forward[(at - 1) * width + before] * follows[before * width + label])
                .sum();
            forward[at * width + label] *= sum;
        }
        scale(&mut forward[at * width..(at + 1) * width]);
    }
    let mut likely = vec![0.0; scores.len()];
    let mut pairs = vec![0.0; width * width];
    let mut behind = vec![1.0_f32; width];
    for at in (0..length).rev() {
        let row = &mut likely[at * width..(at + 1) * width];
        for (label, value) in row.iter_mut().enumerate() {
            *value = forward[at * width + label] * behind[label];
        }
        scale(row);
        if at == 0 {
            break;
        }
        let weighed: Vec<f32> = (0..width)
            .map(|label| factors[at * width + label] * behind[label])
            .collect();
        let mut joint: Vec<f32> = (0..width * width)
            .map(|pair| forward[(at - 1) * width + pair / width] * follows[pair] * weighed[pair % width])
            .collect();
        scale(&mut joint);
        pairs
            .iter_mut()
            .zip(&joint)
            .for_each(|(sum, value)| *sum += value);
        for before in 0..width {
            behind[before] = (0..width)
                .map(|label| follows[before * width + label] * weighed[label])
                .sum();
        }
        scale(&mut behind);
    }
    (likely, pairs)
}
