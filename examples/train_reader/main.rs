//! Trains the second reader from letters with gold readings, and tells how well it does on letters that it was not trained on.
//!
//! `cargo run --release --example train_reader -- [--on DAY] [--out FOLDER] [--predictions FILE] [--unseen FOLDER]
//! [--unseen-predictions FILE] FOLDER...`
//! writes the tables of `config/model` and prints the scores of five-fold cross-validation. It is the same each time.

#![expect(clippy::print_stdout, reason = "a command tells its results")]

use gold::Sample;
use learn::{Row, Settings};
use rsvpd::lexicon::Lexicon;
use rsvpd::message::Origin;
use rsvpd::request::letter::Letter;
use rsvpd::request::model::features::Features;
use rsvpd::request::model::tagger::Tagger;
use rsvpd::request::model::{Model, Second, acting, intents, party, persons, plain, terms, tokens};
use rsvpd::request::reading::Reading;
use rsvpd::request::{self, Disposition, doubt, json};
use settings::{ACTING, FIELDS, INTENTS, PARTY, PERSONS, PLAIN, TAGGER};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use tables::{Table, recorded, shown};

mod choices;
mod gold;
mod learn;
mod settings;
mod sketches;
mod tables;

const FOLDS: usize = 5;

/// What the rules alone make of a letter: it does not change while models are trained.
struct Seen {
    tokens: Vec<Row>,
    labels: Vec<usize>,
    intent: Row,
    plain: Row,
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

    fn weight(&self, settings: Settings, at: usize) -> f32 {
        if self.samples[at].is_sketch() {
            settings.sketch
        } else if self.samples[at].is_fresh() {
            settings.fresh
        } else {
            settings.known
        }
    }

    fn reading(&self, at: usize) -> Reading<'a> {
        Reading::by_rules(Letter::new(&self.samples[at].message, self.lexicon))
    }

    /// Tagger and intents from these letters.
    fn first(&self, from: &[usize], model: &mut Model) {
        let examples: Vec<_> = from
            .iter()
            .filter(|&&at| self.weight(TAGGER, at) > 0.0)
            .map(|&at| {
                (
                    &self.seen[at].tokens,
                    &self.seen[at].labels,
                    self.weight(TAGGER, at),
                )
            })
            .collect();
        model.tagger = Tagger::new(learn::tagger(&examples, TAGGER));
        let examples: Vec<_> = from
            .iter()
            .filter_map(|&at| {
                Some((
                    &self.seen[at].intent,
                    self.seen[at].wants?,
                    self.weight(INTENTS, at),
                ))
            })
            .collect();
        let labels: Vec<&str> = terms::INTENTS
            .iter()
            .map(|intent| terms::intent(*intent))
            .collect();
        model.intents = learn::classifier(&examples, &labels, INTENTS);
        let examples: Vec<_> = from
            .iter()
            .filter(|&&at| self.seen[at].wants.is_some() && self.weight(PLAIN, at) > 0.0)
            .map(|&at| {
                let plain = self.samples[at].text("disposition") == "act";
                (&self.seen[at].plain, usize::from(plain), self.weight(PLAIN, at))
            })
            .collect();
        model.plain = learn::classifier(&examples, &["no", "yes"], PLAIN);
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
            let weight = self.weight(PERSONS, at);
            people.extend(
                self.people(at, &by_fold[fold])
                    .into_iter()
                    .map(|(row, yes)| (fold, row, yes, weight)),
            );
        }
        let learn_people = |without: Option<usize>| {
            let examples: Vec<_> = people
                .iter()
                .filter(|(fold, _, _, _)| Some(*fold) != without)
                .map(|(_, row, yes, weight)| (row, usize::from(*yes), *weight))
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
        let mut parties = Vec::new();
        for (place, &at) in from.iter().enumerate() {
            let weight = self.weight(PARTY, at);
            let mut choices = self.parties(at, &by_fold[place % FOLDS]);
            choices.iter_mut().for_each(|choice| choice.weight *= weight);
            parties.push(choices);
        }
        let learn_parties = |without: Option<usize>| {
            let examples: Vec<_> = parties
                .iter()
                .enumerate()
                .filter(|(place, _)| Some(place % FOLDS) != without)
                .flat_map(|(_, choices)| choices)
                .collect();
            learn::ranker(&examples, "fits", PARTY)
        };
        for (fold, model) in by_fold.iter_mut().enumerate() {
            model.party = learn_parties(Some(fold));
        }
        whole.party = learn_parties(None);
        let mut chosen = Vec::new();
        for (place, &at) in from.iter().enumerate() {
            let weight = self.weight(FIELDS, at);
            if weight <= 0.0 {
                chosen.push(Vec::new());
                continue;
            }
            let mut choices = self.choices(at, &by_fold[place % FOLDS]);
            choices.iter_mut().for_each(|choice| choice.weight *= weight);
            chosen.push(choices);
        }
        for (fold, model) in by_fold.iter_mut().enumerate() {
            let examples: Vec<_> = chosen
                .iter()
                .enumerate()
                .filter(|(place, _)| place % FOLDS != fold)
                .flat_map(|(_, choices)| choices)
                .collect();
            model.fields = learn::ranker(&examples, "fits", FIELDS);
        }
        whole.fields = learn::ranker(&chosen.iter().flatten().collect::<Vec<_>>(), "fits", FIELDS);
        for (place, &at) in from.iter().enumerate() {
            let weight = self.weight(ACTING, at);
            if weight <= 0.0 {
                continue;
            }
            acts.extend(
                self.act(at, &by_fold[place % FOLDS])
                    .map(|(row, yes)| (row, yes, weight)),
            );
        }
        self.first(from, &mut whole);
        let examples: Vec<_> = acts
            .iter()
            .map(|(row, yes, weight)| (row, usize::from(*yes), *weight))
            .collect();
        whole.acting = learn::classifier(&examples, &["no", "yes"], ACTING);
        whole
    }

    /// A letter as the second reading has it where the persons' model comes in.
    fn up_to_persons(&self, at: usize, model: &Model) -> (Reading<'a>, Second) {
        let mut reading = self.reading(at);
        let mut second = Second::default();
        second.read_intent(&mut reading, model);
        second.marginals = model.tag(&reading);
        second.find_missed(&mut reading);
        (reading, second)
    }

    fn people(&mut self, at: usize, model: &Model) -> Vec<(Row, bool)> {
        if self.seen[at].wants.is_none() {
            return Vec::new();
        }
        let (reading, second) = self.up_to_persons(at, model);
        let marginals = &second.marginals;
        let attends = gold::attends(&self.samples[at], &reading);
        let counted = persons::counted(&reading);
        attends
            .into_iter()
            .enumerate()
            .map(|(index, yes)| {
                self.names.clear();
                persons::describe(&reading, marginals, counted, index, &mut self.names);
                (self.names.values().to_vec(), yes)
            })
            .collect()
    }

    fn parties(&mut self, at: usize, model: &Model) -> Vec<learn::Choice> {
        if self.seen[at].wants.is_none() {
            return Vec::new();
        }
        let (mut reading, mut second) = self.up_to_persons(at, model);
        second.read_persons(&mut reading, model);
        if !party::is_asked(&reading) {
            return Vec::new();
        }
        choices::parties(&self.samples[at], &reading, &second.persons, &mut self.names)
    }

    fn choices(&mut self, at: usize, model: &Model) -> Vec<learn::Choice> {
        let mut reading = self.reading(at);
        let second = Second::read(&mut reading, model);
        if !second.has_read {
            return Vec::new();
        }
        choices::choices(&self.samples[at], &reading, &second.marginals, &mut self.names)
    }

    fn act(&mut self, at: usize, model: &Model) -> Option<(Row, bool)> {
        let mut reading = self.reading(at);
        let second = Second::read(&mut reading, model);
        let (disposition, doubts) =
            doubt::judge(&reading.letter, &reading.cast, &reading.request, &reading.files);
        let settles = doubts.iter().all(doubt::is_settled_by_agreement);
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
    let intent = names.values().to_vec();
    let (_, doubts) = doubt::judge(&reading.letter, &reading.cast, &reading.request, &reading.files);
    plain::describe(&reading, &doubts, names);
    let person = matches!(sample.message.origin, Origin::Person(_) | Origin::Held(_));
    let wants = terms::INTENTS
        .iter()
        .position(|intent| terms::intent(*intent) == sample.text("intent"))
        .filter(|_| person);
    Seen {
        labels: gold::labels(sample, &reading, &own),
        tokens: rows,
        intent,
        plain: names.values().to_vec(),
        wants,
    }
}

fn others(from: &[usize], fold: usize) -> Vec<usize> {
    let other = |(place, _): &(usize, &usize)| place % FOLDS != fold;
    from.iter().enumerate().filter(other).map(|(_, at)| *at).collect()
}

fn main() -> anyhow::Result<()> {
    let (mut out, mut predictions, mut folders) = (PathBuf::from("config/model"), None, Vec::new());
    let (mut unseen, mut unseen_predictions) = (Vec::new(), PathBuf::new());
    let mut on = "an unknown day".to_owned();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => out = arguments.next().unwrap_or_default().into(),
            "--on" => on = arguments.next().unwrap_or_default(),
            "--unseen" => unseen.extend(arguments.next().map(PathBuf::from)),
            "--unseen-predictions" => unseen_predictions = arguments.next().unwrap_or_default().into(),
            "--predictions" => predictions = arguments.next(),
            folder => folders.push(PathBuf::from(folder)),
        }
    }
    let samples = gold::samples(&folders)?;
    let lexicon = Lexicon::embedded();
    let mut trainer = Trainer::new(&samples, &lexicon);
    // Folds by the hash of the name: adding letters moves no other.
    let mut all: Vec<usize> = (0..samples.len())
        .filter(|at| !samples[*at].is_sketch())
        .collect();
    let sketches: Vec<usize> = (0..samples.len()).filter(|at| samples[*at].is_sketch()).collect();
    all.sort_by_key(|at| {
        Sha256::digest(
            samples[*at]
                .path
                .file_stem()
                .map_or(&[][..], |stem| stem.as_encoded_bytes()),
        )
        .to_vec()
    });
    // First what is shipped: how well it does takes five times as long to tell.
    let model = trainer.train(&[all.clone(), sketches.clone()].concat());
    if !unseen.is_empty() {
        let mut lines = String::new();
        for sample in gold::samples(&unseen)? {
            let (request, doubts, _) = request::read_with(&sample.message, &lexicon, &model);
            writeln!(
                lines,
                "{}",
                json::reading(&sample.path.to_string_lossy(), &request, &doubts)
            )?;
        }
        fs::write(unseen_predictions, lines)?;
    }
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
        ("fields", &model.fields),
        ("plain", &model.plain),
        ("party", &model.party),
    ] {
        fs::write(out.join(file).with_extension("tsv"), shown(weights, &names))?;
    }
    let mut written = String::new();
    let mut tables = [Table::new("intent"), Table::new("person"), Table::new("acting")];
    for fold in 0..FOLDS {
        let model = trainer.train(&[others(&all, fold), sketches.clone()].concat());
        for (_, &at) in all.iter().enumerate().filter(|(place, _)| place % FOLDS == fold) {
            let sample = &samples[at];
            let (request, doubts, second) = request::read_with(&sample.message, &lexicon, &model);
            let mut line = json::reading(&sample.path.to_string_lossy(), &request, &doubts);
            line["acting"] = second.acting.into();
            line["sure"] = second.intents.first().map(|(_, sure)| *sure).into();
            line["persons"] = serde_json::json!(second.persons);
            line["sure-seats"] = second.seats.into();
            line["party"] = second.party.into();
            line["plain"] = second.plain.into();
            writeln!(written, "{line}")?;
            // The rules were made with the others in sight: confidence is told by those that nobody opened.
            if !sample.is_fresh() {
                continue;
            }
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
    fs::write(out.join("training.txt"), record)?;
    Ok(())
}
