//! What the store promises, on SQLite and on PostgreSQL alike.

use crate::support::postgres::Postgres;
use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use rsvpd::store::Store;
use sample::EVENT;
use std::panic::AssertUnwindSafe;

mod desk;
mod following;
mod keeping;
mod lists;
mod remarks;
mod sample;
mod sending;
mod settling;
mod visits;

/// A place where a story is played.
pub struct Stage {
    pub store: Store,
    pub url: String,
}

impl Stage {
    async fn at(url: String) -> Self {
        let store = Store::connect(&url).await.expect("the database opens");
        store.migrate(EVENT, &[7; 32]).await.expect("the tables are made");
        Self { store, url }
    }

    /// The same database, as another process (or the next start) sees it.
    pub async fn another(&self) -> Store {
        Store::connect(&self.url).await.expect("the database opens again")
    }
}

/// Each story becomes a test on SQLite; one test tells them all on one PostgreSQL, each in a database of its own.
macro_rules! stories {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        mod on_sqlite {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let folder = tempfile::tempdir().expect("a folder");
                    let url = format!("sqlite:{}", folder.path().join("desk.db").display());
                    $module::$name(&Stage::at(url).await).await;
                }
            )+
        }

        const STORIES: &[(&str, fn(&Stage) -> BoxFuture<'_, ()>)] =
            &[$((stringify!($name), |stage| $module::$name(stage).boxed())),+];
    };
}

stories![
    keeping::rule_011_a_message_is_kept_once,
    keeping::rule_001_uids_given_out_anew_bring_nothing_twice,
    keeping::rule_077_a_letter_to_both_mailboxes_is_handled_once,
    keeping::rule_042_two_letters_under_one_message_id_are_both_kept,
    keeping::rule_014_messages_without_a_body_stand_each_for_themselves,
    keeping::rule_012_marks_that_were_not_confirmed_are_remembered,
    keeping::rule_028_what_is_passed_over_stays_passed_over,
    keeping::files_are_known_by_their_names,
    keeping::rule_015_a_message_that_always_fails_goes_into_quarantine,
    keeping::rule_100_the_pipeline_takes_the_oldest_first,
    settling::a_letter_becomes_a_request_with_its_places,
    settling::rule_087_a_crash_before_the_commit_leaves_nothing_behind,
    settling::rule_001_more_persons_than_seats_are_never_committed,
    settling::rule_099_the_last_seat_goes_to_one_of_two,
    settling::i2_a_decision_has_one_answer,
    settling::rule_035_a_decision_on_an_old_picture_is_turned_down,
    settling::rule_005_a_second_cancellation_changes_nothing,
    settling::i10_who_comes_back_waits_at_the_end,
    settling::i7_an_offer_has_a_deadline,
    settling::a_batch_sees_its_own_letters,
    visits::rule_031_nobody_holds_two_visits,
    visits::rule_099_the_last_seat_of_a_visit_goes_to_one_of_two,
    sending::a_reply_leaves_once,
    sending::rule_087_after_a_crash_nothing_is_sent_twice,
    sending::rule_088_an_unknown_outcome_waits_for_a_person,
    sending::rule_093_a_reply_that_was_not_handed_over_keeps_its_tries,
    sending::rule_092_what_a_person_lets_leave_is_told_apart,
    sending::rule_069_a_reply_that_came_back_is_marked,
    sending::rule_069_a_reply_that_is_held_and_had_left_is_marked_when_it_comes_back,
    sending::rule_046_a_draft_leaves_when_a_person_says_so,
    sending::rule_076_counters_and_breakers_survive_a_restart,
    sending::rule_076_replies_held_by_the_breaker_leave_when_a_person_closes_it,
    desk::rule_032_one_daemon_watches_a_mailbox,
    desk::the_tables_are_made_once_and_belong_to_one_event,
    desk::rule_103_every_message_has_one_end,
    desk::a_letter_is_shown_with_all_that_came_of_it,
    desk::rule_104_a_party_that_left_can_be_forgotten,
    following::rule_062_a_press_request_is_followed_up,
    following::who_is_reminded_of_the_event_and_told_of_its_changes_is_found_once,
    following::rule_058_an_address_is_forgotten_once_its_letter_has_left_and_all_after_their_term,
    following::rule_050_letters_to_the_organisers_wait_until_they_have_left,
    following::rule_102_a_lost_mailbox_is_remembered_until_its_end_was_told,
    lists::rule_012_a_list_has_the_same_rows_and_places_narrowed_or_not,
    lists::the_seats_that_are_shown_are_those_that_are_counted,
    lists::the_overview_is_what_counting_from_the_beginning_gives,
    lists::rule_058_counts_outlive_those_who_are_forgotten,
    lists::rule_052_what_changed_since_the_last_search_is_found_by_the_next,
    remarks::rule_056_notes_and_tags_are_kept_searched_and_forgotten,
    remarks::rule_031_032_who_may_be_the_same_is_found_by_name_and_by_sender,
    remarks::rule_042_an_entry_by_hand_is_kept_and_settled_at_once,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_all_of_it_holds_as_well() {
    let Some(server) = Postgres::start() else { return };
    let told = STORIES.iter().enumerate().map(async |(number, (name, story))| {
        let stage = Stage::at(server.database(&format!("story_{number}"))).await;
        let told = AssertUnwindSafe(story(&stage)).catch_unwind().await;
        stage.store.close().await;
        told.err().map(|_| *name)
    });
    let failed: Vec<&str> = join_all(told).await.into_iter().flatten().collect();
    assert!(failed.is_empty(), "not true on PostgreSQL: {failed:?}");
}
