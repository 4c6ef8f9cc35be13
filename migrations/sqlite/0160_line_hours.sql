-- How many parties joined each waiting list in each hour: a place in the line is what stood before that hour, and the
-- few before it within the hour. Kept in step with the line.

CREATE TABLE line_hours (
    session  TEXT    NOT NULL,
    ahead    INTEGER NOT NULL,
    hour     TEXT    NOT NULL,                  -- of `since`, as in 2016-10-01T09
    language TEXT    NOT NULL,                  -- of the requests
    parties  INTEGER NOT NULL,
    PRIMARY KEY (session, ahead, hour, language)
) WITHOUT ROWID;
INSERT INTO line_hours SELECT session, ahead, SUBSTR(since, 1, 13), language, COUNT(*) FROM line
    GROUP BY session, ahead, SUBSTR(since, 1, 13), language;

CREATE TRIGGER line_hours_more AFTER INSERT ON line BEGIN
    INSERT INTO line_hours VALUES (NEW.session, NEW.ahead, SUBSTR(NEW.since, 1, 13), NEW.language, 1)
        ON CONFLICT (session, ahead, hour, language) DO UPDATE SET parties = parties + 1;
END;
CREATE TRIGGER line_hours_fewer AFTER DELETE ON line BEGIN
    UPDATE line_hours SET parties = parties - 1 WHERE session = OLD.session AND ahead = OLD.ahead
        AND hour = SUBSTR(OLD.since, 1, 13) AND language = OLD.language;
    DELETE FROM line_hours WHERE session = OLD.session AND ahead = OLD.ahead
        AND hour = SUBSTR(OLD.since, 1, 13) AND language = OLD.language AND parties < 1;
END;
CREATE TRIGGER line_hours_spoken AFTER UPDATE OF language ON line WHEN NEW.language <> OLD.language BEGIN
    UPDATE line_hours SET parties = parties - 1 WHERE session = OLD.session AND ahead = OLD.ahead
        AND hour = SUBSTR(OLD.since, 1, 13) AND language = OLD.language;
    DELETE FROM line_hours WHERE session = OLD.session AND ahead = OLD.ahead
        AND hour = SUBSTR(OLD.since, 1, 13) AND language = OLD.language AND parties < 1;
    INSERT INTO line_hours VALUES (NEW.session, NEW.ahead, SUBSTR(NEW.since, 1, 13), NEW.language, 1)
        ON CONFLICT (session, ahead, hour, language) DO UPDATE SET parties = parties + 1;
END;

-- Who waits, and which words were folded, by indices alone.
CREATE INDEX line_parties ON line (session, party);
CREATE INDEX search_versions ON search (request, version);
