//! What stands around a run of capital words and tells whether it is a name.

use super::Finder;
use crate::lexicon::gazetteer::Gazetteer;
use crate::lexicon::{Concept, List};
use crate::request::layout::Zone;
use crate::request::token::{Break, Kind, Shape};
use std::ops::Range;

impl Finder<'_, '_> {
    /// "the Lee Valley Courier", "University of Leiden": a run that belongs to an organisation's name.
    pub(super) fn in_body(&self, tokens: &Range<usize>) -> bool {
        let digits = self.layout.after(tokens.end.saturating_sub(1)).is_empty()
            && self
                .layout
                .tokens
                .get(tokens.end)
                .is_some_and(|token| token.kind == Kind::Number);
        let tail = self
            .layout
            .tokens
            .get(tokens.end)
            .is_some_and(|token| token.before <= Break::Space)
            && self.layout.marks_at(tokens.end).any(|mark| {
                matches!(
                    mark.concept,
                    Concept::OrganisationTail | Concept::OrganisationTownTail
                )
            });
        let coded = tokens
            .start
            .checked_sub(1)
            .and_then(|at| self.layout.tokens.get(at))
            .is_some_and(|last| {
                last.kind == Kind::Number
                    && (4..=6).contains(&last.folded.len())
                    && self.layout.between(tokens.start).trim().is_empty()
            });
        // "23 Arch. Kyprianou Str.": a street, told by the number before it or the word behind it.
        let street = self
            .layout
            .tokens
            .get(tokens.end)
            .is_some_and(|token| token.before <= Break::Space)
            && self
                .layout
                .marks_at(tokens.end)
                .any(|mark| mark.concept == Concept::PlaceStreet);
        if street
            || coded
            || self.is_town(tokens)
            || self.behind_town_head(tokens.start)
                && !self.is_function(tokens)
                && !self.is_surely_full(tokens)
        {
            return true;
        }
        let head = self
            .layout
            .tokens
            .get(tokens.start)
            .is_some_and(|token| token.before <= Break::Space)
            && self.layout.marks_before(tokens.start).any(|mark| {
                matches!(
                    mark.concept,
                    Concept::OrganisationHead | Concept::OrganisationTownHead
                )
            })
            && !self.is_function(tokens)
            && !self.is_surely_full(tokens);
        let unit = self.turkish
            && self
                .layout
                .tokens
                .get(tokens.end)
                .is_some_and(|token| token.before <= Break::Space)
            && self.layout.marks_at(tokens.end).any(|mark| {
                crate::request::fields::role::is_head(mark.concept)
                    || mark.concept == Concept::OrganisationUnit
            });
        digits || tail || head || unit
    }

    /// «Мэр города Анна Петрова»: a given name and a surname of the lists, and nothing else, are no town's.
    fn is_surely_full(&self, tokens: &Range<usize>) -> bool {
        let traits = |at: usize| self.traits(at);
        tokens.len() >= 2
            && tokens
                .clone()
                .all(|at| traits(at).surely_name() && !traits(at).place)
            && traits(tokens.start).given
            && tokens
                .clone()
                .skip(1)
                .any(|at| traits(at).surname || traits(at).patronymic)
            && !tokens
                .clone()
                .skip(1)
                .all(|at| traits(at).given && !traits(at).surname)
    }

    /// "Stadtrat Alois Huber": the word before is a body's and a function's; two words behind it that are no place are a name.
    fn is_function(&self, tokens: &Range<usize>) -> bool {
        let function = self
            .layout
            .marks_before(tokens.start)
            .any(|mark| crate::request::fields::role::is_head(mark.concept));
        function && tokens.len() >= 2 && !tokens.clone().any(|at| self.traits(at).place)
    }

    /// "Reggio Emilia" is a town and "Northern Ireland" a country, whatever their words are.
    pub(super) fn is_town(&self, tokens: &Range<usize>) -> bool {
        let words: Vec<&str> = tokens.clone().map(|at| self.word(at)).collect();
        let sure = tokens.clone().all(|at| self.traits(at).surely_name());
        let listed = |name: &str| {
            let gazetteer = Gazetteer::embedded();
            gazetteer.place(name).is_some() || gazetteer.country(name).is_some()
        };
        tokens.len() >= 2 && !sure && listed(&words.join(" "))
    }

    /// "Comune di Castel San Pietro": capitals up to here belong to the town's name.
    pub(super) fn behind_town_head(&self, start: usize) -> bool {
        let mut at = start;
        for _ in 0..3 {
            let close = self
                .layout
                .tokens
                .get(at)
                .is_some_and(|token| token.before <= Break::Space);
            if !close {
                return false;
            }
            if self.layout.follows(at, Concept::OrganisationTownHead) {
                return true;
            }
            let Some(before) = at.checked_sub(1) else {
                return false;
            };
            if !self
                .layout
                .tokens
                .get(before)
                .is_some_and(|token| token.is_capital() && token.is_word())
                || self.traits(before).title
                || self.traits(before).blocked
            {
                return false;
            }
            at = before;
        }
        false
    }

    pub(super) fn zone_is(&self, at: usize, zones: &[Zone]) -> bool {
        zones.contains(&self.layout.zone_of(at))
    }

    /// Two or three words that are a whole line at the head of the signature, with no known name beside them.
    pub(super) fn signs(&self, tokens: &Range<usize>) -> bool {
        let Some((index, segment)) = self.layout.segment_of(tokens.start) else {
            return false;
        };
        let signed = |above: usize| {
            index
                .checked_sub(above)
                .and_then(|at| self.layout.segments.get(at))
                .is_some_and(|segment| segment.zone == Zone::Signature)
        };
        let other = self.traits.iter().enumerate().any(|(at, traits)| {
            let named = traits.sender || traits.given && !traits.common;
            named && self.layout.zone_of(at) == Zone::Signature && !tokens.contains(&at)
        });
        // "Androulla Savvidou (Ms)"
        let titled = (tokens.end..segment.tokens.end).all(|at| self.traits(at).title);
        // "Каринэ Мкртчян, мэрия Гюмри"
        let office = self
            .layout
            .tokens
            .get(tokens.end)
            .is_some_and(|token| token.before == Break::Comma)
            && self
                .layout
                .marks_at(tokens.end)
                .any(|mark| matches!(mark.concept.family(), "role" | "organisation"));
        segment.tokens.start == tokens.start
            && (titled || office)
            && (2..=3).contains(&tokens.len())
            && !(signed(1) && signed(2))
            && !other
    }

    /// Behind a small word ("for Public Safety") a run of capitals is a unit's name.
    pub(super) fn behind_small(&self, start: usize) -> bool {
        self.layout.marks_before(start).any(|mark| {
            matches!(
                mark.concept,
                Concept::RoleUnit | Concept::OrganisationJoins | Concept::PlaceFrom | Concept::ScopeArticle
            )
        })
    }

    /// An article or possessive right before, with no title or function between.
    pub(super) fn behind_article(&self, start: usize) -> bool {
        let close = self
            .layout
            .tokens
            .get(start)
            .is_some_and(|token| token.before == Break::Space);
        let word = start.checked_sub(1).and_then(|at| self.layout.tokens.get(at));
        close
            && word
                .is_some_and(|word| List::ArticleBeforeThing.has(&word.folded) && word.shape != Shape::Upper)
    }

    /// "Journaliste à La Voix du Nord", "for Radio Nova": what stands behind "I write for", with or without a capital article.
    pub(super) fn is_outlet(&self, start: usize) -> bool {
        let close = |at: usize| {
            let token = self.layout.tokens.get(at);
            token.is_some_and(|token| token.before <= Break::Space)
        };
        // "La rivista Città Vive", "Radio Gdańsk": the kind of outlet says whose name follows.
        let kind = |at: usize| {
            self.layout.marks_before(at).any(|mark| {
                matches!(
                    mark.concept,
                    Concept::MediaPrint | Concept::MediaRadio | Concept::MediaTv | Concept::MediaAgency
                )
            })
        };
        let behind = |at: usize| close(at) && (self.layout.follows(at, Concept::PressForOutlet) || kind(at));
        let article = start.checked_sub(1).filter(|&at| {
            let capital = self.layout.tokens.get(at).is_some_and(|token| token.is_capital());
            capital
                && close(at)
                && self
                    .layout
                    .marks_at(at)
                    .any(|mark| mark.concept == Concept::ScopeArticle && mark.tokens.end == start)
        });
        behind(start) || article.is_some_and(|at| close(start) && !self.titled(at))
    }

    /// Whether "and" stands right before, and before that a word with a capital that nobody is called by.
    pub(super) fn ends_list(&self, start: usize) -> bool {
        let and = start.checked_sub(1).filter(|&at| {
            let mut marks = self.layout.marks_at(at);
            marks.any(|mark| mark.concept == Concept::ScopeAnd && mark.tokens.len() == 1)
        });
        let thing = |at: usize| {
            let traits = self.traits(at);
            let token = self.layout.tokens.get(at);
            let capital = token.is_some_and(|token| token.shape == Shape::Capital);
            capital && !(traits.given || traits.surname || traits.sender || traits.title)
        };
        and.and_then(|at| at.checked_sub(1)).is_some_and(thing)
    }

    /// Whether a run of two to four capital words is all that its line holds.
    pub(super) fn fills_line(&self, run: &Range<usize>) -> bool {
        let starts = self
            .layout
            .tokens
            .get(run.start)
            .is_some_and(|token| token.before >= Break::Line || run.start == 0);
        let ends = self
            .layout
            .tokens
            .get(run.end)
            .is_none_or(|token| token.before >= Break::Line);
        let plain = run.clone().all(|at| {
            let traits = self.traits(at);
            !traits.blocked && !traits.small && !traits.place
        });
        starts && ends && plain && (2..=4).contains(&run.len())
    }

    /// A hyphen on both sides only: `Baden-Württemberg` is one word.
    pub(super) fn is_glued(&self, tokens: &Range<usize>) -> bool {
        tokens.clone().skip(1).all(|at| {
            self.layout
                .tokens
                .get(at)
                .is_some_and(|token| token.before == Break::Tight)
        })
    }

    pub(super) fn names_by_initials(&self, tokens: &Range<usize>) -> bool {
        let dotted = tokens.clone().filter(|&at| {
            self.layout
                .tokens
                .get(at)
                .is_some_and(|token| token.shape == Shape::Initial)
                && self.layout.after(at).starts_with('.')
        });
        dotted.count() > 0
    }

    pub(super) fn titled(&self, start: usize) -> bool {
        let before = start.checked_sub(1).map(|at| self.traits(at)).unwrap_or_default();
        let close = self.layout.tokens.get(start).is_some_and(|token| {
            token.before <= Break::Space || self.layout.between(start).trim_end() == "."
        });
        before.title && close
    }

    /// "My assistant Andris": one given name right behind a word for an unnamed person.
    pub(super) fn behind_noun(&self, start: usize) -> bool {
        let close = self
            .layout
            .tokens
            .get(start)
            .is_some_and(|token| token.before == Break::Space);
        close && self.layout.follows(start, Concept::CountPersonNoun)
    }

    /// Whether a role stands right before the name, or after it and a comma.
    pub(super) fn role_near(&self, tokens: &Range<usize>) -> bool {
        let is_role = |concept: Concept| {
            crate::request::fields::role::is_head(concept)
                || concept == Concept::CountPersonNoun
                || concept == Concept::PressCrew
        };
        let before = self
            .layout
            .tokens
            .get(tokens.start)
            .is_some_and(|token| token.before <= Break::Space)
            && self
                .layout
                .marks_before(tokens.start)
                .any(|mark| is_role(mark.concept));
        let after = self.layout.tokens.get(tokens.end).is_some_and(|token| {
            matches!(
                token.before,
                Break::Comma | Break::Cell | Break::Line | Break::Tight
            )
        }) && self.layout.marks_at(tokens.end).any(|mark| is_role(mark.concept));
        before || after
    }

    /// Whether the name fills a line, an item's or a row's first part, or a line of the signature.
    pub(super) fn stands_alone(&self, tokens: &Range<usize>) -> bool {
        let Some((_, segment)) = self.layout.segment_of(tokens.start) else {
            return false;
        };
        let opens = self
            .layout
            .tokens
            .get(tokens.start)
            .is_some_and(|token| token.before >= Break::Colon)
            || segment.tokens.start == tokens.start;
        let ends = self
            .layout
            .tokens
            .get(tokens.end)
            .is_none_or(|token| token.before >= Break::Comma);
        let whole = segment.zone == Zone::Text && segment.tokens == *tokens;
        let listed = whole || matches!(segment.zone, Zone::Item | Zone::Row | Zone::Signature);
        opens && ends && listed && tokens.len() <= 5
    }
}
