//! The desk at work: tasks that keep, settle and deliver; and the only clock.

mod again;
mod alert;
mod amend;
mod announce;
mod bulk;
mod capacities;
mod clock;
mod console;
mod controls;
mod digest;
mod guests;
mod intake;
mod kept;
mod organise;
mod outbox;
mod passing;
mod privacy;
mod rehearse;
mod rounds;
mod settle;
mod split;
mod trial;
mod understand;

pub use amend::Correction;
pub use announce::Announcement;
pub use bulk::{BulkAct, BulkOrder, BulkResult, ROWS_MAX, WhySkipped};
pub use capacities::TooMany;
pub use clock::Clock;
pub use console::{Acted, Order, Preview};
pub use controls::{Controls, Excess, Part, Promoted, WhatIf};
pub use intake::Taken;
pub use outbox::Sent;
pub use passing::Passed;
pub use privacy::Held;
pub use rehearse::{Difference, Rehearsal, Rehearsed, Tried, Verdict};
pub use rounds::{Round, once, watch};
pub use settle::Settled;
pub use trial::Trial;

use crate::config::{Config, DeliverySettings};
use crate::delivery::Delivery;
use crate::delivery::folder::Folder;
use crate::delivery::format::FormatError;
use crate::delivery::smtp::Smtp;
use crate::lexicon::Lexicon;
use crate::mailbox::SourceError;
use crate::message::{self, MailboxRole};
use crate::reply::{TemplateError, Templates};
use crate::request::visits::Visits;
use crate::rules::organiser::ActRefused;
use crate::store::{Store, StoreError};
use crate::verify::{Verifier, VerifyError};
use rand::Rng;
use std::sync::{Arc, LazyLock, RwLock};
use tokio::sync::Notify;

/// Messages in one transaction: enough that commits cost little, few enough that memory stays small.
const BATCH: u32 = 128;

/// Made when the first letter is read: most commands read none, and all desks of a process read by the same words.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

/// Why the desk could not go on.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error(transparent)]
    Refused(#[from] ActRefused),
    #[error("no request has the reference or number `{0}`; `rsvpd queue` lists those that wait")]
    UnknownRequest(String),
    #[error(
        "another rsvpd watches the mailbox `{0}` on this database; end it first, or wait two minutes if it was killed"
    )]
    Watched(String),
    #[error(
        "event.toml has fewer seats than are taken: {0} too many. Nobody is dropped: raise the capacity again, or \
         confirm it with `rsvpd lower {0}`"
    )]
    TakenSeats(TooMany),
    #[error("{0}; replies wait until this is mended, and none is lost")]
    NothingLeaves(String),
    #[error("the work on a batch of letters stopped ({0}); they are kept and will be tried again")]
    Interrupted(String),
}

impl DeskError {
    /// Whether the same may succeed later without a person's help.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Store(error) => error.is_temporary(),
            Self::Source(error) => error.retry() == crate::mailbox::Retry::Again,
            Self::Interrupted(_) => true,
            _ => false,
        }
    }
}

/// A desk with all that it works with; cheap to share.
#[derive(Debug, Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    config: Config,
    store: Store,
    templates: Templates,
    own: message::Desk,
    /// `None` where the desk does not check senders itself.
    verifier: Option<Verifier>,
    secret: Vec<u8>,
    clock: Clock,
    /// Names this process in leases and in the outbox.
    holder: String,
    /// Somebody acted outside the tasks: there may be something to deliver.
    woken: Notify,
    /// What organisers changed while it runs.
    controls: RwLock<Controls>,
    /// The study visits by which letters are read, where they are several.
    visits: Visits,
}

impl Desk {
    /// Opens the database, brings it up to date, and loads the templates.
    ///
    /// # Errors
    /// [`DeskError::Store`] or [`DeskError::Template`], with the remedy.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, DeskError> {
        let store = Store::connect(&config.store_url).await?;
        store.migrate(&config.event.id, &rand::rng().random()).await?;
        let secret = store.secret().await?;
        let own = own_addresses(&config);
        let visits = config.event.visits_named();
        let holder = format!("{}-{:08x}", std::process::id(), rand::rng().random::<u32>());
        let verifier = config.verify.as_ref();
        let verifier = verifier.map(|settings| Verifier::new(settings, &config.message_id_domain));
        let inner = Inner {
            templates: Templates::embedded()?,
            verifier: verifier.transpose()?,
            config,
            store,
            own,
            secret,
            clock,
            holder,
            woken: Notify::new(),
            controls: RwLock::default(),
            visits,
        };
        let desk = Self {
            inner: Arc::new(inner),
        };
        desk.load_controls().await?;
        Ok(desk)
    }

    /// What the desk was told.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// What the desk keeps.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The desk's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The means of delivery that the configuration names.
    #[must_use]
    pub fn delivery(&self) -> Delivery {
        delivery(&self.inner.config)
    }

    /// Whose mail is our own.
    #[must_use]
    pub fn own(&self) -> &message::Desk {
        &self.inner.own
    }

    /// The words by which letters are read.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &LEXICON
    }

    /// Tells the task that delivers to look again.
    pub(crate) fn wake(&self) {
        self.inner.woken.notify_one();
    }
}

/// The means of delivery that a configuration names.
#[must_use]
pub fn delivery(config: &Config) -> Delivery {
    match &config.delivery {
        DeliverySettings::Smtp(settings) => Delivery::Smtp(Smtp::new(settings.clone())),
        DeliverySettings::Folder(path) => Delivery::Folder(Folder::new(path)),
    }
}

/// Whose mail is our own: the event's contacts, their aliases, and the bounce address.
#[must_use]
pub fn own_addresses(config: &Config) -> message::Desk {
    let contacts = &config.event.contacts;
    let mut addresses = vec![
        (
            contacts.registration.address.to_lowercase(),
            MailboxRole::Registration,
        ),
        (contacts.press.address.to_lowercase(), MailboxRole::Press),
    ];
    addresses.extend(
        config
            .aliases
            .iter()
            .map(|(address, role)| (address.to_lowercase(), *role)),
    );
    addresses.extend(
        config
            .bounce_address
            .iter()
            .map(|address| (address.to_lowercase(), MailboxRole::Registration)),
    );
    message::Desk {
        addresses,
        message_id_domain: config.message_id_domain.clone(),
        authserv_id: config.authserv_id.clone(),
    }
}
