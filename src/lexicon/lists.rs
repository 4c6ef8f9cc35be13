//! Single words that the reader's rules ask for, as data: `config/lexicon/word-lists.toml`, each list with what it is for.

use super::fold::fold;
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

/// Declares the lists with the names they have in the file.
macro_rules! lists {
    ($($variant:ident $name:literal)+) => {
        /// A list of words; the file explains each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum List {
            $($variant,)+
        }

        impl List {
            /// All of them, in the order of [`WORDS`].
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, $name),)+];
        }
    };
}

lists! {
    AddedBesidesPersons "added-besides-persons"
    AddsPerson "adds-person"
    AddsWithToo "adds-with-too"
    AfterPart "after-part"
    ArticleBeforeThing "article-before-thing"
    BecauseOf "because-of"
    BeforeDayOfMonth "before-day-of-month"
    BeforeHour "before-hour"
    BeforeMonth "before-month"
    BehindHour "behind-hour"
    BehindName "behind-name"
    BringsAlong "brings-along"
    CaseBehindApostrophe "case-behind-apostrophe"
    CaseOfTime "case-of-time"
    CliticMe "clitic-me"
    Comes "comes"
    CountsUs "counts-us"
    DataKept "data-kept"
    DeniesVerb "denies-verb"
    EndOfPart "end-of-part"
    EndsNoRole "ends-no-role"
    FollowsLanguage "follows-language"
    ForWhom "for-whom"
    GermanOfPersons "german-of-persons"
    IfPossible "if-possible"
    InTown "in-town"
    JoinsNumbers "joins-numbers"
    Kinship "kinship"
    LanguageOfOthers "language-of-others"
    LeadsToNewcomer "leads-to-newcomer"
    LeadsToSurname "leads-to-surname"
    MealAtNoon "meal-at-noon"
    NameNoun "name-noun"
    NumberOrArticle "number-or-article"
    OpensClause "opens-clause"
    OpensFormula "opens-formula"
    OrTo "or-to"
    OtherDay "other-day"
    PartLeft "part-left"
    PartTaken "part-taken"
    Past "past"
    PatronymicEnding "patronymic-ending"
    PersonalData "personal-data"
    PlainAnswer "plain-answer"
    PlainNo "plain-no"
    PointsBack "points-back"
    PossessiveOfThird "possessive-of-third"
    PressLetIn "press-let-in"
    PurposeOfBody "purpose-of-body"
    RussianAdjective "russian-adjective"
    Seat "seat"
    SecondChoice "second-choice"
    Sends "sends"
    SessionNoun "session-noun"
    Somebody "somebody"
    SuffixOfPlace "suffix-of-place"
    SureSurnameEnding "sure-surname-ending"
    SurnameEnding "surname-ending"
    TeamLed "team-led"
    ToReachSomeone "to-reach-someone"
    ToSomebody "to-somebody"
    Too "too"
    TownCase "town-case"
    TranslatedFrom "translated-from"
    TranslatedInto "translated-into"
    VerbAffirms "verb-affirms"
    VerbDenies "verb-denies"
    VisitByNumber "visit-by-number"
    VisitIsFull "visit-is-full"
    WeAsSubject "we-as-subject"
    WeakKnowledge "weak-knowledge"
    WeighsVisits "weighs-visits"
    With "with"
    WordForNumber "word-for-number"
    WorksWith "works-with"
    YearOrTime "year-or-time"
}

/// The words of one list, folded.
#[derive(Debug, Default)]
pub struct Words {
    whole: HashSet<String>,
    beginnings: Vec<String>,
    endings: Vec<String>,
}

static WORDS: LazyLock<Vec<Words>> =
    LazyLock::new(|| parse(include_str!("../../config/lexicon/word-lists.toml")).unwrap_or_default());

impl List {
    /// Whether the list has this folded word, in whatever language.
    #[must_use]
    pub fn has(self, folded: &str) -> bool {
        WORDS.get(self as usize).is_some_and(|words| {
            words.whole.contains(folded)
                || words
                    .beginnings
                    .iter()
                    .any(|stem| folded.starts_with(stem.as_str()))
                || words.endings.iter().any(|end| folded.ends_with(end.as_str()))
        })
    }
}

/// The lists of the file's text, in the order of the enum; build.rs stops at what is wrong with it.
///
/// # Errors
///
/// What is wrong, with the table and key: no TOML, an unknown or missing list, a list without `means` or words.
pub fn parse(text: &str) -> Result<Vec<Words>, String> {
    let mut tables: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(text).map_err(|error| error.to_string())?;
    let mut lists = Vec::new();
    for (_, name) in List::ALL {
        let table = tables
            .remove(*name)
            .ok_or_else(|| format!("there is no list [{name}]"))?;
        lists.push(words(&table).map_err(|reason| format!("[{name}] {reason}"))?);
    }
    match tables.keys().next() {
        Some(name) => Err(format!("[{name}] is no list that src/lexicon/lists.rs knows")),
        None => Ok(lists),
    }
}

/// Words as they are written, `lunch*` for all that begin so, `*dan` for all that end so.
fn words(table: &BTreeMap<String, String>) -> Result<Words, String> {
    let mut words = Words::default();
    let mut means = false;
    for (key, list) in table {
        if key == "means" {
            means = !list.is_empty();
            continue;
        }
        if key.len() != 2 {
            return Err(format!("{key}: a key is a language's two letters, or means"));
        }
        for word in list.split_whitespace() {
            match (word.strip_prefix('*'), word.strip_suffix('*')) {
                (Some(end), None) => words.endings.push(fold(end)),
                (None, Some(stem)) => words.beginnings.push(fold(stem)),
                (None, None) => {
                    words.whole.insert(fold(word));
                }
                (Some(_), Some(_)) => return Err(format!("{key}: {word} has two stars")),
            }
        }
    }
    match means {
        true if table.len() > 1 => Ok(words),
        true => Err("has no words".to_owned()),
        false => Err("does not say what it means".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_or_begin_or_end_so_however_they_are_typed() {
        assert!(List::MealAtNoon.has("dejeuner") && List::MealAtNoon.has("lunchtime"));
        assert!(List::AfterPart.has("sonrasinda") && !List::AfterPart.has("afternoon"));
        assert!(List::GermanOfPersons.has("leiterin"));
    }

    #[test]
    fn a_mistake_in_the_file_is_told_with_its_place() {
        let text = include_str!("../../config/lexicon/word-lists.toml");
        let told = |text: &str| parse(text).unwrap_err();
        assert!(told(&text.replacen("[comes]", "[goes]", 1)).contains("no list [comes]"));
        assert!(
            told(&format!("{text}\n[goes]\nmeans = \"goes\"\nen = \"go*\"\n")).contains("[goes] is no list")
        );
        assert!(told(&text.replacen("\nen = \"join*", "\nenglish = \"join*", 1)).contains("[comes] english"));
        assert!(told(&text.replacen("join* ", "*join* ", 1)).contains("two stars"));
    }
}
