-- Where a recording lacks something: JSON, empty for nowhere.
alter table session add column gaps text not null default '';

-- Sessions that were indexed before and lack something are read again.
update session set values_to = -1 where not complete;
