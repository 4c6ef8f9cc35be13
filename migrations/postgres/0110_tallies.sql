-- What the overview shows, counted as it changes, so that the page is as quick after a change as before it.

CREATE TABLE tallies (
    what   TEXT   NOT NULL,                     -- 'arrival' 'language' 'booth' 'person' 'press'
    one    TEXT   NOT NULL,                     -- hour       language   spoken  country  state
    two    TEXT   NOT NULL,                     -- mailbox               session diet     medium
    three  TEXT   NOT NULL,                     --                       state   access
    number BIGINT NOT NULL,
    PRIMARY KEY (what, one, two, three)
);
INSERT INTO tallies SELECT 'arrival', substr(received_at, 1, 13), role, '', COUNT(*) FROM messages
    GROUP BY substr(received_at, 1, 13), role;
INSERT INTO tallies SELECT 'language', language, '', '', COUNT(*) FROM requests
    WHERE outcome <> 'ignored' GROUP BY language;
INSERT INTO tallies SELECT 'booth', p.interpretation, r.session, r.state, COUNT(*) FROM persons p
    JOIN registrations r ON r.party = p.party AND r.position = p.position
    WHERE p.interpretation IS NOT NULL GROUP BY p.interpretation, r.session, r.state;
INSERT INTO tallies SELECT 'person', COALESCE(p.country, ''), p.diet, p.access, COUNT(*) FROM persons p
    WHERE EXISTS (SELECT 1 FROM registrations r WHERE r.party = p.party AND r.position = p.position
    AND r.state IN ('offered', 'confirmed', 'attended')) GROUP BY COALESCE(p.country, ''), p.diet, p.access;
INSERT INTO tallies SELECT 'press', state, COALESCE(media, ''), '', COUNT(*) FROM press GROUP BY state, COALESCE(media, '');

CREATE FUNCTION tally(TEXT, TEXT, TEXT, TEXT, BIGINT) RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO tallies AS counted VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = counted.number + excluded.number
$$;

CREATE FUNCTION tally_message() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM tally('arrival', substr(NEW.received_at, 1, 13), NEW.role, '', 1);
    RETURN NULL;
END
$$;
CREATE TRIGGER message_tallied AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION tally_message();

CREATE FUNCTION tally_request() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.language = OLD.language AND (NEW.outcome = 'ignored') = (OLD.outcome = 'ignored') THEN
            RETURN NULL;
        END IF;
        IF OLD.outcome <> 'ignored' THEN
            PERFORM tally('language', OLD.language, '', '', -1);
        END IF;
    END IF;
    IF NEW.outcome <> 'ignored' THEN
        PERFORM tally('language', NEW.language, '', '', 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER request_tallied AFTER INSERT OR UPDATE OF outcome, language ON requests
    FOR EACH ROW EXECUTE FUNCTION tally_request();

CREATE FUNCTION tally_press() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM tally('press', OLD.state, COALESCE(OLD.media, ''), '', -1);
    END IF;
    PERFORM tally('press', NEW.state, COALESCE(NEW.media, ''), '', 1);
    RETURN NULL;
END
$$;
CREATE TRIGGER press_tallied AFTER INSERT OR UPDATE OF state, media ON press
    FOR EACH ROW EXECUTE FUNCTION tally_press();

-- Who listens to which booth follows the places; countries and needs count a person once, with the first seat and until
-- the last. Before each row, since after a statement all of its rows would be seen at once.
CREATE FUNCTION tally_place() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    holding CONSTANT TEXT[] := ARRAY['offered', 'confirmed', 'attended'];
    place registrations%ROWTYPE;
    person persons%ROWTYPE;
    had BIGINT := 0;
    has BIGINT := 0;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.state = OLD.state THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        place := OLD;
    ELSE
        place := NEW;
    END IF;
    SELECT * INTO person FROM persons p WHERE p.party = place.party AND p.position = place.position;
    IF TG_OP <> 'INSERT' THEN
        had := CASE WHEN OLD.state = ANY (holding) THEN 1 ELSE 0 END;
        IF person.interpretation IS NOT NULL THEN
            PERFORM tally('booth', person.interpretation, OLD.session, OLD.state, -1);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        has := CASE WHEN NEW.state = ANY (holding) THEN 1 ELSE 0 END;
        IF person.interpretation IS NOT NULL THEN
            PERFORM tally('booth', person.interpretation, NEW.session, NEW.state, 1);
        END IF;
    END IF;
    IF has <> had AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.party = place.party
        AND r.position = place.position AND r.session <> place.session AND r.state = ANY (holding)) THEN
        PERFORM tally('person', COALESCE(person.country, ''), person.diet, person.access, has - had);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER place_tallied BEFORE INSERT OR DELETE OR UPDATE OF state ON registrations
    FOR EACH ROW EXECUTE FUNCTION tally_place();

-- Whom an organiser corrects is moved from one number to another.
CREATE FUNCTION tally_person() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NEW.interpretation IS DISTINCT FROM OLD.interpretation THEN
        PERFORM tally('booth', OLD.interpretation, r.session, r.state, -1) FROM registrations r
            WHERE r.party = OLD.party AND r.position = OLD.position AND OLD.interpretation IS NOT NULL;
        PERFORM tally('booth', NEW.interpretation, r.session, r.state, 1) FROM registrations r
            WHERE r.party = NEW.party AND r.position = NEW.position AND NEW.interpretation IS NOT NULL;
    END IF;
    IF (NEW.country, NEW.diet, NEW.access) IS DISTINCT FROM (OLD.country, OLD.diet, OLD.access)
        AND EXISTS (SELECT 1 FROM registrations r WHERE r.party = NEW.party AND r.position = NEW.position
        AND r.state IN ('offered', 'confirmed', 'attended')) THEN
        PERFORM tally('person', COALESCE(OLD.country, ''), OLD.diet, OLD.access, -1);
        PERFORM tally('person', COALESCE(NEW.country, ''), NEW.diet, NEW.access, 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER person_tallied AFTER UPDATE OF interpretation, country, diet, access ON persons
    FOR EACH ROW EXECUTE FUNCTION tally_person();
