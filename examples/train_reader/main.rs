//! Trains the second reader from letters with gold readings, and tells how well it does on letters that it was not trained on.
//!
//! `cargo run --release --example train_reader -- [--on DAY] [--out FOLDER] [--predictions FILE] FOLDER...`
//! writes the tables of `config/model` and prints the scores of five-fold cross-validation. It is the same each time.

#![expect(clippy::print_stdout, reason = "a command tells its results")]

use gold::Sample;
use learn::{Row, Settings};
use rsvpd::lexicon::Lexicon;
use rsvpd::message::Origin;
use rsvpd::request::letter::Letter;
use rsvpd::request::model::features::Features;
use rsvpd::request::model::tagger::Tagger;
use rsvpd::request::model::weights::Weights;
use rsvpd::request::model::{Model, Second, acting, intents, persons, terms, tokens};
use rsvpd::request::reading::Reading;
use rsvpd::request::{self, Disposition, doubt, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

mod gold;
mod learn;

const FOLDS: usize = 5;

const TAGGER: Settings = Settings {
    epochs: 14,
    step: 0.15,
    sparse: 0.06,
    smooth: 0.01,
    seen: 2,
};
const INTENTS: Settings = Settings {
    epochs: 40,
    step: 0.1,
    sparse: 0.05,
    smooth: 0.05,
    seen: 2,
};
const PERSONS: Settings = Settings {
    epochs: 40,
    step: 0.1,
    sparse: 0.05,
    smooth: 0.05,
    seen: 3,
};
const ACTING: Settings = Settings {
    epochs: 60,
    step: 0.1,
    sparse: 0.1,
    smooth: 0.5,
    seen: 5,
};

/// What the rules alone make of a letter: it does not change while models are trained.
struct Seen {
    tokens: Vec<Row>,
    labels: Vec<usize>,
    intent: Row,
    /// Index of the gold intent in [`terms::INTENTS`]; `None` for mail that no person wrote.
    wants: Option<usize>,
}

struct Trainer<'a> {
    samples: &'a [Sample],
    seen: Vec<Seen>,
    lexicon: &'a Lexicon,
    names: Features,
}

impl<'a> Trainer<'a> {
    fn new(samples: &'a [Sample], lexicon: &'a Lexicon) -> Self {
        let mut trainer = Self {
            samples,
            seen: Vec::new(),
            lexicon,
            names: Features::named(),
        };
        trainer.seen = samples
            .iter()
            .map(|sample| trainer_see(&mut trainer.names, sample, lexicon))
            .collect();
        trainer
    }

    fn reading(&self, at: usize) -> Reading<'a> {
        Reading::by_rules(Letter::new(&self.samples[at].message, self.lexicon))
    }

    /// Tagger and intents from these letters.
    fn first(&self, from: &[usize], model: &mut Model) {
        let examples: Vec<_> = from
            .iter()
            .map(|&at| (&self.seen[at].tokens, &self.seen[at].labels))
            .collect();
        model.tagger = Tagger::new(learn::tagger(&examples, TAGGER));
        let examples: Vec<_> = from
            .iter()
            .filter_map(|&at| Some((&self.seen[at].intent, self.seen[at].wants?)))
            .collect();
        let labels: Vec<&str> = terms::INTENTS
            .iter()
            .map(|intent| terms::intent(*intent))
            .collect();
        model.intents = learn::classifier(&examples, &labels, INTENTS);
    }

    /// A whole model from these letters: each stage learns from what the stages before make of letters that they were
    /// not trained on.
    fn train(&mut self, from: &[usize]) -> Model {
        let (mut by_fold, mut people, mut acts) = (Vec::new(), Vec::new(), Vec::new());
        for fold in 0..FOLDS {
            let mut model = Model::default();
            self.first(&others(from, fold), &mut model);
            by_fold.push(model);
        }
        for (place, &at) in from.iter().enumerate() {
            let fold = place % FOLDS;
            people.extend(
                self.people(at, &by_fold[fold])
                    .into_iter()
                    .map(|(row, yes)| (fold, row, yes)),
            );
        }
        let learn_people = |without: Option<usize>| {
            let examples: Vec<_> = people
                .iter()
                .filter(|(fold, _, _)| Some(*fold) != without)
                .map(|(_, row, yes)| (row, usize::from(*yes)))
                .collect();
            learn::classifier(&examples, &["no", "yes"], PERSONS)
        };
        for (fold, model) in by_fold.iter_mut().enumerate() {
            model.persons = learn_people(Some(fold));
        }
        let mut whole = Model {
            persons: learn_people(None),
            ..Model::default()
        };
        for (place, &at) in from.iter().enumerate() {
            acts.extend(self.act(at, &by_fold[place % FOLDS]));
        }
        self.first(from, &mut whole);
        let examples: Vec<_> = acts.iter().map(|(row, yes)| (row, usize::from(*yes))).collect();
        whole.acting = learn::classifier(&examples, &["no", "yes"], ACTING);
        whole
    }

    fn people(&mut self, at: usize, model: &Model) -> Vec<(Row, bool)> {
        if self.seen[at].wants.is_none() {
            return Vec::new();
        }
        let mut reading = self.reading(at);
        let mut second = Second::default();
        second.read_intent(&mut reading, model);
        let marginals = model.tag(&reading);
        let attends = gold::attends(&self.samples[at], &reading);
        let counted = persons::counted(&reading);
        attends
            .into_iter()
            .enumerate()
            .map(|(index, yes)| {
                self.names.clear();
                persons::describe(&reading, &marginals, counted, index, &mut self.names);
                (self.names.values().to_vec(), yes)
            })
            .collect()
    }

    fn act(&mut self, at: usize, model: &Model) -> Option<(Row, bool)> {
        let mut reading = self.reading(at);
        let second = Second::read(&mut reading, model);
        let (disposition, doubts) =
            doubt::judge(&reading.letter, &reading.cast, &reading.request, &reading.files);
        let settles = doubts
            .iter()
            .all(|found| doubt::is_settled_by_agreement(found.kind));
        if !second.has_read || disposition == Disposition::Ignore || !settles {
            return None;
        }
        self.names.clear();
        acting::describe(&reading, &second, &doubts, &mut self.names);
        Some((
            self.names.values().to_vec(),
            self.samples[at].acting_is_right(&reading.request),
        ))
    }
}

fn trainer_see(names: &mut Features, sample: &Sample, lexicon: &Lexicon) -> Seen {
    let reading = Reading::by_rules(Letter::new(&sample.message, lexicon));
    let mut rows = Vec::new();
    tokens::each(&reading, names, |_, features| {
        rows.push(features.values().to_vec());
    });
    let own = tokens::own(&reading.letter.body);
    names.clear();
    intents::describe(&reading, names);
    let person = matches!(sample.message.origin, Origin::Person(_) | Origin::Held(_));
    let wants = terms::INTENTS
        .iter()
        .position(|intent| terms::intent(*intent) == sample.text("intent"))
        .filter(|_| person);
    Seen {
        labels: gold::labels(sample, &reading, &own),
        tokens: rows,
        intent: names.values().to_vec(),
        wants,
    }
}

fn others(from: &[usize], fold: usize) -> Vec<usize> {
    let other = |(place, _): &(usize, &usize)| place % FOLDS != fold;
    from.iter().enumerate().filter(other).map(|(_, at)| *at).collect()
}

fn main() -> anyhow::Result<()> {
    let (mut out, mut predictions, mut folders) = (PathBuf::from("config/model"), None, Vec::new());
    let mut on = "an unknown day".to_owned();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => out = arguments.next().unwrap_or_default().into(),
            "--on" => on = arguments.next().unwrap_or_default(),
            "--predictions" => predictions = arguments.next(),
            folder => folders.push(PathBuf::from(folder)),
        }
    }
    let samples = gold::samples(&folders)?;
    let lexicon = Lexicon::embedded();
    let mut trainer = Trainer::new(&samples, &lexicon);
    // Folds by the hash of the name: adding letters moves no other.
    let mut all: Vec<usize> = (0..samples.len()).collect();
    all.sort_by_key(|at| {
        Sha256::digest(
            samples[*at]
                .path
                .file_stem()
                .map_or(&[][..], |stem| stem.as_encoded_bytes()),
        )
        .to_vec()
    });
    let mut written = String::new();
    let mut tables = [Table::new("intent"), Table::new("person"), Table::new("acting")];
    for fold in 0..FOLDS {
        let model = trainer.train(&others(&all, fold));
        for (_, &at) in all.iter().enumerate().filter(|(place, _)| place % FOLDS == fold) {
            let sample = &samples[at];
            let (request, doubts, second) = request::read_with(&sample.message, &lexicon, &model);
            let mut line = json::reading(&sample.path.to_string_lossy(), &request, &doubts);
            line["acting"] = second.acting.into();
            line["persons"] = serde_json::json!(second.persons);
            writeln!(written, "{line}")?;
            let [intents, people, acts] = &mut tables;
            if let Some((intent, probable)) = second.intents.first() {
                intents.add(*probable, terms::intent(*intent) == sample.text("intent"));
            }
            for (row, yes) in trainer.people(at, &model) {
                let probable = model.persons.probability(&row);
                people.add(probable.max(1.0 - probable), (probable >= 0.5) == yes);
            }
            if second.acting > 0.0 {
                acts.add(second.acting, sample.acting_is_right(&request));
            }
        }
    }
    if let Some(path) = predictions {
        fs::write(path, written)?;
    }
    let mut record = recorded(&samples, &on);
    for table in &tables {
        record.push_str(&table.shown());
    }
    print!("{record}");
    let model = trainer.train(&all);
    fs::create_dir_all(&out)?;
    let names: std::collections::HashMap<u64, String> = trainer
        .names
        .names()
        .map(|(hash, name)| (hash, name.to_owned()))
        .collect();
    for (file, weights) in [
        ("tagger", &model.tagger.weights),
        ("intents", &model.intents),
        ("persons", &model.persons),
        ("acting", &model.acting),
    ] {
        fs::write(out.join(file).with_extension("tsv"), shown(weights, &names))?;
    }
    fs::write(out.join("training.txt"), record)?;
    Ok(())
}

/// The table as text, by the names of features.
fn shown(weights: &Weights, names: &std::collections::HashMap<u64, String>) -> String {
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
struct Table {
    name: &'static str,
    bins: [(u32, u32, f32); 10],
}

impl Table {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            bins: [(0, 0, 0.0); 10],
        }
    }

    fn add(&mut self, confidence: f32, right: bool) {
        let bin = ((confidence * 10.0) as usize).min(9);
        let (all, good, sum) = &mut self.bins[bin];
        *all += 1;
        *good += u32::from(right);
        *sum += confidence;
    }

    fn shown(&self) -> String {
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
fn recorded(samples: &[Sample], on: &str) -> String {
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
    format!(
        "Trained on {on} from {} letters with gold readings; SHA-256 of their names begins {names}.\n\
         tagger   {TAGGER:?}\nintents  {INTENTS:?}\npersons  {PERSONS:?}\nacting   {ACTING:?}\n\
         Below: five-fold cross-validation, every letter read by a model that was not trained on it.\n",
        samples.len()
    )
}
