//! A file in the making: rows come page by page from the store, and go into a file of the machine, never all into memory.

use super::rows::Rows;
use super::spool::{self, Row, Spool};
use super::workbook::Book;
use super::{Document, ExportError, Format, Head, Occasion, badges, calendar, delimited, table};
use crate::event::Event;
use chrono::{DateTime, Utc};
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::sync::Arc;

/// How far a file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows that are read, or written.
    pub done: u64,
    /// Rows in all.
    pub of: u64,
    /// All rows are read and put in order; they are being written. Other files are written as their rows are read.
    pub writing: bool,
}

/// Told how far a file is, again and again; by `false` it learns that nobody wants it any longer.
pub type Tell = Arc<dyn Fn(Progress) -> bool + Send + Sync>;

/// A file that is made.
#[derive(Debug)]
pub struct Made {
    /// It has no name, is gone when it is closed, and is read from its beginning.
    pub file: File,
    pub bytes: u64,
    /// Persons, letters or replies that it is about.
    pub rows: u64,
}

/// What belongs to a file besides its rows.
struct Frame {
    document: Document,
    format: Format,
    event: Event,
    language: String,
    now: DateTime<Utc>,
}

/// Where rows go.
enum Sink {
    /// At once into a text.
    Text(BufWriter<File>),
    /// At once into a workbook.
    Book(Box<Book>),
    /// Aside, until they can be put in order.
    Spool(Spool),
}

/// Makes a file of all rows.
///
/// # Errors
/// [`ExportError::Store`], [`ExportError::Write`], or [`ExportError::Unwanted`] once `tell` says so.
pub async fn make(mut rows: Rows, tell: Tell) -> Result<Made, ExportError> {
    let frame = Frame::of(&rows);
    let mut sink = Sink::new(&frame, &rows.head())?;
    let mut done = 0;
    while let Some(batch) = rows.next().await? {
        done += batch.count;
        let format = frame.format;
        sink = blocking(move || {
            sink.take(format, batch.rows)?;
            Ok(sink)
        })
        .await?;
        let of = rows.total().map_or(done, u64::from);
        let progress = Progress {
            done,
            of: of.max(done),
            writing: false,
        };
        wanted(tell(progress))?;
    }
    let head = rows.head();
    let (file, bytes) = blocking(move || sink.finish(&frame, &head, &tell)).await?;
    Ok(Made {
        file,
        bytes,
        rows: done,
    })
}

/// Does long work where threads may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ExportError> + Send + 'static,
) -> Result<T, ExportError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(ExportError::Interrupted(error.to_string())))
}

fn wanted(still: bool) -> Result<(), ExportError> {
    if still { Ok(()) } else { Err(ExportError::Unwanted) }
}

impl Frame {
    fn of(rows: &Rows) -> Self {
        let occasion = rows.occasion();
        Self {
            document: rows.document(),
            format: rows.format(),
            event: occasion.event.clone(),
            language: occasion.language.to_owned(),
            now: occasion.now,
        }
    }

    fn occasion(&self) -> Occasion<'_> {
        Occasion {
            event: &self.event,
            language: &self.language,
            now: self.now,
        }
    }
}

impl Sink {
    fn new(frame: &Frame, head: &Head) -> Result<Self, ExportError> {
        let format = frame.format;
        if frame.document.is_gathered() {
            return Spool::new(format).map(Self::Spool);
        }
        if format == Format::Xlsx {
            return Book::new(head).map(|book| Self::Book(Box::new(book)));
        }
        text(format, head).map(Self::Text)
    }

    fn take(&mut self, format: Format, rows: Vec<Row>) -> Result<(), ExportError> {
        match self {
            Self::Spool(spool) => rows.into_iter().try_for_each(|row| spool.put(row)),
            Self::Book(book) => {
                let cells: Vec<Vec<String>> = rows.into_iter().map(|row| row.cells).collect();
                book.write(&cells)
            }
            Self::Text(file) => {
                let cells: Vec<Vec<String>> = rows.into_iter().map(|row| row.cells).collect();
                write(file, format, &cells)
            }
        }
    }

    fn finish(self, frame: &Frame, head: &Head, tell: &Tell) -> Result<(File, u64), ExportError> {
        let format = frame.format;
        let fault = |cause| spool::fault(format, &cause);
        let mut file = match self {
            Self::Text(file) => file.into_inner().map_err(|cause| fault(cause.into_error()))?,
            Self::Book(book) => {
                let mut file = spool::file(format)?;
                book.finish(head, &mut file)?;
                file
            }
            Self::Spool(spool) => {
                let mut rows = spool.sorted()?;
                let of = u64::try_from(rows.len()).unwrap_or(u64::MAX);
                let written = |done: u64| {
                    wanted(tell(Progress {
                        done,
                        of,
                        writing: true,
                    }))
                };
                in_order(frame, head, &mut rows, &written)?
            }
        };
        let bytes = file.seek(SeekFrom::End(0)).map_err(fault)?;
        file.rewind().map_err(fault)?;
        Ok((file, bytes))
    }
}

/// A text with what stands before its rows.
fn text(format: Format, head: &Head) -> Result<BufWriter<File>, ExportError> {
    let mut file = BufWriter::new(spool::file(format)?);
    if format == Format::Csv {
        let heading = delimited::beginning(&head.columns);
        file.write_all(&heading)
            .map_err(|cause| spool::fault(format, &cause))?;
    }
    Ok(file)
}

fn write(file: &mut BufWriter<File>, format: Format, rows: &[Vec<String>]) -> Result<(), ExportError> {
    let fault = |cause| spool::fault(format, &cause);
    if format == Format::Csv {
        return file.write_all(&delimited::rows(rows)).map_err(fault);
    }
    // Of a visiting card the one cell is its text.
    let mut cards = rows.iter().flatten();
    cards
        .try_for_each(|card| file.write_all(card.as_bytes()))
        .map_err(fault)
}

/// A document whose rows have an order of their own.
fn in_order(
    frame: &Frame,
    head: &Head,
    rows: &mut spool::Rows,
    written: &dyn Fn(u64) -> Result<(), ExportError>,
) -> Result<File, ExportError> {
    let (format, occasion) = (frame.format, frame.occasion());
    let fault = |cause| spool::fault(format, &cause);
    let whole = |bytes: Vec<u8>| {
        let mut file = spool::file(format)?;
        file.write_all(&bytes).map_err(fault)?;
        Ok(file)
    };
    let mut done = 0;
    let mut count = |rows: &[Vec<String>]| {
        done += rows.len() as u64;
        written(done)
    };
    match (format, frame.document) {
        (Format::Pdf, Document::Badges) => whole(badges::write(rows, &occasion, written)?),
        (Format::Pdf, _) => whole(table::write(head, rows, &occasion, written)?),
        (Format::Ics, _) => whole(calendar::write(&head.comers, &occasion).into_bytes()),
        (Format::Xlsx, _) => {
            let mut book = Book::new(head)?;
            rows.each(|rows| {
                book.write(rows)?;
                count(rows)
            })?;
            let mut file = spool::file(format)?;
            Box::new(book).finish(head, &mut file)?;
            Ok(file)
        }
        (Format::Csv | Format::Vcf, _) => {
            let mut file = text(format, head)?;
            rows.each(|rows| {
                write(&mut file, format, rows)?;
                count(rows)
            })?;
            file.into_inner().map_err(|cause| fault(cause.into_error()))
        }
    }
}
