//! Sketches: turns of phrase for each intent, dressed as letters with invented names, for training only.

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A sketch as a letter: its name, its source, its gold reading.
pub struct Dressed {
    pub name: String,
    pub raw: String,
    pub gold: Value,
}

/// What the sketches of a language are dressed in.
#[derive(Debug, Deserialize)]
struct Words {
    given: Vec<String>,
    surnames: Vec<String>,
    /// Name and town; the town is empty where the name tells none.
    offices: Vec<[String; 2]>,
    functions: Vec<String>,
    greetings: Vec<String>,
    closings: Vec<String>,
    subjects: Vec<String>,
    attribution: String,
    registered: Vec<String>,
    offered: Vec<String>,
    invited: Vec<String>,
}

/// All sketches of a folder; none where it has no `words.toml`.
pub fn all(folder: &Path) -> anyhow::Result<Vec<Dressed>> {
    let words = folder.join("words.toml");
    if !words.exists() {
        return Ok(Vec::new());
    }
    let words: HashMap<String, Words> = toml::from_str(&fs::read_to_string(words)?)?;
    let mut dressed = Vec::new();
    for (language, words) in &words {
        let text = fs::read_to_string(folder.join(language).with_extension("tsv"))?;
        for (at, line) in text.lines().enumerate() {
            let sketch = Sketch::parse(line).with_context(|| format!("{language}.tsv, line {}", at + 1))?;
            dressed.push(sketch.dress(language, at, words));
        }
    }
    dressed.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(dressed)
}

/// One line of a file of sketches; `README.md` beside them tells the form.
struct Sketch<'t> {
    intent: &'t str,
    thread: &'t str,
    who: &'t str,
    subject: Option<&'t str>,
    text: &'t str,
}

impl<'t> Sketch<'t> {
    fn parse(line: &'t str) -> Option<Self> {
        let mut cells = line.split('\t');
        let (intent, thread, who, text) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        let (subject, text) = match text.split_once('|') {
            Some((subject, text)) => (Some(subject), text),
            None => (None, text),
        };
        Some(Self {
            intent,
            thread,
            who,
            subject,
            text,
        })
    }

    fn dress(&self, language: &str, at: usize, words: &Words) -> Dressed {
        let mut chance = Chance::of(language, at);
        let people: HashMap<char, String> = "ABCDNMRW"
            .chars()
            .map(|slot| (slot, chance.name(words)))
            .collect();
        // `{C}` is the third person where three come.
        let names_town = self.text.contains("{C}") && !self.who.contains('C');
        let with_town: Vec<&[String; 2]> = words
            .offices
            .iter()
            .filter(|office| !names_town || !office[1].is_empty())
            .collect();
        let [office, town] = chance.pick(&with_town);
        let function = chance.pick(&words.functions);
        // Whoever writes "my own place ({R})" is the one who leaves.
        let writer = &people[if self.text.contains("({R})") { &'R' } else { &'W' }];
        let fill = |text: &str| {
            let mut text = text.replace("{O}", office).replace("{T}", function);
            if names_town {
                text = text.replace("{C}", town);
            }
            for (slot, name) in &people {
                text = text.replace(&format!("{{{slot}}}"), name);
            }
            text
        };
        let signs_function = chance.is(0.35).then(|| chance.pick(&words.functions).clone());
        let signs_office = chance.is(0.35) && !self.text.contains("{O}");
        let mut body: Vec<String> = Vec::new();
        let greeting = chance.pick(&words.greetings);
        if !greeting.is_empty() {
            body.extend([greeting.clone(), String::new()]);
        }
        body.extend([fill(self.text), String::new()]);
        body.extend(Some(chance.pick(&words.closings).clone()).filter(|closing| !closing.is_empty()));
        body.push(writer.clone());
        body.extend(signs_function.clone());
        body.extend(signs_office.then(|| office.clone()));
        let number = 100 + chance.below(890);
        let mut subject = self
            .subject
            .map_or_else(|| chance.pick(&words.subjects).clone(), str::to_owned);
        let (quoted, reference): (&[String], _) = match self.thread {
            "r" => (&words.registered, format!(" R-{number}")),
            "o" => (&words.offered, format!(" WL-{number}")),
            "i" => (&words.invited, String::new()),
            _ => (&[], String::new()),
        };
        let mut answers = String::new();
        if self.thread != "n" {
            subject = format!("Re: {subject}{reference}");
            answers = format!("In-Reply-To: <conf-{number}@efus.eu>\n");
        }
        if !quoted.is_empty() && chance.is(0.75) {
            body.extend([String::new(), words.attribution.clone()]);
            let quoted = quoted
                .iter()
                .map(|line| line.replace("{W}", writer).replace("{n}", &number.to_string()));
            body.extend(quoted.map(|line| format!("> {line}")));
            body.push("> J. Cristellys".to_owned());
        }
        let domain = format!("sketch{number}.example");
        let is_of_office = chance.is(0.12);
        let address = if is_of_office {
            format!("office@{domain}")
        } else {
            format!("p{number}@{domain}")
        };
        let from = if chance.is(0.15) {
            address.clone()
        } else {
            format!("{writer} <{address}>")
        };
        let press = self.intent == "press";
        let mailbox = if press && chance.is(0.7) {
            "fontanille@efus.eu"
        } else {
            "cristellys@efus.eu"
        };
        let raw = format!(
            "Delivered-To: {mailbox}\nFrom: {from}\nTo: {mailbox}\nSubject: {subject}\nDate: Tue, 25 Oct 2016 10:00:00 +0200\n\
             Message-ID: <sketch-{language}-{at}@{domain}>\n{answers}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: 8bit\n\n{}\n",
            body.join("\n")
        );
        let own_town = Some(town.as_str()).filter(|town| !town.is_empty());
        let mut attendees: Vec<Value> = Vec::new();
        for slot in self.who.chars() {
            let writes = slot == 'w';
            let name = match slot {
                'A'..='D' => &people[&slot],
                'w' => writer,
                _ => continue,
            };
            let has_function = self.text.contains("{T}") && attendees.is_empty();
            let has_office = self.text.contains("{O}") || writes && signs_office;
            let has_town = names_town || has_office;
            let role = if has_function {
                Some(function)
            } else {
                signs_function.as_ref().filter(|_| writes)
            };
            attendees.push(json!({
                "name": name,
                "email": Some(&address).filter(|_| writes && !is_of_office),
                "organisation": Some(office).filter(|_| has_office),
                "role": role,
                "city": own_town.filter(|_| has_town),
            }));
        }
        let unnamed = self.who.split_once('+').and_then(|(_, more)| more.parse().ok());
        attendees.extend((0..unnamed.unwrap_or(0)).map(|_| json!({ "name": null })));
        let is_counted = !self.who.ends_with('=') && !attendees.is_empty() && self.intent != "data-request";
        let leaves = self.who.contains('R') || self.text.contains("({R})");
        let gold = json!({
            "language": language,
            "intent": self.intent,
            "disposition": "act",
            "writer": writer,
            "seats": Some(attendees.len()).filter(|_| is_counted),
            "attendees": attendees,
            "replaces": Some(&people[&'R']).filter(|_| leaves),
            "press": press.then(|| json!({ "outlet": office })),
        });
        let mut name = String::new();
        let _ = write!(name, "{language}-{at:03}.eml");
        Dressed { name, raw, gold }
    }
}

/// Chance that is the same each time, and other for each sketch.
struct Chance(u64);

impl Chance {
    fn of(language: &str, at: usize) -> Self {
        let seed = rsvpd::request::model::features::hash(&[language, &at.to_string()]);
        Self(seed | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }

    fn is(&mut self, probable: f64) -> bool {
        (self.below(1000) as f64) < probable * 1000.0
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    fn name(&mut self, words: &Words) -> String {
        let given = self.pick(&words.given);
        let surname = self.pick(&words.surnames);
        if self.is(0.1) {
            return format!("{given} {} {surname}", self.pick(&words.given));
        }
        format!("{given} {surname}")
    }
}
