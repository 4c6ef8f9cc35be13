-- What leaves, and who changed what, when and why.

CREATE TABLE outbox (
    id               INTEGER PRIMARY KEY,
    request          INTEGER NOT NULL REFERENCES requests (message),
    number           INTEGER NOT NULL,          -- of the decision it tells; one answer per decision (I2)
    kind             TEXT    NOT NULL,
    language         TEXT    NOT NULL,
    mailbox          TEXT    NOT NULL CHECK (mailbox IN ('registration', 'press')),
    recipient        TEXT    NOT NULL,          -- as it is written into RCPT TO
    address          TEXT    NOT NULL,          -- lower case; for counting answers
    domain           TEXT    NOT NULL,          -- lower case; for counting answers
    words_key        TEXT,                      -- of the letter it answers
    message_id       TEXT    NOT NULL UNIQUE,   -- RFC 5322 Message-ID, without brackets
    state            TEXT    NOT NULL CHECK (state IN ('draft', 'queued', 'sending', 'delivered', 'refused', 'uncertain', 'bounced', 'held')),
    attempts         INTEGER NOT NULL DEFAULT 0,
    next_attempt_at  TEXT    NOT NULL,
    holder           TEXT,                      -- who is sending it
    claimed_at       TEXT,
    last_error       TEXT,
    created_at       TEXT    NOT NULL,
    delivered_at     TEXT,
    UNIQUE (request, number),
    CHECK ((state = 'sending') = (holder IS NOT NULL)),
    CHECK ((state = 'sending') = (claimed_at IS NOT NULL)),
    CHECK (state <> 'delivered' OR delivered_at IS NOT NULL)
);
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_by_time ON outbox (state, next_attempt_at);
CREATE INDEX outbox_by_address ON outbox (address, created_at);
CREATE INDEX outbox_by_domain ON outbox (domain, created_at);
CREATE INDEX outbox_by_mailbox ON outbox (mailbox, created_at);
CREATE INDEX outbox_by_words ON outbox (words_key);

-- Apart from `outbox`, so that a change of state does not write the reply again.
CREATE TABLE outbox_bytes (
    reply INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    raw   BLOB NOT NULL                         -- RFC 5322, as it leaves
);

CREATE TABLE journal (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('message', 'organiser', 'clock')),
    actor      TEXT NOT NULL,                   -- the message's number, the organiser's name, or which clock
    request    INTEGER REFERENCES requests (message),
    what       TEXT NOT NULL,
    details    TEXT NOT NULL                    -- JSON
);
CREATE INDEX journal_by_request ON journal (request, id);
