//! Words and phrases of all languages as data: what they mean, found in a text by one linear pass.

pub mod concepts;

pub use concepts::Concept;
