-- Counts outlive the persons who are counted (rule 58): whoever is forgotten stays in the overview's numbers, which from
-- then on neither follow anything nor tell which country, need and language were the same person's.

CREATE INDEX requests_erased ON requests (erased_at) WHERE erased_at IS NOT NULL;

-- A person with a seat leaves one number for the country, one for the diet and one for access:
-- what 'gone', one 'country' 'diet' 'access', two the value as it stood.
DROP TRIGGER guest_changed;
CREATE TRIGGER guest_changed AFTER UPDATE OF country, diet, access ON persons
WHEN (COALESCE(NEW.country, '') <> COALESCE(OLD.country, '') OR NEW.diet <> OLD.diet OR NEW.access <> OLD.access)
    AND EXISTS (SELECT 1 FROM registrations r WHERE r.party = NEW.party AND r.position = NEW.position
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    INSERT INTO tallies VALUES ('person', COALESCE(OLD.country, ''), OLD.diet, OLD.access, -1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number - 1;
    INSERT INTO tallies SELECT 'person', COALESCE(NEW.country, ''), NEW.diet, NEW.access, 1
        WHERE (SELECT erased_at FROM requests WHERE message = NEW.party) IS NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
    INSERT INTO tallies SELECT 'gone', 'country', COALESCE(OLD.country, ''), '', 1
        WHERE (SELECT erased_at FROM requests WHERE message = NEW.party) IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
    INSERT INTO tallies SELECT 'gone', 'diet', OLD.diet, '', 1
        WHERE (SELECT erased_at FROM requests WHERE message = NEW.party) IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
    INSERT INTO tallies SELECT 'gone', 'access', OLD.access, '', 1
        WHERE (SELECT erased_at FROM requests WHERE message = NEW.party) IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;

DROP TRIGGER guest_moved;
CREATE TRIGGER guest_moved AFTER UPDATE OF state ON registrations
WHEN (NEW.state IN ('offered', 'confirmed', 'attended')) <> (OLD.state IN ('offered', 'confirmed', 'attended'))
    AND (SELECT erased_at FROM requests WHERE message = NEW.party) IS NULL
    AND NOT EXISTS (SELECT 1 FROM registrations r
    WHERE r.party = NEW.party AND r.position = NEW.position AND r.session <> NEW.session
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    INSERT INTO tallies SELECT 'person', COALESCE(country, ''), diet, access,
        CASE WHEN NEW.state IN ('offered', 'confirmed', 'attended') THEN 1 ELSE -1 END FROM persons
        WHERE party = NEW.party AND position = NEW.position
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + excluded.number;
END;

DROP TRIGGER booth_changed;
CREATE TRIGGER booth_changed AFTER UPDATE OF interpretation ON persons
WHEN COALESCE(NEW.interpretation, '') <> COALESCE(OLD.interpretation, '')
    AND (SELECT erased_at FROM requests WHERE message = NEW.party) IS NULL BEGIN
    INSERT INTO tallies SELECT 'booth', OLD.interpretation, session, state, -1 FROM registrations
        WHERE party = OLD.party AND position = OLD.position AND OLD.interpretation IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number - 1;
    INSERT INTO tallies SELECT 'booth', NEW.interpretation, session, state, 1 FROM registrations
        WHERE party = NEW.party AND position = NEW.position AND NEW.interpretation IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;

DROP TRIGGER press_changed;
CREATE TRIGGER press_changed AFTER UPDATE OF state, media ON press
WHEN (NEW.state <> OLD.state OR COALESCE(NEW.media, '') <> COALESCE(OLD.media, ''))
    AND (SELECT erased_at FROM requests WHERE message = NEW.request) IS NULL BEGIN
    INSERT INTO tallies VALUES ('press', OLD.state, COALESCE(OLD.media, ''), '', -1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number - 1;
    INSERT INTO tallies VALUES ('press', NEW.state, COALESCE(NEW.media, ''), '', 1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;
