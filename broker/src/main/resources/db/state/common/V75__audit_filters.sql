-- What the trail is asked for besides the kind of event and the session, which have theirs.
create index audit_event_person on audit_event (person_id, id);
create index audit_event_target on audit_event (target, id);
create index audit_event_at on audit_event (occurred_at);
