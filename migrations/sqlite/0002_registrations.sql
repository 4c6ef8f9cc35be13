-- What was asked and decided: requests, the persons who came in them, and each person's place in each session.

CREATE TABLE requests (
    message         INTEGER PRIMARY KEY REFERENCES messages (id),  -- also the number of the party
    reference       TEXT    NOT NULL UNIQUE,    -- what people quote
    mailbox         TEXT    NOT NULL CHECK (mailbox IN ('registration', 'press')),
    outcome         TEXT    NOT NULL CHECK (outcome IN ('ignored', 'merged', 'review', 'asked-back', 'decided', 'press-queue')),
    reason          TEXT    NOT NULL,           -- name of the leading reason; for counting
    intent          TEXT    NOT NULL,
    disposition     TEXT    NOT NULL CHECK (disposition IN ('act', 'review', 'ignore')),
    language        TEXT    NOT NULL,           -- of the letter, ISO 639-1
    contact_address TEXT,                       -- lower case; where answers go
    contact_name    TEXT,
    message_id      TEXT,                       -- RFC 5322 Message-ID of the letter, without brackets
    words_key       TEXT,                       -- hash of the writer's own words, normalised
    reading         TEXT    NOT NULL,           -- JSON: the request with its evidence
    doubts          TEXT    NOT NULL,           -- JSON
    reasons         TEXT    NOT NULL,           -- JSON
    decisions       INTEGER NOT NULL,           -- how many were made; the last one's number
    version         INTEGER NOT NULL,           -- changes with every change, so that two organisers notice each other
    created_at      TEXT    NOT NULL,
    updated_at      TEXT    NOT NULL
);
CREATE INDEX requests_by_outcome ON requests (outcome, message);
CREATE INDEX requests_by_contact ON requests (contact_address);
CREATE INDEX requests_by_message_id ON requests (message_id);

CREATE TABLE persons (
    party          INTEGER NOT NULL REFERENCES requests (message),
    position       INTEGER NOT NULL,            -- in the letter, from 0
    name           TEXT,                        -- none: counted but not named
    name_key       TEXT    NOT NULL,            -- folded; empty where the name is missing
    email          TEXT,
    phone          TEXT,
    organisation   TEXT,
    role           TEXT,
    city           TEXT,
    country        TEXT,                        -- ISO 3166-1 alpha-2
    interpretation TEXT,                        -- ISO 639-1
    diet           TEXT    NOT NULL,            -- JSON list
    access         TEXT    NOT NULL,            -- JSON list
    PRIMARY KEY (party, position)
);
CREATE INDEX persons_by_name ON persons (name_key);

-- The key holds a person to one place per session (I6), the second CHECK a deadline to offers (I7).
CREATE TABLE registrations (
    party      INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    session    TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('asked', 'waiting', 'offered', 'confirmed', 'refused', 'declined', 'expired', 'cancelled', 'replaced', 'attended', 'no-show')),
    since      TEXT    NOT NULL,                -- rank on the waiting list
    priority   INTEGER NOT NULL DEFAULT 0,      -- higher goes first
    until      TEXT,                            -- deadline of an offer
    updated_at TEXT    NOT NULL,
    PRIMARY KEY (party, position, session),
    FOREIGN KEY (party, position) REFERENCES persons (party, position),
    CHECK ((state = 'offered') = (until IS NOT NULL))
);
CREATE INDEX registrations_by_session ON registrations (session, state);
CREATE INDEX registrations_waiting ON registrations (priority, since, party) WHERE state = 'waiting';
CREATE INDEX registrations_seated ON registrations (party, position) WHERE state IN ('offered', 'confirmed', 'attended');

CREATE TABLE press (
    request    INTEGER PRIMARY KEY REFERENCES requests (message),
    outlet     TEXT,
    media      TEXT,
    press_card TEXT,
    wishes     TEXT NOT NULL,                   -- JSON list
    state      TEXT NOT NULL CHECK (state IN ('received', 'accredited', 'refused'))
);
