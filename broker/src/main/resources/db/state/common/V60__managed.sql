-- Targets and roles that were added while a broker ran, as they would stand in its configuration; secrets are named, not
-- kept. Times are microseconds since 1970-01-01T00:00:00Z.

create table managed_item (
  kind text not null check (kind in ('target', 'role')),
  name text not null,
  definition text not null,
  changed_at bigint not null,
  changed_by_id text not null,
  changed_by_name text not null,
  changed_by_email text not null,
  primary key (kind, name)
);
