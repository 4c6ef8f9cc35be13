-- Letters to the organisers themselves, apart from replies to guests.

CREATE TABLE notices (
    id         INTEGER PRIMARY KEY,
    recipient  TEXT NOT NULL,
    raw        BLOB NOT NULL,                    -- RFC 5322, as it leaves
    state      TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'refused')),
    created_at TEXT NOT NULL
);
