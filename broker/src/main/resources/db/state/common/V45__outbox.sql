-- What receivers of messages are still to be told, and what became of it. Times are microseconds since
-- 1970-01-01T00:00:00Z.

create table outbox (
  event_key text not null,
  receiver text not null,
  event text not null,
  body text not null,
  made_at bigint not null,
  attempts bigint not null default 0,
  next_at bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'given-up')),
  problem text not null default '',
  primary key (event_key, receiver)
);
create index outbox_waiting on outbox (state, receiver, next_at);

-- Up to which event of the audit trail receivers are told: one row.
create table outbox_place (
  id bigint not null primary key check (id = 1),
  audit_event bigint not null
);
