//! What each word could be: part of a name, a place, or a word that is no person's.

use crate::language::Language;
use crate::lexicon::gazetteer::Gazetteer;
use crate::lexicon::{Concept, List};
use crate::request::language::is_small_word;
use crate::request::layout::{Layout, Mark};
use crate::request::token::{Break, Shape, Token};

/// What the lists and the lexicon say of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traits {
    pub given: bool,
    pub surname: bool,
    /// A name that is also an ordinary word.
    pub common: bool,
    /// Belongs to a phrase of the lexicon that is no person: role, office, month, heading.
    pub blocked: bool,
    pub particle: bool,
    pub title: bool,
    pub patronymic: bool,
    /// The name of a town that is no one's name.
    pub place: bool,
    /// Part of the writer's name as From tells it.
    pub sender: bool,
    /// A small word of the letter's language, a month, a weekday: no name, whatever the lists say.
    pub small: bool,
}

impl Traits {
    /// Whether a list knows it as a name, and it is no ordinary word.
    #[must_use]
    pub fn surely_name(self) -> bool {
        (self.given || self.surname || self.patronymic) && !self.common
    }
}

/// The traits of all words of a layout in a letter of this language; `sender` are the folded words of From's name.
#[must_use]
pub fn of(layout: &Layout<'_>, sender: &[String], language: Language) -> Vec<Traits> {
    let gazetteer = Gazetteer::embedded();
    let mut all: Vec<Traits> = layout
        .tokens
        .iter()
        .map(|token| {
            if token.is_word() {
                of_word(gazetteer, token, sender, language)
            } else {
                Traits::default()
            }
        })
        .collect();
    let turkish = language == Language::TURKISH;
    let own = |mark: &Mark| mark.languages & layout.languages != 0;
    for mark in &layout.marks {
        let blocks = is_blocking(mark.concept);
        let title = matches!(mark.concept, Concept::TitleHonorific | Concept::TitleAcademic)
            && is_title_here(layout, mark, &all);
        let title = title || signs_for(layout, mark);
        let particle = mark.concept == Concept::TitleParticle;
        let time = matches!(
            mark.concept,
            Concept::TimeMonth | Concept::TimeWeekday | Concept::TimeToday
        ) && mark.languages & layout.languages != 0;
        if !(blocks || title || particle) {
            continue;
        }
        let label = mark.concept.family() == "label";
        // "Moira Kent": behind a given name a label of another language ("kent" is Turkish for town) is a surname.
        let thing = mark.concept == Concept::CountNotPersons;
        let surname = (label || thing) && is_surname_here(layout, mark, &all);
        if surname
            || !(turkish && own(mark) && mark.concept.family() == "title")
                && is_office_as_surname(layout, mark, &all)
        {
            continue;
        }
        // "Handy: +49 …" labels, though some people are called so.
        let labels = mark.concept == Concept::LabelPhone
            && layout.after(mark.tokens.end.saturating_sub(1)).starts_with(':');
        let other_word = is_language_as_surname(layout, mark.tokens.start)
            || mark.concept.family() == "role" && is_given_here(layout, mark, &all);
        if mark.tokens.len() == 1 && other_word {
            continue;
        }
        for (traits, token) in all
            .get_mut(mark.tokens.clone())
            .unwrap_or_default()
            .iter_mut()
            .zip(layout.tokens.get(mark.tokens.clone()).unwrap_or_default())
        {
            traits.blocked |=
                blocks && token.shape != Shape::Initial && (labels || !(label && traits.surely_name()));
            traits.given &= !labels;
            traits.surname &= !labels;
            traits.title |= title;
            traits.particle |= particle;
            traits.small |= time && !traits.sender;
        }
    }
    all
}

/// Titles stand in any language, but not where the word is a small word of the letter's own ("on" is also an
/// Italian title), nor as a single letter that may be an initial ("M." is a title in French only).
fn is_title_here(layout: &Layout<'_>, mark: &Mark, all: &[Traits]) -> bool {
    if layout.languages == u32::MAX || mark.languages & layout.languages != 0 || mark.tokens.len() > 1 {
        return true;
    }
    let initial = layout
        .tokens
        .get(mark.tokens.start)
        .is_some_and(|token| token.shape == Shape::Initial);
    !initial && !all.get(mark.tokens.start).is_some_and(|traits| traits.small)
}

/// "M. Hakim Ouadah": a given name that is a function in another language ("hakim" judges in Turkish), between a title and
/// another capital.
fn is_given_here(layout: &Layout<'_>, mark: &Mark, all: &[Traits]) -> bool {
    let at = mark.tokens.start;
    let foreign = layout.languages != u32::MAX && mark.languages & layout.languages == 0;
    let given = all.get(at).is_some_and(|traits| traits.given);
    let goes_on = layout
        .tokens
        .get(at + 1)
        .is_some_and(|next| next.before <= Break::Space && next.is_capital());
    let titled = layout
        .marks_before(at)
        .any(|other| other.concept == Concept::TitleHonorific && other.languages & layout.languages != 0);
    foreign && given && goes_on && titled
}

fn is_surname_here(layout: &Layout<'_>, mark: &Mark, all: &[Traits]) -> bool {
    let at = mark.tokens.start;
    let given = at
        .checked_sub(1)
        .and_then(|before| all.get(before))
        .is_some_and(|traits| traits.given && traits.surely_name());
    let follows = layout
        .tokens
        .get(at)
        .is_some_and(|token| token.before == Break::Space && token.shape == Shape::Capital);
    let labels = layout
        .after(mark.tokens.end.saturating_sub(1))
        .trim_start()
        .starts_with(':');
    let foreign = layout.languages == u32::MAX || mark.languages & layout.languages == 0;
    // "Polizeioberrat Steffen Wünsche" ends its line: nothing is labelled.
    let ends = layout
        .tokens
        .get(at + 1)
        .is_none_or(|next| next.before >= Break::Comma && next.before != Break::Colon);
    mark.tokens.len() == 1 && given && follows && (foreign || ends) && !labels
}

/// "Oliver Dean", "Claire Pasteur", "Klaus Richter": right behind the only given name, an office or a greeting is a surname; a
/// role stands behind a comma or before the name. Turkish puts titles behind the given name: "Ali Bey", "Fatma Hoca".
fn is_office_as_surname(layout: &Layout<'_>, mark: &Mark, all: &[Traits]) -> bool {
    let family = mark.concept.family();
    let office = match family {
        "role" => mark.concept != Concept::RoleUnit,
        "greeting" => true,
        "title" => mark.concept != Concept::TitleParticle,
        _ => false,
    };
    let at = mark.tokens.start;
    let Some(before) = at.checked_sub(1).filter(|_| office && mark.tokens.len() == 1) else {
        return false;
    };
    let capital = |at: usize| {
        layout
            .tokens
            .get(at)
            .is_some_and(|token| token.shape == Shape::Capital)
    };
    let linked = |at: usize| layout.is_spaced(at);
    let traits = |at: usize| all.get(at).copied().unwrap_or_default();
    let given = traits(before).given && !traits(before).small && capital(before);
    // "Maria Grazia Prete": another given name may stand before.
    let alone = !linked(before)
        || before
            .checked_sub(1)
            .is_none_or(|first| !capital(first) || traits(first).given && !traits(first).surname);
    let ends = !linked(at + 1) || !capital(at + 1);
    given && capital(at) && linked(at) && alone && ends
}

/// "Anna Russo", "Mr French": a language that is a surname, right behind a given name or a title.
#[must_use]
pub fn is_language_as_surname(layout: &Layout<'_>, at: usize) -> bool {
    let gazetteer = Gazetteer::embedded();
    let Some((token, before)) = layout
        .tokens
        .get(at)
        .zip(at.checked_sub(1).and_then(|at| layout.tokens.get(at)))
    else {
        return false;
    };
    let word = token.folded.as_str();
    let follows = token.before <= Break::Space && token.shape == Shape::Capital;
    if !follows || gazetteer.language_name(word).is_none() || !gazetteer.surname(word) {
        return false;
    }
    let given = before.shape == Shape::Capital
        && gazetteer.given_name(&before.folded)
        && (!gazetteer.name_is_common_word(&before.folded) || before.before < Break::Line);
    given
        || layout.marks_before(at).any(|mark| {
            matches!(mark.concept, Concept::TitleHonorific | Concept::TitleAcademic)
                && (mark.languages & layout.languages != 0)
        })
}

/// "i. A.", "p.p." before a name that signs: letters that are no initials, in a language that knows them or in small letters.
fn signs_for(layout: &Layout<'_>, mark: &Mark) -> bool {
    let tokens = layout.tokens.get(mark.tokens.clone()).unwrap_or_default();
    let letters: usize = tokens.iter().map(|token| token.folded.chars().count()).sum();
    let small = tokens.first().is_some_and(|token| token.shape == Shape::Lower);
    let own = layout.languages != u32::MAX && mark.languages & layout.languages != 0;
    mark.concept == Concept::ClosingSignsFor && letters <= 3 && tokens.len() > 1 && (small || own)
}

fn of_word(gazetteer: Gazetteer, token: &Token, sender: &[String], language: Language) -> Traits {
    let word = token.folded.as_str();
    let long = word.chars().count() > 1;
    let capital = token.is_capital() && token.shape != Shape::Initial;
    let known = long && (capital || token.shape == Shape::Lower || token.shape == Shape::Mixed);
    let given = known && gazetteer.given_name(word);
    let sent = long && sender.iter().any(|own| own == word);
    let surname = known && (gazetteer.surname(word) || capital && is_russian_surname(word));
    Traits {
        given,
        surname,
        common: (given || surname) && gazetteer.name_is_common_word(word),
        patronymic: is_patronymic(word),
        place: capital && gazetteer.place(word).is_some_and(|place| !place.ambiguous),
        sender: sent,
        small: long && !sent && is_small_word(word, language),
        ..Traits::default()
    }
}

/// Endings that few Russian words but surnames have, with those of their cases.
fn is_russian_surname(word: &str) -> bool {
    word.chars().count() >= 5 && List::SureSurnameEnding.has(word)
}

/// Russian fathers' names, in all cases: «Викторовна», «Алексеевича».
fn is_patronymic(word: &str) -> bool {
    let stem = word.trim_end_matches(['а', 'у', 'ы', 'е', 'о', 'м', 'и']);
    let long = word.chars().count() >= 6;
    long && (List::PatronymicEnding.has(word)
        || stem.ends_with("ович")
        || stem.ends_with("евич")
        || stem.ends_with("овн")
        || stem.ends_with("евн"))
}

fn is_blocking(concept: Concept) -> bool {
    match concept.family() {
        "role" => !matches!(concept, Concept::RoleUnit),
        "organisation" => !matches!(concept, Concept::OrganisationJoins),
        "label" | "greeting" | "closing" | "time" | "word" | "courtesy" | "media" | "number" | "group"
        | "desk" | "question" | "service" => true,
        "place" => matches!(
            concept,
            Concept::PlaceStreet | Concept::PlaceBox | Concept::PlaceEvent | Concept::PlaceRegion
        ),
        "count" => matches!(concept, Concept::CountPersonNoun | Concept::CountNoun),
        // "Maalesef Peter Baumann": a sentence may open with a regret right before a name.
        "topic" => concept == Concept::TopicRegret,
        _ => false,
    }
}
