//! The rows of a document, fetched page by page, so that a long list neither fills the memory nor holds anybody up.

use super::columns::columns;
use super::{Document, ExportError, Occasion, Sheet, sheets};
use crate::event::Event;
use crate::request::Session;
use crate::store::Store;
use crate::store::views::{ExportRow, Filter, Page, PressRow, Who};
use chrono::{DateTime, Utc};

/// Rows fetched at once.
const PAGE: u32 = 500;

/// Which rows of which document.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub document: Document,
    pub filter: Filter,
    /// Of the waiting list.
    pub session: Session,
    /// The order of a list.
    pub newest_first: bool,
}

/// Some of the rows.
#[derive(Debug, Default)]
pub struct Batch {
    /// As cells; empty where the document is put together when all persons are known.
    pub rows: Vec<Vec<String>>,
    /// Of documents about persons.
    pub persons: Vec<ExportRow>,
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
    /// Press requests, with all their persons.
    press: Vec<PressRow>,
}

#[derive(Debug, Clone, Copy)]
enum Next {
    Person(Option<(i64, i64)>),
    Press(i64),
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
            Document::Accreditation => Next::Press(-1),
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
            press: Vec::new(),
        }
    }

    fn occasion(&self) -> Occasion<'_> {
        Occasion {
            event: &self.event,
            language: &self.language,
            now: self.now,
        }
    }

    /// The headings.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        columns(self.wanted.document, &self.occasion())
    }

    /// How many rows there are, once the first were fetched and where it is known.
    #[must_use]
    pub fn total(&self) -> Option<u32> {
        self.total
    }

    /// The next rows; `None` after the last.
    ///
    /// # Errors
    /// [`ExportError::Store`].
    pub async fn next(&mut self) -> Result<Option<Batch>, ExportError> {
        match self.next {
            Next::End => Ok(None),
            Next::Person(after) => self.persons(after).await.map(Some),
            Next::Press(after) => {
                let filter = &self.wanted.filter;
                let page = self.store.press_requests(filter, after, PAGE).await?;
                self.next = match page.last() {
                    Some(last) if is_full(page.len()) => Next::Press(last.request),
                    _ => Next::End,
                };
                self.press.extend(page);
                Ok(Some(Batch::default()))
            }
            Next::Offset(offset) => self.list(offset).await.map(Some),
        }
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
        let occasion = self.occasion();
        let rows = page
            .rows
            .iter()
            .filter_map(|person| sheets::of_person(document, person, &occasion));
        Ok(Batch {
            rows: rows.collect(),
            persons: page.rows,
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
        let (rows, total): (Vec<Vec<String>>, u32) = match self.wanted.document {
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
        self.next = if is_full(rows.len()) {
            Next::Offset(offset.saturating_add(PAGE))
        } else {
            Next::End
        };
        Ok(Batch {
            rows,
            persons: Vec::new(),
        })
    }

    /// All of it as a sheet, with the persons it is about; `tell` learns after each page how many rows are there, and
    /// of how many where that is known.
    ///
    /// # Errors
    /// [`ExportError::Store`].
    pub async fn gather(
        mut self,
        mut tell: impl FnMut(usize, Option<u32>),
    ) -> Result<(Sheet, Vec<ExportRow>), ExportError> {
        let (mut rows, mut persons) = (Vec::new(), Vec::new());
        while let Some(batch) = self.next().await? {
            rows.extend(batch.rows);
            persons.extend(batch.persons);
            tell(rows.len().max(persons.len()), self.total);
        }
        let occasion = self.occasion();
        let sheet = sheets::sheet(self.wanted.document, rows, &persons, &self.press, &occasion);
        if self.wanted.document == Document::Badges {
            sheets::sort_by_name(&mut persons);
        }
        Ok((sheet, persons))
    }
}

fn is_full(rows: usize) -> bool {
    u32::try_from(rows).is_ok_and(|rows| rows >= PAGE)
}
