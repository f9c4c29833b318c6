-- The tables that a request is for: a JSON array of entries such as "read:public.orders"; empty if its requester did not say.
alter table access_request add column scope text not null default '[]';
