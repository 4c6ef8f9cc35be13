-- The waiting lists by themselves, narrow and in their order (I3), kept in step with the places; and what requests are
-- narrowed by. What is decided still goes by the places.

CREATE TABLE line (
    session  TEXT   NOT NULL,
    ahead    BIGINT NOT NULL,                   -- the priority, negated: lower goes first
    since    TEXT   NOT NULL,
    party    BIGINT NOT NULL,
    language TEXT   NOT NULL,                   -- of the request
    persons  BIGINT NOT NULL,                   -- who of the party wait with this rank
    PRIMARY KEY (session, ahead, since, party)
);
CREATE INDEX line_by_party ON line (party);
INSERT INTO line SELECT r.session, -r.priority, r.since, r.party, q.language, COUNT(*) FROM registrations r
    JOIN requests q ON q.message = r.party WHERE r.state = 'waiting'
    GROUP BY r.session, -r.priority, r.since, r.party, q.language;

CREATE FUNCTION keep_line() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'waiting' THEN
        UPDATE line SET persons = persons - 1
            WHERE session = OLD.session AND ahead = -OLD.priority AND since = OLD.since AND party = OLD.party;
        DELETE FROM line WHERE session = OLD.session AND ahead = -OLD.priority AND since = OLD.since
            AND party = OLD.party AND persons < 1;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'waiting' THEN
        INSERT INTO line AS kept SELECT NEW.session, -NEW.priority, NEW.since, NEW.party, q.language, 1 FROM requests q
            WHERE q.message = NEW.party
            ON CONFLICT (session, ahead, since, party) DO UPDATE SET persons = kept.persons + 1;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER line_kept AFTER INSERT OR DELETE OR UPDATE OF state, since, priority ON registrations
    FOR EACH ROW EXECUTE FUNCTION keep_line();

CREATE FUNCTION keep_line_language() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE line SET language = NEW.language WHERE party = NEW.message;
    RETURN NULL;
END
$$;
CREATE TRIGGER line_language AFTER UPDATE OF language ON requests
    FOR EACH ROW WHEN (NEW.language <> OLD.language) EXECUTE FUNCTION keep_line_language();

CREATE INDEX requests_by_language ON requests (language, message);
CREATE INDEX persons_by_country ON persons (country, party);
