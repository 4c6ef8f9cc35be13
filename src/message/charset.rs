//! Bytes to text: the declared charset, the one that the bytes show, and the repair of text that was decoded twice.

use encoding_rs::{Encoding, IBM866, ISO_8859_5, KOI8_R, UTF_8, WINDOWS_1251, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Text and whether bytes had to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub text: String,
    pub damaged: bool,
}

/// Decodes bytes by their declared charset, or by what they show where the declaration is missing or wrong (mail-rules 45).
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let label = declared.map(|label| label.trim_matches(['"', '\'', ' ']).to_ascii_lowercase());
    let text = match label.as_deref() {
        // ISO-2022-JP and UTF-7 are 7-bit: their bytes are always valid UTF-8.
        Some(label) if is_seven_bit(label) => charset_decoder(label.as_bytes()).map(|decode| decode(bytes)),
        _ => None,
    };
    let text = text
        .or_else(|| valid_utf8(bytes))
        .or_else(|| by_label(bytes, label.as_deref()))
        .unwrap_or_else(|| guess(bytes));
    let text = repair(text);
    let damaged = text.contains('\u{FFFD}');
    Decoded { text, damaged }
}

fn is_seven_bit(label: &str) -> bool {
    label.contains("2022")
        || label.ends_with("utf-7")
        || label == "utf7"
        || label == "hz-gb-2312"
        || label.contains("utf-16")
        || label.contains("utf-32")
}

/// Valid UTF-8 is UTF-8, whatever was declared: text in another charset is hardly ever valid by chance.
fn valid_utf8(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// By the declared label, unless it is UTF-8 or ASCII (the bytes are not) or the result is nonsense.
fn by_label(bytes: &[u8], label: Option<&str>) -> Option<String> {
    let label = label?;
    if label.contains("ascii") || label.contains("unknown") || label.starts_with("x-user") || label == "8bit"
    {
        return None;
    }
    if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
        if encoding == UTF_8 {
            return mostly_utf8(bytes);
        }
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        if is_cyrillic(encoding)
            && let Some(better) = better_cyrillic(bytes, &text)
        {
            return Some(better);
        }
        return (!damaged || encoding.is_single_byte()).then(|| text.into_owned());
    }
    charset_decoder(label.as_bytes()).map(|decode| decode(bytes))
}

/// UTF-8 with a few broken bytes (a letter cut in the middle) stays UTF-8; with many it was something else.
fn mostly_utf8(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.matches('\u{FFFD}').count();
    let whole = text.chars().filter(|c| !c.is_ascii() && *c != '\u{FFFD}').count();
    (whole > broken * 4).then(|| text.into_owned())
}

fn is_cyrillic(encoding: &'static Encoding) -> bool {
    matches!(
        encoding.name(),
        "windows-1251" | "KOI8-R" | "KOI8-U" | "ISO-8859-5" | "x-mac-cyrillic" | "IBM866"
    )
}

/// The Cyrillic charset that these bytes read better in, if the declared one gives nonsense.
///
/// KOI8-R read as windows-1251 gives "рТЙЧЕФ" for "Привет"; the share of the letters that are frequent in
/// Russian, Ukrainian and Bulgarian tells them apart, also in letters that are all capitals.
fn better_cyrillic(bytes: &[u8], declared: &str) -> Option<String> {
    let share = |text: &str| -> f64 {
        let letters = text
            .chars()
            .filter(|c| ('\u{400}'..'\u{500}').contains(c))
            .count();
        let frequent = text
            .to_lowercase()
            .chars()
            .filter(|c| "оеаинтсрвл".contains(*c))
            .count();
        frequent as f64 / letters.max(1) as f64
    };
    let now = share(declared);
    if now > 0.45 {
        return None;
    }
    [WINDOWS_1251, KOI8_R, ISO_8859_5, IBM866]
        .into_iter()
        .map(|encoding| encoding.decode_without_bom_handling(bytes).0.into_owned())
        .find(|text| share(text) > now + 0.15)
}

/// What the bytes look like by their statistics.
fn guess(bytes: &[u8]) -> String {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Undoes a double decoding ("MÃ¼ller", "РџСЂРёРІРµС‚"), at most twice, where all of it can be undone.
///
/// Works on runs of other than ASCII characters, so that one "é" written rightly elsewhere does not hinder.
pub(crate) fn repair(text: String) -> String {
    let mut text = text;
    for _ in 0..2 {
        if !looks_twice_decoded(&text) {
            break;
        }
        let Some(better) = undo(&text) else { break };
        text = better;
    }
    text
}

/// The marks of UTF-8 read as a single-byte charset: a lead byte's letter before a continuation byte's.
fn looks_twice_decoded(text: &str) -> bool {
    text.contains(['Ã', 'Â', 'Ä', 'Å', 'Ð', 'Ñ', 'â']) || text.contains("Р") || text.contains("С")
}

fn undo(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at(start);
        out.push_str(plain);
        let end = tail.find(|c: char| c.is_ascii()).unwrap_or(tail.len());
        let (run, after) = tail.split_at(end);
        match undo_run(run) {
            Some(mended) => {
                changed = true;
                out.push_str(&mended);
            }
            None => out.push_str(run),
        }
        rest = after;
    }
    changed.then_some(out)
}

/// One run of other than ASCII characters, if it is UTF-8 that was read as windows-1252, ISO-8859-1 or windows-1251.
fn undo_run(run: &str) -> Option<String> {
    run.chars().nth(1)?;
    let latin =
        bytes_of(run, WINDOWS_1252).filter(|_| run.chars().all(|c| !('\u{400}'..'\u{500}').contains(&c)));
    // A Cyrillic word of two or more letters can be valid UTF-8 by chance only if every other letter is "Р" or "С".
    let cyrillic = || {
        let leads = run
            .chars()
            .filter(|c| matches!(c, 'Р' | 'С' | 'Ѓ' | 'Г' | 'В'))
            .count();
        (leads * 2 >= run.chars().count())
            .then(|| bytes_of(run, WINDOWS_1251))
            .flatten()
    };
    let bytes = latin.or_else(cyrillic)?;
    let mended = String::from_utf8(bytes).ok()?;
    // The result must be letters or typographic signs, not control characters.
    mended.chars().all(|c| !c.is_control()).then_some(mended)
}

/// The bytes that a single-byte charset gives these characters; C1 controls stand for themselves, as in ISO-8859-1.
fn bytes_of(run: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(run.len());
    let mut buffer = [0_u8; 4];
    for c in run.chars() {
        if ('\u{80}'..='\u{9f}').contains(&c) {
            bytes.push(u8::try_from(u32::from(c)).ok()?);
            continue;
        }
        let (encoded, _, lost) = encoding.encode(c.encode_utf8(&mut buffer));
        if lost {
            return None;
        }
        bytes.extend_from_slice(&encoded);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_declarations_are_seen_through() {
        assert_eq!(decode("Müller".as_bytes(), Some("iso-8859-1")).text, "Müller");
        assert_eq!(
            decode(b"M\xfcller aus K\xf6ln, herzliche Gr\xfc\xdfe", Some("utf-8")).text,
            "Müller aus Köln, herzliche Grüße"
        );
        let (koi8, _, _) = encoding_rs::KOI8_R.encode("Здравствуйте, прошу зарегистрировать меня");
        assert_eq!(
            decode(&koi8, Some("windows-1251")).text,
            "Здравствуйте, прошу зарегистрировать меня"
        );
        assert_eq!(decode(b"\x1b$B$3$s\x1b(B", Some("iso-2022-jp")).text, "こん");
        assert_eq!(decode(b"Hi+ACE-", Some("utf-7")).text, "Hi!");
    }

    #[test]
    fn text_decoded_twice_is_mended_and_other_text_left() {
        assert_eq!(
            repair("MÃ¼ller, Ã‰lodie, MÃ¼ÃŸig".into()),
            "Müller, Élodie, Müßig"
        );
        assert_eq!(repair("РџСЂРёРІРµС‚".into()), "Привет");
        for right in [
            "Österreich, São Paulo, Ångström, Ñuñoa",
            "Россия, СССР, РФ",
            "Élodie Âne â",
        ] {
            assert_eq!(repair(right.into()), right);
        }
    }

    #[test]
    fn unknown_charsets_lose_nothing() {
        let decoded = decode(
            b"Gr\xfc\xdfe aus M\xfcnchen, sch\xf6nes Wetter",
            Some("x-user-defined"),
        );
        assert_eq!(decoded.text, "Grüße aus München, schönes Wetter");
        assert!(!decoded.damaged);
    }
}
