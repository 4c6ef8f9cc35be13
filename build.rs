//! A new migration makes a new program: cargo does not see by itself that a folder gained a file.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
