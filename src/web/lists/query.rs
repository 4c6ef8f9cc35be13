//! What somebody types into the search of a list: words and properties, with NOT as a minus and OR as a comma.

use crate::store::views::{Filter, Is, Term};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// Terms of one search; more are not looked at.
const TERMS: usize = 12;
/// Values of one term.
const VALUES: usize = 20;

/// The query of a list's address, so that a search can be kept as a link (rule 55).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct ListQuery {
    pub q: String,
    /// From 1; anything else is the first page.
    pub page: String,
    /// Of the waiting list, by id.
    pub session: String,
    /// `oldest`, `newest`, or empty for the list's own order.
    pub order: String,
}

impl ListQuery {
    /// From 1.
    pub fn page(&self) -> u32 {
        self.page.parse::<u32>().unwrap_or(1).clamp(1, 1_000_000)
    }

    /// What was typed, as the store asks it: `yael -language:ru session:morning,afternoon`.
    pub fn filter(&self) -> Filter {
        filter(&self.q)
    }

    /// The query string of this search with another page; not yet escaped for HTML.
    pub fn with_page(&self, page: u32) -> String {
        format!("{}page={page}", self.search())
    }

    /// The query string of this search without a page; further values may follow.
    pub fn search(&self) -> String {
        let mut query = String::from("?");
        for (name, value) in [("q", &self.q), ("session", &self.session), ("order", &self.order)] {
            if !value.is_empty() {
                query.push_str(&format!(
                    "{name}={}&",
                    utf8_percent_encode(value, NON_ALPHANUMERIC)
                ));
            }
        }
        query
    }
}

/// What somebody typed, as the store asks it.
#[must_use]
pub fn filter(typed: &str) -> Filter {
    let terms = typed.split_whitespace().filter_map(term).take(TERMS);
    Filter {
        terms: terms.collect(),
    }
}

fn term(typed: &str) -> Option<Term> {
    let (not, rest) = match typed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, typed),
    };
    if rest.is_empty() {
        return None;
    }
    let is = property(rest).unwrap_or_else(|| Is::Word(rest.to_owned()));
    Some(Term { not, is })
}

fn property(typed: &str) -> Option<Is> {
    let (name, values) = typed.split_once(':')?;
    let values: Vec<String> = values
        .split(',')
        .filter(|value| !value.is_empty())
        .map(str::to_lowercase)
        .take(VALUES)
        .collect();
    if values.is_empty() {
        return None;
    }
    match name {
        "language" | "langue" => Some(Is::Language(values)),
        "intent" => Some(Is::Intent(values)),
        "outcome" => Some(Is::Outcome(values)),
        "session" => Some(Is::Session(values)),
        "state" => Some(Is::State(values)),
        "reason" => Some(Is::Reason(values)),
        "tag" => Some(Is::Tag(values)),
        "country" => Some(Is::Country(
            values.iter().map(|value| value.to_uppercase()).collect(),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> Vec<Term> {
        let query = ListQuery {
            q: typed.to_owned(),
            ..ListQuery::default()
        };
        query.filter().terms
    }

    #[test]
    fn rule_055_a_minus_denies_and_a_comma_is_or() {
        let sessions = Is::Session(vec!["morning".to_owned(), "afternoon".to_owned()]);
        let expected = vec![
            Term {
                not: false,
                is: Is::Word("Yael".to_owned()),
            },
            Term {
                not: true,
                is: Is::Language(vec!["ru".to_owned()]),
            },
            Term {
                not: false,
                is: sessions,
            },
        ];
        assert_eq!(terms("Yael -language:RU session:morning,afternoon"), expected);
    }

    #[test]
    fn what_is_no_property_is_looked_for_as_it_stands() {
        assert_eq!(terms("10:30 - state:").len(), 2);
        assert!(matches!(&terms("10:30")[0].is, Is::Word(word) if word == "10:30"));
    }

    #[test]
    fn rule_055_a_search_can_be_kept_as_a_link() {
        let query = ListQuery {
            q: "Гёте & Söhne".to_owned(),
            page: "x".to_owned(),
            ..ListQuery::default()
        };
        assert_eq!(query.page(), 1);
        let link = query.with_page(2);
        assert!(link.starts_with("?q=%D0%93") && link.ends_with("&page=2") && link.contains("%26"));
    }
}
