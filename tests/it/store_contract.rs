//! What the store promises, on SQLite and on PostgreSQL alike.

use crate::support::postgres::Postgres;
use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use rsvpd::store::Store;
use sample::EVENT;
use std::panic::AssertUnwindSafe;

mod keeping;
mod sample;
mod sending;
mod settling;

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
    settling::a_letter_becomes_a_request_with_its_places,
    sending::a_reply_leaves_once,
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
