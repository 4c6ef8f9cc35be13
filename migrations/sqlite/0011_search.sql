-- What people look for in lists: names, organisations, towns, addresses and references of a request, folded, so that
-- "yael" finds Yaël and "Muratov" finds Муратов. Written from the request after each change of its version.

CREATE TABLE search (
    request INTEGER PRIMARY KEY REFERENCES requests (message) ON DELETE CASCADE,
    version INTEGER NOT NULL,                   -- of the request when this was written
    folded  TEXT   NOT NULL                     -- words between blanks, first and last character a blank
);
