//! What a yes or no says besides: every word that neither agrees nor declines nor is polite.

use super::{NO, PARTS, YES, is_said};
use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Mark};
use crate::request::letter::Letter;
use crate::request::token::Kind;

/// Longer phrases have gaps, and reach over what they do not mean.
const REACH: usize = 3;

/// Words of one or two letters stand for nothing by themselves.
const SHORT: usize = 2;

/// The words besides; `counted` where a number says how many come.
pub(super) fn words(letter: &Letter<'_>, counted: bool) -> Vec<String> {
    let body = &letter.body;
    let segments = body.segments.iter().filter(|segment| is_said(segment.zone));
    segments
        .flat_map(|segment| segment.tokens.clone())
        .filter(|&at| !is_plain(body, at, counted))
        .filter_map(|at| body.tokens.get(at))
        .map(|token| token.folded.clone())
        .collect()
}

fn is_plain(body: &Layout<'_>, at: usize, counted: bool) -> bool {
    let Some(token) = body.tokens.get(at) else {
        return true;
    };
    match token.kind {
        Kind::Email | Kind::Url => return false,
        // "On 9 November".
        Kind::Number => return counted || body.has(at + 1..at + 2, &[Concept::TimeMonth]),
        Kind::Word => {}
    }
    let of_answer = |mark: &Mark| {
        let tells = YES.contains(&mark.concept)
            || NO.contains(&mark.concept)
            || PARTS.contains(&mark.concept)
            || matches!(
                mark.concept,
                Concept::SessionWholeDay
                    | Concept::VerbAttend
                    | Concept::WordEvent
                    | Concept::PlaceEvent
                    | Concept::TimeMonth
                    | Concept::ThreadOffered
                    | Concept::ScopeMe
            )
            || mark.concept.family() == "courtesy"
            || counted && matches!(mark.concept.family(), "count" | "number" | "group");
        tells && mark.tokens.len() <= REACH
    };
    let over = || body.marks_around(at).filter(|mark| mark.tokens.contains(&at));
    if over().any(|mark| is_wish(mark.concept)) {
        return false;
    }
    token.folded.chars().count() <= SHORT || over().any(of_answer) || List::PlainAnswer.has(&token.folded)
}

/// Needs, services and whoever else is spoken of, whatever courtesy stands around them.
fn is_wish(concept: Concept) -> bool {
    matches!(
        concept.family(),
        "diet" | "access" | "interpretation" | "service" | "press" | "question" | "attachment"
    ) || concept == Concept::AttendOnline
}

#[cfg(test)]
mod tests {
    use super::super::tests::answer;

    #[test]
    fn thanks_and_joy_are_nothing_besides_a_yes() {
        let plain = [
            "Yes, please.",
            "Yes, thank you very much for the offer, I will be there.",
            "Yes, we gladly accept the places and look forward to seeing you in Rotterdam.",
            "Yes, I can confirm that I will still attend on 9 November.",
            "Oui, merci beaucoup, je viendrai avec plaisir.",
            "Oui, j’accepte volontiers la place proposée. Merci encore et à bientôt !",
            "Je confirme ma présence au Sommet des maires.",
            "Ja, sehr gerne, vielen Dank für das Angebot!",
            "Ja, ich nehme den Platz gerne an und freue mich auf Rotterdam.",
            "Hiermit bestätige ich meine Teilnahme am 9. November.",
            "Sì, accetto volentieri il posto, grazie mille.",
            "Sì, confermo la mia partecipazione al Vertice.",
            "Да, спасибо большое, я с удовольствием приму участие.",
            "Да, подтверждаем наше участие в Саммите.",
            "Evet, teşekkür ederim, yeri memnuniyetle kabul ediyorum.",
            "Evet, Zirve’ye katılacağım, görüşmek üzere.",
            "Yes, for two of us, please.",
            "Ja, für zwei Personen bitte.",
            "Evet, iki kişi için.",
        ];
        let besides: Vec<_> = plain
            .into_iter()
            .map(|words| (words, answer(words).rest))
            .filter(|(_, rest)| !rest.is_empty())
            .collect();
        assert!(besides.is_empty(), "{besides:?}");
    }

    #[test]
    fn what_else_is_wished_is_left_over() {
        let wishes = [
            "Yes, and please note that I am vegetarian.",
            "Yes, I am coming with my wife.",
            "Yes, my number is now 0123 456.",
            "Oui, je viens avec mon mari.",
            "Ja, ich komme mit meinem Mann.",
            "Ja, aber ich komme eine Stunde später.",
            "Sì, vengo con mia moglie.",
            "Да, я приеду с мужем.",
            "Evet, eşimle geleceğim.",
            "Evet, ama bir saat geç geleceğim.",
            "Oui, merci. J’ai besoin d’une place accessible en fauteuil roulant.",
            "Ja, ich bestätige. Ich brauche einen rollstuhlgerechten Platz.",
            "Да, спасибо. Прошу прислать мне приглашение для визы.",
            "Evet, teşekkürler. Vizem için bir davet mektubu göndermenizi rica ederim.",
            "Evet, soyadım Demır olarak yazılır.",
            "Sì, e il mio cognome si scrive Rosso.",
        ];
        let mut lost = wishes.into_iter().filter(|words| answer(words).rest.is_empty());
        assert_eq!(lost.next(), None);
    }

    #[test]
    fn a_yes_for_a_part_is_limited() {
        for (words, limited) in [
            ("Yes, but only the afternoon.", true),
            ("Oui, mais seulement l’après-midi.", true),
            ("Ja, aber nur am Nachmittag.", true),
            ("Sì, ma solo il pomeriggio.", true),
            ("Да, но только на дневное заседание.", true),
            ("Evet, ama yalnızca öğleden sonra.", true),
            ("Yes, but only me.", false),
            ("Only 3 of us can come.", false),
        ] {
            let answer = answer(words);
            assert_eq!(answer.limited, limited, "{words}");
            assert_eq!(answer.names_part, limited, "{words}");
        }
    }
}
