//! The whole way of a message, with real servers around the running program.
