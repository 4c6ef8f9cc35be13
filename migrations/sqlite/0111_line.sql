-- The waiting lists by themselves, narrow and in their order (I3), kept in step with the places; and what requests are
-- narrowed by. What is decided still goes by the places.

CREATE TABLE line (
    session  TEXT    NOT NULL,
    ahead    INTEGER NOT NULL,                  -- the priority, negated: lower goes first
    since    TEXT    NOT NULL,
    party    INTEGER NOT NULL,
    language TEXT    NOT NULL,                  -- of the request
    persons  INTEGER NOT NULL,                  -- who of the party wait with this rank
    PRIMARY KEY (session, ahead, since, party)
) WITHOUT ROWID;
CREATE INDEX line_by_party ON line (party);
INSERT INTO line SELECT r.session, -r.priority, r.since, r.party, q.language, COUNT(*) FROM registrations r
    JOIN requests q ON q.message = r.party WHERE r.state = 'waiting'
    GROUP BY r.session, -r.priority, r.since, r.party, q.language;

CREATE TRIGGER line_joined AFTER INSERT ON registrations WHEN NEW.state = 'waiting' BEGIN
    INSERT INTO line SELECT NEW.session, -NEW.priority, NEW.since, NEW.party, language, 1 FROM requests
        WHERE message = NEW.party
        ON CONFLICT (session, ahead, since, party) DO UPDATE SET persons = persons + 1;
END;
CREATE TRIGGER line_moved AFTER UPDATE OF state, since, priority ON registrations
WHEN NEW.state = 'waiting' OR OLD.state = 'waiting' BEGIN
    UPDATE line SET persons = persons - (OLD.state = 'waiting')
        WHERE session = OLD.session AND ahead = -OLD.priority AND since = OLD.since AND party = OLD.party;
    INSERT INTO line SELECT NEW.session, -NEW.priority, NEW.since, NEW.party, language, 1 FROM requests
        WHERE message = NEW.party AND NEW.state = 'waiting'
        ON CONFLICT (session, ahead, since, party) DO UPDATE SET persons = persons + 1;
    DELETE FROM line WHERE session = OLD.session AND ahead = -OLD.priority AND since = OLD.since AND party = OLD.party
        AND persons < 1;
END;
CREATE TRIGGER line_left AFTER DELETE ON registrations WHEN OLD.state = 'waiting' BEGIN
    UPDATE line SET persons = persons - 1
        WHERE session = OLD.session AND ahead = -OLD.priority AND since = OLD.since AND party = OLD.party;
    DELETE FROM line WHERE session = OLD.session AND ahead = -OLD.priority AND since = OLD.since AND party = OLD.party
        AND persons < 1;
END;
CREATE TRIGGER line_language AFTER UPDATE OF language ON requests WHEN NEW.language <> OLD.language BEGIN
    UPDATE line SET language = NEW.language WHERE party = NEW.message;
END;

CREATE INDEX requests_by_language ON requests (language, message);
CREATE INDEX persons_by_country ON persons (country, party);
