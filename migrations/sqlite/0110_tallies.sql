-- What the overview shows, counted as it changes, so that the page is as quick after a change as before it.

CREATE TABLE tallies (
    what   TEXT    NOT NULL,                    -- 'arrival' 'language' 'booth' 'person' 'press'
    one    TEXT    NOT NULL,                    -- hour       language   spoken  country  state
    two    TEXT    NOT NULL,                    -- mailbox               session diet     medium
    three  TEXT    NOT NULL,                    --                       state   access
    number INTEGER NOT NULL,
    PRIMARY KEY (what, one, two, three)
) WITHOUT ROWID;
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

CREATE TRIGGER arrival_tallied AFTER INSERT ON messages BEGIN
    INSERT INTO tallies VALUES ('arrival', substr(NEW.received_at, 1, 13), NEW.role, '', 1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER language_tallied AFTER INSERT ON requests WHEN NEW.outcome <> 'ignored' BEGIN
    INSERT INTO tallies VALUES ('language', NEW.language, '', '', 1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER language_changed AFTER UPDATE OF outcome, language ON requests
WHEN NEW.language <> OLD.language OR (NEW.outcome = 'ignored') <> (OLD.outcome = 'ignored') BEGIN
    UPDATE tallies SET number = number - (OLD.outcome <> 'ignored')
        WHERE what = 'language' AND one = OLD.language AND two = '' AND three = '';
    INSERT INTO tallies VALUES ('language', NEW.language, '', '', NEW.outcome <> 'ignored')
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + excluded.number;
END;

-- Who listens to which booth follows the places; whom an organiser corrects is moved from one booth to another.
CREATE TRIGGER booth_joined AFTER INSERT ON registrations BEGIN
    INSERT INTO tallies SELECT 'booth', interpretation, NEW.session, NEW.state, 1 FROM persons
        WHERE party = NEW.party AND position = NEW.position AND interpretation IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER booth_moved AFTER UPDATE OF state ON registrations WHEN NEW.state <> OLD.state BEGIN
    UPDATE tallies SET number = number - 1 WHERE what = 'booth' AND two = OLD.session AND three = OLD.state
        AND one = (SELECT interpretation FROM persons WHERE party = OLD.party AND position = OLD.position);
    INSERT INTO tallies SELECT 'booth', interpretation, NEW.session, NEW.state, 1 FROM persons
        WHERE party = NEW.party AND position = NEW.position AND interpretation IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER booth_left AFTER DELETE ON registrations BEGIN
    UPDATE tallies SET number = number - 1 WHERE what = 'booth' AND two = OLD.session AND three = OLD.state
        AND one = (SELECT interpretation FROM persons WHERE party = OLD.party AND position = OLD.position);
END;
CREATE TRIGGER booth_changed AFTER UPDATE OF interpretation ON persons
WHEN COALESCE(NEW.interpretation, '') <> COALESCE(OLD.interpretation, '') BEGIN
    INSERT INTO tallies SELECT 'booth', OLD.interpretation, session, state, -1 FROM registrations
        WHERE party = OLD.party AND position = OLD.position AND OLD.interpretation IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number - 1;
    INSERT INTO tallies SELECT 'booth', NEW.interpretation, session, state, 1 FROM registrations
        WHERE party = NEW.party AND position = NEW.position AND NEW.interpretation IS NOT NULL
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;

-- Countries and needs count a person once, with the first seat and until the last.
CREATE TRIGGER guest_seated AFTER INSERT ON registrations
WHEN NEW.state IN ('offered', 'confirmed', 'attended') AND NOT EXISTS (SELECT 1 FROM registrations r
    WHERE r.party = NEW.party AND r.position = NEW.position AND r.session <> NEW.session
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    INSERT INTO tallies SELECT 'person', COALESCE(country, ''), diet, access, 1 FROM persons
        WHERE party = NEW.party AND position = NEW.position
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER guest_moved AFTER UPDATE OF state ON registrations
WHEN (NEW.state IN ('offered', 'confirmed', 'attended')) <> (OLD.state IN ('offered', 'confirmed', 'attended'))
    AND NOT EXISTS (SELECT 1 FROM registrations r
    WHERE r.party = NEW.party AND r.position = NEW.position AND r.session <> NEW.session
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    INSERT INTO tallies SELECT 'person', COALESCE(country, ''), diet, access,
        CASE WHEN NEW.state IN ('offered', 'confirmed', 'attended') THEN 1 ELSE -1 END FROM persons
        WHERE party = NEW.party AND position = NEW.position
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + excluded.number;
END;
CREATE TRIGGER guest_gone AFTER DELETE ON registrations
WHEN OLD.state IN ('offered', 'confirmed', 'attended') AND NOT EXISTS (SELECT 1 FROM registrations r
    WHERE r.party = OLD.party AND r.position = OLD.position AND r.session <> OLD.session
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    INSERT INTO tallies SELECT 'person', COALESCE(country, ''), diet, access, -1 FROM persons
        WHERE party = OLD.party AND position = OLD.position
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number - 1;
END;
CREATE TRIGGER guest_changed AFTER UPDATE OF country, diet, access ON persons
WHEN (COALESCE(NEW.country, '') <> COALESCE(OLD.country, '') OR NEW.diet <> OLD.diet OR NEW.access <> OLD.access)
    AND EXISTS (SELECT 1 FROM registrations r WHERE r.party = NEW.party AND r.position = NEW.position
    AND r.state IN ('offered', 'confirmed', 'attended')) BEGIN
    INSERT INTO tallies VALUES ('person', COALESCE(OLD.country, ''), OLD.diet, OLD.access, -1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number - 1;
    INSERT INTO tallies VALUES ('person', COALESCE(NEW.country, ''), NEW.diet, NEW.access, 1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER press_tallied AFTER INSERT ON press BEGIN
    INSERT INTO tallies VALUES ('press', NEW.state, COALESCE(NEW.media, ''), '', 1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER press_changed AFTER UPDATE OF state, media ON press
WHEN NEW.state <> OLD.state OR COALESCE(NEW.media, '') <> COALESCE(OLD.media, '') BEGIN
    INSERT INTO tallies VALUES ('press', OLD.state, COALESCE(OLD.media, ''), '', -1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number - 1;
    INSERT INTO tallies VALUES ('press', NEW.state, COALESCE(NEW.media, ''), '', 1)
        ON CONFLICT (what, one, two, three) DO UPDATE SET number = number + 1;
END;
