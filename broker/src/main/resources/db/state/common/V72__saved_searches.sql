-- Filters that people saved under a name. Times are microseconds since 1970-01-01T00:00:00Z.

-- A saved filter grants nothing: it is read anew, with the rights of whoever runs it.
create table saved_search (
  id text not null primary key,
  owner_id text not null,
  owner_name text not null,
  owner_email text not null,
  name text not null,
  kind text not null check (kind in ('sessions', 'statements')),
  filter text not null,
  shared boolean not null,
  saved_at bigint not null,
  changed_at bigint not null
);
create unique index saved_search_name on saved_search (owner_id, kind, name);
create index saved_search_shared on saved_search (shared, changed_at);
