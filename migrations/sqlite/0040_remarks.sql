-- What organisers write down about a request for each other, and the decisions that were made together.

CREATE TABLE notes (
    id        INTEGER PRIMARY KEY,
    request   INTEGER NOT NULL REFERENCES requests (message) ON DELETE CASCADE,
    at        TEXT    NOT NULL,
    user_name TEXT    NOT NULL,
    words     TEXT    NOT NULL
);
CREATE INDEX notes_by_request ON notes (request, id);

CREATE TABLE tags (
    tag     TEXT    NOT NULL,                   -- lower case, without blanks
    request INTEGER NOT NULL REFERENCES requests (message) ON DELETE CASCADE,
    PRIMARY KEY (tag, request)
);
CREATE INDEX tags_by_request ON tags (request);

-- Decisions of one bulk action bear one name, so that they can be taken back together.
ALTER TABLE undoable ADD COLUMN batch TEXT;
