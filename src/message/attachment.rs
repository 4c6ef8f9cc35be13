//! Names of attached files, made safe to show (mail-rules 46, 64).

/// Characters of a name that are kept.
const NAME_MAX: usize = 120;

/// A name without path, control and direction characters, at most 120 characters; `None` if nothing is left.
pub(crate) fn safe_name(name: &str) -> Option<String> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = base
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'))
        .filter(|c| !matches!(c, '<' | '>' | '"' | '|' | '?' | '*'))
        .collect();
    let shown = shown.trim().trim_matches('.').trim();
    if shown.is_empty() {
        return None;
    }
    Some(shortened(shown))
}

/// Keeps the ending of a long name, which tells its kind.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= NAME_MAX {
        return name.to_owned();
    }
    let ending: String = match name.rsplit_once('.') {
        Some((_, ending)) if ending.chars().count() <= 8 => format!(".{ending}"),
        _ => String::new(),
    };
    let stem: String = name.chars().take(NAME_MAX - 1 - ending.chars().count()).collect();
    format!("{stem}…{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_paths_and_unseen_characters() {
        assert_eq!(safe_name("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(safe_name("C:\\temp\\liste.xlsx").as_deref(), Some("liste.xlsx"));
        assert_eq!(
            safe_name("rechnung\u{202e}fdp.exe").as_deref(),
            Some("rechnungfdp.exe")
        );
        assert_eq!(safe_name("a\tb\u{7}.txt").as_deref(), Some("a b.txt"));
        assert_eq!(safe_name("..").as_deref(), None);
        assert_eq!(
            safe_name(&format!("{}.pdf", "x".repeat(300))).map(|name| name.chars().count()),
            Some(120)
        );
    }
}
