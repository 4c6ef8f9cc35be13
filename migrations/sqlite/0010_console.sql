-- Who may use the organisers' console, who is signed in, and what of their decisions can still be taken back.

CREATE TABLE users (
    name          TEXT PRIMARY KEY,             -- lower case
    password_hash TEXT,                         -- PHC string (argon2id); none: signs in by a link only
    roles         TEXT NOT NULL,                -- words between blanks, as in 'decide check-in'
    language      TEXT NOT NULL,                -- of the console, ISO 639-1
    created_at    TEXT NOT NULL,
    signed_in_at  TEXT
);

CREATE TABLE sign_ins (
    token_hash TEXT PRIMARY KEY,                -- SHA-256 of the cookie, hex: who reads the database cannot sign in
    user_name  TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    csrf       TEXT NOT NULL,                   -- must come back with every form
    created_at TEXT NOT NULL,
    until      TEXT NOT NULL
);
CREATE INDEX sign_ins_by_user ON sign_ins (user_name);

CREATE TABLE sign_in_links (
    token_hash TEXT PRIMARY KEY,                -- SHA-256, hex; the row goes when the link is used
    user_name  TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    until      TEXT NOT NULL
);

-- The last decision of an organiser on a request, while its reply has not left: enough to put all back as it was.
CREATE TABLE undoable (
    request  INTEGER PRIMARY KEY REFERENCES requests (message),
    version  INTEGER NOT NULL,                  -- of the request after the decision
    user_name TEXT NOT NULL,
    until    TEXT NOT NULL,                     -- the reply's time
    outcome  TEXT NOT NULL,                     -- before the decision
    reason   TEXT NOT NULL,
    reasons  TEXT NOT NULL,                     -- JSON
    moves    TEXT NOT NULL                      -- JSON: position, session, from, to
);
CREATE INDEX undoable_by_user ON undoable (user_name, until);
