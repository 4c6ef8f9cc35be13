//! Where a person's name begins and ends, by the tagger: it mends what the rules cut, or tells that the two differ.

use super::tagger::{Marginals, Tag};
use super::{CUT_OTHERWISE, Second};
use crate::lexicon::Concept;
use crate::request::Evidence;
use crate::request::cast::{Cast, Person, Standing, body_evidence};
use crate::request::fields::Values;
use crate::request::layout::Layout;
use crate::request::people::names::{Key, tidy};
use crate::request::reading::Reading;
use crate::request::record::Record;
use crate::request::token::{Break, Token};
use std::ops::Range;

/// How probable it must be that words belong to a name, or do not, for the name to be cut anew.
const MENDS: f32 = 0.7;
/// How probable each word of a name that the rules missed must be.
const MISSED: f32 = 0.5;
/// Words a mended name may have.
const WORDS: std::ops::RangeInclusive<usize> = 2..=5;

/// The fullest mentions of a person.
fn fullest(person: &Person) -> impl Iterator<Item = &Range<usize>> {
    let most = person
        .mentions
        .iter()
        .map(ExactSizeIterator::len)
        .max()
        .unwrap_or(0);
    person
        .mentions
        .iter()
        .filter(move |mention| mention.len() == most)
}

/// Whether words can be one name: none stands on another line, none stands twice ("Вайткене, Юлия Вайткене" is the surname
/// spelt out, then the name).
fn can_be_one(body: &Layout<'_>, tokens: &Range<usize>) -> bool {
    let words: Vec<&Token> = body.tokens.get(tokens.clone()).into_iter().flatten().collect();
    let apart = words.iter().skip(1).any(|word| word.before >= Break::Colon);
    let mut seen: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    seen.sort_unstable();
    !apart && seen.windows(2).all(|pair| pair.first() != pair.last())
}

/// How probable it is that the name is whole where it stands fullest; `None` for names that the body does not have.
#[must_use]
pub fn wholeness(person: &Person, marginals: &Marginals) -> Option<f32> {
    fullest(person)
        .map(|mention| marginals.is_whole_name(mention))
        .max_by(f32::total_cmp)
}

/// Whether a field or cell of its own holds the person's name and nothing that could part it from something else: there
/// it is whole, whatever its words look like.
fn is_in_a_cell(reading: &Reading<'_>, index: usize) -> bool {
    const PARTS: [char; 9] = [',', ';', '(', '/', '|', '–', '—', '\n', '\t'];
    let text = reading.letter.body.text;
    let named = |record: &&Record| record.person == Some(index);
    reading.cast.records.iter().filter(named).any(|record| {
        let mut cells = [Concept::LabelName, Concept::LabelGiven, Concept::LabelSurname]
            .iter()
            .filter_map(|label| record.get(*label))
            .filter_map(|entry| text.get(entry.bytes.clone()))
            .peekable();
        cells.peek().is_some() && cells.all(|shown| !shown.contains(PARTS) && !shown.contains(" - "))
    })
}

/// The extent that the tagger gives a chosen name, where it is sure and the rules' is another.
fn other_extent(
    reading: &Reading<'_>,
    marginals: &Marginals,
    (names, keys): (&[Range<usize>], &[Key]),
    index: usize,
) -> Option<Range<usize>> {
    let people = &reading.cast.people;
    let person = people.get(index)?;
    if fullest(person).any(|mention| names.contains(mention)) {
        return None;
    }
    let in_a_cell = is_in_a_cell(reading, index);
    let inside = |at: usize| marginals.name(at).0;
    let is_senders = |at: usize| reading.cast.traits.get(at).is_some_and(|traits| traits.sender);
    let others = |tokens: &Range<usize>| {
        people.iter().enumerate().any(|(other, someone)| {
            other != index
                && someone
                    .mentions
                    .iter()
                    .any(|mention| mention.start < tokens.end && tokens.start < mention.end)
        })
    };
    let body = &reading.letter.body;
    let is_name =
        |tokens: &Range<usize>| WORDS.contains(&tokens.len()) && !others(tokens) && can_be_one(body, tokens);
    names
        .iter()
        .find(|tokens| {
            let fits = fullest(person).any(|mention| {
                let touches = mention.start < tokens.end && tokens.start < mention.end;
                let sure = |at: usize| match (tokens.contains(&at), mention.contains(&at)) {
                    (true, false) => inside(at) >= MENDS,
                    // "Kenneth W. Entwistle": what From has as well is a part of the name.
                    (false, true) => inside(at) <= 1.0 - MENDS && !is_senders(at),
                    _ => true,
                };
                // "Le Floc'h": no name is cut within a word.
                let within = |at: usize| {
                    let token = reading.letter.body.tokens.get(at);
                    mention.start < at
                        && at < mention.end
                        && token.is_some_and(|token| token.before == Break::Tight)
                };
                // In a cell only titles and functions may go.
                let no_name = |at: usize| {
                    let traits = reading.cast.traits.get(at);
                    traits.is_some_and(|traits| (traits.title || traits.blocked) && !traits.surely_name())
                };
                let keeps = mention.clone().all(|at| tokens.contains(&at) || no_name(at));
                let touches =
                    touches && !within(tokens.start) && !within(tokens.end) && (keeps || !in_a_cell);
                let all = tokens.start.min(mention.start)..tokens.end.max(mention.end);
                touches && all.into_iter().all(sure) && marginals.is_whole_name(tokens) >= MENDS
            });
            fits && is_name(tokens)
        })
        .cloned()
        .or_else(|| {
            if in_a_cell {
                return None;
            }
            let own = Key::of(&person.name);
            names
                .iter()
                .zip(keys)
                .find(|(tokens, key)| {
                    is_name(tokens)
                        && key.fullness() > own.fullness()
                        && key.agrees(&own)
                        && marginals.is_whole_name(tokens) >= MENDS
                })
                .map(|(tokens, _)| tokens.clone())
        })
}

/// The names of all persons, as they are compared.
fn keys(cast: &Cast) -> Vec<Key> {
    let people = cast.people.iter();
    people.map(|person| Key::of(&person.name)).collect()
}

/// Whether words that look like a name belong to somebody of the cast: they touch a mention, or say a name that is known.
fn is_known(cast: &Cast, known_as: &[Key], tokens: &Range<usize>, key: &Key) -> bool {
    let mut mentions = cast.people.iter().flat_map(|person| &person.mentions);
    mentions.any(|mention| mention.start < tokens.end && tokens.start < mention.end)
        || known_as.iter().any(|known| known.agrees(key))
}

/// How sure the tagger must be of a name that nobody read, for a person to look.
const OVERLOOKED: f32 = 0.4;

impl Second {
    /// The names that the tagger sees, without titles at their ends: "Ann Lee MBE".
    fn names(&self, cast: &Cast) -> Vec<Range<usize>> {
        let titles = |at: usize| {
            let traits = cast.traits.get(at);
            traits.is_some_and(|traits| traits.title && !traits.sender)
        };
        let mut names = self.marginals.names();
        for name in &mut names {
            while name.len() > 1 && titles(name.end - 1) {
                name.end -= 1;
            }
            while name.len() > 1 && titles(name.start) {
                name.start += 1;
            }
        }
        names
    }

    /// Where the tagger sees a name that was read otherwise, or not at all.
    pub(super) fn misreads_a_name(&self, reading: &Reading<'_>) -> Option<Evidence> {
        let cut = || {
            let person = reading.cast.people.get(self.cuts_otherwise(reading)?)?;
            Some(Evidence {
                rule: CUT_OTHERWISE.to_owned(),
                ..person.evidence.clone()
            })
        };
        self.overlooks(reading).or_else(cut)
    }

    /// Where a whole name stands, of somebody whom the request may be about, that neither rules nor models read as one.
    fn overlooks(&self, reading: &Reading<'_>) -> Option<Evidence> {
        let body = &reading.letter.body;
        let known_as = keys(&reading.cast);
        let overlooked = |tokens: &Range<usize>| {
            let key = Key::of(&tidy(body.shown(tokens.clone())));
            (2..=4).contains(&tokens.len())
                && can_be_one(body, tokens)
                && !is_known(&reading.cast, &known_as, tokens, &key)
        };
        let phrases = self.marginals.phrases_from(Tag::Attendee, OVERLOOKED);
        let tokens = phrases.into_iter().map(|(tokens, _)| tokens).find(overlooked)?;
        Some(body_evidence(body, tokens, "model/name-left-over"))
    }

    /// Adds to the cast whom the tagger sees and the rules do not: somebody whom the request is about, by full name.
    pub fn find_missed(&self, reading: &mut Reading<'_>) {
        let body = &reading.letter.body;
        let missed: Vec<Range<usize>> = self
            .marginals
            .phrases(Tag::Attendee)
            .into_iter()
            .filter(|(tokens, least)| {
                (2..=4).contains(&tokens.len())
                    && *least >= MISSED
                    && self.marginals.is_whole_name(tokens) >= MISSED
                    && can_be_one(body, tokens)
                    // "I write for Radia Gdańsk": an outlet, however it is spelt.
                    && !body.follows(tokens.start, Concept::PressForOutlet)
                    && tokens
                        .clone()
                        .all(|at| body.tokens.get(at).is_some_and(Token::is_word))
            })
            .map(|(tokens, _)| tokens)
            .collect();
        let mut known_as = keys(&reading.cast);
        for tokens in missed {
            let body = &reading.letter.body;
            let name = tidy(body.shown(tokens.clone()));
            let key = Key::of(&name);
            let known = is_known(&reading.cast, &known_as, &tokens, &key);
            if known || key.words.is_empty() {
                continue;
            }
            known_as.push(key);
            let evidence = body_evidence(body, tokens.clone(), "model/name");
            reading.cast.people.push(Person {
                name,
                evidence,
                mentions: vec![tokens],
                standing: Standing::Unclear,
                why: "model/name",
                is_writer: false,
            });
        }
    }

    /// Gives chosen persons their whole names, and nothing but their names.
    pub fn mend_names(&mut self, reading: &mut Reading<'_>) {
        let names = self.names(&reading.cast);
        let keys: Vec<Key> = names
            .iter()
            .map(|tokens| Key::of(reading.letter.body.shown(tokens.clone())))
            .collect();
        let mended: Vec<(usize, Range<usize>)> = reading
            .chosen
            .iter()
            .filter_map(|&index| {
                let extent = other_extent(reading, &self.marginals, (&names, &keys), index)?;
                Some((index, extent))
            })
            .collect();
        if mended.is_empty() {
            return;
        }
        for (index, tokens) in mended {
            let body = &reading.letter.body;
            let name = tidy(body.shown(tokens.clone()));
            let evidence = body_evidence(body, tokens.clone(), "model/name");
            if let Some(person) = reading.cast.people.get_mut(index) {
                person.name = name;
                person.evidence = evidence;
                person
                    .mentions
                    .retain(|mention| !(mention.start < tokens.end && tokens.start < mention.end));
                person.mentions.push(tokens);
                person.mentions.sort_by_key(|mention| mention.start);
            }
        }
        reading.values = Values::find(&reading.letter, &reading.cast);
        let chosen = reading.chosen.clone();
        reading.with_persons(chosen);
    }

    /// The chosen person whose name the tagger cuts otherwise, if there is one.
    #[must_use]
    pub fn cuts_otherwise(&self, reading: &Reading<'_>) -> Option<usize> {
        let mut names = self.names(&reading.cast);
        // "Le Floc'h" is one word, wherever the tagger ends it.
        let body = &reading.letter.body;
        let goes_on = |at: usize| {
            body.tokens
                .get(at)
                .is_some_and(|token| token.before == Break::Tight)
        };
        let cut = names.iter().filter(|name| goes_on(name.end));
        let whole: Vec<Range<usize>> = cut
            .map(|name| name.start..(name.end..).find(|&at| !goes_on(at)).unwrap_or(name.end))
            .collect();
        names.extend(whole);
        let touches = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let open = |index: &usize| !is_in_a_cell(reading, *index);
        reading.chosen.iter().copied().filter(open).find(|&index| {
            reading.cast.people.get(index).is_some_and(|person| {
                !fullest(person).any(|mention| names.contains(mention))
                    && fullest(person).any(|mention| names.iter().any(|name| touches(mention, name)))
            })
        })
    }
}
