//! The console's lists: the same rows and places whether a search narrows them or not, page by page.

use super::Stage;
use super::sample::{at, decided, keep, mail, move_of, reply, seats, settle};
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::store::views::{Filter, Is, Page, Sums, Term};
use sqlx::{AnyPool, Row};
use std::collections::BTreeMap;

/// A search that everything fits.
fn everything() -> Filter {
    Filter {
        terms: vec![Term {
            not: true,
            is: Is::Language(vec!["xx".to_owned()]),
        }],
    }
}

pub async fn rule_012_a_list_has_the_same_rows_and_places_narrowed_or_not(stage: &Stage) {
    let store = &stage.store;
    let mails: Vec<_> = (1..=5).map(|uid| mail(uid, &format!("letter {uid}"))).collect();
    keep(store, &mails).await;
    let letters = [
        decided(1, &["Ada", "Bo"], State::Waiting),
        decided(2, &["Cy"], State::Confirmed),
        decided(3, &["Di"], State::Waiting),
        decided(4, &["Ed", "Fay"], State::Confirmed),
        decided(5, &["Gil"], State::Waiting),
    ];
    settle(store, &letters).await;
    // Who came later goes first.
    let by = ("ana", "comes from far away");
    store
        .set_priority((5, Session::Morning), 1, by, at(300))
        .await
        .expect("ranked");
    for newest_first in [false, true] {
        for offset in 0..4 {
            let page = Page {
                offset,
                limit: 2,
                newest_first,
            };
            let (none, all) = (Filter::default(), everything());
            let (plain, narrowed) = (
                store
                    .waiting_list(Session::Morning, &none, page)
                    .await
                    .expect("a list"),
                store
                    .waiting_list(Session::Morning, &all, page)
                    .await
                    .expect("a list"),
            );
            assert_eq!(plain, narrowed, "waiting, {page:?}");
            let (plain, narrowed) = (
                store.guests(&none, page).await.expect("a list"),
                store.guests(&all, page).await.expect("a list"),
            );
            assert_eq!(plain, narrowed, "guests, {page:?}");
            for outcome in [None, Some("decided")] {
                let (plain, narrowed) = (
                    store.requests(outcome, &none, page).await.expect("a list"),
                    store.requests(outcome, &all, page).await.expect("a list"),
                );
                assert_eq!(plain, narrowed, "{outcome:?}, {page:?}");
            }
            let (plain, narrowed) = (
                store.outbox(None, &none, page).await.expect("a list"),
                store.outbox(None, &all, page).await.expect("a list"),
            );
            assert_eq!(plain, narrowed, "outbox, {page:?}");
        }
    }
    let page = Page {
        offset: 0,
        limit: 9,
        newest_first: false,
    };
    let line = store
        .waiting_list(Session::Morning, &Filter::default(), page)
        .await
        .expect("a list");
    let order: Vec<_> = line.rows.iter().map(|row| (row.place, row.party)).collect();
    assert_eq!(order, [(1, 5), (2, 1), (3, 3)]);
    // Whoever a search leaves out keeps a place.
    let pool = pool(stage).await;
    run(&pool, "UPDATE requests SET language = 'it' WHERE message = 1").await;
    let not_italian = Filter {
        terms: vec![Term {
            not: true,
            is: Is::Language(vec!["it".to_owned()]),
        }],
    };
    for newest_first in [false, true] {
        let page = Page { newest_first, ..page };
        let line = store.waiting_list(Session::Morning, &not_italian, page).await;
        let line = line.expect("a list");
        let mut order: Vec<_> = line.rows.iter().map(|row| (row.place, row.party)).collect();
        order.sort_unstable();
        assert_eq!((line.total, order), (2, vec![(1, 5), (3, 3)]));
    }
    assert_eq!(store.held(Session::Morning).await.expect("counted"), 3);
    let sums = Sums {
        outbox: 5,
        messages: 5,
        ..Sums::default()
    };
    assert_eq!(store.sums().await.expect("counted"), sums);
}

pub async fn rule_052_what_changed_since_the_last_search_is_found_by_the_next(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    settle(store, &[decided(1, &["Yaël Ben-David"], State::Confirmed)]).await;
    let finds = async |word: &str| {
        store.fold_for_search().await.expect("folded");
        let filter = Filter {
            terms: vec![Term {
                not: false,
                is: Is::Word(word.to_owned()),
            }],
        };
        store.parties_in("messages", "", &filter, 9).await.expect("found")
    };
    assert_eq!(finds("yael").await, [1]);
    settle(store, &[decided(2, &["Gönül Hacıömeroğlu"], State::Confirmed)]).await;
    assert_eq!(finds("haciomer").await, [2]);
    assert_eq!(finds("David").await, [1], "a part after a hyphen");
    assert_eq!(finds("meroglu").await, [2], "within a word, where none begins so");
    assert_eq!(finds("ulu").await, Vec::<i64>::new(), "within no word");
    for odd in ["mero_lu", "m%lu", "mero\\lu", "en\"dav"] {
        assert_eq!(finds(odd).await, Vec::<i64>::new(), "{odd} stands for itself");
    }
    assert_eq!(finds("glu").await, [2], "three characters");
    assert_eq!(finds("gl").await, [2], "and two");
    assert_eq!(
        store.fold_for_search().await.expect("folded"),
        0,
        "nothing is left to do"
    );
}

pub async fn the_overview_is_what_counting_from_the_beginning_gives(stage: &Stage) {
    let store = &stage.store;
    let pool = pool(stage).await;
    let mails: Vec<_> = (1..=4).map(|uid| mail(uid, &format!("letter {uid}"))).collect();
    keep(store, &mails).await;
    let mut both = decided(3, &["Di", "Ed"], State::Confirmed);
    for person in &mut both.decision.persons {
        person.places.push((Session::Afternoon, State::Waiting));
    }
    let letters = [
        decided(1, &["Ada", "Bo"], State::Waiting),
        decided(2, &["Cy"], State::Confirmed),
        both,
        decided(4, &["Fay"], State::Offered),
    ];
    settle(store, &letters[..3]).await;
    assert_eq!(as_counted(store, &pool).await.seated, 3);
    // What organisers correct, on either side of a seat.
    for sql in [
        "UPDATE persons SET country = 'FR', diet = '[\"vegan\"]', interpretation = 'fr' WHERE party < 3",
        "UPDATE persons SET country = 'IT', access = '[\"wheelchair\"]' WHERE party > 1",
        "UPDATE persons SET interpretation = 'it' WHERE party = 3 AND position = 0",
        "UPDATE requests SET language = 'it' WHERE message = 3",
        "UPDATE requests SET outcome = 'ignored' WHERE message = 2",
        "UPDATE requests SET outcome = 'review' WHERE message = 2",
    ] {
        run(&pool, sql).await;
        as_counted(store, &pool).await;
    }
    for (id, from, to) in [
        (3, State::Confirmed, State::Cancelled),
        (1, State::Waiting, State::Confirmed),
    ] {
        let mut mover = move_of(id, (id, 0), from, to);
        mover.reply = Some(reply(id, 2));
        let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
        settling.settle(&[mover.again(1)]).await.expect("moved");
        settling.commit().await.expect("and that is fact");
        as_counted(store, &pool).await;
    }
    let press = "INSERT INTO press (request, outlet, media, press_card, wishes, state) \
                 VALUES (1, 'RTM', NULL, NULL, '[]', 'received')";
    for sql in [
        press,
        "UPDATE press SET state = 'accredited', media = 'radio'",
        "UPDATE persons SET country = NULL, interpretation = NULL, diet = '[]', access = '[]' WHERE party = 1",
        "DELETE FROM registrations WHERE party = 3 AND position = 1",
    ] {
        run(&pool, sql).await;
        as_counted(store, &pool).await;
    }
    let last = as_counted(store, &pool).await;
    assert_eq!(last.seated, 2, "Ada who came from the list, and Cy");
    assert_eq!(last.countries["IT"], 1);
}

pub async fn rule_058_counts_outlive_those_who_are_forgotten(stage: &Stage) {
    let store = &stage.store;
    let pool = pool(stage).await;
    let mails: Vec<_> = (1..=4).map(|uid| mail(uid, &format!("letter {uid}"))).collect();
    keep(store, &mails).await;
    let letters = [
        decided(1, &["Ada", "Bo"], State::Confirmed),
        decided(2, &["Cy"], State::Confirmed),
        decided(3, &["Di"], State::Waiting),
    ];
    settle(store, &letters).await;
    for sql in [
        "UPDATE persons SET country = 'IT', diet = '[\"vegan\"]', access = '[\"wheelchair\"]', interpretation = 'it' \
         WHERE party = 1",
        "UPDATE persons SET country = 'FR', interpretation = 'fr' WHERE party > 1",
        "INSERT INTO press (request, outlet, media, press_card, wishes, state) \
         VALUES (2, 'RTM', 'radio', NULL, '[]', 'accredited')",
    ] {
        run(&pool, sql).await;
    }
    let before = as_counted(store, &pool).await;
    assert_eq!(
        (before.seated, before.countries["IT"], before.diet["vegan"]),
        (3, 2, 2)
    );
    assert_eq!(before.press.len(), 1);
    let overview = async || store.overview().await.expect("counted");
    for time in 1..=2 {
        store.purge(at(1_000), at(1_000 + time)).await.expect("erased");
        assert_eq!(overview().await, before, "time {time}");
    }
    // Nothing tells any longer which country and which needs were the same person's.
    let together = "SELECT COUNT(*) FROM tallies WHERE what = 'person' AND number > 0";
    let together: i64 = sqlx::query_scalar(together)
        .fetch_one(&pool)
        .await
        .expect("counted");
    assert_eq!(together, 0);
    let known = "SELECT COUNT(*) FROM persons WHERE COALESCE(name, country, interpretation) IS NOT NULL";
    let known: i64 = sqlx::query_scalar(known).fetch_one(&pool).await.expect("counted");
    assert_eq!(known, 0);
    // What is done with the places later changes no number of theirs, and who comes is counted as ever.
    run(
        &pool,
        "UPDATE registrations SET state = 'no-show' WHERE party = 1",
    )
    .await;
    let after = overview().await;
    assert_eq!(
        (after.seated, &after.countries, &after.diet),
        (3, &before.countries, &before.diet)
    );
    settle(store, &[decided(4, &["Eve"], State::Confirmed)]).await;
    assert_eq!(overview().await.seated, 4);
}

/// The overview, having compared it with what is counted anew.
async fn as_counted(store: &rsvpd::store::Store, pool: &AnyPool) -> rsvpd::store::views::Overview {
    let shown = store.overview().await.expect("counted");
    let seated = "FROM persons p WHERE EXISTS (SELECT 1 FROM registrations r WHERE r.party = p.party \
                  AND r.position = p.position AND r.state IN ('offered', 'confirmed', 'attended'))";
    let counted = async |sql: String| -> BTreeMap<String, u32> {
        let found = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_all(pool)
            .await
            .expect("an answer");
        let number = |row: &sqlx::any::AnyRow| u32::try_from(row.get::<i64, _>(1)).expect("a number");
        found.iter().map(|row| (row.get(0), number(row))).collect()
    };
    let countries = format!("SELECT COALESCE(p.country, ''), COUNT(*) {seated} GROUP BY 1");
    assert_eq!(shown.countries, counted(countries).await);
    let vegan = format!("SELECT 'vegan', COUNT(*) {seated} AND p.diet LIKE '%vegan%'");
    let vegans = shown.diet.get("vegan").copied().unwrap_or_default();
    assert_eq!(vegans, counted(vegan).await["vegan"]);
    let wheelchair = format!("SELECT 'wheelchair', COUNT(*) {seated} AND p.access LIKE '%wheelchair%'");
    let wheelchairs = shown.access.get("wheelchair").copied().unwrap_or_default();
    assert_eq!(wheelchairs, counted(wheelchair).await["wheelchair"]);
    let languages = "SELECT language, COUNT(*) FROM requests WHERE outcome <> 'ignored' GROUP BY language";
    assert_eq!(shown.languages, counted(languages.to_owned()).await);
    let booths = "SELECT p.interpretation || ' ' || r.session || ' ' || r.state, COUNT(*) FROM persons p \
                  JOIN registrations r ON r.party = p.party AND r.position = p.position \
                  WHERE p.interpretation IS NOT NULL \
                  AND r.state IN ('waiting', 'offered', 'confirmed', 'attended') GROUP BY 1";
    let by_name = |((spoken, session, state), number): (&(String, Session, State), &u32)| {
        (format!("{spoken} {} {}", session.id(), state.name()), *number)
    };
    let shown_booths: BTreeMap<String, u32> = shown.booths.iter().map(by_name).collect();
    assert_eq!(shown_booths, counted(booths.to_owned()).await);
    let press = "SELECT state || ' ' || COALESCE(media, ''), COUNT(*) FROM press GROUP BY 1";
    let by_name = |((state, media), number): (&(String, String), &u32)| (format!("{state} {media}"), *number);
    let shown_press: BTreeMap<String, u32> = shown.press.iter().map(by_name).collect();
    assert_eq!(shown_press, counted(press.to_owned()).await);
    assert_eq!(
        shown.arrivals.values().sum::<u32>(),
        store.sums().await.expect("sums").messages
    );
    let line = "SELECT session, CAST(SUM(persons) AS BIGINT) FROM line GROUP BY session";
    let places = "SELECT session, COUNT(*) FROM registrations WHERE state = 'waiting' GROUP BY session";
    assert_eq!(
        counted(line.to_owned()).await,
        counted(places.to_owned()).await,
        "who waits"
    );
    let joined = "SELECT session || ' ' || ahead || ' ' || hour || ' ' || language, parties FROM line_hours";
    let each = "SELECT session || ' ' || ahead || ' ' || SUBSTR(since, 1, 13) || ' ' || language, COUNT(*) \
                FROM line GROUP BY 1";
    assert_eq!(
        counted(joined.to_owned()).await,
        counted(each.to_owned()).await,
        "who joined in which hour"
    );
    shown
}

async fn pool(stage: &Stage) -> AnyPool {
    AnyPool::connect(&stage.url).await.expect("the database opens")
}

/// Writes as no part of the program does, so that each counter is met by itself.
async fn run(pool: &AnyPool, sql: &'static str) {
    sqlx::query(sql).execute(pool).await.expect("written");
}

pub async fn the_seats_that_are_shown_are_those_that_are_counted(stage: &Stage) {
    let store = &stage.store;
    let mails: Vec<_> = (1..=3).map(|uid| mail(uid, &format!("letter {uid}"))).collect();
    keep(store, &mails).await;
    let mut both = decided(3, &["Di", "Ed"], State::Confirmed);
    for person in &mut both.decision.persons {
        person.places.push((Session::Afternoon, State::Confirmed));
    }
    let waits = decided(1, &["Ada", "Bo"], State::Waiting);
    settle(store, &[waits, decided(2, &["Cy"], State::Confirmed), both]).await;
    let alike = async |when: &str| {
        let shown = store.seats(&seats(100)).await.expect("shown");
        let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
        assert_eq!(shown, settling.seats().await.expect("counted"), "{when}");
        let morning = shown.sessions[&Session::Morning];
        (shown.persons, morning.confirmed, morning.waiting)
    };
    assert_eq!(alike("after letters").await, (3, 3, 2));
    // Who leaves one of two sessions still comes; who is taken from the list comes, too.
    for (id, from, to) in [
        (3, State::Confirmed, State::Cancelled),
        (1, State::Waiting, State::Confirmed),
    ] {
        let mut mover = move_of(id, (id, 0), from, to);
        mover.reply = Some(reply(id, 2));
        let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
        settling.settle(&[mover.again(1)]).await.expect("moved");
        assert_ne!(settling.seats().await.expect("counted").persons, 0);
        drop(settling);
        assert_eq!(alike("after a crash").await.0, 3, "nothing was committed");
        let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
        settling.settle(&[mover.again(1)]).await.expect("moved");
        settling.commit().await.expect("and that is fact");
        alike("after a move").await;
    }
    assert_eq!(alike("after moves").await, (4, 3, 1));
}
