-- Keyed filters of the values that were seen: in results, parameters, COPY data, errors and notices. A filter tells which
-- statements of a session may hold a value; it holds no value, and tells nothing without the index key.
create table value_filter (
  session_key bigint not null,
  first_ordinal bigint not null,
  part bigint not null,
  last_ordinal bigint not null,
  bits ${blob} not null,
  primary key (session_key, first_ordinal, part)
);

-- The last statement whose values are in filters; -1 for a session that was indexed before there were any.
alter table session add column values_to bigint not null default -1;
