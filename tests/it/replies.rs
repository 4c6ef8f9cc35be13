//! Every reply in every language, as people see it.
