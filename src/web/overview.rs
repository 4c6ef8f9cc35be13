//! The overview: the whole event in numbers on one page, which follows every change while it is open.

mod chart;

use super::access::Visitor;
use super::problem::Problem;
use super::{Console, pages};
use crate::store::views::Overview;
use axum::extract::State;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use minijinja::context;
use minijinja::value::Value;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How often an open overview looks whether something changed; one small query each.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The numbers as they were last counted, and the mark of the store at that moment.
#[derive(Debug, Default)]
pub(super) struct Counted(Mutex<Option<(Vec<i64>, Arc<Overview>)>>);

/// `/overview`.
pub(super) async fn page(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    let (_, numbers) = console.counted().current(&console).await?;
    let values = context! { section => "overview", ..values(&console, &visitor, &numbers) };
    pages::page(&console, &visitor, "overview.html", values).await
}

/// `/overview/stream`: the numbers again after every change, as server-sent events (WHATWG HTML, 9.2).
pub(super) async fn stream(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    let closing = console.closing();
    let changes = stream::unfold(Follower::new(console, visitor), Follower::next);
    let events = changes
        .take_until(closing.cancelled_owned())
        .map(|html| Ok::<_, Infallible>(Message::default().event("overview").data(html)));
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

/// One page that is open.
struct Follower {
    console: Console,
    visitor: Visitor,
    seen: Option<Vec<i64>>,
}

impl Follower {
    fn new(console: Console, visitor: Visitor) -> Self {
        Self {
            console,
            visitor,
            seen: None,
        }
    }

    /// Waits for a change, and gives the page's new middle; ends when its reader is signed out.
    async fn next(mut self) -> Option<(String, Self)> {
        loop {
            match self.look().await {
                Ok(Some(html)) => return Some((html, self)),
                Ok(None) => tokio::time::sleep(LOOK_EVERY).await,
                Err(_) => return None,
            }
        }
    }

    async fn look(&mut self) -> Result<Option<String>, Problem> {
        let desk = self.console.desk();
        let mark = desk.store().mark().await?;
        if self.seen.as_ref() == Some(&mark) {
            return Ok(None);
        }
        let now = desk.clock().now();
        if desk
            .store()
            .signed_in(&self.visitor.token_hash, now)
            .await?
            .is_none()
        {
            return Err(Problem::SignIn("/overview".to_owned()));
        }
        let (mark, numbers) = self.console.counted().current(&self.console).await?;
        self.seen = Some(mark);
        let values = values(&self.console, &self.visitor, &numbers);
        pages::text_of_part(&self.console, &self.visitor, "_overview.html", values).map(Some)
    }
}

impl Counted {
    /// The numbers as they stand; counted once for everybody who looks, and again only after a change.
    async fn current(&self, console: &Console) -> Result<(Vec<i64>, Arc<Overview>), Problem> {
        let mut last = self.0.lock().await;
        let store = console.desk().store();
        let mark = store.mark().await?;
        if let Some((counted_at, numbers)) = last.as_ref()
            && *counted_at == mark
        {
            return Ok((mark, Arc::clone(numbers)));
        }
        let numbers = Arc::new(store.overview().await?);
        *last = Some((mark.clone(), Arc::clone(&numbers)));
        Ok((mark, numbers))
    }
}

fn values(console: &Console, visitor: &Visitor, numbers: &Overview) -> Value {
    let event = &console.desk().config().event;
    let language = visitor.language();
    let seats = console.desk().capacity();
    context! {
        sessions => pages::value(&chart::seats(event, &seats, numbers)),
        arrivals => pages::value(&chart::arrivals(event.zone, numbers)),
        booths => pages::value(&chart::booths(event, numbers, language)),
        plans => event.sessions.iter().map(|plan| plan.id.id()).collect::<Vec<_>>(),
        languages => pages::value(&chart::languages(numbers, language)),
        countries => pages::value(&chart::countries(numbers, language)),
        diet => pages::value(&chart::needs(&numbers.diet, "diet", language)),
        access => pages::value(&chart::needs(&numbers.access, "access", language)),
        press => pages::value(&chart::press(numbers, language)),
        seated => numbers.seated,
        capacity => seats.event,
        at => pages::stamp(console.desk().clock().now()),
    }
}
