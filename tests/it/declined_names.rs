//! Russian letters decline the names they ask places for; the list, the answers and later letters have the nominative.

use crate::support::stage::{Stage, answer};
use chrono::TimeDelta;
use rsvpd::registration::State::{Cancelled, Confirmed};
use rsvpd::request::Session;

const ADDRESS: &str = "safina@kazan.example";

async fn writes(stage: &mut Stage, id: &str, words: &str) {
    let last = stage.replies_to(ADDRESS).await.pop();
    let words = format!("Уважаемый господин Кристеллис!\n\n{words}\n\nС уважением,\nИльдар Хасанов");
    let raw = answer(
        "Ильдар Хасанов",
        ADDRESS,
        &format!("{id}@kazan.example"),
        "Саммит мэров",
        &words,
        last.as_ref(),
    );
    stage.receive(&raw).await;
    stage.wait(TimeDelta::hours(1)).await;
}

#[tokio::test]
async fn rule_043_a_name_in_the_accusative_is_entered_answered_and_found_again_in_the_nominative() {
    let mut stage = Stage::with_seats(5, |_| {}).await;
    writes(
        &mut stage,
        "asks",
        "Прошу зарегистрировать Сафину Гульнару Рашитовну, заместителя мэра города Казани, на Саммит мэров 9 ноября.",
    )
    .await;
    let told = stage.last_to(ADDRESS).await;
    assert!(told.text.contains("Сафина Гульнара Рашитовна"), "{}", told.text);
    assert!(!told.text.contains("Сафину"), "{}", told.text);
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    // The genitive of the same name.
    writes(
        &mut stage,
        "cancels",
        "Прошу отменить регистрацию Гульнары Рашитовны Сафиной на Саммит мэров. Она не сможет приехать.",
    )
    .await;
    let told = stage.last_to(ADDRESS).await;
    assert_eq!(told.kind, "cancellation-noted", "{}", told.text);
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
}
