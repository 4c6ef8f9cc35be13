//! Who is next, who is passed over, and who comes back to the line.

use super::*;

#[tokio::test]
async fn rule_012_and_013_the_list_is_in_the_order_of_promotion_and_a_priority_takes_a_reason() {
    let mut stage = after(1, PromotionPolicy::Confirm, &[&JANE, &CLAIRE, &WEBER]).await;
    let listed = |stage: &Stage| {
        let store = stage.desk.store().clone();
        async move {
            let page = Page {
                offset: 0,
                limit: 10,
                newest_first: false,
            };
            let list = store
                .waiting_list(Session::Morning, &Filter::default(), page)
                .await
                .unwrap();
            list.rows.into_iter().map(|row| row.party).collect::<Vec<_>>()
        }
    };
    assert_eq!(listed(&stage).await, [2, 3]);
    let place = (3, Session::Morning);
    assert_eq!(
        refused(stage.desk.rank(place, 5, ("Juan", "  ")).await),
        ActRefused::NoReason
    );
    assert_eq!(listed(&stage).await, [2, 3]);
    stage
        .desk
        .rank(place, 5, ("Juan", "speaks at the opening"))
        .await
        .unwrap();
    assert_eq!(listed(&stage).await, [3, 2]);
    let shown = stage.desk.store().show("3").await.unwrap().unwrap();
    let note = shown
        .journal
        .iter()
        .find(|entry| entry.what == "priority")
        .unwrap();
    assert_eq!(
        (note.actor.as_str(), &note.details["reason"]),
        ("Juan", &"speaks at the opening".into())
    );
    stage.raise(2).await;
    assert_eq!(
        (morning(&stage, 3).await, morning(&stage, 2).await),
        (vec![Confirmed], vec![Waiting])
    );
}

#[tokio::test]
async fn rule_012_who_came_in_the_same_moment_waits_in_the_order_of_the_numbers() {
    let mut stage = after(1, PromotionPolicy::Confirm, &[&JANE]).await;
    let now = stage.now();
    stage.keep(&CLAIRE.raw(), now).await;
    stage.keep(&WEBER.raw(), now).await;
    stage.round().await;
    let page = Page {
        offset: 0,
        limit: 10,
        newest_first: false,
    };
    let list = stage
        .desk
        .store()
        .waiting_list(Session::Morning, &Filter::default(), page)
        .await
        .unwrap();
    assert_eq!(list.rows.iter().map(|row| row.party).collect::<Vec<_>>(), [2, 3]);
    stage.raise(2).await;
    assert_eq!(
        (morning(&stage, 2).await, morning(&stage, 3).await),
        (vec![Confirmed], vec![Waiting])
    );
}

#[tokio::test]
async fn rule_019_nobody_is_promoted_whom_no_letter_can_tell() {
    let mut stage = after(1, PromotionPolicy::Confirm, &[&JANE]).await;
    let unreachable = by_hand("Ada Lind", None, true);
    let waits = stage.desk.enter("Juan", &unreachable).await.unwrap();
    stage.wait(TimeDelta::hours(1)).await;
    stage.receive(&CLAIRE.raw()).await;
    stage.raise(2).await;
    assert_eq!(morning(&stage, waits).await, [Waiting]);
    assert_eq!(
        morning(&stage, 3).await,
        [Confirmed],
        "whoever can be told is promoted"
    );
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "promotion");
    let why = stage.desk.not_yet(&[waits]).await.unwrap();
    assert_eq!(why[&(waits, Session::Morning)], NotYet::Unreachable);
}

#[tokio::test]
async fn rule_017_seats_that_stay_idle_are_told_once_and_every_waiting_row_says_why() {
    let mut stage = after(1, PromotionPolicy::Confirm, &[&JANE, &GROUP, &CLAIRE]).await;
    stage.raise(2).await;
    stage.raise(2).await;
    let idle = Reason::HeadTooBig {
        session: Session::Morning,
        free: 1,
        need: 3,
    };
    let shown = stage.desk.store().show("2").await.unwrap().unwrap();
    let told: Vec<_> = shown
        .journal
        .iter()
        .filter(|entry| entry.what == "idle-seats")
        .collect();
    assert!(
        told.iter()
            .any(|entry| entry.details["reason"] == serde_json::to_value(&idle).unwrap())
    );
    let before = told.len();
    stage.raise(2).await;
    let shown = stage.desk.store().show("2").await.unwrap().unwrap();
    assert_eq!(
        shown
            .journal
            .iter()
            .filter(|entry| entry.what == "idle-seats")
            .count(),
        before
    );
    let why = stage.desk.not_yet(&[2, 3]).await.unwrap();
    assert_eq!(why[&(2, Session::Morning)], NotYet::TooBig { free: 1, need: 3 });
    assert_eq!(why[&(3, Session::Morning)], NotYet::BehindTooBig);
}

#[tokio::test]
async fn rule_026_whoever_took_an_offer_and_cancelled_gets_no_second_one_and_comes_back_at_the_end() {
    let mut stage = after(1, PromotionPolicy::Offer, &[&JANE, &CLAIRE, &WEBER]).await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    stage
        .receive(&says(&CLAIRE, "Oui, merci.", "yes@lyon.example", &offer))
        .await;
    let confirmation = stage.last_to(CLAIRE.address).await;
    let words = "Monsieur,\n\nje ne pourrai malheureusement pas venir. Merci d’annuler mon inscription.";
    stage
        .receive(&says(&CLAIRE, words, "no@lyon.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 2).await, [Cancelled]);
    assert_eq!(morning(&stage, 3).await, [Offered], "the seat goes to the next");
    stage.wait(TimeDelta::days(1)).await;
    stage.receive(&GROUP.raw()).await;
    let again = String::from_utf8(CLAIRE.raw()).unwrap();
    let again = again
        .replace("letter.claire", "again.claire")
        .replace("Je souhaite", "Finalement je souhaite");
    stage.wait(TimeDelta::days(1)).await;
    stage.receive(again.as_bytes()).await;
    let back = 7;
    assert_eq!(
        morning(&stage, back).await,
        [Waiting],
        "{:?}",
        stage.end_of(back).await
    );
    let offers = stage.kinds_to(CLAIRE.address).await;
    assert_eq!(offers.iter().filter(|kind| *kind == "offer").count(), 1);
    let page = Page {
        offset: 0,
        limit: 10,
        newest_first: false,
    };
    let list = stage
        .desk
        .store()
        .waiting_list(Session::Morning, &Filter::default(), page)
        .await
        .unwrap();
    assert_eq!(list.rows.last().unwrap().party, back);
}

#[tokio::test]
async fn rule_027_an_offer_that_is_cancelled_is_free_at_once_and_not_at_its_end() {
    let mut stage = after(1, PromotionPolicy::Offer, &[&JANE, &CLAIRE, &WEBER]).await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    let words = "Monsieur,\n\nmerci d’annuler mon inscription, je ne viendrai pas.";
    stage
        .receive(&says(&CLAIRE, words, "cancel@lyon.example", &offer))
        .await;
    assert!(!morning(&stage, 2).await[0].is_live());
    assert_eq!(morning(&stage, 3).await, [Offered]);
}

#[tokio::test]
async fn rule_028_an_offer_that_expired_stays_visible_and_is_revived_with_its_first_rank() {
    let mut stage = after(1, PromotionPolicy::Offer, &[&JANE, &CLAIRE, &WEBER]).await;
    stage.raise(2).await;
    let ends = stage.offer_ends(2).await;
    stage.until(ends + TimeDelta::hours(1)).await;
    assert_eq!(morning(&stage, 2).await, [Expired]);
    stage.organise(2, &Act::Waitlist).await;
    assert_eq!(morning(&stage, 2).await, [Waiting]);
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "waiting-list-notice");
    stage.receive(&GROUP.raw()).await;
    stage.raise(3).await;
    assert_eq!(morning(&stage, 2).await, [Offered], "before whoever came later");
}

#[tokio::test]
async fn rule_029a_when_three_leave_three_seats_are_offered_and_when_a_waiting_one_leaves_nobody_is_promoted()
{
    let mut stage = after(3, PromotionPolicy::Confirm, &[&GROUP, &JANE, &CLAIRE, &WEBER]).await;
    let notice = stage.last_to(CLAIRE.address).await;
    let words = "Monsieur,\n\nmerci de me retirer de la liste d’attente : je ne viendrai pas.";
    stage
        .receive(&says(&CLAIRE, words, "leave@lyon.example", &notice))
        .await;
    assert_eq!(
        (morning(&stage, 2).await, morning(&stage, 4).await),
        (vec![Waiting], vec![Waiting])
    );
    let confirmation = stage.last_to(GROUP.address).await;
    let words = "Dear Mr Cristellys,\n\nunfortunately none of the three of us can come. Please cancel all three registrations.";
    stage
        .receive(&says(&GROUP, words, "all@mainz.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 1).await, [Cancelled; 3]);
    assert_eq!(
        (morning(&stage, 2).await, morning(&stage, 4).await),
        (vec![Confirmed], vec![Confirmed])
    );
}
