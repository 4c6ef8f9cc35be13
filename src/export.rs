//! Files that leave the desk: lists as they are filtered, and the sheets that an event needs on its day.

mod badges;
mod calendar;
mod cards;
mod columns;
mod delimited;
mod fonts;
mod making;
mod page;
mod rows;
mod sheets;
mod spool;
mod table;
mod workbook;

pub use making::{Made, Progress, Tell, make};
pub use rows::{Rows, Wanted};

use crate::event::{Event, Localised};
use crate::language::Language;
use crate::request::Session;
use crate::store::StoreError;
use crate::words;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// Every person with every state, in words that do not change, for other programs.
    Registrations,
    /// The list of that name, row by row.
    Confirmed,
    /// The list of that name, row by row.
    Waiting,
    /// The list of that name, row by row.
    Press,
    /// The list of that name, row by row.
    Ignored,
    /// The list of that name, row by row.
    Outbox,
    /// The list of that name, row by row.
    Messages,
    /// Who comes; nobody whose place is still open (rule 60).
    Participants,
    /// A badge for each of them.
    Badges,
    /// Who listens to which booth, session by session.
    Interpretation,
    /// Diet and access needs of those who come.
    Catering,
    /// Every press request, person by person, with its state.
    Accreditation,
    /// The sessions as calendar entries.
    Programme,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
    Pdf,
    Vcf,
    Ics,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("`{document}` cannot be written as {format}; it can be had as {possible}")]
    Format {
        document: &'static str,
        format: &'static str,
        possible: String,
    },
    #[error("the {format} file could not be made: {cause}")]
    Write { format: &'static str, cause: String },
    #[error("nobody wants the file any longer")]
    Unwanted,
    #[error("the file was given up: {0}")]
    Interrupted(String),
}

/// What belongs to a file besides its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Head {
    title: String,
    columns: Vec<String>,
    /// How many of the first columns become headings between the rows on paper.
    headings: usize,
    /// Numbers that come first on paper, and on a page of their own in a workbook; known when all rows are.
    summary: Option<Table>,
    /// How many come to each session; known when all rows are.
    comers: BTreeMap<Session, u32>,
}

/// A small table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// What surrounds every file.
#[derive(Debug, Clone)]
pub struct Occasion<'a> {
    pub event: &'a Event,
    /// Of headings and states, as the console has them.
    pub language: &'a str,
    pub now: DateTime<Utc>,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Registrations,
        Self::Confirmed,
        Self::Waiting,
        Self::Press,
        Self::Ignored,
        Self::Outbox,
        Self::Messages,
        Self::Participants,
        Self::Badges,
        Self::Interpretation,
        Self::Catering,
        Self::Accreditation,
        Self::Programme,
    ];

    /// The name in addresses and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Registrations => "registrations",
            Self::Confirmed => "confirmed",
            Self::Waiting => "waiting",
            Self::Press => "press",
            Self::Ignored => "ignored",
            Self::Outbox => "outbox",
            Self::Messages => "messages",
            Self::Participants => "participants",
            Self::Badges => "badges",
            Self::Interpretation => "interpretation",
            Self::Catering => "catering",
            Self::Accreditation => "accreditation",
            Self::Programme => "programme",
        }
    }

    /// The document of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.name() == name)
    }

    /// The forms it can be had in, the usual one first.
    #[must_use]
    pub fn formats(self) -> &'static [Format] {
        match self {
            Self::Participants => &[Format::Pdf, Format::Xlsx, Format::Csv, Format::Vcf],
            Self::Interpretation | Self::Catering | Self::Accreditation => {
                &[Format::Pdf, Format::Xlsx, Format::Csv]
            }
            Self::Badges => &[Format::Pdf],
            Self::Programme => &[Format::Ics],
            Self::Confirmed => &[Format::Xlsx, Format::Csv, Format::Vcf],
            _ => &[Format::Xlsx, Format::Csv],
        }
    }

    /// Passes a form in which this document can be had.
    ///
    /// # Errors
    /// [`ExportError::Format`], with those that it can be had in.
    pub fn check(self, format: Format) -> Result<(), ExportError> {
        if self.formats().contains(&format) {
            return Ok(());
        }
        let possible: Vec<&str> = self.formats().iter().map(|format| format.name()).collect();
        Err(ExportError::Format {
            document: self.name(),
            format: format.name(),
            possible: possible.join(", "),
        })
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Xlsx, Self::Pdf, Self::Vcf, Self::Ics];

    /// The ending of its files, and its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Vcf => "vcf",
            Self::Ics => "ics",
        }
    }

    /// The form of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
            Self::Vcf => "text/vcard; charset=utf-8",
            Self::Ics => "text/calendar; charset=utf-8",
        }
    }
}

impl Occasion<'_> {
    /// A text of the catalogue.
    fn text(&self, key: &str) -> String {
        words::text(self.language, key)
    }

    /// The name of a session, or of a visit.
    fn session(&self, session: Session) -> String {
        words::session(self.event, self.language, session)
    }

    /// A text of the event file in the language of the document.
    fn said<'t>(&self, text: &'t Localised) -> &'t str {
        let language = Language::from_code(self.language).unwrap_or(Language::ENGLISH);
        text.in_language(language.reply_language())
    }

    /// The event's short name.
    fn event_name(&self) -> String {
        self.said(self.event.short_name()).to_owned()
    }

    /// A time in the event's zone, as it stands in cells.
    fn moment(&self, time: DateTime<Utc>) -> String {
        time.with_timezone(&self.event.zone)
            .format("%Y-%m-%d %H:%M")
            .to_string()
    }
}
