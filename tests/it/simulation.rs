//! Random years of an event against the real desk: whatever happens, in whatever order, nobody is lost, overbooked or answered twice.
//!
//! Each year is made from a seed: `tests/seeds 1 7` replays the seventh and tells all that happens, `tests/seeds 5000` runs so
//! many. Only what happens at the same moment, after the year itself, may come in another order the next time.

use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use watch::Step;
use world::{World, empty_database};

mod acts;
mod answers;
mod console;
mod death;
mod end;
mod found;
mod line;
mod mail;
mod organisers;
mod press;
mod rings;
mod sheet;
mod slips;
mod together;
mod visits;
mod watch;
mod wishes;
mod world;
mod writers;

/// Years in a run of all tests, always the same ones.
const YEARS: u64 = 1250;

/// Things that happen in a year.
const STEPS: usize = 120;

/// Years that go wrong before it is enough.
const FAILURES_MAX: usize = 20;

/// What must have happened in some year, or the simulation does not show what it says.
const HAPPENS: [&str; 82] = [
    "Decided Fits",
    "Decided Full",
    "Decided OfferAccepted",
    "Decided OfferAcceptedInPart",
    "Decided OfferDeclined",
    "Decided AcceptedTooLate",
    "Decided Withdrawn",
    "Decided Swapped",
    "Decided Changed",
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
    "died at an organiser's act",
    "undo Done",
    "organiser too late",
    "organiser Accredit",
    "organiser Answer",
    "organiser AskBack",
    "organiser AskPapers",
    "organiser Cancel",
    "organiser CheckIn",
    "organiser CheckInAll",
    "organiser CheckOut",
    "organiser Confirm",
    "organiser Correction",
    "organiser Enter",
    "organiser Merge",
    "organiser PassOn",
    "organiser Rank",
    "organiser Refuse",
    "organiser ReleaseUnnamed",
    "organiser Reopen",
    "organiser Resend",
    "organiser Revive",
    "organiser SetAside",
    "organiser Split",
    "organiser Tick",
    "organiser Waitlist",
    "in bulk AskBack",
    "in bulk Cancel",
    "in bulk Confirm",
    "in bulk Refuse",
    "in bulk SetAside",
    "in bulk Waitlist",
    "in bulk skipped Changed",
    "in bulk skipped Refused",
    "taken back of a batch",
    "seats set",
    "promoted as seats are set",
    "rests intake",
    "rests promotion",
    "rests sending",
    "reply arrived",
    "reply kept back",
    "released held",
    "released uncertain",
    "released refused",
    "remarks",
    "breaker closed",
    "mail server: Uncertain(\"told so\")",
    "answers at the last minute",
    "reply names-missing",
    "writes RegisterUnnamed",
    "answers Names",
    "only one of an offer",
    "an offer is given back",
    "slip Done",
    "slip SeatsGone",
    "wishes 2 visits",
    "two would change",
    "changed in a ring",
    "capacity lowered",
    "at once",
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
    for _ in 0..4 {
        world.all_at_once().await;
        world.check(Step::Override).await;
        world.settle_down().await;
        world.check(Step::Usual).await;
    }
    world.check_the_end().await;
    if loud {
        println!("{}", world.log.join("\n"));
    }
    world.tally
}

/// How often what happened, and what went wrong in which year.
#[derive(Default)]
struct Report {
    tally: BTreeMap<String, u32>,
    failures: Vec<String>,
}

fn run(seeds: std::ops::Range<u64>, loud: bool) -> Report {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let empty = runtime().block_on(empty_database());
    let (next, report) = (AtomicU64::new(seeds.start), Mutex::new(Report::default()));
    // A year waits for its database as often as it works.
    let years_at_once = 2 * std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..years_at_once {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end || report.lock().unwrap().failures.len() >= FAILURES_MAX {
                        return;
                    }
                    let done = catch_unwind(|| runtime().block_on(year(seed, &empty, loud)));
                    let mut report = report.lock().unwrap();
                    match done {
                        Ok(tally) => {
                            for (what, count) in tally {
                                *report.tally.entry(what).or_default() += count;
                            }
                        }
                        Err(why) => {
                            let why = why.downcast_ref::<String>().cloned();
                            let why = why.unwrap_or_else(|| "no reason was told".to_owned());
                            let line = why.lines().next().unwrap_or_default();
                            report.failures.push(format!("seed {seed}: {line}"));
                        }
                    }
                }
            });
        }
    });
    report.into_inner().unwrap()
}

#[test]
fn rule_001_014_random_years_of_an_event_lose_nobody_overbook_nothing_and_answer_everybody_once() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().unwrap());
    let one = number("RSVPD_SIMULATION_SEED");
    let from = one.or_else(|| number("RSVPD_SIMULATION_FROM")).unwrap_or(0);
    let years = match one {
        Some(_) => 1,
        None => number("RSVPD_SIMULATION_YEARS").unwrap_or(YEARS),
    };
    let report = run(from..from + years, one.is_some());
    for (what, count) in &report.tally {
        println!("{count:6} {what}");
    }
    assert!(
        report.failures.is_empty(),
        "of {years} years these went wrong; `tests/seeds 1 SEED` replays one and tells all that happened\n{}",
        report.failures.join("\n")
    );
    // In a few years not everything happens.
    for what in HAPPENS.into_iter().filter(|_| years >= YEARS) {
        assert!(
            report.tally.get(what).is_some_and(|count| *count > 0),
            "in {years} years this never happened: {what}"
        );
    }
}
