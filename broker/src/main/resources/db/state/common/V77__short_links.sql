-- Short addresses of moments. Times are microseconds since 1970-01-01T00:00:00Z.

-- A short link grants nothing: whoever opens it sees the session with their own rights. `place` is null for the whole session.
create table short_link (
  id text not null primary key,
  session text not null,
  place text,
  maker_id text not null,
  made_at bigint not null,
  ends_at bigint not null
);
create index short_link_maker on short_link (maker_id);
create index short_link_end on short_link (ends_at);
