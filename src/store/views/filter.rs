//! What a list is narrowed to: words and properties, each perhaps denied; built into one SQL condition.

use crate::store::StoreError;
use crate::store::search::forms;
use crate::store::sql::{Columns, Value, row, rows, rows_built};
use sqlx::AnyConnection;

const BEGINS: &str = "SELECT 1 FROM search_words WHERE word >= $1 AND word < $2 LIMIT 1";
const FOLDED: &str = "SELECT request FROM search_parts";
/// Requests that are found within words and looked up by their numbers; more are asked for by the word again.
const NUMBERS_MAX: i64 = 1_000;

/// All terms must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub terms: Vec<Term>,
}

impl Filter {
    /// What a search leaves out that only denies one thing: mostly fewer than what it finds.
    pub(super) fn left_out(&self) -> Option<Self> {
        match self.terms.as_slice() {
            [Term { not: true, is }] => Some(Self {
                terms: vec![Term {
                    not: false,
                    is: is.clone(),
                }],
            }),
            _ => None,
        }
    }

    /// Whether it asks for something that only requests have.
    pub(super) fn asks(&self) -> bool {
        self.terms.iter().any(|term| !term.not)
    }
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
    /// A word begins so in names, organisations, towns, addresses or the reference; where none does, it may also stand
    /// within a word (rule 52).
    Word(String),
    /// It stands within a word.
    Within(String),
    /// The request's number is one of these.
    Number(Vec<i64>),
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
    /// The column that holds the request's language, where the statement has one at hand.
    language: Option<&'static str>,
}

impl Built {
    pub fn new(sql: &str, values: Vec<Value>) -> Self {
        Self {
            sql: sql.to_owned(),
            values,
            key: "q.message",
            language: None,
        }
    }

    /// The same, with the request's language in a column of the statement.
    pub fn spoken(mut self, language: &'static str) -> Self {
        self.language = Some(language);
        self
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

    /// Adds `AND …` for each term.
    ///
    /// # Errors
    /// As any read.
    pub async fn narrow(
        &mut self,
        connection: &mut AnyConnection,
        filter: &Filter,
    ) -> Result<(), StoreError> {
        for term in &filter.terms {
            let looked_up = match &term.is {
                Is::Word(word) => within(connection, word).await?,
                _ => None,
            };
            let is = looked_up.as_ref().unwrap_or(&term.is);
            let condition = match (is, term.not, self.language) {
                // Most rows have what is denied, and few are looked at: each is asked by itself.
                (Is::Language(values), true, None) => self.of_request("language", values),
                _ => self.condition(is),
            };
            self.sql.push_str(if term.not { " AND NOT " } else { " AND " });
            self.sql.push_str(&condition);
        }
        Ok(())
    }

    fn condition(&mut self, is: &Is) -> String {
        let key = self.key;
        match is {
            Is::Word(word) => {
                let mut begins = Vec::new();
                for form in spellings(word) {
                    // What begins so lies between the form itself and the form before the last of all characters.
                    let (from, until) = (self.mark(form.as_str()), self.mark(format!("{form}\u{10ffff}")));
                    begins.push(format!("word >= {from} AND word < {until}"));
                }
                format!(
                    "{key} IN (SELECT request FROM search_words WHERE {})",
                    begins.join(" OR ")
                )
            }
            Is::Within(word) => {
                let stands = self.stands_within(word);
                format!("{key} IN ({FOLDED} WHERE {stands})")
            }
            Is::Number(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
                format!("{key} IN ({})", numbers.join(", "))
            }
            Is::Language(values) => match self.language {
                Some(column) => self.one_of(column, values),
                // Their numbers stand in an index.
                None => {
                    let among = self.one_of("language", values);
                    format!("{key} IN (SELECT message FROM requests WHERE {among})")
                }
            },
            Is::Intent(values) => self.of_request("intent", values),
            Is::Outcome(values) => self.of_request("outcome", values),
            Is::Reason(values) => self.of_request("reason", values),
            Is::Session(values) => {
                let among = self.one_of("session", values);
                format!(
                    "{key} IN (SELECT party FROM registrations WHERE {among} AND state IN \
                     ('asked', 'waiting', 'offered', 'confirmed', 'attended'))"
                )
            }
            Is::State(values) => {
                let among = self.one_of("state", values);
                format!("{key} IN (SELECT party FROM registrations WHERE {among})")
            }
            Is::Tag(values) => {
                let among = self.one_of("tag", values);
                format!("{key} IN (SELECT request FROM tags WHERE {among})")
            }
            Is::Country(values) => {
                let among = self.one_of("country", values);
                format!("{key} IN (SELECT party FROM persons WHERE {among})")
            }
        }
    }

    /// A property that stands in the request alone.
    fn of_request(&mut self, column: &str, values: &[String]) -> String {
        let key = self.key;
        let among = self.one_of(&format!("asked.{column}"), values);
        format!("EXISTS (SELECT 1 FROM requests asked WHERE asked.message = {key} AND {among})")
    }

    fn stands_within(&mut self, word: &str) -> String {
        let within: Vec<String> = spellings(word)
            .map(|form| {
                // The index of what stands within words knows patterns without an escape; what it finds too much is left out.
                let near = self.mark(format!("%{}%", form.replace(['%', '_', '\\'], "_")));
                let exact = self.mark(like(&form));
                format!("(folded LIKE {near} AND folded LIKE {exact} ESCAPE '!')")
            })
            .collect();
        within.join(" OR ")
    }

    fn one_of(&mut self, column: &str, values: &[String]) -> String {
        let marks: Vec<String> = values.iter().map(|value| self.mark(value.as_str())).collect();
        format!("{column} IN ({})", marks.join(", "))
    }
}

/// The forms of a typed word, each once.
fn spellings(word: &str) -> impl Iterator<Item = String> {
    let [folded, latin] = forms(word);
    let latin = Some(latin).filter(|latin| *latin != folded);
    std::iter::once(folded).chain(latin)
}

/// What to ask instead for a word that no word begins with: all of them must be read, and are once.
async fn within(connection: &mut AnyConnection, word: &str) -> Result<Option<Is>, StoreError> {
    for form in spellings(word) {
        let values = row![form.as_str(), format!("{form}\u{10ffff}")];
        if !rows(connection, BEGINS, values).await?.is_empty() {
            return Ok(None);
        }
    }
    let mut found = Built::new(FOLDED, Vec::new());
    let condition = found.stands_within(word);
    let limit = found.mark(NUMBERS_MAX + 1);
    let sql = format!("{} WHERE {condition} LIMIT {limit}", found.sql);
    let numbers = rows_built(connection, sql, found.values).await?;
    let few = i64::try_from(numbers.len()).is_ok_and(|count| count > 0 && count <= NUMBERS_MAX);
    if !few {
        return Ok(Some(Is::Within(word.to_owned())));
    }
    let numbers: Result<Vec<i64>, StoreError> = numbers.iter().map(|row| row.int(0)).collect();
    Ok(Some(Is::Number(numbers?)))
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
