//! The look-ups on names as they stand in letters of six languages.

use super::*;

fn place(text: &str) -> Option<Place> {
    Gazetteer::embedded().place(&fold(text))
}

#[test]
fn folding_lets_every_spelling_of_a_letter_meet() {
    for (written, folded) in [
        ("İSTANBUL", "istanbul"),
        ("ISPARTA", "isparta"),
        ("Iğdır", "igdir"),
        ("İzmir", "izmir"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("Орёл", "орел"),
        ("Нижний", "нижнии"),
        ("Київ", "киів"),
        ("Αθήνα", "αθηνα"),
        ("Besanc\u{327}on", "besancon"),
        ("Əliyev", "eliyev"),
        ("PLAIN", "plain"),
        ("", ""),
    ] {
        assert_eq!(fold(written), folded, "{written}");
    }
}

#[test]
fn every_shipped_key_is_folded_and_found() {
    let Gazetteer { lists } = Gazetteer::embedded();
    for table in [
        &lists.given_names,
        &lists.surnames,
        &lists.places,
        &lists.countries,
        &lists.languages,
    ] {
        assert!(table.keys().count() > 500);
        for key in table.keys() {
            assert_eq!(fold(key), key, "the data and the program fold differently");
            assert!(table.get(key).is_some(), "{key} is listed but not found");
        }
    }
    for table in [&lists.places, &lists.countries] {
        assert!(table.keys().all(|key| phrase_key(key) == key));
    }
}

#[test]
fn given_names_and_surnames_are_known_in_their_own_scripts_and_in_latin_letters() {
    let names = Gazetteer::embedded();
    for given in [
        "Claire",
        "Anne-Sophie",
        "Jürgen",
        "Juergen",
        "Giuseppe",
        "Ayşe",
        "IŞIL",
        "Наталья",
        "Natalya",
        "Ольга",
    ] {
        assert!(names.given_name(&fold(given)), "{given}");
    }
    for surname in [
        "Müller",
        "Mueller",
        "Rossi",
        "Yılmaz",
        "Иванов",
        "Ivanov",
        "Dupont",
        "Kowalski",
        "Smith",
    ] {
        assert!(names.surname(&fold(surname)), "{surname}");
    }
    for neither in ["Anmeldung", "inscription", "и", "", "-", "Überraschung"] {
        assert!(
            !names.given_name(&fold(neither)) && !names.surname(&fold(neither)),
            "{neither}"
        );
    }
}

#[test]
fn russian_names_are_known_in_every_case_gender_and_endearment() {
    let names = Gazetteer::embedded();
    for given in [
        "Марину",
        "Дмитрием",
        "Ольге",
        "Павла",
        "Саша",
        "Леночка",
        "Машеньку",
    ] {
        assert!(names.given_name(&fold(given)), "{given}");
    }
    for surname in ["Иванова", "Ивановой", "Кузнецову", "Смирновым", "Ivanova"]
    {
        assert!(names.surname(&fold(surname)), "{surname}");
    }
}

#[test]
fn names_that_are_common_words_are_marked() {
    let names = Gazetteer::embedded();
    assert!(names.name_is_common_word("rose") && names.name_is_common_word("mark"));
    assert!(!names.name_is_common_word("giuseppe") && !names.name_is_common_word("nobody"));
}

#[test]
fn places_are_known_by_the_names_of_six_languages() {
    for (written, country) in [
        ("Rotterdam", "NL"),
        ("Роттердам", "NL"),
        ("Den Haag", "NL"),
        ("La Haye", "NL"),
        ("Lahey", "NL"),
        ("München", "DE"),
        ("Muenchen", "DE"),
        ("Monaco di Baviera", "DE"),
        ("Мюнхен", "DE"),
        ("Münih", "DE"),
        ("İstanbul", "TR"),
        ("ISPARTA", "TR"),
        ("Diyarbakır", "TR"),
        ("Bruxelles", "BE"),
        ("Brüssel", "BE"),
        ("Aix-en-Provence", "FR"),
        ("Saint-Denis", "FR"),
        ("Reggio nell'Emilia", "IT"),
        ("Reggio nell’Emilia", "IT"),
        ("Казань", "RU"),
        ("Набережные Челны", "RU"),
        ("Tbilisi", "GE"),
        ("Тбилиси", "GE"),
        ("Chișinău", "MD"),
        ("Montréal", "CA"),
        ("Viyana", "AT"),
        ("Genf", "CH"),
        ("Лион", "FR"),
        ("Selanik", "GR"),
    ] {
        assert_eq!(
            place(written).map(|place| place.country),
            Some(country),
            "{written}"
        );
    }
}

#[test]
fn russian_places_are_known_in_every_case() {
    for written in [
        "Казани",
        "Самаре",
        "г. Перми",
        "Москвой",
        "Нижнем Новгороде",
        "Нижнего Новгорода",
        "Набережных Челнах",
        "Ростове-на-Дону",
        "Санкт-Петербурга",
        "Чебоксар",
        "Орле",
        "Великому Новгороду",
        "Йошкар-Оле",
        "Грозном",
        "Череповце",
        "Ставрополя",
    ] {
        assert_eq!(place(written).map(|place| place.country), Some("RU"), "{written}");
    }
    assert!(place("Иванова").is_none_or(|place| place.ambiguous));
    assert_eq!(place("Минске").map(|place| place.country), Some("BY"));
    assert_eq!(place("Роттердаме").map(|place| place.country), Some("NL"));
}

#[test]
fn places_that_are_words_or_names_ask_for_context() {
    for written in [
        "Nice", "Essen", "Bad", "Of", "Ordu", "Batman", "Reading", "Van", "Sofia", "Prato", "Tours", "Hof",
    ] {
        assert!(
            place(written).is_none_or(|place| place.ambiguous),
            "{written} needs context"
        );
    }
    for written in ["Nice", "Essen", "Ordu", "Batman", "Reading"] {
        assert!(place(written).is_some(), "{written} is a city all the same");
    }
    for written in [
        "Rotterdam",
        "Strasbourg",
        "Köln",
        "Torino",
        "Bursa",
        "Екатеринбург",
        "Paris",
        "Gaziantep",
    ] {
        assert!(
            place(written).is_some_and(|place| !place.ambiguous),
            "{written} is plain"
        );
    }
    assert_eq!(
        place("Rotterdam").map(|place| place.population),
        Some(Population::Metropolis)
    );
}

#[test]
fn what_is_no_place_is_none() {
    for written in [
        "",
        " ",
        "registration",
        "den",
        "a b c d e",
        "г",
        "на",
        "\u{202e}",
        "🙂",
    ] {
        assert_eq!(place(written), None, "{written:?}");
    }
    assert!(Gazetteer::embedded().may_begin_place("den"));
}

#[test]
fn countries_are_known_by_short_long_and_inflected_names() {
    for (written, country) in [
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("U.S.", "US"),
        ("United States", "US"),
        ("Deutschland", "DE"),
        ("Deutschlands", "DE"),
        ("République tchèque", "CZ"),
        ("Türkiye", "TR"),
        ("TÜRKİYE", "TR"),
        ("Türkei", "TR"),
        ("ФРГ", "DE"),
        ("Paesi Bassi", "NL"),
        ("Германии", "DE"),
        ("Чешской Республики", "CZ"),
        ("Соединённых Штатов", "US"),
        ("Российской Федерации", "RU"),
        ("Нидерландах", "NL"),
        ("Nederland", "NL"),
        ("İsviçre", "CH"),
        ("Côte d’Ivoire", "CI"),
        ("Bosna-Hersek", "BA"),
        ("Францией", "FR"),
        ("Polska", "PL"),
        ("Великобритании", "GB"),
    ] {
        assert_eq!(
            Gazetteer::embedded().country(&fold(written)),
            Some(country),
            "{written}"
        );
    }
    for no_country in ["us", "it", "réunion", "mali", "того", "", "Rotterdam"] {
        assert_eq!(
            Gazetteer::embedded().country(&fold(no_country)),
            None,
            "{no_country}"
        );
    }
}

#[test]
fn phone_numbers_tell_their_country_only_where_the_code_is_one_countrys() {
    for (number, country) in [
        ("+31 10 555 01 23", Some("NL")),
        ("0049 30 5550123", Some("DE")),
        ("+7 843 555-01-23", Some("RU")),
        ("+7 727 555 01 23", Some("KZ")),
        ("+7 701 5550123", Some("KZ")),
        ("(+90) 212 555 01 23", Some("TR")),
        ("+994 12 555 01 23", Some("AZ")),
        ("+44 20 5550 0123", Some("GB")),
        ("+1 514 555 0123", None),
        ("030 5550123", None),
        ("+", None),
        ("", None),
        ("00", None),
        ("+999 555 0123", None),
        ("+31", None),
    ] {
        assert_eq!(Gazetteer::embedded().phone_country(number), country, "{number}");
    }
}

#[test]
fn languages_are_known_as_they_are_asked_for() {
    for (written, code) in [
        ("französisch", "fr"),
        ("auf Französisch", "fr"),
        ("ins Französische", "fr"),
        ("en français", "fr"),
        ("française", "fr"),
        ("l'anglais", "en"),
        ("l’anglais", "en"),
        ("vers l'allemand", "de"),
        ("in inglese", "en"),
        ("lingua italiana", "it"),
        ("tedesca", "de"),
        ("dall'inglese", "en"),
        ("на французский", "fr"),
        ("по-французски", "fr"),
        ("по французски", "fr"),
        ("французском языке", "fr"),
        ("русского", "ru"),
        ("с английского", "en"),
        ("Fransızca", "fr"),
        ("Fransızcaya", "fr"),
        ("İngilizceden", "en"),
        ("Türkçe", "tr"),
        ("TÜRKÇE", "tr"),
        ("turque", "tr"),
        ("Russian", "ru"),
        ("into German", "de"),
        ("nederlands", "nl"),
        ("polski", "pl"),
        ("deutschsprachig", "de"),
        ("немецкую", "de"),
        ("türkischen", "tr"),
    ] {
        let found = Gazetteer::embedded().language_name(&fold(written));
        assert_eq!(
            found.map(|language| language.code().to_owned()),
            Some(code.to_owned()),
            "{written}"
        );
    }
    for none in ["", "auf", "by train", "Rotterdam", "по", "let's", "'"] {
        assert_eq!(Gazetteer::embedded().language_name(&fold(none)), None, "{none}");
    }
}
