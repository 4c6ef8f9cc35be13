//! Dates, hours and numbers as each language of the letters writes them.

use crate::language::ReplyLanguage;
use chrono::{Datelike, Locale, NaiveDate, NaiveTime, Timelike};

/// A date with its weekday, as a heading or in running text: `mercredi 9 novembre 2016`.
pub(super) fn date_with_weekday(date: NaiveDate, language: ReplyLanguage) -> String {
    let mut weekday = date.format_localized("%A", locale(language)).to_string();
    if language == ReplyLanguage::Ru {
        // glibc's locale, which chrono follows, gives Russian weekdays a capital; running text does not.
        weekday = weekday.to_lowercase();
    }
    let day = day(date, language);
    match language {
        ReplyLanguage::En | ReplyLanguage::Fr | ReplyLanguage::It => format!("{weekday} {day}"),
        ReplyLanguage::De | ReplyLanguage::Ru => format!("{weekday}, {day}"),
        ReplyLanguage::Tr => format!("{day} {weekday}"),
    }
}

/// A date without its weekday: `9 ноября 2016 г.` (Russian cases would bend the weekday in a sentence).
pub(super) fn day(date: NaiveDate, language: ReplyLanguage) -> String {
    let month = date.format_localized("%B", locale(language)).to_string();
    let (day, year) = (date.day(), date.year());
    match language {
        ReplyLanguage::Fr if day == 1 => format!("1er {month} {year}"),
        ReplyLanguage::It if day == 1 => format!("1º {month} {year}"),
        ReplyLanguage::En | ReplyLanguage::Fr | ReplyLanguage::It | ReplyLanguage::Tr => {
            format!("{day}\u{a0}{month} {year}")
        }
        ReplyLanguage::De => format!("{day}.\u{a0}{month} {year}"),
        ReplyLanguage::Ru => format!("{day}\u{a0}{month} {year}\u{a0}г."),
    }
}

/// An hour, with the word that its language sets beside it: `18 h`, `18.00 Uhr`, `ore 18.00`.
pub(super) fn hour(time: NaiveTime, language: ReplyLanguage) -> String {
    let digits = digits(time, language);
    match language {
        ReplyLanguage::De => format!("{digits}\u{a0}Uhr"),
        ReplyLanguage::It => format!("ore\u{a0}{digits}"),
        _ => digits,
    }
}

/// From one hour to another: `9 h 30 – 12 h`, `9.30–12.00 Uhr`.
pub(super) fn hours(starts: NaiveTime, ends: NaiveTime, language: ReplyLanguage) -> String {
    let (from, to) = (digits(starts, language), digits(ends, language));
    match language {
        ReplyLanguage::Fr => format!("{from}\u{a0}–\u{a0}{to}"),
        ReplyLanguage::De => format!("{from}–{to}\u{a0}Uhr"),
        ReplyLanguage::It => format!("ore\u{a0}{from}–{to}"),
        _ => format!("{from}–{to}"),
    }
}

/// Which of the forms a number takes (Unicode CLDR, cardinal plurals of whole numbers).
///
/// `forms` are one and other; in Russian one, few (2–4) and many. The last form stands in for one that is not given.
pub(super) fn plural<T: Copy>(count: u32, language: ReplyLanguage, forms: &[T]) -> Option<T> {
    let index = match language {
        ReplyLanguage::Ru => match (count % 10, count % 100) {
            (1, tens) if tens != 11 => 0,
            (2..=4, tens) if !(12..=14).contains(&tens) => 1,
            _ => 2,
        },
        ReplyLanguage::Fr => usize::from(count > 1),
        _ => usize::from(count != 1),
    };
    forms.get(index).or(forms.last()).copied()
}

fn digits(time: NaiveTime, language: ReplyLanguage) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match language {
        ReplyLanguage::Fr if minute == 0 => format!("{hour}\u{a0}h"),
        ReplyLanguage::Fr => format!("{hour}\u{a0}h\u{a0}{minute:02}"),
        ReplyLanguage::De | ReplyLanguage::It => format!("{hour}.{minute:02}"),
        ReplyLanguage::Tr => format!("{hour:02}.{minute:02}"),
        ReplyLanguage::En | ReplyLanguage::Ru => format!("{hour}:{minute:02}"),
    }
}

fn locale(language: ReplyLanguage) -> Locale {
    match language {
        ReplyLanguage::En => Locale::en_GB,
        ReplyLanguage::Fr => Locale::fr_FR,
        ReplyLanguage::De => Locale::de_DE,
        ReplyLanguage::It => Locale::it_IT,
        ReplyLanguage::Ru => Locale::ru_RU,
        ReplyLanguage::Tr => Locale::tr_TR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_045_dates_are_written_as_each_language_writes_them() {
        let summit = NaiveDate::from_ymd_opt(2016, 11, 9).unwrap();
        let written: Vec<String> = ReplyLanguage::ALL
            .into_iter()
            .map(|language| date_with_weekday(summit, language).replace('\u{a0}', " "))
            .collect();
        assert_eq!(
            written,
            [
                "Wednesday 9 November 2016",
                "mercredi 9 novembre 2016",
                "Mittwoch, 9. November 2016",
                "mercoledì 9 novembre 2016",
                "среда, 9 ноября 2016 г.",
                "9 Kasım 2016 Çarşamba",
            ]
        );
        let first = NaiveDate::from_ymd_opt(2016, 11, 1).unwrap();
        assert_eq!(day(first, ReplyLanguage::Fr), "1er novembre 2016");
        assert_eq!(day(first, ReplyLanguage::It), "1º novembre 2016");
    }

    #[test]
    fn hours_are_written_as_each_language_writes_them() {
        let (starts, ends) = (
            NaiveTime::from_hms_opt(9, 30, 0).unwrap(),
            NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
        );
        let written: Vec<String> = ReplyLanguage::ALL
            .into_iter()
            .map(|language| hours(starts, ends, language).replace('\u{a0}', " "))
            .collect();
        assert_eq!(
            written,
            [
                "9:30–12:00",
                "9 h 30 – 12 h",
                "9.30–12.00 Uhr",
                "ore 9.30–12.00",
                "9:30–12:00",
                "09.30–12.00",
            ]
        );
    }

    #[test]
    fn numbers_take_the_forms_of_their_language() {
        let forms = ["место", "места", "мест"];
        let taken: Vec<_> = [1, 2, 5, 11, 12, 21, 22, 25, 111]
            .into_iter()
            .filter_map(|count| plural(count, ReplyLanguage::Ru, &forms))
            .collect();
        assert_eq!(
            taken,
            [
                "место",
                "места",
                "мест",
                "мест",
                "мест",
                "место",
                "места",
                "мест",
                "мест"
            ]
        );
        assert_eq!(plural(0, ReplyLanguage::Fr, &["place", "places"]), Some("place"));
        assert_eq!(plural(0, ReplyLanguage::En, &["place", "places"]), Some("places"));
    }
}
