//! Servers and samples that the stories need.
