-- Keyed tokens of the texts in closed chunks: a row's id is the chunk's, its words are tokens.
create virtual table chunk_fts using fts5(
  tokens, content='', detail=none, columnsize=0, tokenize='ascii'
);
-- Entries that are deleted leave no trace.
insert into chunk_fts (chunk_fts, rank) values ('secure-delete', 1);
