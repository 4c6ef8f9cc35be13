//! What an organiser corrects of a reading alone: what the letter wants, in which language, and whether doubts remain.

use super::*;
use rsvpd::request::{Disposition, Intent};

#[tokio::test]
async fn what_a_decided_letter_wants_is_corrected_without_moving_anybody_or_writing_to_them() {
    let mut stage = house(1, &[&JANE]).await;
    let letters = stage.kinds_to(JANE.address).await;
    let mut amendment = form(&stage, 1).await;
    amendment.intent = Intent::Question;
    correct(&mut stage, 1, amendment.clone()).await.unwrap();
    let request = shown(&stage, 1).await.request.unwrap();
    assert_eq!(request.reading.intent.value, Intent::Question);
    assert_eq!(request.reading.disposition, Disposition::Act);
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    assert_eq!(stage.kinds_to(JANE.address).await, letters);
    let again = correct(&mut stage, 1, amendment).await;
    assert!(matches!(
        again,
        Err(DeskError::Refused(ActRefused::NothingToDecide))
    ));
}
