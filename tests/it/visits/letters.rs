//! What letters say of visits, in each language: where they meet, by which rule they are given, which others there are.

use super::{summit, visit};
use rsvpd::language::ReplyLanguage;
use rsvpd::message::MailboxRole;
use rsvpd::registration::State::{self, Confirmed, Waiting};
use rsvpd::reply::{Facts, Letter, PersonResult, ReplyKind, Templates, sample};
use rsvpd::request::Session;

/// The letter's own lines about visits, with blanks for no-break spaces.
fn said(kind: ReplyKind, language: ReplyLanguage, places: &[(Session, State)]) -> String {
    let letter = Letter {
        kind,
        language,
        mailbox: MailboxRole::Registration,
        facts: Facts {
            writer: Some("Anna Larsen".to_owned()),
            persons: vec![PersonResult {
                name: Some("Anna Larsen".to_owned()),
                places: places.to_vec(),
            }],
            ..Facts::default()
        },
    };
    let event = summit();
    let templates = Templates::embedded().unwrap();
    let draft = templates
        .compose(&letter, &event, &sample::envelope(&event, kind))
        .unwrap();
    draft.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn rule_043_visits_are_told_in_the_language_of_the_letter() {
    use ReplyLanguage::{De, En, Fr, It, Ru, Tr};
    for (language, meeting, rule, waits, other) in [
        (
            En,
            "Meeting point. The harbour: youth at work: Willemskade 66, by the water taxi, 13:15.",
            "in the order in which registrations arrive",
            "the first place that becomes free is yours",
            "If you would prefer another visit (Delfshaven",
        ),
        (
            Fr,
            "Point de rendez-vous. Le port : les jeunes au travail : Willemskade 66, devant le bateau-taxi, 13 h 15.",
            "dans l’ordre d’arrivée des inscriptions",
            "la première place qui se libérera sera la vôtre",
            "Si vous préférez une autre visite (Delfshaven",
        ),
        (
            De,
            "Treffpunkt. Der Hafen: Jugend und Arbeit: Willemskade 66, beim Wassertaxi, 13.15 Uhr.",
            "in der die Anmeldungen eingehen",
            "der erste Platz, der frei wird, gehört Ihnen",
            "Wenn Sie lieber an einem anderen Besuch teilnehmen möchten (Delfshaven",
        ),
        (
            It,
            "Punto d’incontro. The harbour",
            "secondo l’ordine di arrivo delle iscrizioni",
            "il primo posto che si libera sarà Suo",
            "Se preferisce un’altra visita (Delfshaven",
        ),
        (
            Ru,
            "Место сбора. The harbour",
            "в порядке поступления заявок",
            "первое освободившееся место будет Вашим",
            "Если Вы предпочитаете другой визит (Delfshaven",
        ),
        (
            Tr,
            "Buluşma yeri. The harbour",
            "kayıtların geliş sırasına göre",
            "boşalan ilk yer sizin olacaktır",
            "Başka bir ziyareti (Delfshaven",
        ),
    ] {
        let confirmed = said(
            ReplyKind::Confirmation,
            language,
            &[(Session::Morning, Confirmed), (visit(2), Confirmed)],
        );
        for words in [meeting, rule, other] {
            assert!(confirmed.contains(words), "{language:?}: {words}\n{confirmed}");
        }
        assert!(
            !confirmed.contains(waits),
            "{language:?}: nobody waits\n{confirmed}"
        );
        let waiting = said(
            ReplyKind::WaitingListNotice,
            language,
            &[(visit(2), Waiting), (visit(1), Waiting)],
        );
        assert!(
            waiting.contains(waits) && waiting.contains(rule),
            "{language:?}: {waiting}"
        );
        assert!(
            !waiting.contains("Willemskade"),
            "{language:?}: nobody meets there yet\n{waiting}"
        );
    }
}

#[test]
fn a_letter_without_visits_says_nothing_of_them() {
    let plain = said(
        ReplyKind::Confirmation,
        ReplyLanguage::En,
        &[(Session::Morning, Confirmed)],
    );
    assert!(
        !plain.contains("Meeting point") && !plain.contains("prefer another visit"),
        "{plain}"
    );
}
