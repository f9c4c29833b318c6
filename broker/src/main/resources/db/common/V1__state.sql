-- Placeholder column set replaced by the real migrations of the store.
create table broker_state (
  name text not null primary key,
  value text not null
);
