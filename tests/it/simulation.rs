//! Random years of an event against the real desk: whatever happens, in whatever order, nobody is lost, overbooked or answered twice.
//!
//! Each year is made from a seed. `RSVPD_SIMULATION_SEED=7 cargo test --test it simulation -- --nocapture` replays one
//! and tells all that happens; `RSVPD_SIMULATION_YEARS=5000` runs more of them.

use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use watch::Step;
use world::{World, empty_database};

mod acts;
mod found;
mod mail;
mod watch;
mod world;
mod writers;

/// Years in a run of all tests.
const YEARS: u64 = 60;

/// Things that happen in a year.
const STEPS: usize = 120;

/// What must have happened in some year, or the simulation does not show what it says.
const HAPPENS: [&str; 21] = [
    "Decided Fits",
    "Decided Full",
    "Decided OfferAccepted",
    "Decided OfferDeclined",
    "Decided AcceptedTooLate",
    "Decided Withdrawn",
    "Decided Swapped",
    "Merged AlreadyRegistered",
    "Review MaybeDuplicate",
    "Ignored Automatic",
    "Ignored Bounce",
    "PressQueue Press",
    "AskedBack NotProven",
    "reply offer",
    "reply offer-expired",
    "reply promotion",
    "died at Take",
    "died at Settle",
    "died at Deliver",
    "undo Done",
    "organiser too late",
];

async fn year(seed: u64, empty: &[u8], loud: bool) -> BTreeMap<String, u32> {
    let mut world = World::new(seed, empty).await;
    for _ in 0..STEPS {
        let step = world.step().await;
        world.check(step).await;
    }
    // The event is over: what is left is settled, and what can leave leaves.
    let end = world.config.event.ends() - TimeDelta::hours(1);
    world.clock.set(world.now().max(end));
    world.settle_down().await;
    world.check(Step::Usual).await;
    for _ in 0..16 {
        world.clock.set(world.now() + TimeDelta::days(2));
        world.settle_down().await;
        world.check(Step::Usual).await;
    }
    world.check_the_end().await;
    if loud {
        println!("{}", world.log.join("\n"));
    }
    world.tally
}

fn run(seeds: std::ops::Range<u64>, loud: bool) -> BTreeMap<String, u32> {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let empty = runtime().block_on(empty_database());
    let (next, total) = (AtomicU64::new(seeds.start), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end {
                        return;
                    }
                    let tally = runtime().block_on(year(seed, &empty, loud));
                    let mut total = total.lock().unwrap();
                    for (what, count) in tally {
                        *total.entry(what).or_default() += count;
                    }
                }
            });
        }
    });
    total.into_inner().unwrap()
}

#[test]
fn rule_001_014_random_years_of_an_event_lose_nobody_overbook_nothing_and_answer_everybody_once() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().unwrap());
    if let Some(seed) = number("RSVPD_SIMULATION_SEED") {
        run(seed..seed + 1, true);
        return;
    }
    let years = number("RSVPD_SIMULATION_YEARS").unwrap_or(YEARS);
    let tally = run(0..years, false);
    for (what, count) in &tally {
        println!("{count:6} {what}");
    }
    for what in HAPPENS {
        assert!(
            tally.get(what).is_some_and(|count| *count > 0),
            "in {years} years this never happened: {what}"
        );
    }
}
