-- Places by session and state, and persons with a seat: counted as they change, so that pages need not count anew. What
-- is decided is still counted from the places themselves.

CREATE TABLE place_counts (
    session TEXT    NOT NULL,                   -- empty: the event as a whole
    state   TEXT    NOT NULL,                   -- of the event: 'seated'
    places  INTEGER NOT NULL,
    PRIMARY KEY (session, state)
);
INSERT INTO place_counts SELECT session, state, COUNT(*) FROM registrations GROUP BY session, state;
INSERT INTO place_counts SELECT '', 'seated', COUNT(*) FROM (SELECT DISTINCT party, position FROM registrations
    WHERE state IN ('offered', 'confirmed', 'attended')) AS seated;

CREATE TRIGGER place_added AFTER INSERT ON registrations BEGIN
    INSERT INTO place_counts VALUES (NEW.session, NEW.state, 1)
        ON CONFLICT (session, state) DO UPDATE SET places = places + 1;
END;
CREATE TRIGGER place_moved AFTER UPDATE OF state ON registrations WHEN NEW.state <> OLD.state BEGIN
    UPDATE place_counts SET places = places - 1 WHERE session = OLD.session AND state = OLD.state;
    INSERT INTO place_counts VALUES (NEW.session, NEW.state, 1)
        ON CONFLICT (session, state) DO UPDATE SET places = places + 1;
END;
CREATE TRIGGER place_gone AFTER DELETE ON registrations BEGIN
    UPDATE place_counts SET places = places - 1 WHERE session = OLD.session AND state = OLD.state;
END;

-- A person counts once, with the first seat and until the last.
CREATE TRIGGER person_seated AFTER INSERT ON registrations
WHEN NEW.state IN ('offered', 'confirmed', 'attended') AND NOT EXISTS (SELECT 1 FROM registrations r
    WHERE r.party = NEW.party AND r.position = NEW.position AND r.session <> NEW.session
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    UPDATE place_counts SET places = places + 1 WHERE session = '' AND state = 'seated';
END;
CREATE TRIGGER person_moved AFTER UPDATE OF state ON registrations
WHEN (NEW.state IN ('offered', 'confirmed', 'attended')) <> (OLD.state IN ('offered', 'confirmed', 'attended'))
    AND NOT EXISTS (SELECT 1 FROM registrations r
    WHERE r.party = NEW.party AND r.position = NEW.position AND r.session <> NEW.session
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    UPDATE place_counts SET places = places + CASE WHEN NEW.state IN ('offered', 'confirmed', 'attended') THEN 1 ELSE -1 END
        WHERE session = '' AND state = 'seated';
END;
CREATE TRIGGER person_gone AFTER DELETE ON registrations
WHEN OLD.state IN ('offered', 'confirmed', 'attended') AND NOT EXISTS (SELECT 1 FROM registrations r
    WHERE r.party = OLD.party AND r.position = OLD.position AND r.session <> OLD.session
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    UPDATE place_counts SET places = places - 1 WHERE session = '' AND state = 'seated';
END;
