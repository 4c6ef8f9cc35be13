//! Whole quotations below words that were damaged, with names that stand nowhere else.

use super::chance::Chance;

/// Words that only the quotation holds.
pub const CANARIES: [&str; 5] = [
    "Quackenbush",
    "Nightingale",
    "quoted.example",
    "6543219",
    "Ouagadougou",
];

/// What somebody else wrote before.
const LETTER: [&str; 7] = [
    "Dear Sir or Madam,",
    "please register Mr Zebulon Quackenbush, Mayor of Ouagadougou,",
    "and Ms Florence Nightingale for the whole day.",
    "Phone: +226 6543219",
    "Kind regards",
    "Zebulon Quackenbush",
    "zebulon@quoted.example",
];

/// Attributions with a date, by language.
const ATTRIBUTIONS: [&str; 9] = [
    "On Tue, Oct 18, 2016 at 10:02 AM Florence Nightingale <florence@quoted.example> wrote:",
    "Le mar. 18 oct. 2016 à 10:02, Florence Nightingale <florence@quoted.example> a écrit :",
    "Am 18.10.2016 um 10:02 schrieb Florence Nightingale <florence@quoted.example>:",
    "Il giorno mar 18 ott 2016 alle ore 10:02 Florence Nightingale <florence@quoted.example> ha scritto:",
    "18 окт. 2016 г., в 10:02, Florence Nightingale <florence@quoted.example> написал(а):",
    "18 Eki 2016 Sal, 10:02 tarihinde Florence Nightingale <florence@quoted.example> şunu yazdı:",
    "El mar, 18 oct 2016 a las 10:02, Florence Nightingale (<florence@quoted.example>) escribió:",
    "Op di 18 okt. 2016 om 10:02 schreef Florence Nightingale <florence@quoted.example>:",
    "Den tis 18 okt. 2016 kl 10:02 skrev Florence Nightingale <florence@quoted.example>:",
];

/// Header blocks, by language.
const BLOCKS: [&str; 6] = [
    "From: Florence Nightingale <florence@quoted.example>\nSent: Tuesday, October 18, 2016 10:02 AM\nTo: Desk\nSubject: Summit",
    "De : Florence Nightingale <florence@quoted.example>\nEnvoyé : mardi 18 octobre 2016 10:02\nÀ : Desk\nObjet : Sommet",
    "Von: Florence Nightingale <florence@quoted.example>\nGesendet: Dienstag, 18. Oktober 2016 10:02\nAn: Desk\nBetreff: Gipfel",
    "Da: Florence Nightingale <florence@quoted.example>\nInviato: martedì 18 ottobre 2016 10:02\nA: Desk\nOggetto: Vertice",
    "От: Florence Nightingale <florence@quoted.example>\nОтправлено: 18 октября 2016 г. 10:02\nКому: Desk\nТема: Саммит",
    "Kimden: Florence Nightingale <florence@quoted.example>\nGönderildi: 18 Ekim 2016 Salı 10:02\nKime: Desk\nKonu: Zirve",
];

/// An answer with these words above a quotation, and the quotation's form; `None` where there are no words.
pub fn above_a_quotation(own: &str, number: u64) -> Option<(&'static str, Vec<u8>)> {
    let mut chance = Chance::of(number ^ 0x51ab);
    if !own.contains(char::is_alphanumeric) {
        return None;
    }
    let own = own.replace("\r\n", "\n");
    let marked: Vec<String> = LETTER.iter().map(|line| format!("> {line}")).collect();
    let (form, is_html, body) = match chance.below(4) {
        0 => {
            let attribution = wrapped(chance.of_list(&ATTRIBUTIONS), &mut chance);
            (
                "marks below an attribution",
                false,
                format!("{own}\n\n{attribution}\n{}\n", marked.join("\n")),
            )
        }
        1 => {
            let attribution = wrapped(chance.of_list(&ATTRIBUTIONS), &mut chance);
            (
                "no marks below an attribution",
                false,
                format!("{own}\n\n{attribution}\n\n{}\n", LETTER.join("\n")),
            )
        }
        2 => {
            let block = chance.of_list(&BLOCKS);
            (
                "a header block",
                false,
                format!("{own}\n\n{block}\n\n{}\n", LETTER.join("\n")),
            )
        }
        _ => {
            let words = own
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('\n', "<br>\n");
            let class = chance.of_list(&[" class=\"gmail_quote\"", " type=\"cite\"", ""]);
            (
                "a blockquote of HTML",
                true,
                format!(
                    "<div>{words}</div><blockquote{class}>{}</blockquote>",
                    LETTER.join("<br>\n")
                ),
            )
        }
    };
    let kind = if is_html { "html" } else { "plain" };
    let head = format!(
        "From: Marta Lind <marta.lind@town.example>\r\nTo: cristellys@efus.eu\r\nSubject: Re: Summit\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    );
    Some((form, format!("{head}{}", body.replace('\n', "\r\n")).into_bytes()))
}

/// An attribution as some clients break it: at a blank near its end, or behind the bracket of the address.
fn wrapped(attribution: &str, chance: &mut Chance) -> String {
    let blanks: Vec<usize> = attribution.match_indices(' ').map(|(at, _)| at).collect();
    let late = blanks.len() / 2 + chance.below(blanks.len().div_ceil(2));
    match (chance.below(4), blanks.get(late)) {
        (0, Some(&at)) => format!("{}\n{}", &attribution[..at], &attribution[at + 1..]),
        (1, _) => attribution.replacen('<', "<\n", 1),
        _ => attribution.to_owned(),
    }
}
