-- What reviewers write about recorded sessions, and which sessions somebody reviewed. Texts and anchors are ciphertext under
-- the key of the session's recording: whoever destroys that key destroys them. Times are microseconds since 1970-01-01T00:00:00Z.

-- A note is never changed; one that is removed loses its text and stays as the fact that it was there. The anchor is the
-- place that it is about, none for the whole session; the statement is the one in which that place lies.
create table session_note (
  id text not null primary key,
  session_id text not null,
  kind text not null check (kind in ('comment', 'bookmark', 'tag')),
  statement bigint,
  sealed_anchor ${blob},
  sealed_text ${blob} not null,
  written_at bigint not null,
  by_id text not null,
  by_name text not null,
  by_email text not null,
  removed_at bigint,
  removed_by_id text,
  removed_by_name text,
  removed_by_email text
);
create index session_note_session on session_note (session_id);

-- Nobody reviews a session of their own, and no session has two reviews that stand: the database refuses it whatever the
-- broker does.
create table session_review (
  id text not null primary key,
  session_id text not null,
  person_id text not null,
  outcome text not null check (outcome in ('ok', 'follow-up', 'incident')),
  reviewed_at bigint not null,
  by_id text not null,
  by_name text not null,
  by_email text not null,
  taken_back_at bigint,
  taken_back_by_id text,
  taken_back_by_name text,
  taken_back_by_email text,
  check (by_id <> person_id)
);
create unique index session_review_standing on session_review (session_id) where taken_back_at is null;
