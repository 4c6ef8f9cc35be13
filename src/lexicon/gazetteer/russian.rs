//! Leads Russian case forms back to the nominatives they may stand for.

use std::borrow::Cow;

/// Endings of folded case forms, each with the endings of the nominatives it may come from.
///
/// Folded й is и, so «ий» stands here as «ии». Nouns, plural nouns (Чебоксары), and adjectives (Нижний, Грозный, Набережные) in one table: a lookup
/// follows each guess, so a wrong one costs a probe and finds nothing.
const ENDINGS: &[(&str, &[&str])] = &[
    ("ого", &["ыи", "ии", "ои", "ое"]),
    ("его", &["ии", "ее"]),
    ("ому", &["ыи", "ии", "ои", "ое"]),
    ("ему", &["ии", "ее"]),
    ("ыми", &["ые", "ыи"]),
    ("ими", &["ие", "ии"]),
    ("ами", &["ы", "и", "а"]),
    ("ями", &["и", "я"]),
    ("иеи", &["ия"]),
    ("ием", &["ии", "ие"]),
    ("ых", &["ые", "ыи"]),
    ("их", &["ие", "ии"]),
    ("ым", &["", "ыи", "ои", "ые", "ое"]),
    ("им", &["", "ии", "ои", "ие"]),
    ("ом", &["", "о", "ыи", "ии", "ои", "ое"]),
    ("ем", &["ь", "и", "е", "", "ии", "ее"]),
    ("ои", &["а", "ая"]),
    ("еи", &["я", "а", "и", "ь", "яя", "ья"]),
    ("ью", &["ь"]),
    ("ую", &["ая"]),
    ("юю", &["яя"]),
    ("ии", &["ия", "ии", "ие"]),
    ("ию", &["ия", "ии", "ие"]),
    ("ия", &["ии", "ие"]),
    ("ах", &["ы", "и", "а"]),
    ("ях", &["и", "я"]),
    ("ам", &["ы", "и", "а"]),
    ("ям", &["и", "я"]),
    ("ов", &["ы", "и"]),
    ("а", &["", "о"]),
    ("у", &["а", "", "о"]),
    ("ы", &["а"]),
    ("и", &["ь", "я", "а"]),
    ("е", &["а", "", "я", "ь", "о", "и"]),
    ("я", &["ь", "и", "е"]),
    ("ю", &["я", "ь", "и", "е"]),
];

/// Nouns whose plural lost its ending, as in «из Чебоксар», «Соединённых Штатов» is in the table above.
const BARE_PLURALS: [&str; 2] = ["ы", "и"];

/// Letters that no bare plural ends with; ь is among them for that.
const VOWELS: [char; 10] = ['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'ь'];

/// Whether the folded word is written in Russian letters and long enough to carry an ending.
fn can_inflect(word: &str) -> bool {
    word.len() >= 6 && word.chars().all(|c| matches!(c, 'а'..='я'))
}

/// Tries the nominatives that a folded word may stand for, the likeliest first, until `look` finds one.
///
/// The word itself is not tried. Words of fewer than three letters and other scripts give `None` at once.
pub(super) fn find_nominative<T>(word: &str, mut look: impl FnMut(&str) -> Option<T>) -> Option<T> {
    if !can_inflect(word) {
        return None;
    }
    if !word.ends_with(VOWELS) && !word.ends_with(['м', 'х', 'в']) {
        return find_bare_plural(word, look);
    }
    let mut candidate = String::with_capacity(word.len() + 4);
    for (ending, nominatives) in ENDINGS {
        let Some(stem) = word.strip_suffix(ending) else {
            continue;
        };
        // Two letters must remain: Уфе, Риме; shorter stems are prepositions and pronouns.
        if stem.len() < 4 {
            continue;
        }
        for nominative in *nominatives {
            candidate.clear();
            candidate.push_str(stem);
            candidate.push_str(nominative);
            if candidate.len() >= 6
                && let Some(found) = look(&candidate)
            {
                return Some(found);
            }
        }
        if nominatives.contains(&"")
            && with_fleeting_vowel(stem, &mut candidate)
            && let Some(found) = look(&candidate)
        {
            return Some(found);
        }
    }
    find_bare_plural(word, look)
}

fn find_bare_plural<T>(word: &str, mut look: impl FnMut(&str) -> Option<T>) -> Option<T> {
    // Чебоксар has eight letters; of shorter words too many end as this form does.
    if word.len() < 10 || word.ends_with(VOWELS) {
        return None;
    }
    BARE_PLURALS
        .iter()
        .find_map(|plural| look(&format!("{word}{plural}")))
}

/// Writes the stem with the vowel that its nominative has: орл- to орел, череповц- to череповец, ельц- to елец.
fn with_fleeting_vowel(stem: &str, into: &mut String) -> bool {
    let mut letters = stem.chars().rev();
    let (Some(last), Some(before)) = (letters.next(), letters.next()) else {
        return false;
    };
    if !matches!(last, 'л' | 'ц' | 'н' | 'к' | 'р')
        || matches!(before, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
    {
        return false;
    }
    into.clear();
    into.push_str(stem.strip_suffix(last).unwrap_or(stem));
    if before == 'ь' {
        into.pop();
    }
    into.push('е');
    into.push(last);
    true
}

/// Tries the plain names behind an endearment in any case (Леночка, Машенька, Иришка: Лена, Маша, Ира), by suffix.
pub(super) fn plain_of_endearment<T>(word: &str, mut look: impl FnMut(&str) -> Option<T>) -> Option<T> {
    const SUFFIXES: [&str; 9] = ["очк", "ечк", "еньк", "оньк", "ушк", "юшк", "ишк", "ул", "ик"];
    if !can_inflect(word) {
        return None;
    }
    let stem = word.trim_end_matches(VOWELS);
    SUFFIXES.iter().find_map(|suffix| {
        let base = stem.strip_suffix(suffix).filter(|base| base.len() >= 4)?;
        ["а", "я", "", "ь"]
            .iter()
            .find_map(|ending| look(&format!("{base}{ending}")))
    })
}

/// Tries the masculine surname behind a feminine one: Ивановои and Иванову, Вишневская, "petrova", "wisniewska".
pub(super) fn masculine_of_surname<T>(word: &str, mut look: impl FnMut(&str) -> Option<T>) -> Option<T> {
    const FEMININE: &[(&str, &[&str])] = &[
        ("овои", &["ов"]),
        ("евои", &["ев"]),
        ("инои", &["ин"]),
        ("ская", &["скии", "скои"]),
        ("скои", &["скии"]),
        ("скую", &["скии", "скои"]),
        ("цкая", &["цкии"]),
        ("цкои", &["цкии"]),
        ("цкую", &["цкии"]),
        ("ova", &["ov", "off", "ow"]),
        ("eva", &["ev", "eff", "ew"]),
        ("owa", &["ow"]),
        ("ewa", &["ew"]),
        ("ina", &["in"]),
        ("ska", &["ski", "sky"]),
        ("cka", &["cki", "cky"]),
        ("skaya", &["sky", "skiy", "ski"]),
        ("skaia", &["skii", "sky"]),
        ("skaja", &["skij", "ski"]),
    ];
    FEMININE.iter().find_map(|(feminine, masculine)| {
        let stem = word.strip_suffix(feminine).filter(|stem| stem.len() >= 2)?;
        masculine
            .iter()
            .find_map(|ending| look(&format!("{stem}{ending}")))
    })
}

/// Tries each word of a phrase as it stands and in its possible nominatives, until `look` finds a whole phrase.
///
/// `may_begin` says whether any key goes on from these words; it keeps the search from branching in vain.
pub(super) fn find_nominative_phrase<T>(
    phrase: &str,
    may_begin: &dyn Fn(&str) -> bool,
    look: &mut dyn FnMut(&str) -> Option<T>,
) -> Option<T> {
    extend_phrase("", phrase, may_begin, look)
}

fn extend_phrase<T>(
    before: &str,
    rest: &str,
    may_begin: &dyn Fn(&str) -> bool,
    look: &mut dyn FnMut(&str) -> Option<T>,
) -> Option<T> {
    let (word, after) = rest
        .split_once(' ')
        .map_or((rest, None), |(word, after)| (word, Some(after)));
    let mut take = |form: &str| {
        let joined = if before.is_empty() {
            Cow::Borrowed(form)
        } else {
            Cow::Owned(format!("{before} {form}"))
        };
        match after {
            None => look(&joined),
            Some(after) if may_begin(&joined) => extend_phrase(&joined, after, may_begin, look),
            Some(_) => None,
        }
    };
    take(word).or_else(|| find_nominative(word, take))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads_to(form: &str, nominative: &str) -> bool {
        find_nominative(form, |candidate| (candidate == nominative).then_some(())).is_some()
    }

    #[test]
    fn case_forms_lead_back_to_the_nominative() {
        for (form, nominative) in [
            ("казани", "казань"),
            ("казанью", "казань"),
            ("самаре", "самара"),
            ("перми", "пермь"),
            ("москвои", "москва"),
            ("омском", "омск"),
            ("орле", "орел"),
            ("череповце", "череповец"),
            ("ельце", "елец"),
            ("чебоксар", "чебоксары"),
            ("чебоксарах", "чебоксары"),
            ("грозном", "грозныи"),
            ("ставрополя", "ставрополь"),
            ("германиеи", "германия"),
            ("уфе", "уфа"),
            ("риме", "рим"),
            ("марине", "марина"),
            ("дмитрием", "дмитрии"),
            ("павлу", "павел"),
        ] {
            assert!(leads_to(form, nominative), "{form} does not lead to {nominative}");
        }
    }

    #[test]
    fn short_words_and_other_scripts_are_left_alone() {
        for word in ["на", "мы", "rotterdam", "", "київ", "и"] {
            assert_eq!(find_nominative(word, |_| Some(())), None, "{word}");
        }
    }
}
