//! Letters about one, two, five and twenty-one persons: every number takes its form.

use super::{compose, confirmation, read, summit};
use chrono::{DateTime, TimeDelta};
use rsvpd::language::ReplyLanguage;
use rsvpd::registration::State;
use rsvpd::reply::{Facts, Letter, PersonResult, ReplyKind, sample};
use rsvpd::request::Session;

/// A letter of a kind about so many persons, none of them named.
fn about(kind: ReplyKind, count: usize, state: State, language: ReplyLanguage) -> String {
    let event = summit();
    let person = PersonResult {
        name: None,
        places: vec![(Session::Morning, state)],
    };
    let until = DateTime::from_timestamp(1_476_698_400, 0);
    let letter = Letter {
        kind,
        facts: Facts {
            persons: vec![person; count],
            offer_until: until,
            names_by: until.map(|until| until + TimeDelta::days(1)),
            ..Facts::default()
        },
        ..confirmation(language, &[])
    };
    let draft = compose(&letter, &event, &sample::envelope(&event, kind));
    read(&format!("{}\n{}", draft.subject, draft.text))
}

#[test]
fn an_offer_says_how_many_places_it_holds() {
    let said = [
        (ReplyLanguage::En, 1, "yes: the place is confirmed;"),
        (ReplyLanguage::En, 2, "yes: both places are confirmed;"),
        (ReplyLanguage::En, 21, "yes: all 21 places are confirmed;"),
        (ReplyLanguage::Fr, 2, "oui : les 2 places sont confirmées ;"),
        (ReplyLanguage::De, 1, "ja: Der Platz ist bestätigt;"),
        (ReplyLanguage::De, 2, "ja: Beide Plätze sind bestätigt;"),
        (ReplyLanguage::De, 21, "ja: Alle 21 Plätze sind bestätigt;"),
        (ReplyLanguage::It, 2, "sì: entrambi i posti sono confermati;"),
        (ReplyLanguage::It, 5, "sì: tutti i 5 posti sono confermati;"),
        (ReplyLanguage::Ru, 1, "да: место закрепляется за Вами;"),
        (
            ReplyLanguage::Ru,
            21,
            "да: за Вами закрепляются все предложенные места (21);",
        ),
        (ReplyLanguage::Tr, 1, "evet: yeriniz onaylanır;"),
        (ReplyLanguage::Tr, 2, "evet: her iki yer de onaylanır;"),
        (ReplyLanguage::Tr, 21, "evet: 21 yerin tümü onaylanır;"),
    ];
    for (language, count, words) in said {
        let text = about(ReplyKind::Offer, count, State::Offered, language);
        assert!(text.contains(words), "{language} {count} {words:?}: {text}");
    }
}

/// In Russian 21 takes the form of 1, which is also the form of a single person: where one is meant, one must be counted.
#[test]
fn twenty_one_persons_are_not_spoken_of_as_one_in_russian() {
    for kind in [ReplyKind::Offer, ReplyKind::NamesMissing, ReplyKind::Confirmation] {
        let text = about(kind, 21, State::Confirmed, ReplyLanguage::Ru);
        assert!(text.contains("Участники - (имя будет"), "{kind:?}: {text}");
        assert!(text.contains("недостающие имена"), "{kind:?}: {text}");
        assert!(text.contains("решение об этих местах"), "{kind:?}: {text}");
    }
    let text = about(ReplyKind::NamesMissing, 21, State::Confirmed, ReplyLanguage::Ru);
    assert!(text.contains("числится 21 место без указания имён"), "{text}");
    let text = about(ReplyKind::NamesMissing, 22, State::Confirmed, ReplyLanguage::Ru);
    assert!(text.contains("числятся 22 места без указания имён"), "{text}");
    let text = about(ReplyKind::NamesMissing, 25, State::Confirmed, ReplyLanguage::Ru);
    assert!(text.contains("числится 25 мест без указания имён"), "{text}");
}

#[test]
fn an_italian_list_says_ed_before_e() {
    let event = summit();
    let listed = |names: [&str; 2]| {
        let letter = Letter {
            kind: ReplyKind::ListLeft,
            ..confirmation(ReplyLanguage::It, &names.map(Some))
        };
        read(&compose(&letter, &event, &sample::envelope(&event, ReplyKind::ListLeft)).text)
    };
    let text = listed(["Anna Riva", "Elena Greco"]);
    assert!(text.contains("Anna Riva ed Elena Greco."), "{text}");
    let text = listed(["Elena Greco", "Anna Riva"]);
    assert!(text.contains("Elena Greco e Anna Riva."), "{text}");
}
