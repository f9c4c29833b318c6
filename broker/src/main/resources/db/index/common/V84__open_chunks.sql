-- Chunks that are open are not in the token index: a search by text asks for them by themselves.
create index chunk_open on chunk (closed, id);
