//! Messages fetched from a real Dovecot, from Maildir, mbox and files.
