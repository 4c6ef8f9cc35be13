//! The event file's visits: in the place of the one session, with hours of their own or of all, and every mistake told.

use super::{summit, visit};
use rsvpd::config::{SUMMIT, event};
use rsvpd::request::Session;

#[test]
fn visits_stand_in_the_place_of_the_study_visit_in_the_order_of_their_numbers() {
    let event = summit();
    let ids: Vec<Session> = event.sessions.iter().map(|plan| plan.id).collect();
    assert_eq!(
        ids,
        [Session::Morning, visit(1), visit(2), visit(3), Session::Afternoon]
    );
    let hours = |number: u32| {
        let plan = event.session(visit(number)).unwrap();
        format!("{}–{}", plan.starts.format("%H:%M"), plan.ends.format("%H:%M"))
    };
    assert_eq!(hours(1), "13:00–15:00", "those of the session");
    assert_eq!(hours(2), "13:15–15:15", "its own");
}

#[test]
fn mistakes_in_visits_are_told_with_their_line() {
    let of = |visits: &str| {
        let mistakes = event::parse("event.toml", &format!("{SUMMIT}\n{visits}")).unwrap_err();
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        told.join("\n")
    };
    let plain = "capacity = 1\nname = { en = \"A\" }\nmeeting_place = { en = \"B\" }\n";
    let twice = of(&format!(
        "[[visits]]\nnumber = 1\n{plain}[[visits]]\nnumber = 1\n{plain}"
    ));
    assert!(
        twice.contains("visits.2.number") && twice.contains("stands twice"),
        "{twice}"
    );
    let high = of(&format!("[[visits]]\nnumber = 40\n{plain}"));
    assert!(high.contains("must be from 1 to 12"), "{high}");
    let ends = of(&format!("[[visits]]\nnumber = 1\nends = \"12:00\"\n{plain}"));
    assert!(ends.contains("is not later than `starts`"), "{ends}");
    let nowhere = of("[[visits]]\nnumber = 1\ncapacity = 1\nname = { en = \"A\" }\n");
    assert!(nowhere.contains("meeting_place"), "{nowhere}");
    let parted = SUMMIT.replace("id = \"study-visit\"", "id = \"evening\"");
    assert!(
        event::parse(
            "event.toml",
            &format!("{parted}\n[[visits]]\nnumber = 1\n{plain}")
        )
        .is_err()
    );
}
