//! Seats that organisers give by hand or by another capacity.

use super::*;

#[tokio::test]
async fn rule_004_an_open_offer_counts_as_taken_and_is_counted_apart() {
    let mut stage = after(1, PromotionPolicy::Offer, &[&JANE, &CLAIRE, &WEBER]).await;
    stage.raise(2).await;
    let seats = stage.seats().await;
    let counts = seats.sessions[&Session::Morning];
    assert_eq!(
        (counts.confirmed, counts.offered, counts.waiting, counts.free()),
        (1, 1, 1, 0)
    );
    let overview = stage.desk.store().overview().await.unwrap();
    assert_eq!(overview.places[&(Session::Morning, Offered)], 1);
    assert_eq!(overview.places[&(Session::Morning, Confirmed)], 1);
    // The seat that is offered is nobody else's.
    stage.receive(&GROUP.raw()).await;
    assert_eq!(morning(&stage, 4).await, [Waiting; 3]);
}

#[tokio::test]
async fn rule_006_a_capacity_below_the_taken_seats_needs_the_excess_named_and_drops_nobody() {
    let mut stage = after(3, PromotionPolicy::Confirm, &[&JANE, &CLAIRE, &WEBER]).await;
    stage.raise(3).await;
    let refused = stage.change_seats(1).await;
    let Err(DeskError::TakenSeats(excess)) = refused else {
        panic!("the change is refused, and not {refused:?}");
    };
    assert_eq!(excess.to_string(), "afternoon=2 morning=2");
    let wrong = stage.desk.lower_capacities("Juan", "morning=1").await;
    assert!(matches!(wrong, Err(DeskError::TakenSeats(_))));
    stage
        .desk
        .lower_capacities("Juan", "afternoon=2 morning=2")
        .await
        .unwrap();
    stage.desk.apply_capacities().await.unwrap();
    for party in 1..=3 {
        assert_eq!(morning(&stage, party).await, [Confirmed]);
    }
    stage.receive(&GROUP.raw()).await;
    assert_eq!(
        morning(&stage, 4).await,
        [Waiting; 3],
        "no seat is given before some are free again"
    );
}

#[tokio::test]
async fn rule_010_whoever_is_entered_by_hand_meets_the_same_capacity_as_a_letter() {
    let mut stage = after(1, PromotionPolicy::Confirm, &[&JANE]).await;
    let guest = by_hand("Paul Petit", Some("paul.petit@lyon.example"), false);
    let why = refused(stage.desk.enter("Juan", &guest).await);
    assert!(
        matches!(why, ActRefused::NoSeats { free: 0, need: 1, .. }),
        "{why}"
    );
    let over_capacity_because = Some("the keynote speaker".to_owned());
    let party = stage
        .desk
        .enter(
            "Juan",
            &ByHand {
                over_capacity_because,
                ..guest
            },
        )
        .await
        .unwrap();
    stage.round().await;
    assert_eq!(morning(&stage, party).await, [Confirmed]);
    let letter = stage.last_to("paul.petit@lyon.example").await;
    assert_eq!(letter.kind, "confirmation");
    assert!(letter.text.contains("Paul Petit"), "{}", letter.text);
    // The list is open to all.
    let waits = stage
        .desk
        .enter("Juan", &by_hand("Ada Lind", None, true))
        .await
        .unwrap();
    assert_eq!(morning(&stage, waits).await, [Waiting]);
}

#[tokio::test]
async fn rule_042_an_organiser_enters_people_without_any_mail() {
    let mut stage = after(5, PromotionPolicy::Confirm, &[]).await;
    let party = stage
        .desk
        .enter("Juan", &by_hand("Paul Petit", None, false))
        .await
        .unwrap();
    stage.round().await;
    assert_eq!(morning(&stage, party).await, [Confirmed]);
    let shown = stage
        .desk
        .store()
        .show(&party.to_string())
        .await
        .unwrap()
        .unwrap();
    assert!(shown.replies.is_empty());
    assert_eq!(shown.journal.first().unwrap().actor, "Juan");
}

#[tokio::test]
async fn rule_031_032_whoever_has_the_name_of_somebody_registered_is_told_apart_before_a_seat_is_given() {
    let mut stage = after(5, PromotionPolicy::Confirm, &[&CLAIRE]).await;
    let spelled = by_hand(&CLAIRE.name.to_uppercase(), None, false);
    let why = refused(stage.desk.enter("Juan", &spelled).await);
    let ActRefused::SameName { reference } = why else {
        panic!("{why}")
    };
    let known = stage.desk.store().show("1").await.unwrap().unwrap();
    assert_eq!(reference, known.request.unwrap().reference);
    let candidates = stage.desk.store().namesakes(&spelled.name_key()).await.unwrap();
    assert_eq!(candidates.iter().map(|twin| twin.party).collect::<Vec<_>>(), [1]);
    let other = ByHand {
        somebody_else: true,
        ..spelled.clone()
    };
    let party = stage.desk.enter("Juan", &other).await.unwrap();
    assert_eq!(morning(&stage, party).await, [Confirmed]);
    // Who gave their place up is nobody's double.
    for party in [1, party] {
        let cancel = Act::Cancel { positions: vec![0] };
        stage.organise(party, &cancel).await;
    }
    assert!(stage.desk.enter("Juan", &spelled).await.is_ok());
}
