//! Words and patterns per language, as data.
