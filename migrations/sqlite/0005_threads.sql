-- Later letters of a thread: which party they are about, and which reminders of it have left.

-- The party of an earlier letter that this one is about; none where it is about its own.
ALTER TABLE requests ADD COLUMN concerns INTEGER REFERENCES requests (message);
CREATE INDEX requests_by_party ON requests (concerns);

-- What time has told a party already, so that it is told once; `deadline` is the one it was about.
CREATE TABLE reminders (
    party    INTEGER NOT NULL REFERENCES requests (message),
    what     TEXT NOT NULL,
    deadline TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (party, what, deadline)
);
CREATE INDEX registrations_until ON registrations (until) WHERE state = 'offered';
