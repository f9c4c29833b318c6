-- The groups that the person was in when they signed in for a session; 0 for none, and where the recording does not say.
alter table session add column groups_term bigint not null default 0;

-- Sessions that were indexed before their statements were added up are read again: what they come to tells their risk.
update session set values_to = -1 where contents is null;
