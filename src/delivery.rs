//! How replies leave.
