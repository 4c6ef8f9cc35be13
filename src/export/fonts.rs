//! The embedded fonts: which of them has a letter, how wide a text is, and where its lines end.

use super::ExportError;
use krilla::Data;
use krilla::text::Font;
use rustybuzz::{Face, UnicodeBuffer};
use std::iter::once;
use unicode_segmentation::UnicodeSegmentation;

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("../../templates/fonts/", $name, ".ttf"))
    };
}

static REGULAR: &[u8] = font!("DejaVuSansCondensed");
static BOLD: &[u8] = font!("DejaVuSansCondensed-Bold");
/// One script each, which the others lack or do not join as it is written; all have one weight. The last one is Chinese,
/// Japanese and Korean.
static SCRIPTS: [&[u8]; 21] = [
    font!("NotoSansDevanagari-Regular"),
    font!("NotoSansBengali-Regular"),
    font!("NotoSansGurmukhi-Regular"),
    font!("NotoSansGujarati-Regular"),
    font!("NotoSansOriya-Regular"),
    font!("NotoSansTamil-Regular"),
    font!("NotoSansTelugu-Regular"),
    font!("NotoSansKannada-Regular"),
    font!("NotoSansMalayalam-Regular"),
    font!("NotoSansSinhala-Regular"),
    font!("NotoSansThai-Regular"),
    font!("NotoSansLao-Regular"),
    font!("NotoSansKhmer-Regular"),
    font!("NotoSansMyanmar-Regular"),
    font!("NotoSansEthiopic-Regular"),
    font!("NotoSansThaana-Regular"),
    font!("NotoSansSyriac-Regular"),
    font!("NotoSansTifinagh-Regular"),
    font!("NotoSansMongolian-Regular"),
    font!("NotoSerifTibetan-Regular"),
    font!("DroidSansFallback"),
];

/// From here on letters change their forms or their order beside each other: widths are those of the joined text.
const JOINED_FROM: char = '\u{0590}';

/// One of the embedded fonts: to draw with, and to measure by.
pub(super) type Known = (Font, Face<'static>);

/// The embedded fonts.
pub(super) struct Fonts {
    regular: Known,
    bold: Known,
    scripts: Vec<Known>,
}

impl Fonts {
    pub fn load() -> Result<Self, ExportError> {
        let load = |bytes: &'static [u8]| {
            let font = Font::new(Data::from(bytes), 0)?;
            Some((font, Face::from_slice(bytes, 0)?))
        };
        let fault = || ExportError::Write {
            format: "pdf",
            cause: "an embedded font cannot be read".to_owned(),
        };
        Ok(Self {
            regular: load(REGULAR).ok_or_else(fault)?,
            bold: load(BOLD).ok_or_else(fault)?,
            scripts: SCRIPTS
                .into_iter()
                .map(|bytes| load(bytes).ok_or_else(fault))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The font that has a form for this letter; the first one where none has.
    ///
    /// What belongs to no script (a space, a joiner, a hyphen) stays with the letters `before` it, since a font joins and turns
    /// around only what it draws by itself.
    fn of<'f>(&'f self, c: char, bold: bool, before: Option<&'f Known>) -> &'f Known {
        let first = if bold { &self.bold } else { &self.regular };
        let has = |known: &&Known| known.1.glyph_index(c).is_some();
        let before = before.filter(|_| !c.is_alphanumeric());
        before
            .into_iter()
            .chain(once(first))
            .chain(&self.scripts)
            .find(has)
            .unwrap_or(first)
    }

    /// A text in parts that are of one font each.
    pub fn runs<'t>(&self, text: &'t str, bold: bool) -> Vec<(&Known, &'t str)> {
        let mut runs: Vec<(&Known, &str)> = Vec::new();
        let mut begins = 0;
        let mut last: Option<&Known> = None;
        for (at, c) in text.char_indices() {
            let font = self.of(c, bold, last);
            if let Some(before) = last.filter(|before| !std::ptr::eq(*before, font)) {
                runs.push((before, text.get(begins..at).unwrap_or_default()));
                begins = at;
            }
            last = Some(font);
        }
        runs.extend(last.map(|font| (font, text.get(begins..).unwrap_or_default())));
        runs
    }

    /// The width of a text in points.
    pub fn width(&self, text: &str, size: f32, bold: bool) -> f32 {
        let runs = self.runs(text, bold).into_iter();
        runs.map(|((_, face), run)| advance(face, run, size)).sum()
    }

    /// Whether the fonts have a form for each letter.
    #[cfg(test)]
    pub fn have(&self, text: &str) -> bool {
        let has = |c, bold| self.of(c, bold, None).1.glyph_index(c).is_some();
        text.chars().all(|c| has(c, false) && has(c, true))
    }

    /// A text in lines that are no wider than this; the last ends in `…` where there would be more than `most`.
    pub fn wrap(&self, text: &str, size: f32, bold: bool, width: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&longer, size, bold) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word that is wider than the line is cut where it ends.
            for letter in word.graphemes(true) {
                let before = line.len();
                line.push_str(letter);
                if before > 0 && self.width(&line, size, bold) > width {
                    line.truncate(before);
                    lines.push(std::mem::replace(&mut line, letter.to_owned()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while self.width(&format!("{last}…"), size, bold) > width && last.pop().is_some() {}
                last.push('…');
            }
        }
        lines
    }
}

/// The width of a text that is of one font, in points.
pub(super) fn advance(face: &Face<'_>, text: &str, size: f32) -> f32 {
    let units: i32 = if text.chars().all(|c| c < JOINED_FROM) {
        let glyphs = text.chars().map(|c| face.glyph_index(c).unwrap_or_default());
        let widths = glyphs.map(|glyph| face.glyph_hor_advance(glyph).unwrap_or_default());
        widths.map(i32::from).sum()
    } else {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let joined = rustybuzz::shape(face, &[], buffer);
        joined.glyph_positions().iter().map(|glyph| glyph.x_advance).sum()
    };
    #[expect(clippy::cast_precision_loss, reason = "a text is no million units wide")]
    let units = units as f32;
    #[expect(clippy::cast_precision_loss, reason = "fonts have some thousand units")]
    let em = face.units_per_em() as f32;
    units * size / em
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_have_the_letters_of_all_countries_that_write() {
        let fonts = Fonts::load().unwrap();
        for name in [
            "Gönül Hacıömeroğlu İZMİR ŞĞ",
            "Щёкина Їжакевич Ђорђе Ѓоргиев",
            "Ægir Þórðarson",
            "Łukasz Żółć",
            "Ιωάννης Παπαδόπουλος",
            "Արմեն Հակոբյան",
            "ნინო ბერიძე",
            "Nguyễn Thị Ánh",
            "محمد",
            "יעל בן־דוד",
            "张伟 山田さくら カナ",
            "김철수",
            "अमित शर्मा",
            "শেখ রহমান",
            "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
            "નરેન્દ્ર પટેલ",
            "ସୁବାସ ମହାପାତ୍ର",
            "முருகன் சுப்ரமணியம்",
            "వెంకట రావు",
            "ಕೃಷ್ಣ ಮೂರ್ತಿ",
            "ശ്രീകുമാർ നായർ",
            "සුනිල් පෙරේරා",
            "สมชาย ศรีสุข",
            "ສົມສັກ ວົງສາ",
            "សុខ សុភាព",
            "အောင်ကျော်",
            "አበበ ቢቂላ",
            "ޢަލީ",
            "ܝܘܚܢܢ",
            "ⴰⵎⴰⵣⵉⵖ",
            "ᠪᠠᠲᠤ",
            "བསྟན་འཛིན།",
            "„…“ – ’",
        ] {
            assert!(fonts.have(name), "{name}");
        }
    }

    #[test]
    fn a_script_is_drawn_as_a_whole_with_its_spaces_and_joiners() {
        let fonts = Fonts::load().unwrap();
        for name in ["अमित शर्मा", "ক্‍ষ", "ܝܘܚܢܢ ܒܪ ܐܒܐ", "יעל בן־דוד", "محمد علي"]
        {
            assert_eq!(fonts.runs(name, true).len(), 1, "{name}");
        }
        let texts = |name| {
            fonts
                .runs(name, false)
                .into_iter()
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
        };
        assert_eq!(texts("Amit अमित Kumar"), ["Amit ", "अमित ", "Kumar"]);
        // Vowel signs stand on their letter, so that the joined text is narrower than its letters one by one.
        let apart = |text: &str| {
            text.chars()
                .map(|c| fonts.width(&c.to_string(), 20.0, false))
                .sum::<f32>()
        };
        assert!(fonts.width("क्ष्मि", 20.0, false) < apart("क्ष्मि"));
    }

    #[test]
    fn long_names_are_broken_and_too_long_ones_end_in_dots() {
        let fonts = Fonts::load().unwrap();
        let lines = fonts.wrap("Hans-Joachim von der Westernmarch", 24.0, true, 200.0, 3);
        assert!(lines.len() > 1 && lines.join(" ") == "Hans-Joachim von der Westernmarch");
        assert!(lines.iter().all(|line| fonts.width(line, 24.0, true) <= 200.0));
        let cut = fonts.wrap(&"Донаудампфшиффарт".repeat(9), 24.0, true, 200.0, 2);
        assert!(cut.len() == 2 && cut[1].ends_with('…'));
    }
}
