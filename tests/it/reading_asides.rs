//! What is asked beside a plain request: without a question mark, or by somebody who takes a place.

use crate::support::readings::has;
use crate::support::small_letter::read;
use rsvpd::request::{Diet, Disposition, DoubtKind};

#[test]
fn a_question_whose_mark_was_forgotten_is_for_a_person() {
    for text in [
        "Zirveye katılmak istiyorum, 9 Kasım'da tüm gün. Serbest çalışanlara yol desteğiniz oluyor mu, merak ettim.",
        "Прошу зарегистрировать меня на саммит 9 ноября. Возмещаете ли вы дорогу",
        "Je souhaite m'inscrire au sommet du 9 novembre. Est-ce que vous remboursez le train",
    ] {
        let (request, doubts) = read("desk", "Summit", text);
        assert_eq!(request.disposition, Disposition::Review, "{text}");
        assert!(has(&doubts, DoubtKind::Question), "{text}: {doubts:?}");
    }
}

#[test]
fn the_particle_of_a_polite_request_asks_nothing() {
    for text in [
        "9 Kasım'daki zirveye kaydımı yapar mısınız? Tüm gün katılacağım.",
        "Можно ли зарегистрировать меня на саммит 9 ноября? Буду весь день.",
    ] {
        let (_, doubts) = read("desk", "Summit", text);
        assert!(!has(&doubts, DoubtKind::Question), "{text}: {doubts:?}");
    }
}

#[test]
fn whoever_takes_a_place_and_needs_a_letter_for_the_visa_waits_for_a_person() {
    for text in [
        "Thank you, I gladly take the place that you offer. For the visa please send me an invitation letter.",
        "Merci, j'accepte volontiers la place proposée. Pour le visa, merci de m'envoyer une lettre d'invitation.",
        "Vielen Dank, den angebotenen Platz nehme ich gern. Für das Visum senden Sie mir bitte ein Einladungsschreiben.",
        "Grazie, accetto volentieri il posto offerto. Per il visto vi prego di inviarmi una lettera di invito.",
        "Спасибо, предложенное место принимаю. Для оформления визы прошу направить официальное приглашение.",
        "Teşekkürler, önerdiğiniz yeri kabul ediyorum. Vize için lütfen bir davet mektubu gönderin.",
    ] {
        let (_, doubts) = read("desk", "Re: Summit", text);
        assert!(has(&doubts, DoubtKind::ServiceAsked), "{text}: {doubts:?}");
    }
}

#[test]
fn turkish_words_are_known_where_their_last_letter_softens() {
    for text in [
        "9 Kasım'daki zirveye katılacağım. Fıstığa alerjim var.",
        "9 Kasım'daki zirveye katılacağım. Fındığa alerjim var.",
    ] {
        let (request, doubts) = read("desk", "Zirve", text);
        let attendee = request.attendees.first().expect("one comes");
        let diet = attendee.diet.as_ref().map(|found| found.value.clone());
        assert_eq!(diet, Some(vec![Diet::NoNuts]), "{text}: {doubts:?}");
    }
    let (_, doubts) = read(
        "desk",
        "Zirve",
        "Mazereti nedeniyle zirveye katılım sağlayamayacağından Başkanımız Selahattin Dereli'nin kaydını siliniz.",
    );
    assert!(!has(&doubts, DoubtKind::IntentUnclear), "{doubts:?}");
}

/// A mayor's thanks on the day after had registered the councillor whom they named.
#[test]
fn thanks_for_an_event_that_is_over_seat_nobody() {
    for text in [
        "Es war ein Gewinn, gestern in Rotterdam dabei zu sein, besonders der Nachmittag. Meine Stadträtin Denise Wyler lässt Sie grüssen.",
        "It was a pleasure to be there yesterday, above all in the afternoon. My councillor Ann Lee sends her regards.",
        "Ce fut un plaisir d'être parmi vous, surtout le matin. Mon adjointe Pauline Vernier vous salue.",
        "È stato un piacere essere con voi, soprattutto la mattina. La mia assessora Elena Furlan vi saluta.",
        "Было очень приятно участвовать в саммите вместе с вами. Мой заместитель Анна Лебедева передаёт привет.",
        "Dünkü zirve çok güzeldi, emeğinize sağlık. Yardımcım Zeynep Koç'un da selamı var.",
    ] {
        let (request, _) = read("desk", "Summit", text);
        assert_ne!(request.disposition, Disposition::Act, "{text}");
    }
}
