//! One attendee's standing for one session, and the legal moves.
