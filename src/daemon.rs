//! The tasks that run the desk, and the only clock.
