//! Names compared and brought into their normal form.

use crate::lexicon::List;
use crate::lexicon::fold::fold;

/// A name as it is compared: its full words and its initials, folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Key {
    pub words: Vec<String>,
    pub initials: Vec<String>,
}

impl Key {
    /// The key of a name as written.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut key = Self::default();
        let written = |word: &&str| !word.is_empty();
        let small_letters = name.chars().any(char::is_lowercase);
        for word in name.split(|c: char| !c.is_alphanumeric()).filter(written) {
            let folded = fold(word);
            let letters = word.chars().count();
            if letters == 1 {
                key.initials.push(folded);
            } else if letters == 2 && small_letters && is_initials(word) {
                key.initials.extend(word.chars().map(|c| fold(&c.to_string())));
            } else {
                key.words.push(folded);
            }
        }
        key
    }

    /// How full the name is: a word counts more than an initial.
    #[must_use]
    pub fn fullness(&self) -> usize {
        self.words.len() * 3 + self.initials.len()
    }

    /// Whether both are the same full name, one of them in another case of Russian: signatures and From have the nominative.
    #[must_use]
    pub fn is_other_case_of(&self, other: &Self) -> bool {
        let cyrillic = |key: &Self| key.words.iter().any(|word| is_cyrillic(word));
        let same = |word: &String| other.words.contains(word);
        self.fullness() == other.fullness()
            && cyrillic(self)
            && cyrillic(other)
            && !self.words.iter().all(same)
    }

    /// Whether both may name the same person: the words of one are among those of the other, its initials fit.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        let (short, long) = if self.words.len() <= other.words.len() {
            (self, other)
        } else {
            (other, self)
        };
        if short.words.is_empty() {
            return false;
        }
        let mut free: Vec<&String> = long.words.iter().collect();
        for word in &short.words {
            let exact = free.iter().position(|candidate| same_word(word, candidate));
            // "Ch. Brüll" is Christian or Christine.
            let digraph = || {
                let start = latin(word);
                (word.chars().count() == 2)
                    .then(|| {
                        free.iter()
                            .position(|candidate| latin(candidate).starts_with(&start))
                    })
                    .flatten()
            };
            let Some(at) = exact.or_else(digraph) else {
                return false;
            };
            free.remove(at);
        }
        let mut left: Vec<String> = free
            .iter()
            .map(|word| (*word).clone())
            .chain(long.initials.iter().cloned())
            .collect();
        for initial in &short.initials {
            if left.is_empty() {
                return true;
            }
            let Some(at) = left
                .iter()
                .position(|word| latin(word).starts_with(latin(initial).as_str()))
            else {
                return false;
            };
            left.remove(at);
        }
        true
    }
}

/// "MG", "JN": two capitals that can hardly be a word.
fn is_initials(word: &str) -> bool {
    let vowel = |c: char| "AEIOUYÄÖÜАЕЁИОУЫЭЮЯ".contains(c);
    word.chars().all(char::is_uppercase) && !word.chars().any(vowel)
}

/// Whether two folded words are one: the same, in another case of Russian, or written in the other script.
#[must_use]
pub fn same_word(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (cyrillic_a, cyrillic_b) = (is_cyrillic(a), is_cyrillic(b));
    if cyrillic_a && cyrillic_b {
        return same_stem(a, b);
    }
    if cyrillic_a != cyrillic_b {
        return skeleton(&latin(a)) == skeleton(&latin(b)) && skeleton(&latin(a)).len() >= 2;
    }
    // Most pairs differ in their first letters, which no umlaut changes.
    a.chars().next() == b.chars().next()
        && (may_have_umlaut(a) || may_have_umlaut(b))
        && umlauts(a) == umlauts(b)
}

fn may_have_umlaut(word: &str) -> bool {
    word.bytes().skip(1).any(|byte| byte == b'e')
}

fn umlauts(word: &str) -> String {
    word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

fn same_stem(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (long, short) = (
        a.chars().count().max(b.chars().count()),
        a.chars().count().min(b.chars().count()),
    );
    common >= 3
        && long - common <= 3
        && short - common <= 2
        && common * 3 >= long * 2 - 1
        && endings_only(a, b, common)
}

/// The parts that differ must be endings of cases: no consonant but those of endings.
fn endings_only(a: &str, b: &str, common: usize) -> bool {
    let ending = |word: &str| word.chars().skip(common).all(|c| "аяоеуюыиьйгмх".contains(c));
    ending(a) && ending(b)
}

fn is_cyrillic(word: &str) -> bool {
    word.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c))
}

/// Cyrillic in Latin letters, roughly.
#[must_use]
pub fn latin(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        out.push_str(match c {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'д' => "d",
            'е' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' | 'і' => "i",
            'й' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "h",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "sh",
            'ы' => "y",
            'э' => "e",
            'ю' => "iu",
            'я' => "ia",
            'ъ' | 'ь' => "",
            'ў' => "u",
            'ғ' => "g",
            'қ' => "k",
            'ң' => "n",
            'ө' => "o",
            'ұ' | 'ү' => "u",
            'һ' => "h",
            'ә' => "a",
            'є' => "e",
            'ґ' => "g",
            'ї' => "i",
            other => {
                out.push(other);
                continue;
            }
        });
    }
    out
}

/// The consonants of a Latin word, with the letters that transliterations confuse made one.
fn skeleton(word: &str) -> String {
    let simple = word
        .replace("tsch", "C")
        .replace("sch", "s")
        .replace("shch", "s")
        .replace("kh", "h")
        .replace("ch", "C")
        .replace("sh", "s")
        .replace("zh", "z")
        .replace("ts", "C")
        .replace("tz", "C")
        .replace("ck", "k")
        .replace("ph", "f")
        .replace("th", "t")
        .replace("x", "ks")
        .replace("dzh", "j");
    let mut out = String::new();
    for c in simple.chars() {
        let c = match c {
            'w' => 'v',
            'q' | 'c' => 'k',
            'C' => 'c',
            'j' | 'y' | 'a' | 'e' | 'i' | 'o' | 'u' | 'h' => continue,
            other => other,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// A name as written with single spaces, without a trailing apostrophe ending.
#[must_use]
pub fn tidy(shown: &str) -> String {
    shown
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .trim_matches(|c: char| c.is_whitespace() || ",;:\"“”«»*_".contains(c))
        .to_owned()
}

/// "Müller, Hans-Peter" is Hans-Peter Müller; `None` where a name stands in its natural order.
#[must_use]
pub fn natural(name: &str) -> Option<String> {
    let (surname, given) = name.split_once(',')?;
    let given = given.trim();
    let words = given.split_whitespace().count();
    let listed = given.contains(',') || List::BehindName.has(&fold(given.trim_end_matches('.')));
    let whole = !surname.trim().is_empty() && (1..=3).contains(&words) && !listed;
    whole.then(|| format!("{given} {}", surname.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_under_several_forms_is_one() {
        for (a, b) in [
            ("И. И. Петров", "Иван Петров"),
            ("Сафину Гульнару", "Гульнара Сафина"),
            ("Марина Хоффманн-Лебедева", "Marina Hoffmann-Lebedewa"),
            ("Hans Müller", "Mueller"),
            ("J. v. d. Osten-Sacken", "Jürgen von der Osten-Sacken"),
            ("Nazlıcan", "NAZLICAN UYAR"),
        ] {
            assert!(Key::of(a).agrees(&Key::of(b)), "{a} and {b}");
        }
    }

    #[test]
    fn a_surname_before_a_comma_is_put_behind() {
        for (written, turned) in [
            ("Müller, Hans-Peter", Some("Hans-Peter Müller")),
            ("van den Berg, Jan", Some("Jan van den Berg")),
            ("Berendsen, A.M.", Some("A.M. Berendsen")),
            ("Martin King, Jr.", None),
            ("Anna Berg", None),
            ("Berg, ", None),
        ] {
            assert_eq!(natural(written).as_deref(), turned, "{written}");
        }
    }

    #[test]
    fn two_persons_stay_two() {
        for (a, b) in [
            ("Anna Berg", "Anna Stein"),
            ("П. Петров", "Иван Петров"),
            ("Иванов Пётр", "Иванова Анна"),
        ] {
            assert!(!Key::of(a).agrees(&Key::of(b)), "{a} and {b}");
        }
    }
}
