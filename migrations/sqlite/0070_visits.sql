-- Where the study visits are several: which wish of the person a visit is, and that nobody holds two of them.

ALTER TABLE registrations ADD COLUMN wish INTEGER NOT NULL DEFAULT 0;  -- of visits from 1, in the order of preference; 0: no visit
CREATE UNIQUE INDEX registrations_one_visit ON registrations (party, position)
    WHERE wish > 0 AND state IN ('offered', 'confirmed', 'attended');
CREATE INDEX registrations_wishes ON registrations (party, position) WHERE wish > 0 AND state = 'waiting';
