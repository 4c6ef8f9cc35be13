//! The press: acknowledged at once, papers ticked off as they come, accredited within the limit of each medium, by a person.

use crate::desk::letters::JANE;
use crate::support::stage::{Reply, Stage};
use rsvpd::daemon::DeskError;
use rsvpd::registration::State;
use rsvpd::reply::Paper;
use rsvpd::request::{PressWish, Session};
use rsvpd::rules::Reason;
use rsvpd::rules::organiser::{Act, ActRefused};
use rsvpd::rules::press::PressState;
use rsvpd::store::press::{Wish, WishState};

const ANNA: &str = "anna.lindgren@nordkurier.example";

const REQUEST: &str = "Dear Ms Fontanille,\n\nI am a reporter with the daily newspaper Nordkurier and would like to cover the \
    Summit of Mayors on 9 November. I kindly ask for accreditation. I also wish to film the morning session.\n\n\
    Kind regards,\nAnna Lindgren\nReporter, Nordkurier";

/// A letter with files, in answer to a reply of ours if one is given.
fn letter(address: &str, id: &str, words: &str, files: &[(&str, &str)], to: Option<&Reply>) -> Vec<u8> {
    let thread = to.map_or_else(String::new, |reply| {
        format!("In-Reply-To: <{0}>\nReferences: <{0}>\n", reply.message_id)
    });
    let subject = to.map_or_else(
        || "Press accreditation".to_owned(),
        |reply| format!("Re: {}", reply.subject),
    );
    let mut raw = format!(
        "From: Anna Lindgren <{address}>\nTo: fontanille@efus.eu\nSubject: {subject}\n\
         Date: Mon, 10 Oct 2016 09:00:00 +0200\nMessage-ID: <{id}>\n{thread}MIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
    );
    for (kind, name) in files {
        raw.push_str(&format!(
            "--b\nContent-Type: {kind}\nContent-Disposition: attachment; filename=\"{name}\"\n\nx\n"
        ));
    }
    raw.push_str("--b--\n");
    raw.replace('\n', "\r\n").into_bytes()
}

async fn stage() -> Stage {
    Stage::with_seats(10, |event| event.press.per_medium = Some(2)).await
}

#[tokio::test]
async fn rule_061_the_press_has_its_own_list_and_quota_and_is_decided_by_a_person() {
    let mut stage = Stage::with_seats(0, |_| {}).await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    assert_eq!(stage.end_of(1).await.0, "press-queue");
    assert!(stage.states(1, Session::Morning).await.is_empty());
    let accredit = Act::Accredit {
        beyond_limit_because: None,
    };
    // No seat is free in any session, and the press needs none of them.
    stage.organise(1, &accredit).await;
    assert_eq!(stage.end_of(1).await.0, "decided");
    let waitlist = stage.desk.organise(1, "Juan", &Act::Waitlist).await;
    assert!(
        matches!(waitlist, Err(DeskError::Refused(ActRefused::OfThePress))),
        "{waitlist:?}"
    );
}

#[tokio::test]
async fn rule_062_what_is_missing_is_asked_for_and_later_letters_tick_it_off() {
    let mut stage = stage().await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    let receipt = stage.last_to(ANNA).await;
    assert_eq!(receipt.kind, "press-receipt");
    assert!(
        receipt.text.contains("a copy of your press card"),
        "{}",
        receipt.text
    );
    assert!(
        receipt.text.contains("a list of the equipment"),
        "{}",
        receipt.text
    );
    assert!(
        !receipt.text.contains("the name of the medium"),
        "{}",
        receipt.text
    );

    let card = letter(
        ANNA,
        "2@nordkurier.example",
        "Hello,\n\nhere is my press card.\n\nAnna Lindgren",
        &[("image/jpeg", "press_card.jpg")],
        Some(&receipt),
    );
    stage.receive_press(&card).await;
    let papers = stage.last_to(ANNA).await;
    assert_eq!(papers.kind, "press-papers");
    assert!(
        !papers.text.contains("a copy of your press card"),
        "{}",
        papers.text
    );
    assert!(papers.text.contains("a list of the equipment"), "{}", papers.text);

    let equipment = letter(
        ANNA,
        "3@nordkurier.example",
        "Hello,\n\nmy crew: Anna Lindgren and Olof Berg (camera). We bring one camera and a tripod.\n\nAnna Lindgren",
        &[],
        Some(&papers),
    );
    stage.receive_press(&equipment).await;
    let complete = stage.last_to(ANNA).await;
    assert_eq!(complete.kind, "press-papers");
    assert!(
        complete.text.contains("Your file is complete"),
        "{}",
        complete.text
    );
    // One request on the list, however many letters it took.
    assert_eq!(stage.desk.store().press_list().await.unwrap().len(), 1);
    assert_eq!(stage.end_of(1).await.0, "press-queue");
}

#[tokio::test]
async fn rule_062_an_organiser_ticks_papers_that_came_by_hand() {
    let mut stage = stage().await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    let version = async |stage: &Stage| {
        let shown = stage.desk.store().show("1").await.unwrap().unwrap();
        let request = shown.request.unwrap();
        let missing = request.reasons.iter().find_map(|reason| match reason {
            Reason::PapersMissing(papers) => Some(papers.clone()),
            _ => None,
        });
        (request.version, missing.unwrap_or_default())
    };
    let (before, missing) = version(&stage).await;
    assert_eq!(missing, [Paper::Credential, Paper::Crew, Paper::Equipment]);
    for paper in missing {
        stage.desk.tick_paper(1, "Juan", (paper, true)).await.unwrap();
    }
    let (after, missing) = version(&stage).await;
    assert!(missing.is_empty() && after > before, "{missing:?}");
    stage.organise(1, &Act::AskPapers).await;
    let letter = stage.last_to(ANNA).await;
    assert!(letter.text.contains("Your file is complete"), "{}", letter.text);
    stage
        .desk
        .tick_paper(1, "Juan", (Paper::Credential, false))
        .await
        .unwrap();
    assert_eq!(version(&stage).await.1, [Paper::Credential]);
    let no_press = stage.desk.tick_paper(2, "Juan", (Paper::Crew, true)).await;
    assert!(matches!(no_press, Err(DeskError::UnknownRequest(_))));
}

#[tokio::test]
async fn rule_062_an_organiser_asks_for_papers_and_the_request_stays_on_the_list() {
    let mut stage = stage().await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    stage.organise(1, &Act::AskPapers).await;
    assert_eq!(stage.last_to(ANNA).await.kind, "press-papers");
    assert_eq!(stage.end_of(1).await.0, "press-queue");
}

#[tokio::test]
async fn rule_063_a_medium_has_a_limit_and_only_a_reason_goes_beyond_it() {
    let mut stage = stage().await;
    for (number, name, spelled) in [
        (1, "a", "Nordkurier"),
        (2, "b", "NORDKURIER"),
        (3, "c", "Nordkurier"),
    ] {
        let words = REQUEST
            .replace("Nordkurier", spelled)
            .replace("Anna Lindgren", &format!("{name}nna Lindgren"));
        let address = format!("{name}@nordkurier.example");
        stage
            .receive_press(&letter(
                &address,
                &format!("{number}@nordkurier.example"),
                &words,
                &[],
                None,
            ))
            .await;
    }
    let accredit = |because: Option<&str>| Act::Accredit {
        beyond_limit_because: because.map(str::to_owned),
    };
    stage.organise(1, &accredit(None)).await;
    stage.organise(2, &accredit(None)).await;
    let third = stage.desk.organise(3, "Elsa", &accredit(None)).await;
    assert!(
        matches!(
            third,
            Err(DeskError::Refused(ActRefused::MediumFull {
                accredited: 2,
                limit: 2,
                need: 1,
                ..
            }))
        ),
        "{third:?}"
    );
    stage
        .organise(3, &accredit(Some("the photographer of the pool")))
        .await;
    assert_eq!(
        stage.last_to("c@nordkurier.example").await.kind,
        "press-accredited"
    );
}

#[tokio::test]
async fn rule_064_acknowledged_at_once_and_told_where_when_and_with_what_the_badge_is_collected() {
    let mut stage = stage().await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    assert_eq!(stage.kinds_to(ANNA).await, ["press-receipt"]);
    let accredit = Act::Accredit {
        beyond_limit_because: None,
    };
    stage.organise(1, &accredit).await;
    let granted = stage.last_to(ANNA).await;
    assert_eq!(granted.kind, "press-accredited");
    for told in [
        "8:30",
        "Coolsingel 40",
        "passport or identity card",
        "strictly personal",
        "Anna Lindgren",
    ] {
        assert!(granted.text.contains(told), "{told}: {}", granted.text);
    }
}

#[tokio::test]
async fn a_press_letter_in_the_other_box_is_moved_and_answered_once() {
    let mut stage = stage().await;
    let raw = letter(ANNA, "1@nordkurier.example", REQUEST, &[], None);
    let raw = String::from_utf8(raw)
        .unwrap()
        .replace("fontanille@", "cristellys@");
    stage.receive(raw.as_bytes()).await;
    assert_eq!(stage.end_of(1).await.0, "press-queue");
    let told = stage.last_to(ANNA).await;
    assert_eq!(told.kind, "wrong-box");
    assert!(told.text.contains("a copy of your press card"), "{}", told.text);
    // The same request, now sent to the press office as well: it is the same request.
    let again = REQUEST.replace("I kindly ask", "As I wrote, I kindly ask");
    stage
        .receive_press(&letter(ANNA, "2@nordkurier.example", &again, &[], None))
        .await;
    assert_eq!(stage.desk.store().press_list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_registration_in_the_press_box_is_moved_and_answered_once() {
    let mut stage = stage().await;
    let words = String::from_utf8(JANE.raw()).unwrap();
    stage
        .receive_press(words.replace("cristellys@", "fontanille@").as_bytes())
        .await;
    assert_eq!(stage.end_of(1).await.0, "decided");
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    // The same letter in the box that it belongs to is the same registration.
    stage.receive(&JANE.raw_with("X-Mailer: another copy\n")).await;
    let kinds = stage.kinds_to(JANE.address).await;
    assert_eq!(kinds, ["confirmation"], "answered once, by those who decide it");
    let told = stage.last_to(JANE.address).await;
    assert!(told.text.contains("Juan Cristellys"), "{}", told.text);
}

#[tokio::test]
async fn a_refusal_names_what_else_is_possible_and_nobody_is_accredited() {
    let mut stage = stage().await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    let reason = Some("All places for the written press are taken.".to_owned());
    stage.organise(1, &Act::Refuse { reason }).await;
    let refused = stage.last_to(ANNA).await;
    assert_eq!(refused.kind, "press-refused");
    assert!(
        refused.text.contains("All places for the written press"),
        "{}",
        refused.text
    );
    assert!(
        refused.text.contains("answer your questions in writing"),
        "{}",
        refused.text
    );
    let list = stage.desk.store().press_list().await.unwrap();
    assert_eq!(list[0].file.state, PressState::Refused);
}

#[tokio::test]
async fn interviews_and_filming_are_followed_up() {
    let mut stage = stage().await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    let list = stage.desk.store().press_list().await.unwrap();
    let filming = list[0].wishes.iter().find(|wish| wish.wish == PressWish::Filming);
    assert_eq!(filming.map(|wish| wish.state), Some(WishState::Open));
    let arranged = Wish {
        wish: PressWish::Filming,
        state: WishState::Arranged,
        note: Some("9:15, left gallery".to_owned()),
    };
    let now = stage.now();
    assert!(
        stage
            .desk
            .store()
            .set_press_wish(1, &arranged, "Elsa", now)
            .await
            .unwrap()
    );
    let list = stage.desk.store().press_list().await.unwrap();
    assert!(list[0].wishes.contains(&arranged), "{:?}", list[0].wishes);
}

#[tokio::test]
async fn an_accreditation_can_be_taken_back_while_its_letter_waits() {
    let mut stage = stage().await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    let shown = stage.desk.store().show("1").await.unwrap().unwrap();
    let order = rsvpd::daemon::Order {
        user: "Elsa".to_owned(),
        act: Act::Accredit {
            beyond_limit_because: None,
        },
        version: shown.request.unwrap().version,
        words: None,
        undo_for: chrono::TimeDelta::minutes(2),
    };
    stage.desk.act(1, &order).await.unwrap();
    stage.desk.undo(1, "Elsa").await.unwrap();
    let list = stage.desk.store().press_list().await.unwrap();
    assert_eq!(list[0].file.state, PressState::Received);
    assert_eq!(stage.kinds_to(ANNA).await, ["press-receipt"]);
}

#[tokio::test]
async fn whoever_gives_an_accreditation_back_is_heard_by_a_person() {
    let mut stage = stage().await;
    stage
        .receive_press(&letter(ANNA, "1@nordkurier.example", REQUEST, &[], None))
        .await;
    let accredit = Act::Accredit {
        beyond_limit_because: None,
    };
    stage.organise(1, &accredit).await;
    let granted = stage.last_to(ANNA).await;
    assert_eq!(granted.kind, "press-accredited");
    let words = "Dear Ms Fontanille,\n\nunfortunately I can no longer attend. Please cancel my accreditation.\n\n\
                 Kind regards,\nAnna Lindgren";
    let back = letter(ANNA, "2@nordkurier.example", words, &[], Some(&granted));
    stage.receive_press(&back).await;
    assert_eq!(stage.end_of(2).await.0, "review", "{:?}", stage.end_of(2).await);
    assert_eq!(stage.last_to(ANNA).await.kind, "receipt");
}
