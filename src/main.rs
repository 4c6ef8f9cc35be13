//! The program: hands the command line to `cli` and turns its outcome into an exit status.

use clap::Parser;
use rsvpd::cli::{self, Cli};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("rsvpd: cannot start: {error}");
            return ExitCode::from(cli::FAILED);
        }
    };
    match runtime.block_on(cli::run(cli)) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("rsvpd: {error:#}");
            ExitCode::from(cli::status_of(&error))
        }
    }
}
