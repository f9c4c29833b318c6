-- What must be kept, what must be forgotten, and who said so. Times are microseconds since 1970-01-01T00:00:00Z.

create table legal_hold (
  id text not null primary key,
  scope text not null check (scope in ('session', 'person', 'target')),
  subject text not null,
  placed_at bigint not null,
  placed_by_id text not null,
  placed_by_name text not null,
  placed_by_email text not null,
  placed_reason text not null,
  lifted_at bigint,
  lifted_by_id text,
  lifted_by_name text,
  lifted_by_email text,
  lifted_reason text
);

-- Erasures that people asked for and those that a retention rule made.
create table erasure (
  id text not null primary key,
  session_id text not null,
  target text not null,
  person_id text not null,
  person_name text not null,
  session_started_at bigint not null,
  legal_basis text not null,
  state text not null check (state in ('pending', 'rejected', 'confirmed', 'done')),
  asked_at bigint not null,
  asked_by_id text not null,
  asked_by_name text not null,
  asked_by_email text not null,
  asked_reason text not null,
  decided_at bigint,
  decided_by_id text,
  decided_by_name text,
  decided_by_email text,
  decided_reason text,
  finished_at bigint
);
create index erasure_session on erasure (session_id);
create index erasure_state on erasure (state);
