-- Which sessions somebody reviewed, with what outcome: a copy of what the state knows, for filters.
create table session_outcome (
  session_id text not null primary key,
  outcome text not null
);
