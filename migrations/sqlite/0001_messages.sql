-- What arrived: settings of this desk, messages with their bytes, the ledger of places, and who watches what.
-- Times are RFC 3339 in UTC with microseconds, so that they sort as text. Enumerations are kebab-case words.

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE messages (
    id          INTEGER PRIMARY KEY,            -- order of arrival
    mailbox     TEXT    NOT NULL,               -- its name in the configuration
    role        TEXT    NOT NULL CHECK (role IN ('registration', 'press')),
    content_key TEXT    NOT NULL,               -- what makes the letter itself; different letters differ
    size        INTEGER NOT NULL,               -- bytes, as the server told
    received_at TEXT    NOT NULL,               -- when the server received it
    kept_at     TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('kept', 'settled', 'copy', 'quarantined')),
    copy_of     INTEGER REFERENCES messages (id),
    attempts    INTEGER NOT NULL DEFAULT 0,     -- times that handling it was begun and failed
    defect      TEXT,                           -- why its bytes are not whole, or why it is in quarantine
    CHECK ((state = 'copy') = (copy_of IS NOT NULL)),
    CHECK (state <> 'quarantined' OR defect IS NOT NULL)
);
CREATE INDEX messages_by_content ON messages (content_key);
CREATE INDEX messages_by_state ON messages (state, id);

-- Apart from `messages`, so that a change of state does not write the letter again.
CREATE TABLE message_bytes (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    raw     BLOB NOT NULL                       -- unchanged
);

CREATE TABLE ledger (
    mailbox  TEXT    NOT NULL,
    validity INTEGER NOT NULL,                  -- IMAP: UIDVALIDITY; otherwise 0
    uid      INTEGER NOT NULL,                  -- IMAP: UID; otherwise 0
    name     TEXT    NOT NULL,                  -- Maildir and files: the name; otherwise empty
    message  INTEGER REFERENCES messages (id),  -- none: passed over at the first start
    noted_at TEXT    NOT NULL,
    disposal TEXT    NOT NULL CHECK (disposal IN ('open', 'done', 'failed')),
    PRIMARY KEY (mailbox, validity, uid, name)
);
CREATE INDEX ledger_by_message ON ledger (message);
CREATE INDEX ledger_by_disposal ON ledger (disposal, mailbox);

CREATE TABLE leases (
    name   TEXT PRIMARY KEY,                    -- what is held, as in `mailbox:rsvp`
    holder TEXT NOT NULL,
    until  TEXT NOT NULL
);
