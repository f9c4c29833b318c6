-- The audit trail is only ever added to.
create trigger audit_event_no_update before update on audit_event
begin
  select raise(abort, 'audit events are never changed');
end;
create trigger audit_event_no_delete before delete on audit_event
begin
  select raise(abort, 'audit events are never deleted');
end;
