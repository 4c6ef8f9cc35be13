-- Counts outlive the persons who are counted (rule 58): whoever is forgotten stays in the overview's numbers, which from
-- then on neither follow anything nor tell which country, need and language were the same person's.

CREATE INDEX requests_erased ON requests (erased_at) WHERE erased_at IS NOT NULL;

CREATE FUNCTION is_erased(BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT COALESCE((SELECT erased_at IS NOT NULL FROM requests WHERE message = $1), FALSE)
$$;

CREATE OR REPLACE FUNCTION tally_press() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF is_erased(NEW.request) THEN
            RETURN NULL;
        END IF;
        PERFORM tally('press', OLD.state, COALESCE(OLD.media, ''), '', -1);
    END IF;
    PERFORM tally('press', NEW.state, COALESCE(NEW.media, ''), '', 1);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION tally_place() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
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
        AND r.position = place.position AND r.session <> place.session AND r.state = ANY (holding))
        AND NOT (TG_OP = 'UPDATE' AND is_erased(place.party)) THEN
        PERFORM tally('person', COALESCE(person.country, ''), person.diet, person.access, has - had);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;

-- A person with a seat leaves one number for the country, one for the diet and one for access:
-- what 'gone', one 'country' 'diet' 'access', two the value as it stood.
CREATE OR REPLACE FUNCTION tally_person() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    erased CONSTANT BOOLEAN := is_erased(NEW.party);
BEGIN
    IF NEW.interpretation IS DISTINCT FROM OLD.interpretation AND NOT erased THEN
        PERFORM tally('booth', OLD.interpretation, r.session, r.state, -1) FROM registrations r
            WHERE r.party = OLD.party AND r.position = OLD.position AND OLD.interpretation IS NOT NULL;
        PERFORM tally('booth', NEW.interpretation, r.session, r.state, 1) FROM registrations r
            WHERE r.party = NEW.party AND r.position = NEW.position AND NEW.interpretation IS NOT NULL;
    END IF;
    IF (NEW.country, NEW.diet, NEW.access) IS DISTINCT FROM (OLD.country, OLD.diet, OLD.access)
        AND EXISTS (SELECT 1 FROM registrations r WHERE r.party = NEW.party AND r.position = NEW.position
        AND r.state IN ('offered', 'confirmed', 'attended')) THEN
        PERFORM tally('person', COALESCE(OLD.country, ''), OLD.diet, OLD.access, -1);
        IF erased THEN
            PERFORM tally('gone', 'country', COALESCE(OLD.country, ''), '', 1);
            PERFORM tally('gone', 'diet', OLD.diet, '', 1);
            PERFORM tally('gone', 'access', OLD.access, '', 1);
        ELSE
            PERFORM tally('person', COALESCE(NEW.country, ''), NEW.diet, NEW.access, 1);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
