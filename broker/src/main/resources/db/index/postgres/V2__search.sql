-- Keyed tokens of the texts in closed chunks.
create table chunk_token (
  chunk_id bigint not null primary key,
  tokens bigint[] not null
);
create index chunk_token_tokens on chunk_token using gin (tokens);
