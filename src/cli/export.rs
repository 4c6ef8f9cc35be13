//! `rsvpd export`: a list or a sheet as a file, with progress where somebody looks on.

use super::{DONE, ExportArgs, setup};
use crate::export::{self, Document, Format, Occasion, Progress, Rows, Tell, Wanted};
use crate::request::Session;
use crate::web;
use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

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
        format,
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
    // A file that cannot be written is told before anything is read.
    let mut out = out(&args.file)?;
    let progress = progress(&args.file);
    let bar = progress.clone();
    let tell: Tell = Arc::new(move |told: Progress| {
        bar.set_length(told.of);
        bar.set_position(told.done);
        true
    });
    let mut made = export::make(rows, tell).await?;
    io::copy(&mut made.file, &mut out)?;
    out.flush()?;
    progress.finish_and_clear();
    if args.file != Path::new("-") {
        eprintln!("{} rows written to {}", made.rows, args.file.display());
    }
    Ok(DONE)
}

fn format(args: &ExportArgs, document: Document) -> anyhow::Result<Format> {
    if let Some(name) = &args.format {
        return Format::from_name(name)
            .with_context(|| format!("`{name}` is no form of file: take csv, xlsx, pdf, vcf or ics"));
    }
    let csv = document.formats().contains(&Format::Csv);
    let usual = document.formats().first().copied().unwrap_or(Format::Csv);
    let Some(ending) = args.file.extension() else {
        return Ok(if csv { Format::Csv } else { usual });
    };
    let ending = ending.to_string_lossy().to_lowercase();
    Format::from_name(&ending).with_context(|| {
        format!(
            "no `.{ending}` file can be written: end its name in .csv, .xlsx, .pdf, .vcf or .ics, or give the form with `--format`"
        )
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
