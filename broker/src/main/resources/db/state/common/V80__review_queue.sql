-- What was answered to the questions of a review's checklist: a JSON array of {"item", "answer"}; empty if there were none.
alter table session_review add column checklist text not null default '[]';

-- Who is to review a session, and who said so. Times are microseconds since 1970-01-01T00:00:00Z.
-- Nobody is to review a session of their own: the database refuses it whatever the broker does.
create table review_assignment (
  session_id text not null primary key,
  person_id text not null,
  to_id text not null,
  to_name text not null,
  to_email text not null,
  assigned_at bigint not null,
  by_id text not null,
  by_name text not null,
  by_email text not null,
  check (to_id <> person_id)
);
