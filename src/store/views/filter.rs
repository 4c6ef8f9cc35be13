//! What a list is narrowed to: words and properties, each perhaps denied; built into one SQL condition.

use crate::store::search::forms;
use crate::store::sql::Value;

/// All terms must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub terms: Vec<Term>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// It must not hold.
    pub not: bool,
    pub is: Is,
}

/// What a term asks; of several values one must fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Is {
    /// A word, or a part of one, stands in names, organisations, towns, addresses or the reference (rule 52).
    Word(String),
    /// ISO 639-1.
    Language(Vec<String>),
    /// Names as they are stored.
    Intent(Vec<String>),
    /// Names as they are stored.
    Outcome(Vec<String>),
    /// Name of the leading reason.
    Reason(Vec<String>),
    /// Somebody has (or wants) a place in one of these sessions, by id.
    Session(Vec<String>),
    /// Somebody's place is in one of these states, by name.
    State(Vec<String>),
    /// ISO 3166-1 alpha-2 of somebody in it.
    Country(Vec<String>),
    /// It bears one of these tags.
    Tag(Vec<String>),
}

/// A statement with its values.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub sql: String,
    pub values: Vec<Value>,
    /// The column that holds the request's number; one that leads to an index.
    key: &'static str,
}

impl Built {
    pub fn new(sql: &str, values: Vec<Value>) -> Self {
        Self {
            sql: sql.to_owned(),
            values,
            key: "q.message",
        }
    }

    /// The same, with the request's number in another column.
    pub fn keyed(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }

    /// Adds a value and gives its mark.
    pub fn mark(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Adds `AND …` for each term; the statement names requests `q`.
    pub fn narrow(&mut self, filter: &Filter) {
        for term in &filter.terms {
            let condition = self.condition(&term.is);
            self.sql.push_str(if term.not { " AND NOT " } else { " AND " });
            self.sql.push_str(&condition);
        }
    }

    fn condition(&mut self, is: &Is) -> String {
        let key = self.key;
        match is {
            Is::Word(word) => {
                let [folded, latin] = forms(word).map(|form| self.mark(like(&form)));
                format!(
                    "{key} IN (SELECT request FROM search WHERE folded LIKE {folded} ESCAPE '!' \
                     OR folded LIKE {latin} ESCAPE '!')"
                )
            }
            Is::Language(values) => self.among("q.language", values),
            Is::Intent(values) => self.among("q.intent", values),
            Is::Outcome(values) => self.among("q.outcome", values),
            Is::Reason(values) => self.among("q.reason", values),
            Is::Session(values) => {
                let among = self.among("session", values);
                format!(
                    "{key} IN (SELECT party FROM registrations WHERE {among} AND state IN \
                     ('asked', 'waiting', 'offered', 'confirmed', 'attended'))"
                )
            }
            Is::State(values) => {
                let among = self.among("state", values);
                format!("{key} IN (SELECT party FROM registrations WHERE {among})")
            }
            Is::Tag(values) => {
                let among = self.among("tag", values);
                format!("{key} IN (SELECT request FROM tags WHERE {among})")
            }
            Is::Country(values) => {
                let among = self.among("country", values);
                format!("{key} IN (SELECT party FROM persons WHERE {among})")
            }
        }
    }

    fn among(&mut self, column: &str, values: &[String]) -> String {
        let marks: Vec<String> = values.iter().map(|value| self.mark(value.as_str())).collect();
        format!("COALESCE({column}, '') IN ({})", marks.join(", "))
    }
}

/// A pattern for a part of a text, in which every character stands for itself.
fn like(part: &str) -> String {
    let escaped: String = part
        .chars()
        .flat_map(|c| match c {
            '%' | '_' | '!' => vec!['!', c],
            c => vec![c],
        })
        .collect();
    format!("%{escaped}%")
}
