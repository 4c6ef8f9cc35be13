//! The event: its programme, sessions and capacities, languages, dates, contacts and policies.
