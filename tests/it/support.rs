//! Servers and samples that the stories need.

pub mod postgres;
