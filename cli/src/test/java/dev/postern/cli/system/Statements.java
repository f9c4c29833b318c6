package dev.postern.cli.system;

import java.util.List;

/// The SQL texts of the corpus.
final class Statements {

    /// Expressions of most types.
    static final List<String> VALUES =
            List.of(
                    "null",
                    "''",
                    "'x'",
                    "'žluťoučký 🐎'",
                    "repeat('y', 200000)",
                    "1",
                    "-32768::smallint",
                    "9223372036854775807",
                    "1.25::float4",
                    "'NaN'::float8",
                    "12345.678901234567890::numeric",
                    "true",
                    "date '2026-02-28'",
                    "time '23:59:59.999999'",
                    "timestamp '2026-02-28 12:00:00'",
                    "timestamptz '2026-02-28 12:00:00+02'",
                    "interval '1 year 2 mons 3 days 04:05:06.7'",
                    "'\\x00ff10'::bytea",
                    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
                    "'{\"a\": [1, 2, null]}'::jsonb",
                    "'<a>b</a>'::xml",
                    "array[1, null, 3]",
                    "array[['a', 'b'], ['c', 'd']]",
                    "row(1, 'two', null)",
                    "'[1,10)'::int4range",
                    "'192.168.0.0/16'::inet",
                    "point '(1,2)'",
                    "B'1011'::bit(4)",
                    "'10.5'::money",
                    "to_tsvector('english', 'the quick brown fox')",
                    "'a'::\"char\"",
                    "16::oid::regtype");

    /// Statements, and several in one text.
    static final List<String> STATEMENTS =
            List.of(
                    "",
                    "   ",
                    "-- only a comment",
                    ";;",
                    "select 1; select 2; select 3",
                    "select 1; select 1/0; select 3",
                    "begin; select 1; commit",
                    "begin; select 1/0; rollback",
                    "select from item limit 3",
                    "select * from item order by id",
                    "select * from item where id > 1000",
                    "select name, price from item where id in (501, 502) order by id",
                    "values (1, 'a'), (2, 'b')",
                    "table pair",
                    "insert into pair values (1, 1); delete from pair",
                    "insert into pair values (1, 1) returning *; delete from pair returning k",
                    "update item set name = name where id < 10",
                    "with x as (select generate_series(1, 3) as n) select sum(n) from x",
                    "explain (costs off) select * from item where id = 1",
                    "explain (costs off, format json) select * from pair",
                    "show search_path",
                    "set application_name = 'other'; show application_name",
                    "set timezone = 'Asia/Tokyo'; select timestamptz '2026-01-01 00:00:00+00'",
                    "set client_encoding = 'LATIN1'; select 'é'",
                    "set datestyle = 'German'; select date '2026-02-01'",
                    "begin; set local timezone = 'UTC'; rollback",
                    "discard all",
                    "do $$ begin raise notice 'hello %', 1; raise warning 'careful'; end $$",
                    "do $$ begin raise exception 'stop' using errcode = 'P0042', detail = 'd', hint"
                            + " = 'h'; end $$",
                    "select nosuch from item",
                    "select * from nosuchtable",
                    "selec 1",
                    "select 'unterminated",
                    "select $$dollar; quoted$$, E'\\n', U&'\\0041'",
                    "insert into pair values (1, null)",
                    "insert into pair values (1, 1), (1, 2)",
                    "select 1/0",
                    "select 'x'::integer",
                    "select repeat('z', 1000) from generate_series(1, 2000)",
                    "select * from generate_series(1, 20000)",
                    "select pg_sleep(0.05)",
                    "set statement_timeout = 30; select pg_sleep(5)",
                    "lock table pair; select 1",
                    "begin; savepoint s; select 1/0; rollback to s; select 2; commit",
                    "begin isolation level serializable read only; insert into pair values (9, 9);"
                            + " rollback",
                    "prepare p (integer) as select $1 + 1; execute p (41); deallocate p",
                    "begin; declare c cursor for select id from item order by id; fetch 5 from c;"
                            + " move 5 in c; fetch backward 2 from c; close c; commit",
                    "begin; declare c binary cursor for select id from item order by id; fetch 3"
                            + " from c; commit",
                    "create temporary table t (a integer) on commit drop; select 1",
                    "create table made_here (a integer); drop table made_here",
                    "truncate sink",
                    "vacuum pair",
                    "analyze pair",
                    "listen here; unlisten *",
                    "listen here; notify here, 'payload'; unlisten *",
                    "select lo_create(777001); select lo_unlink(777001)",
                    "comment on table pair is 'pairs'",
                    "grant select on pair to public; revoke select on pair from public",
                    "select current_setting('server_version_num')::integer > 0",
                    "reset all");

    private Statements() {}
}
