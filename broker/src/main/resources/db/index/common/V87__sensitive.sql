-- How many values a statement returned in columns that are classed as personal, secret or restricted. Of sessions that were
-- indexed before, 0 until the index is made anew.
alter table statement add column sensitive_count bigint not null default 0;
