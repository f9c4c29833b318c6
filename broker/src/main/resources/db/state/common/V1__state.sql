-- What only this database knows: sign-ins, issued certificates, access requests, and the broker's own actions.
-- Times are microseconds since 1970-01-01T00:00:00Z.

create table login (
  id text not null primary key,
  token_hash text not null unique,
  kind text not null,
  issuer text not null,
  subject text not null,
  person_name text not null,
  email text not null,
  group_names text not null,
  started_at bigint not null,
  expires_at bigint not null,
  address text not null
);
create index login_expires_at on login (expires_at);

create table issued_certificate (
  serial text not null primary key,
  login_id text not null,
  issuer text not null,
  subject text not null,
  target text not null,
  issued_at bigint not null,
  expires_at bigint not null
);
create index issued_certificate_login on issued_certificate (login_id);

create table access_request (
  id text not null primary key,
  short_id text not null,
  requester_issuer text not null,
  requester_subject text not null,
  requester_name text not null,
  requester_email text not null,
  target text not null,
  database_role text not null,
  reason text not null,
  ttl_seconds bigint not null,
  state text not null check (state in ('pending', 'approved', 'denied', 'revoked')),
  version bigint not null,
  created_at bigint not null,
  decided_at bigint,
  decided_by_id text,
  decided_by_name text,
  decided_by_email text,
  decision_reason text,
  grant_ends_at bigint,
  revoked_at bigint,
  revoked_by_id text,
  revoked_by_name text,
  revocation_reason text
);
create index access_request_short_id on access_request (short_id);
create index access_request_requester on access_request (requester_issuer, requester_subject);
create index access_request_state on access_request (state);

create table grant_session (
  session_id text not null primary key,
  request_id text not null references access_request (id),
  linked_at bigint not null
);
create index grant_session_request on grant_session (request_id);

-- Each row's hash covers the row and the hash before it: a changed, missing or swapped row shows.
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
  sentence text not null,
  previous_hash ${blob} not null,
  row_hash ${blob} not null
);
create index audit_event_code on audit_event (code);
create index audit_event_session on audit_event (session_id);
