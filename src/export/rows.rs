//! The rows of a document, fetched page by page, so that a long list neither fills the memory nor holds anybody up.

use super::columns::columns;
use super::sheets::{self, Portions};
use super::spool::Row;
use super::{Document, ExportError, Format, Head, Occasion};
use crate::event::Event;
use crate::request::Session;
use crate::store::Store;
use crate::store::views::{Filter, Page, Who};
use chrono::{DateTime, Utc};

/// Rows fetched at once.
const PAGE: u32 = 500;

/// Which rows of which document.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub document: Document,
    pub format: Format,
    pub filter: Filter,
    /// Of the waiting list.
    pub session: Session,
    /// The order of a list.
    pub newest_first: bool,
}

/// Some of the rows.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub rows: Vec<Row>,
    /// Persons, letters or replies that were read for them; not each has a row of its own everywhere.
    pub count: u64,
}

/// A document on its way.
#[derive(Debug)]
pub struct Rows {
    store: Store,
    event: Event,
    language: String,
    now: DateTime<Utc>,
    wanted: Wanted,
    /// Where the next page begins.
    next: Next,
    /// How many rows there are, once the first page was fetched.
    total: Option<u32>,
    /// The first page, where it was asked for its total only.
    first: Option<Batch>,
    /// Counted as the rows go by.
    portions: Portions,
}

#[derive(Debug, Clone, Copy)]
enum Next {
    Person(Option<(i64, i64)>),
    Press(Option<i64>),
    Offset(u32),
    End,
}

impl Document {
    /// Whether its rows are put in another order, so that none can leave before all are known.
    #[must_use]
    pub fn is_gathered(self) -> bool {
        matches!(
            self,
            Self::Participants
                | Self::Badges
                | Self::Interpretation
                | Self::Catering
                | Self::Accreditation
                | Self::Programme
        )
    }

    /// Whose rows these are, where they are persons'.
    fn who(self) -> Option<Who> {
        match self {
            Self::Registrations => Some(Who::Everybody),
            Self::Confirmed => Some(Who::Seated),
            Self::Participants | Self::Badges | Self::Interpretation | Self::Catering | Self::Programme => {
                Some(Who::Coming)
            }
            _ => None,
        }
    }
}

impl Rows {
    /// Nothing is fetched yet.
    #[must_use]
    pub fn new(store: &Store, wanted: Wanted, occasion: &Occasion<'_>) -> Self {
        let next = match wanted.document {
            Document::Accreditation => Next::Press(None),
            document if document.who().is_some() => Next::Person(None),
            _ => Next::Offset(0),
        };
        Self {
            store: store.clone(),
            event: occasion.event.clone(),
            language: occasion.language.to_owned(),
            now: occasion.now,
            wanted,
            next,
            total: None,
            first: None,
            portions: Portions::default(),
        }
    }

    pub(super) fn document(&self) -> Document {
        self.wanted.document
    }

    pub(super) fn format(&self) -> Format {
        self.wanted.format
    }

    pub(super) fn occasion(&self) -> Occasion<'_> {
        Occasion {
            event: &self.event,
            language: &self.language,
            now: self.now,
        }
    }

    /// What belongs to the file besides its rows, of which those that went by are counted.
    pub(super) fn head(&self) -> Head {
        let (document, occasion) = (self.wanted.document, self.occasion());
        Head {
            title: occasion.text(&format!("export.{}", document.name())),
            columns: columns(document, &occasion),
            headings: if document == Document::Interpretation {
                2
            } else {
                0
            },
            summary: (document == Document::Catering).then(|| self.portions.table(&occasion)),
            comers: self.portions.everybody(&occasion),
        }
    }

    /// How many rows there are, once the first were fetched and where it is known.
    pub(super) fn total(&self) -> Option<u32> {
        self.total
    }

    /// How many rows there are; the first of them are fetched for it.
    ///
    /// # Errors
    /// [`ExportError::Store`].
    pub async fn count(&mut self) -> Result<u32, ExportError> {
        if self.total.is_none() {
            self.first = self.fetch().await?;
        }
        Ok(self.total.unwrap_or(0))
    }

    /// The next rows; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>, ExportError> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.fetch().await,
        }
    }

    async fn fetch(&mut self) -> Result<Option<Batch>, ExportError> {
        match self.next {
            Next::End => Ok(None),
            Next::Person(after) => self.persons(after).await.map(Some),
            Next::Press(after) => self.press(after).await.map(Some),
            Next::Offset(offset) => self.list(offset).await.map(Some),
        }
    }

    async fn press(&mut self, after: Option<i64>) -> Result<Batch, ExportError> {
        let filter = &self.wanted.filter;
        let page = self.store.press_requests(filter, after, PAGE).await?;
        self.total.get_or_insert(page.total);
        self.next = match page.rows.last() {
            Some(last) if is_full(page.rows.len()) => Next::Press(Some(last.request)),
            _ => Next::End,
        };
        let occasion = self.occasion();
        let rows = page
            .rows
            .iter()
            .flat_map(|row| sheets::journalists(row, &occasion));
        Ok(Batch {
            rows: rows.collect(),
            count: page.rows.len() as u64,
        })
    }

    async fn persons(&mut self, after: Option<(i64, i64)>) -> Result<Batch, ExportError> {
        let document = self.wanted.document;
        let who = document.who().unwrap_or(Who::Coming);
        let page = self.store.persons(who, &self.wanted.filter, after, PAGE).await?;
        self.total.get_or_insert(page.total);
        self.next = match page.rows.last() {
            Some(last) if is_full(page.rows.len()) => Next::Person(Some((last.party, last.position))),
            _ => Next::End,
        };
        let occasion = Occasion {
            event: &self.event,
            language: &self.language,
            now: self.now,
        };
        let mut rows = Vec::with_capacity(page.rows.len());
        for person in &page.rows {
            self.portions.add(person, &occasion);
            rows.extend(sheets::of_person(document, self.wanted.format, person, &occasion));
        }
        Ok(Batch {
            rows,
            count: page.rows.len() as u64,
        })
    }

    async fn list(&mut self, offset: u32) -> Result<Batch, ExportError> {
        let page = Page {
            offset,
            limit: PAGE,
            newest_first: self.wanted.newest_first,
        };
        let (store, filter) = (&self.store, &self.wanted.filter);
        let occasion = self.occasion();
        let (cells, total): (Vec<Vec<String>>, u32) = match self.wanted.document {
            Document::Waiting => {
                let found = store.waiting_list(self.wanted.session, filter, page).await?;
                let rows = found.rows.iter().map(|row| sheets::of_waiting(row, &occasion));
                (rows.collect(), found.total)
            }
            Document::Outbox => {
                let found = store.outbox(None, filter, page).await?;
                let rows = found.rows.iter().map(|row| sheets::of_reply(row, &occasion));
                (rows.collect(), found.total)
            }
            document => {
                let outcome = match document {
                    Document::Press => Some("press-queue"),
                    Document::Ignored => Some("ignored"),
                    _ => None,
                };
                let found = store.requests(outcome, filter, page).await?;
                let rows = found.rows.iter().map(|row| sheets::of_request(row, &occasion));
                (rows.collect(), found.total)
            }
        };
        self.total.get_or_insert(total);
        self.next = if is_full(cells.len()) {
            Next::Offset(offset.saturating_add(PAGE))
        } else {
            Next::End
        };
        let count = cells.len() as u64;
        let rows = cells.into_iter().map(|cells| Row {
            rank: String::new(),
            cells,
        });
        Ok(Batch {
            rows: rows.collect(),
            count,
        })
    }
}

fn is_full(rows: usize) -> bool {
    u32::try_from(rows).is_ok_and(|rows| rows >= PAGE)
}
