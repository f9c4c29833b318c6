-- Searchable facts of recordings: all of it can be made again from the recordings.
-- Times are microseconds since 1970-01-01T00:00:00Z, durations are microseconds.
-- What people or servers wrote is ciphertext under the index key: columns named sealed_..., and chunk.content.

-- One row: the index key, wrapped under a key-encryption key.
create table index_key (
  id bigint not null primary key,
  wrapped ${blob} not null
);

-- Words that sessions share, such as the names of applications: the id is a keyed token of kind and word.
create table term (
  id bigint not null primary key,
  kind text not null,
  sealed_word ${blob} not null
);
create index term_kind on term (kind);

create table session (
  key bigint not null primary key,
  id text not null unique,
  person_id text not null,
  person_name text not null,
  person_email text not null,
  target text not null,
  database_term bigint not null,
  role_term bigint not null,
  application_term bigint not null,
  sealed_texts ${blob} not null,
  started_at bigint not null,
  ended_at bigint,
  state text not null,
  end_reason text,
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

-- The texts of some statements of one session, compressed and encrypted together.
-- A chunk that is closed never changes and has its tokens in the token index; at most one a session is open.
create table chunk (
  id bigint not null primary key,
  session_key bigint not null,
  closed boolean not null,
  first_ordinal bigint not null,
  last_ordinal bigint not null,
  first_at bigint not null,
  last_at bigint not null,
  errors bigint not null,
  writes bigint not null,
  content ${blob} not null
);
create index chunk_session on chunk (session_key, closed);
create index chunk_last_at on chunk (last_at, id);

-- What is known of a statement besides its texts.
create table statement (
  session_key bigint not null,
  ordinal bigint not null,
  chunk_id bigint not null,
  message bigint not null,
  started_at bigint not null,
  at_micros bigint not null,
  duration_micros bigint,
  protocol text not null,
  verb text not null,
  outcome text not null,
  wrote boolean not null,
  row_count bigint not null,
  byte_count bigint not null,
  error_state text,
  transaction_number bigint,
  transaction_outcome text,
  primary key (session_key, ordinal)
)${clustered};
