-- What stands out about a statement, or does not: bits as StatementTrait has them, and whose noise it is.
alter table statement add column traits bigint not null default 0;
alter table statement add column noise text not null default '';
-- All bits of the statements in a chunk.
alter table chunk add column traits bigint not null default 0;

-- The first statement of a shape that a person, a database role or a target ran: the token is a keyed one of who and shape.
create table first_run (
  token bigint not null primary key,
  session_key bigint not null,
  ordinal bigint not null,
  started_at bigint not null
);

-- Sessions that were indexed before are read again.
update session set values_to = -1;
