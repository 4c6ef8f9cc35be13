-- The folded words of requests by what stands within them: every three characters lead to where they stand. The
-- extension comes with PostgreSQL; where an installation lacks it, such a search reads all words, and finds the same.

DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX search_by_parts ON search USING gin (folded gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'no index for what stands within words: %', SQLERRM;
END
$$;
CREATE VIEW search_parts AS SELECT request, folded FROM search;
