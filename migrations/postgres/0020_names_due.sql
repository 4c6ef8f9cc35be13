-- Places that are held without names: until when the names are waited for, as the letter to the party told.

CREATE TABLE names_due (
    party    BIGINT PRIMARY KEY REFERENCES requests (message),
    since    TEXT NOT NULL,
    deadline TEXT NOT NULL
);
CREATE INDEX names_due_by_deadline ON names_due (deadline);
