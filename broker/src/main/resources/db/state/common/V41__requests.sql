-- What a request asks for besides target, role and time, what it must fulfil, and every approval and extension.
-- Times are microseconds since 1970-01-01T00:00:00Z, flags 0 or 1; an empty text means none.

alter table access_request add column database_name text not null default '';
alter table access_request add column not_before bigint;
alter table access_request add column ticket text not null default '';
alter table access_request add column single_use bigint not null default 0;
alter table access_request add column break_glass bigint not null default 0;
alter table access_request add column follows_id text not null default '';
alter table access_request add column demands text not null default '{}';
alter table access_request add column used_by text;

-- Nobody approves twice, and nobody their own request: the database refuses it whatever the broker does.
create table access_approval (
  request_id text not null references access_request (id),
  by_id text not null,
  by_name text not null,
  by_email text not null,
  requester_id text not null,
  approved_at bigint not null,
  reason text not null,
  ttl_seconds bigint not null,
  primary key (request_id, by_id),
  check (by_id <> requester_id)
);

create table access_extension (
  request_id text not null references access_request (id),
  extended_at bigint not null,
  by_id text not null,
  by_name text not null,
  by_email text not null,
  reason text not null,
  grant_ends_at bigint not null,
  primary key (request_id, grant_ends_at)
);

-- What somebody else found who looked at what was done with access that nobody had approved.
create table access_review (
  request_id text not null primary key references access_request (id),
  reviewed_at bigint not null,
  by_id text not null,
  by_name text not null,
  by_email text not null,
  requester_id text not null,
  outcome text not null check (outcome in ('ok', 'follow-up', 'incident')),
  reason text not null,
  check (by_id <> requester_id)
);
