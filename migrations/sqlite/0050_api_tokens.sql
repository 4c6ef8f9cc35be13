-- Keys by which other programs ask the console, each with the rights of one user.

CREATE TABLE api_tokens (
    token_hash TEXT PRIMARY KEY,                -- SHA-256, hex: who reads the database has no key
    user_name  TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    label      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at    TEXT                             -- to the hour
);
