-- Mailboxes that cannot be reached, so that organisers see it and are told once when it lasts, and once when it is over.

CREATE TABLE mailbox_troubles (
    mailbox  TEXT    PRIMARY KEY,
    since    TEXT    NOT NULL,
    why      TEXT    NOT NULL,
    told     INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    ended_at TEXT                               -- over, which is yet to be told
);
