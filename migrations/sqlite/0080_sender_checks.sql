-- What the desk found out itself about a sender, as an Authentication-Results field (RFC 8601); it goes with the letter.
ALTER TABLE message_bytes ADD COLUMN results TEXT;
