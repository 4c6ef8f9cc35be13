//! A key under which different spellings of one name meet: case, accents, ß/ss, ö/oe, Cyrillic and Latin, order, particles.

use crate::request::Attendee;
use unicode_normalization::UnicodeNormalization;

/// Folds a name to its key. Equal keys make a *candidate* for one person, never a certainty
/// (rules 31, 32: the same names are often different people).
#[must_use]
pub fn name_key(name: &str) -> String {
    let mut words: Vec<String> = latin(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !PARTICLES.contains(word))
        .map(smooth)
        .collect();
    // "Иван Петрович Сидоров" and "Иван Сидоров" may be one person.
    if words.len() > 2 {
        words.retain(|word| !is_patronymic(word));
    }
    words.sort_unstable();
    words.join(" ")
}

const PARTICLES: [&str; 22] = [
    "af", "al", "d", "da", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "el", "la",
    "le", "ten", "ter", "van", "von", "zu",
];

fn is_patronymic(word: &str) -> bool {
    ["ovich", "evich", "ovna", "evna", "ichna"]
        .iter()
        .any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending))
}

/// Lower-case Latin letters without marks; Cyrillic transliterated in the manner of passports.
fn latin(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfc().flat_map(char::to_lowercase) {
        match cyrillic(c).or_else(|| special(c)) {
            Some(text) => out.push_str(text),
            None => out.extend(
                c.nfd()
                    .filter(|part| !unicode_normalization::char::is_combining_mark(*part)),
            ),
        }
    }
    out
}

fn special(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'þ' => "th",
        '\'' | '’' | 'ʼ' => "",
        _ => return None,
    })
}

fn cyrillic(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' | 'є' => "e",
        'ё' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' | 'ы' | 'і' => "i",
        'ї' => "i",
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
        'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        _ => return None,
    })
}

/// Levels the spellings that transliterations and umlauts differ in; the result is a key, not a word.
fn smooth(word: &str) -> String {
    const LEVELLED: [(&str, &str); 17] = [
        ("shch", "sh"),
        ("sch", "sh"),
        ("tch", "ch"),
        ("kh", "h"),
        ("ph", "f"),
        ("tz", "ts"),
        ("ck", "k"),
        ("ks", "x"),
        ("yo", "e"),
        ("ye", "e"),
        ("j", "i"),
        ("y", "i"),
        ("w", "v"),
        ("oe", "o"),
        ("ae", "a"),
        ("ue", "u"),
        ("ou", "u"),
    ];
    let mut levelled = word.to_owned();
    for (from, to) in LEVELLED {
        levelled = levelled.replace(from, to);
    }
    let mut out = String::with_capacity(levelled.len());
    for c in levelled.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// The folded name of a person in a letter; empty for one who is not named.
#[must_use]
pub fn key_of(attendee: &Attendee) -> String {
    attendee
        .name
        .as_ref()
        .map(|name| name_key(&name.value))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::name_key;

    #[test]
    fn rule_031_spellings_of_one_name_meet() {
        for (one, other) in [
            ("Ulrike Müller-Weiß", "MUELLER-WEISS Ulrike"),
            ("Алёна Щукина", "Alena Shchukina"),
            ("Иван Петрович Сидоров", "Sidorov Ivan"),
            ("Işıl Güneş", "isil gunes"),
            ("Jan van der Meer", "Meer Jan"),
            ("Anne‑Sophie Lefèvre", "Anne-Sophie LEFEVRE"),
            ("Юрий Хромов", "Yuriy Khromov"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one} and {other}");
        }
    }

    #[test]
    fn rule_032_different_names_stay_apart() {
        assert_ne!(name_key("Maria Rossi"), name_key("Mario Rossi"));
        assert_ne!(name_key("Anna Weber"), name_key("Anna Becker"));
    }
}
