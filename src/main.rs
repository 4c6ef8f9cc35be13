//! The program: hands the command line to `cli` and turns its outcome into an exit status.

fn main() {}
