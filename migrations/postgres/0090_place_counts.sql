-- Places by session and state, and persons with a seat: counted as they change, so that pages need not count anew. What
-- is decided is still counted from the places themselves.

CREATE TABLE place_counts (
    session TEXT   NOT NULL,                    -- empty: the event as a whole
    state   TEXT   NOT NULL,                    -- of the event: 'seated'
    places  BIGINT NOT NULL,
    PRIMARY KEY (session, state)
);
INSERT INTO place_counts SELECT session, state, COUNT(*) FROM registrations GROUP BY session, state;
INSERT INTO place_counts SELECT '', 'seated', COUNT(*) FROM (SELECT DISTINCT party, position FROM registrations
    WHERE state IN ('offered', 'confirmed', 'attended')) AS seated;

-- A person counts once, with the first seat and until the last. Before each row, since after a statement all of its rows
-- would be seen at once.
CREATE FUNCTION count_place() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    holding CONSTANT TEXT[] := ARRAY['offered', 'confirmed', 'attended'];
    place registrations%ROWTYPE;
    had BIGINT := 0;
    has BIGINT := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        place := OLD;
        had := CASE WHEN OLD.state = ANY (holding) THEN 1 ELSE 0 END;
        UPDATE place_counts SET places = places - 1 WHERE session = OLD.session AND state = OLD.state;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        place := NEW;
        has := CASE WHEN NEW.state = ANY (holding) THEN 1 ELSE 0 END;
        INSERT INTO place_counts AS counted VALUES (NEW.session, NEW.state, 1)
            ON CONFLICT (session, state) DO UPDATE SET places = counted.places + 1;
    END IF;
    IF has <> had AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.party = place.party
        AND r.position = place.position AND r.session <> place.session AND r.state = ANY (holding)) THEN
        UPDATE place_counts SET places = places + has - had WHERE session = '' AND state = 'seated';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER place_counted BEFORE INSERT OR DELETE OR UPDATE OF state ON registrations
    FOR EACH ROW EXECUTE FUNCTION count_place();
