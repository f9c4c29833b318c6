-- Whether the access that a session lived by was taken without an approval; as its recording says.
alter table session add column break_glass boolean not null default false;

-- Which sessions that have ended wait for a review, until when, and where they stand among those that wait. Decided once for
-- each state of the rules; sessions that somebody reviewed keep what was decided.
-- rules: names the rules that decided; rule: the name of the one that took the session, null if none did
-- due_at: microseconds since 1970-01-01T00:00:00Z, null for no due time
-- queue_rank: 0 access without an approval, 1 with a due time, 2 without; queue_at: what comes first within a rank is least
-- draw: the session's number in the sample, from 0 to 999999; null as long as no rule asked for it
create table session_due (
  session_id text not null primary key,
  rules text not null,
  rule text,
  waits boolean not null,
  break_glass boolean not null,
  due_at bigint,
  queue_rank bigint not null,
  queue_at bigint not null,
  draw bigint
);
create index session_due_queue on session_due (queue_rank, queue_at, session_id);

-- Who is to review a session: a copy of what the state knows.
create table session_assignee (
  session_id text not null primary key,
  person_id text not null
);
