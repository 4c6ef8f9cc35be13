-- A person may let a reply leave that was held back; it is not held for the same reason again (mail rule 92).

ALTER TABLE outbox ADD COLUMN released_at TEXT;
