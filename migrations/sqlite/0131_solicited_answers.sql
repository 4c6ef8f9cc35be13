-- Our letter that asked for what an answer answers, by its Message-ID: such an answer does not count against the writer.
ALTER TABLE outbox ADD COLUMN solicited_by TEXT;
CREATE INDEX outbox_by_question ON outbox (solicited_by) WHERE solicited_by IS NOT NULL;
