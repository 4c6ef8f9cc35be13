//! Where names stand in a text: runs of words that are written or listed as names.

use super::traits::Traits;
use crate::lexicon::List;
use crate::request::layout::{Layout, Zone};
use crate::request::token::{Break, Kind, Shape};
use std::ops::Range;

mod context;
mod judge;

/// Words a name may have, particles and initials included.
const LONGEST_NAME: usize = 7;

/// How sure a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// One word that only means somebody who is named in full elsewhere.
    Partial,
    /// A full name.
    Full,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub tokens: Range<usize>,
    pub sureness: Sureness,
    pub rule: &'static str,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Manner {
    /// The writer uses no capitals.
    pub lowercase: bool,
    /// The writer uses nothing else.
    pub uppercase: bool,
    /// Every noun has a capital.
    pub german: bool,
    /// Units stand before roles.
    pub turkish: bool,
}

/// The endings of Russian surnames, in the cases that letters put them in.
fn is_russian_surname(word: &str) -> bool {
    word.chars().count() >= 4 && List::SurnameEnding.has(word)
}

/// All names in a layout, in order.
#[must_use]
pub fn find(layout: &Layout<'_>, traits: &[Traits], manner: Manner) -> Vec<Span> {
    let Manner {
        lowercase,
        uppercase,
        german,
        turkish,
    } = manner;
    let finder = Finder {
        layout,
        traits,
        lowercase,
        uppercase,
        german,
        turkish,
    };
    let mut spans = Vec::new();
    let mut at = 0;
    while at < layout.tokens.len() {
        match finder.name_at(at) {
            Some(span) => {
                at = span.tokens.end.max(at + 1);
                spans.push(span);
            }
            None => at += 1,
        }
    }
    spans
}

struct Finder<'a, 'm> {
    turkish: bool,
    /// Capitals tell nothing.
    uppercase: bool,
    layout: &'a Layout<'m>,
    traits: &'a [Traits],
    lowercase: bool,
    /// Whether the letter is German, where every noun has a capital.
    german: bool,
}

impl Finder<'_, '_> {
    fn word(&self, at: usize) -> &str {
        self.layout
            .tokens
            .get(at)
            .map_or("", |token| token.folded.as_str())
    }

    fn traits(&self, at: usize) -> Traits {
        self.traits.get(at).copied().unwrap_or_default()
    }

    /// Whether a word may be part of a name.
    fn may_name(&self, at: usize) -> bool {
        let Some(token) = self.layout.tokens.get(at) else {
            return false;
        };
        let traits = self.traits(at);
        // ":D", ";-P"
        let laughs = token.shape == Shape::Initial
            && self
                .layout
                .between(at)
                .trim_end_matches('-')
                .ends_with([':', ';']);
        if token.kind != Kind::Word || laughs || traits.title && !traits.sender {
            return false;
        }
        let numbered = token.folded.contains(|c: char| c.is_ascii_digit());
        let opens = self.opens_listed_name(at) || self.opens_surname(at);
        if numbered || traits.small && !traits.particle && !opens {
            return false;
        }
        if traits.blocked && !(traits.sender || traits.given && !traits.common && token.is_capital()) {
            return false;
        }
        if self.uppercase
            && !(traits.given || traits.surname || traits.sender || token.shape == Shape::Initial)
        {
            return false;
        }
        token.is_capital()
            || traits.sender
            || token.shape == Shape::Mixed && traits.surely_name()
            || self.lowercase && traits.surely_name() && token.folded.chars().count() > 2
    }

    /// "Will Hutton", "Mai Linh": a small word that is also a sure given name, with a listed name behind it.
    fn opens_listed_name(&self, at: usize) -> bool {
        let capital = self
            .layout
            .tokens
            .get(at)
            .is_some_and(|token| token.shape == Shape::Capital);
        let next = self.traits(at + 1);
        capital && self.traits(at).given && self.links(at + 1) && next.surname && !next.small
    }

    /// "Luigi Dell'Orto": a small word with a capital inside a sentence, and an apostrophe before the next capital.
    fn opens_surname(&self, at: usize) -> bool {
        let token = |at: usize| self.layout.tokens.get(at);
        let inside =
            token(at).is_some_and(|token| token.shape == Shape::Capital && token.before == Break::Space);
        let next =
            token(at + 1).is_some_and(|next| next.shape == Shape::Capital && next.before == Break::Tight);
        inside && next && self.layout.between(at + 1).contains(['\'', '’'])
    }

    fn name_at(&self, start: usize) -> Option<Span> {
        if !self.may_name(start) || self.layout.zone_of(start) == Zone::Foreign {
            return None;
        }
        let run = self.run(start);
        let tokens = self.trim(run)?;
        let (sureness, rule) = self.judge(&tokens)?;
        Some(Span {
            tokens,
            sureness,
            rule,
        })
    }

    /// The longest run of words that may belong to one name.
    fn run(&self, start: usize) -> Range<usize> {
        let mut end = start + 1;
        while end < self.layout.tokens.len() && end - start < LONGEST_NAME {
            if !self.links(end) {
                break;
            }
            if self.may_name(end) || self.is_kinship(end) || self.is_breton(end) {
                end += 1;
            } else if let Some(next) = self.over_particles(end) {
                end = next;
            } else if let Some(next) = self.last_in_capitals(start, end) {
                end = next;
                break;
            } else {
                break;
            }
        }
        start..end
    }

    /// «Рауф кызы», "Əli oğlu": a father's name with its "son" or "daughter".
    fn is_kinship(&self, at: usize) -> bool {
        List::Kinship.has(self.word(at))
    }

    /// "Yann Le Floc'h", "Guivarc’h": in Breton names an apostrophe stands inside "c'h".
    fn is_breton(&self, at: usize) -> bool {
        let last = at.checked_sub(1).map_or("", |last| self.word(last));
        self.word(at).starts_with('h') && last.ends_with('c') && self.layout.between(at).contains(['\'', '’'])
    }

    /// Where a letter is all capitals, a word that no list has ends a name if it ends its phrase: "CUESTA DEL HOYO, …".
    fn last_in_capitals(&self, start: usize, at: usize) -> Option<usize> {
        if !self.uppercase || !(start..at).any(|at| self.traits(at).given) {
            return None;
        }
        let mut last = at;
        while last < at + 2 && self.traits(last).particle && self.links(last) {
            last += 1;
        }
        let token = self.layout.tokens.get(last)?;
        let traits = self.traits(last);
        let plain = token.is_word() && !traits.small && !traits.blocked && !traits.title && self.links(last);
        let ends = self
            .layout
            .tokens
            .get(last + 1)
            .is_none_or(|next| next.before >= Break::Comma);
        (plain && ends && token.folded.chars().count() > 2).then_some(last + 1)
    }

    fn over_particles(&self, at: usize) -> Option<usize> {
        let particle = |at: usize| {
            let small = self
                .layout
                .tokens
                .get(at)
                .is_some_and(|token| token.folded.chars().count() <= 4);
            small && self.traits(at).particle && self.links(at)
        };
        let mut next = at;
        while next < at + 3 && particle(next) {
            next += 1;
        }
        (next > at && self.links(next) && self.may_name(next)).then_some(next + 1)
    }

    /// Whether a word may go on the name of the word before.
    fn links(&self, at: usize) -> bool {
        let Some(token) = self.layout.tokens.get(at) else {
            return false;
        };
        let between = self.layout.between(at);
        match token.before {
            Break::Tight => {
                between.chars().all(|c| "-'’‘`´ʼ.‐‑–".contains(c)) && !self.is_suffix(at, between)
            }
            Break::Space => {
                !between.contains(['-', '/', '&', '+', '*', '_', '.']) || self.after_initial(at, between)
            }
            Break::Sentence => self.after_initial(at, between),
            _ => false,
        }
    }

    /// Turkish case endings after an apostrophe: `Ayşe'nin`.
    fn is_suffix(&self, at: usize, between: &str) -> bool {
        between.contains(['\'', '’'])
            && !self.is_breton(at)
            && self
                .layout
                .tokens
                .get(at)
                .is_some_and(|token| token.shape == Shape::Lower)
    }

    fn after_initial(&self, at: usize, between: &str) -> bool {
        let last = at.checked_sub(1).and_then(|at| self.layout.tokens.get(at));
        let short = last.is_some_and(|last| {
            last.shape == Shape::Initial || last.folded.chars().count() <= 2 && last.is_capital()
        });
        short && between.trim_end() == "."
    }

    /// Cuts words from the ends that are no part of the name.
    fn trim(&self, mut run: Range<usize>) -> Option<Range<usize>> {
        let initial = |at: usize| {
            self.layout
                .tokens
                .get(at)
                .is_some_and(|token| token.shape == Shape::Initial)
        };
        let upper = |at: usize| {
            self.layout
                .tokens
                .get(at)
                .is_some_and(|token| token.shape == Shape::Upper)
        };
        // Whatever stands before the first given name is a surname, or no part of the name.
        if let Some(first_given) = run
            .clone()
            .find(|&at| self.traits(at).given && !self.traits(at).common)
        {
            let keeps = |at: usize| {
                let traits = self.traits(at);
                let unlisted = !self.opens(at) && !self.german || is_russian_surname(self.word(at));
                if unlisted && !traits.blocked && !traits.common {
                    return true;
                }
                initial(at)
                    || traits.surname && !traits.common
                    || traits.particle
                    || traits.sender
                    || traits.given
                    || upper(at) && !upper(first_given)
            };
            // "Le Fil d'Ariane": a particle leads to surnames, never to the only given name.
            let led = first_given > run.start + 1
                && List::LeadsToSurname.has(self.word(first_given - 1))
                && !(run.start..first_given).any(|at| {
                    let traits = self.traits(at);
                    let given = at == run.start && traits.given && !traits.small;
                    traits.sender || given || traits.surname && !traits.common && !traits.particle
                });
            if led && run.end == first_given + 1 {
                return None;
            }
            // "Puddu Rosanna": an unknown word before the given name is the surname if nothing else is.
            let only = first_given + 1 == run.end && run.len() == 2 || !self.german && self.fills_line(&run);
            while !only && run.start < first_given && !(run.start..first_given).all(keeps) {
                run.start += 1;
            }
        }
        // A town in front of a full name: «мэра Озургети Давида Чхаидзе».
        let town = self.traits(run.start);
        if run.len() >= 3
            && town.place
            && !(town.given || town.surname || town.sender)
            && self.links_by_space(run.start)
            && self.links_by_space(run.start + 1)
            && (run.start + 1..run.end).any(|at| self.traits(at).given || self.traits(at).patronymic)
        {
            run.start += 1;
        }
        // A town at the end, where a full name stands before it.
        while run.len() >= 3 && {
            let last = self.traits(run.end - 1);
            // A case ending behind an apostrophe closes the name: "Hamdi Bozdoğan'la".
            // "Kaya Mardin'den" tells where from.
            let suffix = self.word(run.end);
            let declined =
                self.is_suffix(run.end, self.layout.between(run.end)) && !List::SuffixOfPlace.has(suffix);
            last.place
                && !declined
                && !last.surname
                && !last.given
                && !last.sender
                && self.links_by_space(run.end - 1)
        } {
            run.end -= 1;
        }
        (!run.is_empty()).then_some(run)
    }

    /// Whether nothing but a space parts a word from the one before.
    fn links_by_space(&self, at: usize) -> bool {
        let token = self.layout.tokens.get(at);
        token.is_some_and(|token| token.before == Break::Space)
    }

    /// Whether a word opens its segment or a clause.
    fn opens(&self, at: usize) -> bool {
        self.layout
            .tokens
            .get(at)
            .is_some_and(|token| token.before >= Break::Comma)
    }
}
