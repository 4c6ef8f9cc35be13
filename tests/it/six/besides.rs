//! What guests say besides a yes, in each of the six languages: no wish is lost with it, and no limit is passed over.

use super::words::ALL;
use super::{Complaints, registered, writes};
use crate::support::stage::Stage;
use rsvpd::registration::State::{Confirmed, Offered};
use rsvpd::rules::Reason;

/// A yes for a part of what is offered; then yeses with a companion, a need, another number, a late arrival.
const BESIDES: [[&str; 5]; 6] = [
    [
        "Yes, but only the afternoon.",
        "Yes, I am coming with my wife.",
        "Yes, and please note that I am vegetarian.",
        "Yes, I will come. My new telephone number is +44 113 496 0123.",
        "Yes, but I will arrive an hour late.",
    ],
    [
        "Oui, mais seulement l’après-midi.",
        "Oui, je viens avec mon mari.",
        "Oui, et merci de noter que je suis végétarienne.",
        "Oui, je viens. Mon nouveau numéro est le +33 4 72 10 30 30.",
        "Oui, mais j’arriverai avec une heure de retard.",
    ],
    [
        "Ja, aber nur am Nachmittag.",
        "Ja, ich komme mit meinem Mann.",
        "Ja, und bitte beachten Sie, dass ich Vegetarierin bin.",
        "Ja, ich komme. Meine neue Telefonnummer lautet +49 621 293 0123.",
        "Ja, aber ich komme eine Stunde später.",
    ],
    [
        "Sì, ma solo il pomeriggio.",
        "Sì, vengo con mia moglie.",
        "Sì, e La prego di notare che sono vegetariano.",
        "Sì, vengo. Il mio nuovo numero è +39 011 442 3000.",
        "Sì, ma arriverò con un’ora di ritardo.",
    ],
    [
        "Да, но только на дневное заседание.",
        "Да, я приеду с мужем.",
        "Да, и прошу учесть, что я вегетарианка.",
        "Да, я приеду. Мой новый телефон +7 843 299 1234.",
        "Да, но я опоздаю на час.",
    ],
    [
        "Evet, ama yalnızca öğleden sonra.",
        "Evet, eşimle geleceğim.",
        "Evet, ve vejetaryen olduğumu not ediniz lütfen.",
        "Evet, geleceğim. Yeni telefon numaram +90 224 716 1234.",
        "Evet, ama bir saat geç geleceğim.",
    ],
];

/// What became of a letter, and why.
async fn end(stage: &Stage, letter: i64) -> (String, Vec<Reason>) {
    let shown = stage.desk.store().show(&letter.to_string()).await.unwrap();
    let request = shown.unwrap().request.unwrap();
    (request.outcome, request.reasons)
}

#[tokio::test]
async fn rule_020_and_043_a_yes_to_an_offer_for_a_part_takes_nothing_and_a_yes_with_a_wish_takes_it_and_is_seen()
 {
    let mut complaints = Complaints::default();
    for (later, [part, companion, need, ..]) in ALL.iter().zip(BESIDES) {
        for words in [part, companion, need] {
            let mut stage = Stage::with_seats(0, |_| {}).await;
            stage.receive(&later.guest.raw()).await;
            stage.raise(3).await;
            let told = writes(&mut stage, later, "yes", words).await;
            let (outcome, reasons) = end(&stage, 2).await;
            if words == part {
                complaints.stand(later, &stage, 1, [&[Offered]; 2]).await;
                complaints.answered(later, &told, "receipt", &[]);
                complaints.unless(outcome == "review", later, || format!("{words}: {reasons:?}"));
                continue;
            }
            complaints.stand(later, &stage, 1, [&[Confirmed]; 2]).await;
            complaints.answered(later, &told, "confirmation", &[later.guest.name]);
            let changed = matches!(reasons.as_slice(), [_, Reason::Changed(_)]) && words == need;
            let seen = outcome == "review" && reasons.contains(&Reason::SaysMore);
            complaints.unless(seen || changed, later, || {
                format!("{words}: {outcome} {reasons:?}")
            });
        }
    }
    complaints.none();
}

#[tokio::test]
async fn rule_043_a_yes_to_a_confirmation_that_says_more_is_never_passed_over() {
    let mut complaints = Complaints::default();
    for (later, [_, companion, _, number, late]) in ALL.iter().zip(BESIDES) {
        for words in [companion, number, late] {
            let mut stage = registered(&mut complaints, later).await;
            writes(&mut stage, later, "yes", words).await;
            let (outcome, reasons) = end(&stage, 2).await;
            let seen = matches!(outcome.as_str(), "review" | "asked-back");
            let changed = matches!(reasons.as_slice(), [Reason::Changed(_)]) && words == number;
            complaints.unless(seen || changed, later, || {
                format!("{words}: {outcome} {reasons:?}")
            });
            complaints.stand(later, &stage, 1, [&[Confirmed]; 2]).await;
        }
    }
    complaints.none();
}

#[tokio::test]
async fn rule_037_a_change_that_is_not_understood_is_not_taken_for_none() {
    let mut complaints = Complaints::default();
    let spelt = [
        "Yes, and my name is spelt Smyth.",
        "Oui, et mon nom s'écrit Morreau.",
        "Ja, und mein Name schreibt sich Webber.",
        "Sì, e il mio cognome si scrive Rosso.",
        "Да, и моя фамилия пишется Петровна.",
        "Evet, soyadım Demır olarak yazılır.",
    ];
    for (later, words) in ALL.iter().zip(spelt) {
        let mut stage = registered(&mut complaints, later).await;
        writes(&mut stage, later, "spelt", words).await;
        let (outcome, reasons) = end(&stage, 2).await;
        complaints.unless(outcome == "review", later, || format!("{outcome} {reasons:?}"));
    }
    complaints.none();
}
