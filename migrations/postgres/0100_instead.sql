-- What a place on the list is to take the place of: these sessions are kept until it is sure, and given up with it.

ALTER TABLE registrations ADD COLUMN instead_of TEXT;   -- ids of sessions, parted by blanks; NULL: of none
CREATE INDEX registrations_instead ON registrations (party, position) WHERE instead_of IS NOT NULL;
