-- The folded words of requests by what stands within them: every three characters lead to where they stand.

CREATE VIRTUAL TABLE search_parts USING fts5 (
    request UNINDEXED, folded, content = 'search', content_rowid = 'request', tokenize = 'trigram', detail = 'none'
);
INSERT INTO search_parts (rowid, folded) SELECT request, folded FROM search;

CREATE TRIGGER search_parts_added AFTER INSERT ON search BEGIN
    INSERT INTO search_parts (rowid, folded) VALUES (NEW.request, NEW.folded);
END;
CREATE TRIGGER search_parts_gone AFTER DELETE ON search BEGIN
    INSERT INTO search_parts (search_parts, rowid, folded) VALUES ('delete', OLD.request, OLD.folded);
END;
