//! Words and phrases of all languages as data: what they mean, found in a text by one linear pass.

use crate::language::Language;
use automaton::{Automaton, Match, Word};
use include_dir::{Dir, include_dir};
use tables::Tables;

pub use compile::LexiconError;
pub use concepts::Concept;
pub use lists::List;

pub mod accent;
pub mod automaton;
pub mod compile;
pub mod concepts;
pub mod fold;
pub mod gazetteer;
mod hash;
mod lists;
pub mod phrase;
mod quick;
mod tables;
mod trie;

/// The files of `config/lexicon` that are a language's, compiled by build.rs: what a start would spend most of its time on.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon"));

/// The same files as they are written, for words that are only tried.
static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/config/lexicon");

/// Everything the reader knows of languages.
#[derive(Debug, Default)]
pub struct Lexicon {
    languages: Vec<Language>,
    automaton: Automaton,
}

impl Lexicon {
    /// The lexicon that the program carries. Nothing is wrong with it, or there would be no program.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(Tables::from_bytes(COMPILED))
    }

    /// The lexicon of some files, each with its name and text, and all that is wrong with them; what is right is used.
    #[must_use]
    pub fn of(files: &[(&str, &str)]) -> (Self, Vec<LexiconError>) {
        let (tables, mistakes) = compile::compile(files);
        (Self::new(tables), mistakes)
    }

    /// The program's own files with the words of one more, and all that is wrong with it.
    #[must_use]
    pub fn with(file: &str, text: &str) -> (Self, Vec<LexiconError>) {
        let mut files: Vec<(String, &str)> = FILES
            .files()
            .filter_map(|file| Some((file.path().to_str()?.to_owned(), file.contents_utf8()?)))
            // Files with longer names are no language's.
            .filter(|(name, _)| name.strip_suffix(".toml").is_some_and(|stem| stem.len() == 2))
            .collect();
        files.sort();
        let mut all: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        all.push((file, text));
        Self::of(&all)
    }

    fn new(tables: Tables) -> Self {
        Self {
            languages: tables.languages.clone(),
            automaton: Automaton::new(tables),
        }
    }

    /// The languages, in the order of the bits in [`automaton::Meaning::languages`].
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The bit of this language; 0 if the lexicon has no file for it.
    #[must_use]
    pub fn bit(&self, language: Language) -> u32 {
        self.languages
            .iter()
            .position(|known| *known == language)
            .map_or(0, |index| 1 << index)
    }

    /// The languages whose phrases count in a letter of this language: itself, or all where the lexicon does not have it.
    #[must_use]
    pub fn bits_read(&self, language: Language) -> u32 {
        match self.bit(language) {
            0 => u32::MAX,
            bit => bit,
        }
    }

    /// All phrases of all languages in the words, by start, then by end.
    #[must_use]
    pub fn find<W: Word>(&self, words: &[W]) -> Vec<Match> {
        self.automaton.find(words)
    }
}

#[cfg(test)]
mod tests {
    use super::accent::Accent;
    use super::*;

    struct Plain(String);
    impl Word for Plain {
        fn folded(&self) -> &str {
            &self.0
        }
        fn accent(&self) -> Accent {
            Accent::Either
        }
        fn continues(&self) -> bool {
            true
        }
    }

    fn words(text: &str) -> Vec<Plain> {
        text.split_whitespace()
            .map(|word| Plain(fold::fold(word)))
            .collect()
    }

    #[test]
    fn the_program_carries_every_language() {
        let lexicon = Lexicon::embedded();
        for language in ["de", "en", "fr", "it", "ru", "tr", "xx"] {
            assert_ne!(
                lexicon.bit(Language::from_code(language).unwrap()),
                0,
                "{language}"
            );
        }
        assert!(!lexicon.find(&words("i will come")).is_empty());
    }

    #[test]
    fn one_more_file_adds_its_words_to_those_of_the_program() {
        let (lexicon, mistakes) = Lexicon::with("en.toml", "[attend]\ni = [\"pencil me in\"]");
        assert_eq!(mistakes, []);
        let own = Lexicon::embedded();
        assert_eq!(lexicon.languages().len(), own.languages().len());
        let more = |text: &str| lexicon.find(&words(text)).len() - own.find(&words(text)).len();
        assert_eq!((more("pencil me in"), more("i will come")), (1, 0));
    }

    #[test]
    fn a_mistake_in_a_file_is_told_and_the_rest_is_used() {
        let (lexicon, mistakes) = Lexicon::of(&[(
            "en.toml",
            "[attend]\ni = [\"i (will come\", \"i come\"]\nyou = [\"you come\"]",
        )]);
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("en.toml: [attend] i: `i (will come`"),
            "{told:?}"
        );
        assert!(
            told[1].starts_with("en.toml: [attend] you is no concept"),
            "{told:?}"
        );
        assert_eq!(lexicon.find(&words("i come")).len(), 1);
    }

    #[test]
    fn phrases_are_found_with_endings_and_gaps() {
        let (lexicon, mistakes) = Lexicon::of(&[(
            "en.toml",
            "[attend]\ni = [\"i (will|shall) ... come\"]\n[intent]\nregister = [\"regist*\"]\n[number]\n25 = [\"twenty five\"]",
        )]);
        assert_eq!(mistakes, []);
        let found = lexicon.find(&words("I will most certainly come registering twenty five"));
        let told: Vec<_> = found
            .iter()
            .map(|hit| (hit.start, hit.end, hit.meaning.concept, hit.meaning.value))
            .collect();
        assert_eq!(
            told,
            [
                (0, 5, Concept::AttendI, 0),
                (5, 6, Concept::IntentRegister, 0),
                (6, 8, Concept::Number, 25)
            ]
        );
    }

    #[test]
    fn a_long_text_of_one_word_takes_linear_time() {
        let lexicon = Lexicon::embedded();
        let text = words(&"i will ".repeat(50_000));
        assert!(lexicon.find(&text).len() < 200_000);
    }
}
