//! Dates, hours and numbers as each language of the letters writes them: by Unicode CLDR, and by its habits where CLDR has only the plain form.

use crate::language::ReplyLanguage;
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter as Formatter;
use icu_datetime::fieldsets::{E, YMD, YMDE};
use icu_datetime::input::Date;
use icu_locale_core::{Locale, locale};
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use std::cell::OnceCell;

/// What Unicode CLDR knows of one language's dates and numbers; of the crates' own data, so that none is missing.
struct Forms {
    weekday: Formatter<Gregorian, E>,
    day: Formatter<Gregorian, YMD>,
    both: Formatter<Gregorian, YMDE>,
    plurals: PluralRules,
}

impl Forms {
    fn of(language: ReplyLanguage) -> Option<Self> {
        let locale = locale_of(language);
        Some(Self {
            weekday: Formatter::try_new((&locale).into(), E::long()).ok()?,
            day: Formatter::try_new((&locale).into(), YMD::long()).ok()?,
            both: Formatter::try_new((&locale).into(), YMDE::long()).ok()?,
            plurals: PluralRules::try_new((&locale).into(), PluralRulesOptions::default()).ok()?,
        })
    }
}

thread_local! {
    /// Looking them up is slower than writing a letter.
    static FORMS: [OnceCell<Option<Forms>>; ReplyLanguage::ALL.len()] = const { [const { OnceCell::new() }; ReplyLanguage::ALL.len()] };
}

/// Asks what is known of a language; `None` where nothing is.
fn ask<T>(language: ReplyLanguage, question: impl FnOnce(&Forms) -> T) -> Option<T> {
    let index = ReplyLanguage::ALL.iter().position(|known| *known == language)?;
    FORMS.with(|all| {
        let forms = all.get(index)?.get_or_init(|| Forms::of(language));
        forms.as_ref().map(question)
    })
}

/// A date with its weekday, as a heading or in running text: `mercredi 9 novembre 2016`.
pub(super) fn date_with_weekday(date: NaiveDate, language: ReplyLanguage) -> String {
    let written = on_calendar(date).and_then(|date| {
        ask(language, |forms| match language {
            // British letters set no comma.
            ReplyLanguage::En => format!("{} {}", forms.weekday.format(&date), forms.day.format(&date)),
            _ => forms.both.format(&date).to_string(),
        })
    });
    written.map_or_else(|| date.to_string(), |written| set(&written, language))
}

/// A date without its weekday: `9 ноября 2016 г.` (Russian cases would bend the weekday in a sentence).
pub(super) fn day(date: NaiveDate, language: ReplyLanguage) -> String {
    let written =
        on_calendar(date).and_then(|date| ask(language, |forms| forms.day.format(&date).to_string()));
    written.map_or_else(|| date.to_string(), |written| set(&written, language))
}

fn on_calendar(date: NaiveDate) -> Option<Date<Gregorian>> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Date::try_new_gregorian(date.year(), month, day).ok()
}

/// The first of a month as the language writes it, and blanks that hold a day to its month.
fn set(written: &str, language: ReplyLanguage) -> String {
    let mut words: Vec<String> = written
        .split([' ', '\u{a0}', '\u{202f}'])
        .map(str::to_owned)
        .collect();
    let numbered = |word: &String| word.starts_with(|first: char| first.is_ascii_digit());
    let at = words.iter().position(numbered);
    if let Some(first) = at.and_then(|at| words.get_mut(at)).filter(|word| *word == "1") {
        match language {
            ReplyLanguage::Fr => first.push_str("er"),
            ReplyLanguage::It => first.push('º'),
            _ => {}
        }
    }
    let mut set = String::with_capacity(written.len() + 4);
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            let holds = at == Some(index - 1) || word == "г.";
            set.push(if holds { '\u{a0}' } else { ' ' });
        }
        set.push_str(word);
    }
    set
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

/// Which of the forms a number takes (Unicode CLDR, cardinal plurals).
///
/// `forms` are one and other; in Russian one, few (2–4) and many. The last form stands in for one that is not given.
pub(super) fn plural<T: Copy>(count: u32, language: ReplyLanguage, forms: &[T]) -> Option<T> {
    let category = ask(language, |known| known.plurals.category_for(count));
    let index = match category {
        Some(PluralCategory::One) => 0,
        Some(PluralCategory::Few) => 1,
        Some(PluralCategory::Many) if language == ReplyLanguage::Ru => 2,
        _ => 1,
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

fn locale_of(language: ReplyLanguage) -> Locale {
    match language {
        ReplyLanguage::En => locale!("en-GB"),
        ReplyLanguage::Fr => locale!("fr"),
        ReplyLanguage::De => locale!("de"),
        ReplyLanguage::It => locale!("it"),
        ReplyLanguage::Ru => locale!("ru"),
        ReplyLanguage::Tr => locale!("tr"),
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
        let written = |language| day(first, language).replace('\u{a0}', " ");
        assert_eq!(written(ReplyLanguage::Fr), "1er novembre 2016");
        assert_eq!(written(ReplyLanguage::It), "1º novembre 2016");
        assert_eq!(written(ReplyLanguage::Ru), "1 ноября 2016 г.");
        let on = date_with_weekday(first, ReplyLanguage::Fr).replace('\u{a0}', " ");
        assert_eq!(on, "mardi 1er novembre 2016");
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
