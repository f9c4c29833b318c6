-- Substring search over SQL and error texts; queries need three characters or more.
create virtual table statement_fts using fts5(
  sql, error_message, content='statement', content_rowid='id', tokenize='trigram'
);
create trigger statement_fts_insert after insert on statement
begin
  insert into statement_fts (rowid, sql, error_message) values (new.id, new.sql, new.error_message);
end;
create trigger statement_fts_delete after delete on statement
begin
  insert into statement_fts (statement_fts, rowid, sql, error_message)
  values ('delete', old.id, old.sql, old.error_message);
end;
create trigger statement_fts_update after update on statement
begin
  insert into statement_fts (statement_fts, rowid, sql, error_message)
  values ('delete', old.id, old.sql, old.error_message);
  insert into statement_fts (rowid, sql, error_message) values (new.id, new.sql, new.error_message);
end;
