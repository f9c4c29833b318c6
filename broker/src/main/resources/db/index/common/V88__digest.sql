-- The ticket that a session's access request names; 0 for none, and for sessions that were indexed before.
alter table session add column ticket_term bigint not null default 0;

-- What the statements of a session come to: bits as SessionDigest has them, and its activity as SessionSpark writes it. Null for
-- sessions that were indexed before, until the index is made anew.
alter table session add column contents bigint;
alter table session add column spark text;
