-- PostgreSQL gets an index of the waiting lists in their order here; in SQLite the lists themselves are kept in it.

SELECT 1;
