//! Replies handed to a real SMTP server, and to one that misbehaves.
