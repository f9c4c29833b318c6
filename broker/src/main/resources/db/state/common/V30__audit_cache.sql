-- The site log has the audit events; this table is made from it, for reading, and made anew if it differs.
drop table audit_event;
create table audit_event (
  id bigint not null primary key,
  occurred_at bigint not null,
  code text not null,
  person_id text,
  person_name text,
  person_email text,
  address text not null,
  target text,
  session_id text,
  detail text not null,
  sentence text not null
);
create index audit_event_code on audit_event (code);
create index audit_event_session on audit_event (session_id);
