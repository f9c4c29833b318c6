-- Who or what is kept from access for now, and who said so. Times are microseconds since 1970-01-01T00:00:00Z.

create table access_lock (
  id text not null primary key,
  scope text not null check (scope in ('person', 'role', 'target', 'grant', 'session')),
  subject text not null,
  ends_at bigint,
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
create index access_lock_lifted on access_lock (lifted_at);
