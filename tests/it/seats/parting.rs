//! A party that is parted in two: the same seats and ranks under two references.

use super::*;

#[tokio::test]
async fn a_party_is_parted_with_its_seats_ranks_and_answers() {
    let mut stage = after(4, PromotionPolicy::Confirm, &[&JANE, &GROUP, &CLAIRE]).await;
    let before = stage.seats().await;
    assert_eq!(morning(&stage, 2).await, [Confirmed; 3]);
    let letters = stage.replies_to(GROUP.address).await.len();
    let stands = async |stage: &Stage, party: i64| {
        stage
            .desk
            .store()
            .show(&party.to_string())
            .await
            .unwrap()
            .unwrap()
    };
    let version = stands(&stage, 2).await.request.unwrap().version;
    for wrong in [&[][..], &[0, 1, 2], &[7]] {
        let why = refused(stage.desk.split((2, version, "Juan"), wrong).await);
        assert_eq!(
            why,
            ActRefused::NothingToDecide,
            "somebody goes and somebody stays"
        );
    }
    let outdated = stage.desk.split((2, version - 1, "Juan"), &[1]).await;
    assert!(outdated.unwrap_err().to_string().contains("changed"));

    let party = stage.desk.split((2, version, "Juan"), &[1, 2]).await.unwrap();
    stage.round().await;
    assert_eq!(stage.seats().await, before, "no seat more, none less");
    assert_eq!(morning(&stage, 2).await, [Confirmed, Replaced, Replaced]);
    assert_eq!(morning(&stage, party).await, [Confirmed, Confirmed]);
    let (old, new) = (stands(&stage, 2).await, stands(&stage, party).await);
    let names: Vec<_> = new
        .persons
        .iter()
        .map(|person| person.name.clone().unwrap())
        .collect();
    assert_eq!(names, ["Peter Braun", "Julia Roth"]);
    assert_eq!(new.persons[0].places[0].since, old.persons[1].places[0].since);
    assert_eq!(
        stage.replies_to(GROUP.address).await.len(),
        letters,
        "nobody is written to"
    );
    let told = |dossier: &rsvpd::store::views::Dossier, what: &str| {
        dossier.journal.iter().any(|entry| entry.what == what)
    };
    assert!(told(&old, "split") && told(&new, "split-off"));

    // Each goes its own way, and is answered where the letter came from.
    stage
        .organise(
            party,
            &Act::Cancel {
                positions: vec![0, 1],
            },
        )
        .await;
    assert_eq!(morning(&stage, 2).await, [Confirmed, Replaced, Replaced]);
    let gone = stage.last_to(GROUP.address).await;
    assert_eq!(gone.kind, "cancellation-noted");
    assert!(gone.text.contains("Peter Braun"), "{}", gone.text);
    assert_eq!(
        morning(&stage, 3).await,
        [Confirmed],
        "freed seats go to whoever waits"
    );
}

#[tokio::test]
async fn whoever_waits_keeps_the_rank_of_the_first_letter_when_parted() {
    let stage = after(1, PromotionPolicy::Confirm, &[&JANE, &GROUP, &CLAIRE]).await;
    assert_eq!(morning(&stage, 2).await, [Waiting; 3]);
    let version = stage
        .desk
        .store()
        .show("2")
        .await
        .unwrap()
        .unwrap()
        .request
        .unwrap()
        .version;
    let party = stage.desk.split((2, version, "Juan"), &[0]).await.unwrap();
    let page = Page {
        offset: 0,
        limit: 9,
        newest_first: false,
    };
    let line = stage
        .desk
        .store()
        .waiting_list(Session::Morning, &Filter::default(), page)
        .await
        .unwrap();
    let order: Vec<i64> = line.rows.iter().map(|row| row.party).collect();
    assert_eq!(order, [2, party, 3], "who wrote later does not go first");
}
