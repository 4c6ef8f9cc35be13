//! `rsvpd export`: a list or a sheet as a file, with progress where somebody looks on.

use super::{DONE, ExportArgs, setup};
use crate::export::{self, Document, Format, Occasion, Rows, Wanted};
use crate::request::Session;
use crate::web;
use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes what was asked for.
pub async fn export(named: Option<&Path>, args: &ExportArgs) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let event = &desk.config().event;
    let Some(document) = Document::from_name(&args.what) else {
        let known: Vec<&str> = Document::ALL.iter().map(|document| document.name()).collect();
        bail!(
            "`{}` is nothing that can be exported: take {}",
            args.what,
            known.join(", ")
        );
    };
    let format = format(args, document)?;
    document.check(format)?;
    let session = match &args.session {
        Some(id) => Session::from_id(id).with_context(|| format!("the event has no session `{id}`"))?,
        None => event.sessions.first().map_or(Session::Morning, |plan| plan.id),
    };
    let filter = web::filter(&args.only);
    if !filter.terms.is_empty() {
        desk.store().fold_for_search().await?;
    }
    let wanted = Wanted {
        document,
        filter,
        session,
        newest_first: false,
    };
    let occasion = Occasion {
        event,
        language: &args.language,
        now: desk.clock().now(),
    };
    let rows = Rows::new(desk.store(), wanted, &occasion);
    let mut out = out(&args.file)?;
    let progress = progress(&args.file);
    let written = if format.streams() && !document.is_gathered() {
        stream(rows, format, &mut out, &progress).await?
    } else {
        let (sheet, persons) = rows.gather(|done, total| tell(&progress, done, total)).await?;
        out.write_all(&export::file(document, format, &sheet, &persons, &occasion)?)?;
        sheet.rows.len().max(persons.len())
    };
    out.flush()?;
    progress.finish_and_clear();
    if args.file != Path::new("-") {
        eprintln!("{written} rows written to {}", args.file.display());
    }
    Ok(DONE)
}

/// Page by page, so that no list is too long.
async fn stream(
    mut rows: Rows,
    format: Format,
    out: &mut impl Write,
    progress: &ProgressBar,
) -> anyhow::Result<usize> {
    out.write_all(&export::beginning(format, &rows.columns()))?;
    let mut written = 0;
    while let Some(batch) = rows.next().await? {
        if format == Format::Vcf {
            out.write_all(export::vcards(&batch.persons).as_bytes())?;
        } else {
            out.write_all(&export::csv(&batch.rows))?;
        }
        written += batch.rows.len();
        tell(progress, written, rows.total());
    }
    Ok(written)
}

fn format(args: &ExportArgs, document: Document) -> anyhow::Result<Format> {
    if let Some(name) = &args.format {
        return Format::from_name(name)
            .with_context(|| format!("`{name}` is no form of file: take csv, xlsx, pdf, vcf or ics"));
    }
    let ending = args.file.extension().and_then(|ending| ending.to_str());
    let usual = document.formats().first().copied().unwrap_or(Format::Csv);
    let csv = document.formats().contains(&Format::Csv);
    Ok(match ending.and_then(Format::from_name) {
        Some(format) => format,
        None if csv => Format::Csv,
        None => usual,
    })
}

fn out(file: &Path) -> anyhow::Result<Box<dyn Write>> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdout().lock()));
    }
    let made = File::create(file).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Box::new(io::BufWriter::new(made)))
}

/// A bar on standard error; nothing where the file goes to a pipe, or nobody looks on.
fn progress(file: &Path) -> ProgressBar {
    if file == Path::new("-") {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} rows")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}

fn tell(progress: &ProgressBar, done: usize, total: Option<u32>) {
    if let Some(total) = total {
        progress.set_length(u64::from(total));
    }
    progress.set_position(u64::try_from(done).unwrap_or(u64::MAX));
}
