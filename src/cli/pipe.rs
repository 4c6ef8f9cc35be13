//! Commands end quietly when whoever reads their output has seen enough, as `rsvpd queue | head` does.

use std::panic::{PanicHookInfo, set_hook, take_hook};

/// From now on printing to a closed standard output ends the program instead of panicking.
///
/// `println!` has no other way to tell of it, and a command prints after its work is committed.
pub fn end_with_the_reader() {
    let usual = take_hook();
    set_hook(Box::new(move |panic| {
        if is_closed_output(panic) {
            std::process::exit(i32::from(super::DONE));
        }
        usual(panic);
    }));
}

fn is_closed_output(panic: &PanicHookInfo<'_>) -> bool {
    let words = panic.payload_as_str().unwrap_or_default();
    words.starts_with("failed printing to stdout") && words.contains("Broken pipe")
}
