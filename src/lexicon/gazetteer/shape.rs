//! Patronymics and surnames told by their endings, where no list can be complete.

/// Endings of patronymics in nominative, folded; Russian ones are also met in other cases.
const PATRONYMICS: &[&str] = &[
    "ович",
    "евич",
    "ьич",
    "овна",
    "евна",
    "ична",
    "инична",
    "івна",
    "ivna",
    "ovich",
    "evich",
    "ievich",
    "ovych",
    "iovych",
    "ovna",
    "evna",
    "ichna",
    "yevna",
    "yevich",
    "iyevich",
    "owitsch",
    "ewitsch",
    "owna",
    "ewna",
];

/// What Russian case endings leave of a patronymic.
const PATRONYMIC_STEMS: &[&str] = &["ович", "евич", "ьич", "овн", "евн", "ичн"];

/// Endings of Russian nouns in a case other than the nominative, folded.
const CASES: &[&str] = &["а", "у", "ем", "ом", "е", "ы", "ои", "ою"];

/// Endings that hardly any word but a surname has, folded, by the languages they come from.
const SURNAMES: &[&str] = &[
    // Russian, Ukrainian, Belarusian, Bulgarian
    "енко",
    "ченко",
    "овская",
    "евская",
    "овскии",
    "евскии",
    "инскии",
    "инская",
    "чук",
    "щук",
    "нюк",
    "вчук",
    "enko",
    "chuk",
    // Georgian, Armenian, Azerbaijani, Central Asian
    "швили",
    "адзе",
    "идзе",
    "shvili",
    "schwili",
    "adze",
    "idze",
    "анян",
    "енян",
    "арян",
    "осян",
    "опян",
    "anyan",
    "aryan",
    "osyan",
    "opyan",
    "заде",
    "zade",
    "baev",
    "bayev",
    "баев",
    "баева",
    "беков",
    "бекова",
    "галиев",
    "галиева",
    "казиев",
    "казиева",
    // Turkish
    "oglu",
    "ogullari",
    // Polish, Czech, South Slavic
    "owski",
    "ewski",
    "inski",
    "owska",
    "ewska",
    "inska",
    "ewicz",
    "owicz",
    "czyk",
    "kova",
    "ovic",
    "evic",
    "cevic",
    "jevic",
    "kovski",
    "ovska",
    "evska",
    // Romanian, Greek, Baltic
    "escu",
    "eanu",
    "opoulos",
    "opoulou",
    "idis",
    "idou",
    "akis",
    "iadis",
    "iadou",
    "auskas",
    "auskiene",
    "aitis",
    "evicius",
    "avicius",
    // Nordic, Basque, German
    "sson",
    "dottir",
    "quist",
    "qvist",
    "etxea",
    "koetxea",
    "huber",
    "mayer",
    "meier",
];

/// The shortest part that stands before an ending, in letters: what is shorter is a word of its own ("huber", "akis").
const SHORTEST_STEM: usize = 3;

/// Whether the folded word is a patronymic, in any Russian case or in Latin letters; a few adjectives (основна) end alike.
pub(super) fn is_patronymic(word: &str) -> bool {
    if has_ending(word, PATRONYMICS) {
        return true;
    }
    CASES
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .any(|stem| has_ending(stem, PATRONYMIC_STEMS))
}

/// Whether the folded word ends as only surnames do.
pub(super) fn ends_like_surname(word: &str) -> bool {
    has_ending(word, SURNAMES)
}

fn has_ending(word: &str, endings: &[&str]) -> bool {
    endings
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .any(|stem| stem.chars().count() >= SHORTEST_STEM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patronymics_are_told_in_every_case_and_in_latin_letters() {
        for word in [
            "сергеевич",
            "сергеевичу",
            "николаевна",
            "николаевнои",
            "ильинична",
            "sergeevich",
            "mykolaivna",
            "petrovna",
        ] {
            assert!(is_patronymic(word), "{word}");
        }
        for word in ["", "евич", "вечером", "registration", "сергеи"] {
            assert!(!is_patronymic(word), "{word}");
        }
    }

    #[test]
    fn surnames_are_told_by_their_endings() {
        for word in [
            "бериашвили",
            "yorukoglu",
            "стефаненко",
            "popescu",
            "jonsdottir",
            "papadopoulos",
            "kowalewski",
        ] {
            assert!(ends_like_surname(word), "{word}");
        }
        for word in ["", "oglu", "huber", "registration", "сегодня", "katilim", "akis"] {
            assert!(!ends_like_surname(word), "{word}");
        }
    }
}
