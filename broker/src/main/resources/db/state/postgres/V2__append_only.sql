-- The audit trail is only ever added to.
create function audit_event_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are never changed or deleted';
end;
$$;
create trigger audit_event_append_only before update or delete on audit_event
  for each row execute function audit_event_refuse();
