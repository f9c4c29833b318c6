-- Who may see which masked values of a recorded session, until when, and why. Times are microseconds since
-- 1970-01-01T00:00:00Z, lengths of time microseconds.

-- Nobody approves their own: the database refuses it whatever the broker does.
create table unmasking (
  id text not null primary key,
  session_id text not null,
  target text not null,
  person_id text not null,
  scope text not null check (scope in ('session', 'column', 'cell')),
  subject text not null,
  strongest text not null check (strongest in ('secret', 'restricted')),
  state text not null check (state in ('pending', 'rejected', 'granted')),
  lasts bigint not null,
  ends_at bigint,
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
  check (state = 'rejected' or decided_by_id is null or decided_by_id <> asked_by_id),
  check (state <> 'granted' or strongest = 'secret' or decided_by_id is not null)
);
create index unmasking_session on unmasking (session_id, asked_by_id);
create index unmasking_state on unmasking (state);
