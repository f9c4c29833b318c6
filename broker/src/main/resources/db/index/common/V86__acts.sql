-- What was done to a session while it ran, or it was told: held, let go on, cancelled, made longer, ended. The texts say who and why.
create table session_act (
  session_key bigint not null,
  number bigint not null,
  kind text not null,
  at_micros bigint not null,
  ordinal bigint not null,
  sealed_texts ${blob} not null,
  primary key (session_key, number)
)${clustered};

-- How long a statement waited because its session was held; null if it did not, or still does. No part of its duration.
alter table statement add column held_micros bigint;

-- Sessions that were indexed before are read again.
update session set values_to = -1;
