//! A linear-chain tagger: how probable each label is at each token, all neighbours weighed (forward and backward sums).

use super::weights::Weights;
use std::ops::Range;

/// What a token is part of. `B` begins a phrase and `I` continues it.
pub const LABELS: [&str; 11] = [
    "O",
    "B-attendee",
    "I-attendee",
    "B-person",
    "I-person",
    "B-organisation",
    "I-organisation",
    "B-role",
    "I-role",
    "B-city",
    "I-city",
];

/// What a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// The name of somebody whom the request is about.
    Attendee,
    /// The name of somebody else.
    Person,
    Organisation,
    Role,
    City,
}

impl Tag {
    /// All of them, in the order of the labels.
    pub const ALL: [Self; 5] = [
        Self::Attendee,
        Self::Person,
        Self::Organisation,
        Self::Role,
        Self::City,
    ];

    /// The index of the label that begins such a phrase; the next continues it.
    #[must_use]
    pub fn begins(self) -> usize {
        match self {
            Self::Attendee => 1,
            Self::Person => 3,
            Self::Organisation => 5,
            Self::Role => 7,
            Self::City => 9,
        }
    }

    /// The name, as in the labels.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Attendee => "attendee",
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Role => "role",
            Self::City => "city",
        }
    }
}

/// The weights of a tagger: those of features and those of a label after another.
#[derive(Debug, Clone, Default)]
pub struct Tagger {
    pub weights: Weights,
    /// e to the weight of one label after another, a row for each label before.
    follows: Vec<f32>,
}

/// The probabilities of labels, a row for each token.
#[derive(Debug, Clone, Default)]
pub struct Marginals {
    rows: Vec<f32>,
}

impl Marginals {
    /// How probable it is that this token is part of such a phrase.
    #[must_use]
    pub fn part_of(&self, token: usize, tag: Tag) -> f32 {
        let start = token * LABELS.len() + tag.begins();
        self.rows.get(start..start + 2).unwrap_or_default().iter().sum()
    }

    /// The phrases of this kind, from where it is likelier than not, and how sure the least sure of their tokens is.
    #[must_use]
    pub fn phrases(&self, tag: Tag) -> Vec<(Range<usize>, f32)> {
        self.phrases_from(tag, 0.5)
    }

    /// The same, of tokens that are part of such a phrase with at least this probability.
    #[must_use]
    pub fn phrases_from(&self, tag: Tag, least: f32) -> Vec<(Range<usize>, f32)> {
        let mut found: Vec<(Range<usize>, f32)> = Vec::new();
        for at in 0..self.rows.len() / LABELS.len() {
            let inside = self.part_of(at, tag);
            if inside < least {
                continue;
            }
            let begins = self.row(at).get(tag.begins()).copied().unwrap_or(0.0);
            match found.last_mut() {
                Some((tokens, sure)) if tokens.end == at && begins < inside / 2.0 => {
                    tokens.end = at + 1;
                    *sure = sure.min(inside);
                }
                _ => found.push((at..at + 1, inside)),
            }
        }
        found
    }

    /// How probable it is that this token is part of a person's name, whoever's, and that it begins one.
    #[must_use]
    pub fn name(&self, token: usize) -> (f32, f32) {
        let row = self.row(token);
        let of = |tag: Tag, offset: usize| row.get(tag.begins() + offset).copied().unwrap_or(0.0);
        let begins = of(Tag::Attendee, 0) + of(Tag::Person, 0);
        (begins + of(Tag::Attendee, 1) + of(Tag::Person, 1), begins)
    }

    /// The names of persons, whoever they are.
    #[must_use]
    pub fn names(&self) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for at in 0..self.rows.len() / LABELS.len() {
            let (inside, begins) = self.name(at);
            if inside < 0.5 {
                continue;
            }
            match found.last_mut() {
                Some(tokens) if tokens.end == at && begins < inside / 2.0 => tokens.end = at + 1,
                _ => found.push(at..at + 1),
            }
        }
        found
    }

    /// How probable it is that a name begins and ends with these tokens.
    #[must_use]
    pub fn is_whole_name(&self, tokens: &Range<usize>) -> f32 {
        let (_, begins) = self.name(tokens.start);
        let (next, next_begins) = self.name(tokens.end);
        let inside = tokens
            .clone()
            .skip(1)
            .map(|at| {
                let (inside, begins) = self.name(at);
                inside - begins
            })
            .fold(1.0_f32, f32::min);
        begins.min(inside).min(1.0 - (next - next_begins))
    }

    /// The same, of a text of `tokens` in which only those at `rows` were weighed, in their order.
    #[must_use]
    pub fn at(&self, rows: &[usize], tokens: usize) -> Self {
        let mut spread = vec![0.0; tokens * LABELS.len()];
        for (&token, row) in rows.iter().zip(self.rows.chunks_exact(LABELS.len())) {
            let start = token * LABELS.len();
            for (to, from) in spread.iter_mut().skip(start).zip(row) {
                *to = *from;
            }
        }
        Self { rows: spread }
    }

    /// The probabilities of this token's labels.
    #[must_use]
    pub fn row(&self, token: usize) -> &[f32] {
        let start = token * LABELS.len();
        self.rows.get(start..start + LABELS.len()).unwrap_or_default()
    }
}

impl Tagger {
    /// A tagger of these weights; the feature `after=LABEL` holds the weights of labels that follow it.
    #[must_use]
    pub fn new(weights: Weights) -> Self {
        let follows = LABELS
            .iter()
            .flat_map(|before| {
                let row = weights
                    .row(super::features::hash(&["after=", before]))
                    .map(<[f32]>::to_vec);
                row.unwrap_or_else(|| vec![0.0; LABELS.len()])
            })
            .map(f32::exp)
            .collect();
        Self { weights, follows }
    }

    /// Weighs a row of tokens; `features` are those of each token.
    #[must_use]
    pub fn marginals(&self, features: &[Vec<(u64, f32)>]) -> Marginals {
        let mut scores = vec![0.0; features.len() * LABELS.len()];
        for (row, features) in scores.chunks_exact_mut(LABELS.len()).zip(features) {
            self.weights.score(features, row);
        }
        Marginals {
            rows: chain(&mut scores, &self.follows),
        }
    }
}

/// The probabilities of labels from scores of tokens (`scores` is used up) and factors of one label after another.
#[must_use]
pub fn chain(scores: &mut [f32], follows: &[f32]) -> Vec<f32> {
    let width = LABELS.len();
    // Factors relative to the best of each token: sums neither overflow nor vanish.
    for row in scores.chunks_exact_mut(width) {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter_mut().for_each(|score| *score = (*score - most).exp());
    }
    let mut forward: Vec<f32> = Vec::with_capacity(scores.len());
    for factors in scores.chunks_exact(width) {
        let start = forward.len();
        match start.checked_sub(width) {
            None => forward.extend_from_slice(factors),
            Some(last) => {
                for (label, factor) in factors.iter().enumerate() {
                    let before = forward.iter().skip(last).take(width);
                    let into = follows.iter().skip(label).step_by(width);
                    let sum: f32 = before.zip(into).map(|(sum, follows)| sum * follows).sum();
                    forward.push(sum * factor);
                }
            }
        }
        scale(forward.get_mut(start..).unwrap_or_default());
    }
    let mut behind = vec![1.0_f32; width];
    let mut weighed = vec![0.0_f32; width];
    for (row, factors) in forward
        .chunks_exact_mut(width)
        .zip(scores.chunks_exact(width))
        .rev()
    {
        row.iter_mut()
            .zip(&behind)
            .for_each(|(sum, behind)| *sum *= behind);
        scale(row);
        for ((weighed, factor), behind) in weighed.iter_mut().zip(factors).zip(&behind) {
            *weighed = factor * behind;
        }
        for (behind, follows) in behind.iter_mut().zip(follows.chunks_exact(width)) {
            *behind = follows
                .iter()
                .zip(&weighed)
                .map(|(follows, weighed)| follows * weighed)
                .sum();
        }
        scale(&mut behind);
    }
    forward
}

/// Makes a row add up to 1.
fn scale(row: &mut [f32]) {
    let sum: f32 = row.iter().sum();
    if sum > 0.0 {
        row.iter_mut().for_each(|value| *value /= sum);
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::hash;
    use super::*;

    #[test]
    fn neighbours_bear_on_each_other() {
        let mut weights = Weights::of(&LABELS);
        let mut says = |name: &str, label: &str, weight: f32| {
            let mut row: Vec<f32> = weights
                .row(hash(&[name]))
                .map_or(vec![0.0; LABELS.len()], <[f32]>::to_vec);
            let at = LABELS.iter().position(|known| *known == label).unwrap();
            row[at] = weight;
            weights.set(hash(&[name]), &row);
        };
        says("w=anna", "B-attendee", 4.0);
        says("after=B-attendee", "I-attendee", 3.0);
        says("after=O", "I-attendee", -5.0);
        let tagger = Tagger::new(weights);
        let seen = [vec![(hash(&["w=anna"]), 1.0)], vec![(hash(&["w=unknown"]), 1.0)]];
        let likely = tagger.marginals(&seen);
        assert!(likely.part_of(0, Tag::Attendee) > 0.8);
        assert!(
            likely.part_of(1, Tag::Attendee) > 0.4,
            "what follows a name is likely to be one"
        );
        let alone = tagger.marginals(&seen[1..]);
        assert!(alone.part_of(0, Tag::Attendee) < 0.25);
        let sum: f32 = likely.row(0).iter().sum();
        assert!((sum - 1.0).abs() < 1e-4);
    }
}
