-- The waiting lists in their order with all that narrows them, so that pages far behind are counted off in the index alone.

CREATE INDEX line_order ON line (session, ahead, since, party) INCLUDE (language);
