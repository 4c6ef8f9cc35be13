//! Letters read and scored.
