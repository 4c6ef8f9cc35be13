//! What is still open beside who attends: lots, a council that must approve, Friday; a person looks, and at nothing that is settled.

use crate::support::readings::has;
use crate::support::small_letter::read;
use rsvpd::request::{Disposition, Doubt, DoubtKind};

fn leaves_open(doubts: &[Doubt]) -> bool {
    has(doubts, DoubtKind::Condition)
}

/// Asks for Marta Keller's place in six languages, with one more sentence.
fn asks(language: &str, sentence: &str) -> Vec<Doubt> {
    let (greeting, plain, closing) = match language {
        "en" => (
            "Dear Sir,",
            "Please register me for the Summit of Mayors on 9 November.",
            "Kind regards",
        ),
        "fr" => (
            "Monsieur,",
            "Je souhaite m'inscrire au sommet des maires du 9 novembre.",
            "Cordialement",
        ),
        "de" => (
            "Sehr geehrter Herr Cristellys,",
            "hiermit melde ich mich zum Gipfel am 9. November an.",
            "Mit freundlichen Grüßen",
        ),
        "it" => (
            "Gentile dott. Cristellys,",
            "vorrei iscrivermi al vertice del 9 novembre.",
            "Cordiali saluti",
        ),
        "ru" => (
            "Уважаемый господин Кристелис!",
            "Прошу зарегистрировать меня на саммит 9 ноября.",
            "С уважением",
        ),
        _ => (
            "Sayın Cristellys,",
            "9 Kasım'daki zirveye kaydımı rica ederim.",
            "Saygılarımla",
        ),
    };
    let text = format!("{greeting}\n\n{plain} {sentence}\n\n{closing}\nMarta Keller");
    let (request, doubts) = read("desk", "Summit of Mayors", &text);
    assert_eq!(
        request.disposition == Disposition::Act,
        doubts.is_empty(),
        "{sentence}"
    );
    doubts
}

#[test]
fn what_is_not_decided_yet_is_a_persons() {
    for (language, sentence) in [
        ("en", "We shall draw lots who goes."),
        ("en", "The council must still approve my trip."),
        ("en", "Who comes is decided on Friday."),
        ("en", "My director has yet to sign the travel order."),
        ("en", "The board votes on it next week."),
        ("en", "The names of the others follow after the election."),
        ("en", "One of us will come."),
        ("en", "Ann Lee or Mark Field comes too."),
        ("fr", "Ann Lee ou Mark Field viendra aussi."),
        ("de", "Auch Ann Lee oder Mark Field wird kommen."),
        ("it", "Verrà anche Ann Lee oppure Mark Field."),
        ("ru", "Приедет также Анна Петрова или Марк Иванов."),
        ("tr", "Ayşe Yılmaz veya Mehmet Demir de gelecek."),
        ("en", "I give you my final answer on Monday."),
        ("de", "Mein Chef will es sich bis Montag überlegen."),
        ("it", "Le do la risposta definitiva lunedì."),
        ("ru", "Окончательный ответ дам в понедельник."),
        ("fr", "Nous tirerons au sort qui viendra."),
        ("fr", "Le conseil municipal doit encore approuver le déplacement."),
        ("fr", "Qui viendra sera décidé vendredi."),
        ("fr", "Le bureau se prononcera jeudi sur cette mission."),
        ("fr", "Les noms des autres suivront après les élections."),
        ("fr", "Mon directeur n'a pas encore signé l'ordre de mission."),
        ("de", "Wer von uns fährt, losen wir noch aus."),
        ("de", "Der Stadtrat muss der Reise noch zustimmen."),
        ("de", "Wer kommt, entscheidet sich am Freitag."),
        ("de", "Die Dienstreise ist noch nicht genehmigt."),
        ("de", "Die Namen der anderen folgen nach der Wahl."),
        ("de", "Unterschrieben ist der Reiseantrag erst nächste Woche."),
        ("it", "Tireremo a sorte chi viene."),
        ("it", "Il consiglio comunale deve ancora approvare la missione."),
        ("it", "Chi viene si decide venerdì."),
        ("it", "La giunta delibererà giovedì."),
        ("it", "I nomi degli altri seguiranno dopo le elezioni."),
        ("it", "La missione non è ancora stata autorizzata."),
        ("en", "My travel has not yet been approved."),
        ("fr", "Ma mission n'a pas encore été validée."),
        ("ru", "Командировка ещё не утверждена."),
        ("it", "Manca ancora la firma del sindaco."),
        ("ru", "Кто поедет, решим жребием."),
        ("ru", "Совет ещё должен утвердить поездку."),
        ("ru", "Кто приедет, решится в пятницу."),
        ("ru", "Мэр должен сначала подписать приказ."),
        ("ru", "Имена остальных сообщим после выборов."),
        ("tr", "Kimin gideceğini kura ile belirleyeceğiz."),
        ("tr", "Belediye meclisinin seyahati daha onaylaması gerekiyor."),
        ("tr", "Kimin katılacağına cuma günü karar verilecek."),
        ("tr", "Başkanın imzası bekleniyor."),
        ("tr", "Diğer isimler seçimden sonra bildirilecektir."),
    ] {
        assert!(leaves_open(&asks(language, sentence)), "{sentence}");
    }
}

#[test]
fn a_date_a_confirmation_and_what_is_decided_already_leave_nothing_open() {
    for (language, sentence) in [
        ("en", "Please confirm; the deadline is Friday."),
        ("en", "Once you confirm I book the train."),
        ("en", "The council has decided that I should come."),
        ("en", "Ann Lee, who comes from Graz, told me about it on Friday."),
        ("fr", "Merci de confirmer ; la date limite est vendredi."),
        ("fr", "Le conseil municipal a approuvé le déplacement vendredi."),
        ("de", "Bitte bestätigen Sie; die Frist endet am Freitag."),
        ("de", "Der Stadtrat hat die Reise am Freitag genehmigt."),
        ("it", "Si prega di confermare; il termine è venerdì."),
        ("it", "La giunta ha approvato la missione venerdì."),
        ("ru", "Просьба подтвердить; срок — пятница."),
        ("ru", "Совет уже утвердил поездку в пятницу."),
        ("tr", "Lütfen teyit edin; son tarih cuma."),
        ("tr", "Siz teyit edince tren biletimi alacağım."),
    ] {
        let doubts = asks(language, sentence);
        assert!(!leaves_open(&doubts), "{sentence}: {doubts:?}");
    }
}
