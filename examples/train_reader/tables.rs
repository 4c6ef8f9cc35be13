//! What training writes down: tables of weights, and how often what was said with some confidence was right.

use super::gold::Sample;
use super::settings::{ACTING, FIELDS, INTENTS, PARTY, PERSONS, PLAIN, TAGGER};
use rsvpd::request::model::weights::Weights;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The table as text, by the names of features.
pub fn shown(weights: &Weights, names: &std::collections::HashMap<u64, String>) -> String {
    let mut text = String::new();
    for label in &weights.labels {
        text.push('\t');
        text.push_str(label);
    }
    text.push('\n');
    let after = terms_after();
    let mut rows: Vec<(&str, &[f32])> = names
        .iter()
        .chain(&after)
        .filter_map(|(hash, name)| Some((name.as_str(), weights.row(*hash)?)))
        .collect();
    rows.sort_by(|a, b| a.0.cmp(b.0));
    for (name, row) in rows {
        text.push_str(name);
        for weight in row {
            text.push('\t');
            if *weight != 0.0 {
                let _ = write!(text, "{weight}");
            }
        }
        text.truncate(text.trim_end_matches('\t').len());
        text.push('\n');
    }
    text
}

fn terms_after() -> std::collections::HashMap<u64, String> {
    rsvpd::request::model::tagger::LABELS
        .iter()
        .map(|label| format!("after={label}"))
        .map(|name| (rsvpd::request::model::features::hash(&[&name]), name))
        .collect()
}

/// How often what was said with some confidence was right, by the tenth that the confidence lies in.
pub struct Table {
    name: &'static str,
    bins: [(u32, u32, f32); 10],
}

impl Table {
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            bins: [(0, 0, 0.0); 10],
        }
    }

    pub fn add(&mut self, confidence: f32, right: bool) {
        let bin = ((confidence * 10.0) as usize).min(9);
        let (all, good, sum) = &mut self.bins[bin];
        *all += 1;
        *good += u32::from(right);
        *sum += confidence;
    }

    pub fn shown(&self) -> String {
        let all: u32 = self.bins.iter().map(|bin| bin.0).sum();
        let good: u32 = self.bins.iter().map(|bin| bin.1).sum();
        let mut text = format!(
            "\n{}: {good} of {all} right\nconfidence  said  mean  right\n",
            self.name
        );
        for (bin, (all, good, sum)) in self.bins.iter().enumerate().filter(|(_, bin)| bin.0 > 0) {
            let (mean, share) = (sum / *all as f32, *good as f32 / *all as f32);
            let _ = writeln!(text, "from 0.{bin}    {all:5}  {mean:.2}  {share:.2}");
        }
        text
    }
}

/// On which letters, when, and how the models were trained.
pub fn recorded(samples: &[Sample], on: &str) -> String {
    let mut digest = Sha256::new();
    for sample in samples {
        digest.update(
            sample
                .path
                .file_name()
                .map_or(&[][..], |name| name.as_encoded_bytes()),
        );
        digest.update([0]);
    }
    let names: String = digest
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let sketches = samples.iter().filter(|sample| sample.is_sketch()).count();
    format!(
        "Trained on {on} from {} letters with gold readings and {sketches} sketches; SHA-256 of their names begins {names}.\n\
         tagger   {TAGGER:?}\nintents  {INTENTS:?}\npersons  {PERSONS:?}\nparty    {PARTY:?}\nplain    {PLAIN:?}\nfields   {FIELDS:?}\nacting   {ACTING:?}\n\
         Below: five-fold cross-validation over the letters that nobody opened, every one read by a model that was not trained on it.\n",
        samples.len() - sketches
    )
}
