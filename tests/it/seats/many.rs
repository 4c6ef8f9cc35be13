//! Many parties ticked off at once, at the door.

use super::*;
use rsvpd::daemon::{BulkAct, BulkOrder};
use rsvpd::registration::State::Attended;

#[tokio::test]
async fn rule_060_whoever_has_a_seat_is_ticked_off_with_many_others_and_nobody_else_is() {
    let mut stage = after(4, PromotionPolicy::Confirm, &[&JANE, &GROUP, &CLAIRE]).await;
    let mut rows = Vec::new();
    for party in 1..=3 {
        let shown = stage
            .desk
            .store()
            .show(&party.to_string())
            .await
            .unwrap()
            .unwrap();
        rows.push((party, shown.request.unwrap().version));
    }
    let order = BulkOrder {
        user: "door".to_owned(),
        act: BulkAct::CheckIn,
        rows,
        undo_for: TimeDelta::minutes(5),
    };
    let before = stage.seats().await;
    let would = stage.desk.preview_bulk(&order).await.unwrap();
    assert_eq!(
        (would.done.len(), would.skipped.len(), would.letters.len()),
        (2, 1, 0)
    );
    let done = stage.desk.act_in_bulk(&order).await.unwrap();
    assert_eq!((done.done.len(), done.skipped[0].party), (2, 3));
    stage.round().await;
    assert_eq!(morning(&stage, 1).await, [Attended]);
    assert_eq!(morning(&stage, 2).await, [Attended; 3]);
    assert_eq!(morning(&stage, 3).await, [Waiting], "whoever waits is not there");
    assert_eq!(stage.seats().await, before, "a tick frees no seat");
    // The same rows once more, as they were seen before.
    let again = stage.desk.act_in_bulk(&order).await.unwrap();
    assert_eq!((again.done.len(), again.skipped.len()), (0, 3));
}
