//! Words that look like others: letters of two scripts in one word, letters made for formulas, marks heaped on one letter.

use unicode_normalization::char::is_combining_mark;

/// Marks that one letter carries in no language read here (Vietnamese has two).
const MARKS_MAX: usize = 3;

/// The scripts whose letters are taken for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
}

/// Whether a text holds a word that is made to be taken for another one (mail-rules 57).
///
/// "Pаris" with a Cyrillic «а» is neither found among the towns nor the same name as "Paris"; an organiser must see that.
pub(crate) fn is_disguised(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut script = None;
    let mut marks = 0;
    for c in text.chars() {
        if c.is_ascii() {
            marks = 0;
            if c.is_ascii_alphabetic() {
                if script.is_some_and(|script| script != Script::Latin) {
                    return true;
                }
                script = Some(Script::Latin);
            } else {
                script = None;
            }
            continue;
        }
        if is_combining_mark(c) {
            marks += 1;
            if marks > MARKS_MAX {
                return true;
            }
            continue;
        }
        marks = 0;
        // Letters for formulas and wide Latin letters are read as plain ones by people and by no program.
        if matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{ff21}'..='\u{ff5a}') {
            return true;
        }
        let own = script_of(c);
        if own.is_none() && !c.is_alphabetic() {
            script = None;
            continue;
        }
        if own.is_some() && script.is_some() && own != script {
            return true;
        }
        script = own.or(script);
    }
    false
}

fn script_of(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Script::Latin),
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_disguised;

    #[test]
    fn letters_of_two_scripts_in_one_word_are_a_disguise() {
        for text in [
            "Pаris",
            "Ивaнов",
            "Αnna",
            "𝐂onfirm",
            "ＡＢＣ",
            "a\u{301}\u{302}\u{303}\u{304}",
        ] {
            assert!(is_disguised(text), "{text}");
        }
    }

    #[test]
    fn two_languages_in_one_letter_are_none() {
        for text in [
            "Summit Саммит",
            "e-mail: иванов@город.example",
            "IT-отдел, COVID-19",
            "Σύνοδος in Rotterdam",
            "Nguyễn Văn Ế, Ștefan, İzmir, 5 µm",
        ] {
            assert!(!is_disguised(text), "{text}");
        }
    }
}
