-- Each word of a request's folded text by itself, so that its beginning is found by an index.

CREATE TABLE search_words (
    word    TEXT    NOT NULL,
    request INTEGER NOT NULL REFERENCES requests (message) ON DELETE CASCADE,
    PRIMARY KEY (word, request)
) WITHOUT ROWID;

-- All are folded anew at the next search.
DELETE FROM search;
DELETE FROM settings WHERE key = 'folded-until';
