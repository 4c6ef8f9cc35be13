-- When a request lost its personal data, and which are to lose them once their last letter has left.

ALTER TABLE requests ADD COLUMN erased_at TEXT;

CREATE TABLE erasures (
    request  BIGINT PRIMARY KEY REFERENCES requests (message),
    asked_by TEXT NOT NULL,                     -- an organiser, or 'message'
    asked_at TEXT NOT NULL
);
