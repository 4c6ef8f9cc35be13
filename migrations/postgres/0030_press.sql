-- Press requests are followed up: which papers came with which letters, and what became of each wish.

ALTER TABLE press ADD COLUMN papers TEXT NOT NULL DEFAULT '[]';     -- JSON list
-- How a press request stood before the decision that can be taken back.
ALTER TABLE undoable ADD COLUMN press TEXT;

CREATE TABLE press_wishes (
    request BIGINT NOT NULL REFERENCES requests (message),
    wish    TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('open', 'arranged', 'declined')),
    note    TEXT,                               -- when and with whom
    at      TEXT NOT NULL,
    PRIMARY KEY (request, wish)
);
