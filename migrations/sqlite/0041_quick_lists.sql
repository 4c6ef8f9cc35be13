-- The waiting list is read in its order, and search looks only at what changed, however many requests there are.

CREATE INDEX registrations_in_line ON registrations (session, priority DESC, since, party) WHERE state = 'waiting';
CREATE INDEX requests_by_change ON requests (updated_at);
