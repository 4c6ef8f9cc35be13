//! Russian persons' names led back from the case that a sentence put them in: «Сафину Гульнару Рашитовну» is Сафина Гульнара Рашитовна.

use super::{Gazetteer, fold};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Feminine,
    Masculine,
}

use Gender::{Feminine, Masculine};

/// Cases whose endings differ; a man's accusative is his genitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Accusative,
    Genitive,
    Dative,
    Instrumental,
}

use Case::{Accusative, Dative, Genitive, Instrumental};

/// Endings of fathers' names.
const PATRONYMICS: [(&str, &str, Gender, Case); 9] = [
    ("вну", "вна", Feminine, Accusative),
    ("вны", "вна", Feminine, Genitive),
    ("вне", "вна", Feminine, Dative),
    ("вной", "вна", Feminine, Instrumental),
    ("ичну", "ична", Feminine, Accusative),
    ("ичны", "ична", Feminine, Genitive),
    ("ича", "ич", Masculine, Genitive),
    ("ичу", "ич", Masculine, Dative),
    ("ичем", "ич", Masculine, Instrumental),
];

/// Endings of given names, with those of the nominative; one that ends in a consonant has none there.
const GIVEN: [(&str, &str, Gender, Case); 21] = [
    ("ию", "ия", Feminine, Accusative),
    ("ю", "я", Feminine, Accusative),
    ("у", "а", Feminine, Accusative),
    ("ии", "ия", Feminine, Genitive),
    ("ы", "а", Feminine, Genitive),
    ("и", "а", Feminine, Genitive),
    ("и", "я", Feminine, Genitive),
    ("е", "а", Feminine, Dative),
    ("е", "я", Feminine, Dative),
    ("ой", "а", Feminine, Instrumental),
    ("ией", "ия", Feminine, Instrumental),
    ("ей", "я", Feminine, Instrumental),
    ("я", "й", Masculine, Genitive),
    ("я", "ь", Masculine, Genitive),
    ("а", "", Masculine, Genitive),
    ("ю", "й", Masculine, Dative),
    ("ю", "ь", Masculine, Dative),
    ("у", "", Masculine, Dative),
    ("ем", "й", Masculine, Instrumental),
    ("ем", "ь", Masculine, Instrumental),
    ("ом", "", Masculine, Instrumental),
];

/// Men's names that end as women's do.
const MEN: [&str; 12] = [
    "никита",
    "илья",
    "лука",
    "фома",
    "кузьма",
    "савва",
    "данила",
    "мустафа",
    "муса",
    "иса",
    "гаврила",
    "фока",
];

/// Stems that lose a vowel, with their nominatives.
const FLEETING: [(&str, &str); 2] = [("павл", "павел"), ("льв", "лев")];

/// Endings of surnames that are declined like adjectives or possessives, with those of the nominative.
const SURNAMES: [(&str, &str, Gender, Case); 24] = [
    ("скую", "ская", Feminine, Accusative),
    ("цкую", "цкая", Feminine, Accusative),
    ("ую", "ая", Feminine, Accusative),
    ("юю", "яя", Feminine, Accusative),
    ("у", "а", Feminine, Accusative),
    ("ю", "я", Feminine, Accusative),
    ("ской", "ская", Feminine, Genitive),
    ("цкой", "цкая", Feminine, Genitive),
    ("овой", "ова", Feminine, Genitive),
    ("евой", "ева", Feminine, Genitive),
    ("ёвой", "ёва", Feminine, Genitive),
    ("иной", "ина", Feminine, Genitive),
    ("ыной", "ына", Feminine, Genitive),
    ("ского", "ский", Masculine, Genitive),
    ("цкого", "цкий", Masculine, Genitive),
    ("скому", "ский", Masculine, Dative),
    ("цкому", "цкий", Masculine, Dative),
    ("ским", "ский", Masculine, Instrumental),
    ("цким", "цкий", Masculine, Instrumental),
    ("овым", "ов", Masculine, Instrumental),
    ("евым", "ев", Masculine, Instrumental),
    ("ёвым", "ёв", Masculine, Instrumental),
    ("иным", "ин", Masculine, Instrumental),
    ("ыным", "ын", Masculine, Instrumental),
];

impl Gazetteer {
    /// A Russian person's name in the nominative, where the name itself tells that it stands in another case: by a father's
    /// name, or by a given name that the list has in the nominative only. `None` where it stands in the nominative, where
    /// it could be either («Александра Петрова»), or where a part of it cannot be led back.
    #[must_use]
    pub fn nominative_of_person(&self, name: &str) -> Option<String> {
        let words: Vec<&str> = name.split(' ').collect();
        let russian = |word: &&str| {
            word.chars()
                .all(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | '-'))
        };
        if !(2..=4).contains(&words.len()) || !words.iter().all(russian) {
            return None;
        }
        let mut found: Option<String> = None;
        for (given, gender, case, patronymic) in self.readings(&words) {
            let Some(nominative) = self.led_back(&words, given, patronymic, gender, case) else {
                continue;
            };
            if found.as_ref().is_some_and(|found| *found != nominative) {
                return None;
            }
            found = Some(nominative);
        }
        found.filter(|nominative| nominative != name)
    }

    /// Which word may be the given name, and what gender and case it or the father's name tells.
    fn readings(&self, words: &[&str]) -> Vec<(usize, Gender, Case, Option<usize>)> {
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let patronymic = lower.iter().enumerate().find_map(|(at, word)| {
            let long = word.chars().count() >= 6;
            let ending = PATRONYMICS
                .iter()
                .find(|(ending, ..)| long && word.ends_with(ending))?;
            Some((at, ending.2, ending.3))
        });
        if let Some((at, gender, case)) = patronymic {
            // «Гульнару Рашитовну», never first.
            let given = at.checked_sub(1);
            return given
                .map(|given| (given, gender, case, Some(at)))
                .into_iter()
                .collect();
        }
        // A nominative that the list has tells that the whole name is one.
        if lower.iter().any(|word| self.is_listed(word)) {
            return Vec::new();
        }
        let mut readings = Vec::new();
        for (at, word) in lower.iter().enumerate() {
            for (ending, nominative, gender, case) in GIVEN {
                let Some(stem) = word.strip_suffix(ending) else {
                    continue;
                };
                let name = format!("{stem}{nominative}");
                let man = MEN.contains(&name.as_str());
                let listed = self.is_listed(&name) || FLEETING.iter().any(|(lost, _)| *lost == name);
                if listed && fits(stem, nominative) {
                    readings.push((at, if man { Masculine } else { gender }, case, None));
                }
            }
        }
        readings
    }

    /// The whole name in the nominative, if each of its words can be led back.
    fn led_back(
        &self,
        words: &[&str],
        given: usize,
        patronymic: Option<usize>,
        gender: Gender,
        case: Case,
    ) -> Option<String> {
        let led: Option<Vec<String>> = words
            .iter()
            .enumerate()
            .map(|(at, word)| {
                let parts: Option<Vec<String>> = word
                    .split('-')
                    .map(|part| {
                        let lower = part.to_lowercase();
                        let nominative = if at == given {
                            self.given(&lower, gender, case)?
                        } else if Some(at) == patronymic {
                            let mut endings = PATRONYMICS.iter();
                            let (ending, nominative, ..) =
                                endings.find(|(ending, ..)| lower.ends_with(ending))?;
                            format!("{}{nominative}", lower.strip_suffix(ending)?)
                        } else {
                            surname(&lower, gender, case)?
                        };
                        Some(as_written(part, &nominative))
                    })
                    .collect();
                parts.map(|parts| parts.join("-"))
            })
            .collect();
        led.map(|words| words.join(" "))
    }

    fn is_listed(&self, lower: &str) -> bool {
        self.lists.given_names.get(&fold(lower)).is_some()
    }

    /// A given name of this gender and case: one that the list has, else by its ending.
    fn given(&self, lower: &str, gender: Gender, case: Case) -> Option<String> {
        let mut guess = None;
        for (ending, nominative, of, in_case) in GIVEN {
            let man = gender == Masculine && of == Feminine;
            let Some(stem) = lower
                .strip_suffix(ending)
                .filter(|_| in_case == case || man && case == Genitive)
            else {
                continue;
            };
            let name = format!("{stem}{nominative}");
            if man && !MEN.contains(&name.as_str())
                || of == Masculine && gender == Feminine
                || !fits(stem, nominative)
            {
                continue;
            }
            if let Some((_, whole)) = FLEETING.iter().find(|(lost, _)| *lost == name) {
                return Some((*whole).to_owned());
            }
            if self.is_listed(&name) || man {
                return Some(name);
            }
            guess.get_or_insert(name);
        }
        // «Гульназ», «Любовь», «Айсылу» are the same in every case that matters here.
        let unchanged = gender == Feminine && !lower.ends_with(['ю', 'ы', 'и', 'е']);
        guess.or_else(|| unchanged.then(|| lower.to_owned()))
    }
}

/// Whether a stem may have this ending: й behind a vowel, ь and no ending at all behind a consonant.
fn fits(stem: &str, nominative: &str) -> bool {
    let vowel = stem.ends_with(['а', 'е', 'ё', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'й', 'ь']);
    match nominative {
        "й" => vowel && !stem.ends_with(['й', 'ь']),
        "ь" | "" => !vowel,
        _ => !stem.is_empty(),
    }
}

/// A surname of this gender and case in the nominative.
fn surname(lower: &str, gender: Gender, case: Case) -> Option<String> {
    // «Руденко», «Черных», «Гарсия Маркес»: not declined.
    let adjective = lower.ends_with("ого") || lower.ends_with("его");
    if lower.ends_with(['о', 'э']) && !adjective || lower.ends_with("их") || lower.ends_with("ых") {
        return Some(lower.to_owned());
    }
    // A woman's genitive, dative and instrumental end alike.
    let like = match (gender, case) {
        (Feminine, Dative | Instrumental) => Genitive,
        (Masculine, Accusative) => Genitive,
        _ => case,
    };
    let declined = SURNAMES.iter().find_map(|(ending, nominative, of, in_case)| {
        let stem = lower
            .strip_suffix(ending)
            .filter(|_| *of == gender && *in_case == like)?;
        (stem.chars().count() >= 2).then(|| format!("{stem}{nominative}"))
    });
    if declined.is_some() {
        return declined;
    }
    let consonant = |word: &str| fits(word, "");
    if gender == Feminine {
        // «Анну Мюллер», «Анну Коваль»: women's surnames of this kind stay as they are.
        return (consonant(lower) || lower.ends_with('ь')).then(|| lower.to_owned());
    }
    let (hard, soft) = match like {
        Dative => ('у', "ю"),
        Instrumental => {
            let stem = lower.strip_suffix("ом").filter(|stem| consonant(stem));
            return stem.map(str::to_owned);
        }
        _ => ('а', "я"),
    };
    if let Some(stem) = lower.strip_suffix(hard).filter(|stem| consonant(stem)) {
        // «Кравца» has lost a vowel; so may others have, but these are few.
        return (!stem.ends_with('ц')).then(|| stem.to_owned());
    }
    let stem = lower.strip_suffix(soft)?;
    match consonant(stem) {
        true => Some(format!("{stem}ь")),
        // «Гайдая», but no «Вишневскую».
        false => stem.ends_with(['а', 'е', 'и', 'о']).then(|| format!("{stem}й")),
    }
}

/// A word in capitals as the written one has them.
fn as_written(written: &str, lower: &str) -> String {
    let capitals = written.chars().filter(|c| c.is_uppercase()).count();
    if capitals == written.chars().count() && capitals > 1 {
        return lower.to_uppercase();
    }
    let mut letters = lower.chars();
    match letters.next().filter(|_| capitals > 0) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => lower.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_another_case_is_led_back() {
        let lists = Gazetteer::embedded();
        for (written, nominative) in [
            ("Сафину Гульнару Рашитовну", "Сафина Гульнара Рашитовна"),
            ("Гульнару Рашитовну Сафину", "Гульнара Рашитовна Сафина"),
            ("Тимура Альбертовича Гареева", "Тимур Альбертович Гареев"),
            ("Петрова Ивана Сергеевича", "Петров Иван Сергеевич"),
            ("Смирнову Ольгу Викторовну", "Смирнова Ольга Викторовна"),
            ("Кузнецова Андрея Павловича", "Кузнецов Андрей Павлович"),
            ("Сафину Гульнару", "Сафина Гульнара"),
            ("Марию Вишневскую", "Мария Вишневская"),
            ("Игоря Вишневского", "Игорь Вишневский"),
            ("Антона Евгеньевича Мюллера", "Антон Евгеньевич Мюллер"),
            ("Беликову Олегу Вениаминовичу", "Беликов Олег Вениаминович"),
            ("Анной Сергеевной Петровой", "Анна Сергеевна Петрова"),
            ("Никиту Орлова", "Никита Орлов"),
            ("Илью Сергеевича Орлова", "Илья Сергеевич Орлов"),
            ("Павла Петровича Руденко", "Павел Петрович Руденко"),
            ("Александра Сергеевича Иванова", "Александр Сергеевич Иванов"),
            ("Анну Мюллер", "Анна Мюллер"),
            ("САФИНУ ГУЛЬНАРУ РАШИТОВНУ", "САФИНА ГУЛЬНАРА РАШИТОВНА"),
            (
                "Ольгу Ильиничну Петрову-Водкину",
                "Ольга Ильинична Петрова-Водкина",
            ),
        ] {
            assert_eq!(
                lists.nominative_of_person(written).as_deref(),
                Some(nominative),
                "{written}"
            );
        }
    }

    #[test]
    fn a_name_that_may_be_in_the_nominative_is_left() {
        let lists = Gazetteer::embedded();
        for written in [
            "Сафина Гульнара Рашитовна",
            "Иван Петров",
            "Александра Петрова",
            "Валентина Иванова",
            "Гареев Тимур Альбертович",
            "Айсылу Гареева",
            "Ольга Кузнецова",
            "Петрова И. С.",
            "Илья Муромец",
            "Штефан Руссу",
            "Вероника Лю",
            "Anna Petrova",
            "МАМЕДОВА Лейла Рауф кызы",
            "Сафину",
        ] {
            assert_eq!(lists.nominative_of_person(written), None, "{written}");
        }
    }
}
