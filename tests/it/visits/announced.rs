//! A visit that meets elsewhere or at another hour: told to those who go there or wait for it, and to nobody else.

use super::{ANNA, OLAF, PAUL, RITA, places, registers, stage, visit};
use chrono::NaiveTime;
use rsvpd::event::{Event, Localised};
use rsvpd::registration::State::{Confirmed, Waiting};

const HARBOUR: &str = "I would like to see the harbour.";

/// Anna and Paul go to the harbour, Rita waits for it, Olaf goes to the museum.
async fn booked() -> crate::support::stage::Stage {
    let mut stage = stage(|_| {}).await;
    for guest in [&ANNA, &PAUL, &RITA] {
        registers(&mut stage, guest, HARBOUR).await;
    }
    registers(&mut stage, &OLAF, "I would like to see the museum.").await;
    assert_eq!(places(&stage, 1).await, [(2, Confirmed)]);
    assert_eq!(places(&stage, 3).await, [(2, Waiting)]);
    assert_eq!(places(&stage, 4).await, [(3, Confirmed)]);
    assert!(stage.desk.untold().await.unwrap().is_none());
    stage
}

fn moved(event: &mut Event) {
    let harbour = event.sessions.iter_mut().find(|plan| plan.id == visit(2));
    let harbour = harbour.unwrap();
    harbour.starts = NaiveTime::from_hms_opt(14, 0, 0).unwrap();
    harbour.ends = NaiveTime::from_hms_opt(16, 0, 0).unwrap();
    harbour.visit.as_mut().unwrap().meeting_place = Localised {
        en: "Leuvehaven, by the lighthouse".to_owned(),
        ..Localised::default()
    };
}

#[tokio::test]
async fn rule_037_another_meeting_place_and_hour_of_a_visit_are_told_old_and_new_to_whom_they_concern() {
    let mut stage = booked().await;
    stage.change(moved).await;
    let shown = stage.desk.announce("Juan", (None, false, false)).await.unwrap();
    let shown = shown.expect("the visit changed");
    assert_eq!(shown.letters.values().sum::<usize>(), 3);
    stage.desk.announce("Juan", (None, false, true)).await.unwrap();
    stage.round().await;
    for guest in [&ANNA, &PAUL, &RITA] {
        let told = stage.last_to(guest.address).await;
        assert_eq!(told.kind, "event-changed");
        for words in [
            "Willemskade 66, by the",
            "Leuvehaven, by the",
            "13:15–15:15",
            "14:00–16:00",
        ] {
            assert!(told.text.contains(words), "{words}: {}", told.text);
        }
        for other in ["Before Now Date", "Museum"] {
            assert!(!told.text.contains(other), "{other}: {}", told.text);
        }
    }
    assert_eq!(stage.kinds_to(OLAF.address).await, ["confirmation"]);
    insta::assert_snapshot!("visit-meets-elsewhere", stage.last_to(ANNA.address).await.text);
    assert!(stage.desk.untold().await.unwrap().is_none(), "it is told once");
}

#[tokio::test]
async fn what_an_earlier_version_remembered_without_meeting_places_counts_as_told() {
    let mut stage = booked().await;
    let store = stage.desk.store();
    let told = store.setting("told").await.unwrap().unwrap();
    let mut told: serde_json::Value = serde_json::from_str(&told).unwrap();
    told.as_object_mut().unwrap().remove("meeting_places").unwrap();
    store.set_setting("told", Some(&told.to_string())).await.unwrap();
    assert!(stage.desk.untold().await.unwrap().is_none());
    // What changes from then on is told.
    stage.change(moved).await;
    let before = stage.desk.untold().await.unwrap().expect("other hours");
    assert!(!before.differences(&stage.desk.config().event.told()).is_empty());
}
