-- Word search over SQL and error texts; a tsvector is limited to 1 MiB, so only the head of a text is searchable.
alter table statement add column search tsvector
  generated always as (to_tsvector('simple', left(sql, 100000) || ' ' || coalesce(left(error_message, 10000), ''))) stored;
create index statement_search on statement using gin (search);
