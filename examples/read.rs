//! Reads letters and prints JSON Lines: what `rsvpd read --json` does, until the command line is there.

use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let mut paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let people = paths
        .first()
        .is_some_and(|first| first.as_os_str() == "--explain");
    if people {
        paths.remove(0);
    }
    rsvpd::cli::read::read(&paths, !people, people)?;
    Ok(())
}
