-- Searchable facts of recordings: all of it can be made again from the recordings.
-- Times are microseconds since 1970-01-01T00:00:00Z, durations are microseconds.

create table session (
  id text not null primary key,
  person_id text not null,
  person_name text not null,
  person_email text not null,
  target text not null,
  database_name text not null,
  database_role text not null,
  application text not null,
  client_address text not null,
  started_at bigint not null,
  ended_at bigint,
  state text not null,
  end_reason text,
  end_text text,
  statements bigint not null,
  errors bigint not null,
  writes bigint not null,
  rows_returned bigint not null,
  frontend_bytes bigint not null,
  backend_bytes bigint not null,
  messages bigint not null,
  grant_id text,
  complete boolean not null,
  verdict text not null
);
create index session_started_at on session (started_at, id);
create index session_person on session (person_id, started_at);

create table statement (
  id bigint not null primary key,
  session_id text not null,
  ordinal bigint not null,
  message bigint not null,
  started_at bigint not null,
  at_micros bigint not null,
  duration_micros bigint,
  protocol text not null,
  verb text not null,
  sql text not null,
  sql_truncated boolean not null,
  parameters text not null,
  outcome text not null,
  tag text,
  row_count bigint,
  byte_count bigint not null,
  error_severity text,
  error_state text,
  error_message text,
  error_detail text,
  error_hint text,
  error_position bigint,
  transaction_number bigint,
  transaction_outcome text,
  unique (session_id, ordinal)
);
create index statement_started_at on statement (started_at, id);
create index statement_error_state on statement (error_state);
