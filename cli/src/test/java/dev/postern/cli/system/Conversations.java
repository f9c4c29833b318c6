package dev.postern.cli.system;

import static dev.postern.cli.system.Conversation.ready;
import static dev.postern.cli.system.Conversation.simple;
import static dev.postern.cli.system.Conversation.until;
import static dev.postern.cli.system.Messages.int4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The corpus: conversations whose answers are the same whenever they are repeated on the same database.
final class Conversations {

    /// Tables that the conversations use; they leave them as they found them.
    static final String SCHEMA =
            """
            create table item (id integer primary key, name text, price numeric(10, 2), made timestamptz, tags text[]);
            insert into item select n, 'item ' || n, n * 1.5, timestamptz '2026-01-01 00:00:00+00' + n * interval '1 hour',
              array['a' || n, 'b'] from generate_series(1, 500) as n;
            insert into item values (501, null, null, null, null), (502, '', 0, '-infinity', '{}');
            create table sink (line text);
            create table pair (k integer primary key, v integer not null);
            """;

    private static final List<String> VALUES =
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

    private static final List<String> STATEMENTS =
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

    private Conversations() {}

    /// All conversations, each with a name of its own.
    static List<Conversation> all() {
        List<Conversation> all = new ArrayList<>();
        for (String statement : STATEMENTS) {
            all.add(simple("simple: " + shortened(statement), statement));
        }
        for (String value : VALUES) {
            all.add(simple("simple value: " + shortened(value), "select " + value + " as v"));
            all.add(
                    Conversation.of(
                            "extended text: " + shortened(value),
                            ready(extended("select " + value + " as v", 0), 1)));
            all.add(
                    Conversation.of(
                            "extended binary: " + shortened(value),
                            ready(extended("select " + value + " as v", 1), 1)));
        }
        all.addAll(extendedConversations());
        all.addAll(pipelines());
        all.addAll(copies());
        all.addAll(oddities());
        List<Conversation> newest =
                all.stream()
                        .filter(c -> all.indexOf(c) % 8 == 0)
                        .map(c -> c.over(Conversation.PROTOCOL_3_2))
                        .toList();
        all.addAll(newest);
        return all;
    }

    private static List<Conversation> extendedConversations() {
        List<Conversation> all = new ArrayList<>();
        all.add(
                Conversation.of(
                        "parameters as text",
                        ready(
                                Messages.start()
                                        .parse("", "select $1::text, $2::integer + 1, $3::date")
                                        .bindText("", "", "it's", "41", "2026-02-28")
                                        .describe('P', "")
                                        .execute("", 0)
                                        .sync(),
                                1)));
        all.add(
                Conversation.of(
                        "parameters in binary, one of them null",
                        ready(
                                Messages.start()
                                        .parse("", "select $1::integer, $2::text", 23, 25)
                                        .bind("", "", 1, 1, List.of(int4(7), Messages.NULL))
                                        .execute("", 0)
                                        .sync(),
                                1)));
        for (int rows : new int[] {1, 7, 100, 499, 502, 1000}) {
            all.add(
                    Conversation.of(
                            "portal in parts of " + rows,
                            ready(
                                    Messages.start()
                                            .parse("s", "select id, name from item order by id")
                                            .bindText("p", "s")
                                            .describe('P', "p")
                                            .execute("p", rows)
                                            .execute("p", rows)
                                            .execute("p", 0)
                                            .close('P', "p")
                                            .close('S', "s")
                                            .sync(),
                                    1)));
        }
        all.add(
                Conversation.of(
                        "named statement described, bound twice, closed",
                        ready(
                                Messages.start()
                                        .parse("q", "select $1::integer * 2")
                                        .describe('S', "q")
                                        .sync(),
                                1),
                        ready(Messages.start().bindText("", "q", "4").execute("", 0).sync(), 1),
                        ready(
                                Messages.start()
                                        .bindText("", "q", "5")
                                        .execute("", 0)
                                        .close('S', "q")
                                        .sync(),
                                1),
                        ready(Messages.start().bindText("", "q", "6").execute("", 0).sync(), 1)));
        all.add(
                Conversation.of(
                        "flush instead of sync",
                        until(Messages.start().parse("", "select 1").flush(), "1"),
                        until(Messages.start().bindText("", "").flush(), "2"),
                        until(Messages.start().execute("", 0).flush(), "C"),
                        ready(Messages.start().sync(), 1)));
        all.add(
                Conversation.of(
                        "the same name parsed twice",
                        ready(
                                Messages.start()
                                        .parse("twice", "select 1")
                                        .parse("twice", "select 2")
                                        .sync(),
                                1)));
        all.add(
                Conversation.of(
                        "two statements in one Parse",
                        ready(Messages.start().parse("", "select 1; select 2").sync(), 1)));
        all.add(
                Conversation.of(
                        "an unknown portal",
                        ready(Messages.start().execute("nosuch", 0).sync(), 1)));
        all.add(
                Conversation.of(
                        "an unknown statement",
                        ready(Messages.start().bindText("", "nosuch").sync(), 1)));
        all.add(
                Conversation.of(
                        "closing what is not there",
                        ready(Messages.start().close('S', "none").close('P', "none").sync(), 1)));
        all.add(Conversation.of("an empty statement", ready(extended("", 0), 1)));
        all.add(
                Conversation.of(
                        "too few parameters",
                        ready(
                                Messages.start()
                                        .parse("", "select $1, $2")
                                        .bindText("", "", "1")
                                        .sync(),
                                1)));
        return all;
    }

    private static List<Conversation> pipelines() {
        List<Conversation> all = new ArrayList<>();
        for (int depth : new int[] {2, 10, 200}) {
            Messages many = Messages.start();
            for (int i = 0; i < depth; i++) {
                many.parse("", "select " + i + "::integer, $1::text")
                        .bindText("", "", "n" + i)
                        .execute("", 0)
                        .sync();
            }
            all.add(
                    Conversation.of(
                            "pipeline of " + depth + " with a Sync each", ready(many, depth)));
            Messages failing = Messages.start();
            for (int i = 0; i < depth; i++) {
                failing.parse("", "select 1 / (" + i + " - 1)").bindText("", "").execute("", 0);
            }
            all.add(
                    Conversation.of(
                            "pipeline of " + depth + " that fails at the second, one Sync",
                            ready(failing.sync(), 1)));
            Messages queries = Messages.start();
            for (int i = 0; i < depth; i++) {
                queries.query("select " + i);
            }
            all.add(
                    Conversation.of(
                            "flight of " + depth + " simple queries", ready(queries, depth)));
        }
        all.add(
                Conversation.of(
                        "a Query inside a failed pipeline is skipped",
                        ready(
                                Messages.start()
                                        .parse("", "select 1/0")
                                        .bindText("", "")
                                        .execute("", 0)
                                        .query("select 'skipped'")
                                        .sync()
                                        .query("select 'runs'"),
                                2)));
        all.add(
                Conversation.of(
                        "an implicit transaction over a pipeline is rolled back",
                        ready(
                                Messages.start()
                                        .parse("", "insert into pair values (70, 1)")
                                        .bindText("", "")
                                        .execute("", 0)
                                        .parse("", "insert into pair values (70, 2)")
                                        .bindText("", "")
                                        .execute("", 0)
                                        .sync()
                                        .query("select * from pair"),
                                2)));
        all.add(Conversation.of("Syncs alone", ready(Messages.start().sync().sync().sync(), 3)));
        return all;
    }

    private static List<Conversation> copies() {
        List<Conversation> all = new ArrayList<>();
        for (String options : List.of("", "(format csv, header)", "(format binary)")) {
            all.add(
                    simple(
                            "copy out " + options,
                            "copy (select * from item order by id) to stdout " + options));
        }
        for (int lines : new int[] {0, 1, 1000}) {
            Messages data = Messages.start();
            for (int i = 0; i < lines; i++) {
                data.copyData("line " + i + "\n");
            }
            all.add(
                    Conversation.of(
                            "copy in of " + lines + " lines",
                            until(Messages.start().query("copy sink from stdin"), "G"),
                            ready(data.copyDone(), 1),
                            ready(
                                    Messages.start().query("select count(*), max(line) from sink"),
                                    1),
                            ready(Messages.start().query("truncate sink"), 1)));
        }
        all.add(
                Conversation.of(
                        "copy in with lines that span messages",
                        until(Messages.start().query("copy sink from stdin"), "G"),
                        ready(
                                Messages.start()
                                        .copyData("ab")
                                        .copyData("c\nde")
                                        .copyData("f\n")
                                        .copyDone(),
                                1),
                        ready(
                                Messages.start()
                                        .query("select * from sink order by 1; truncate sink"),
                                1)));
        all.add(
                Conversation.of(
                        "copy in that the client gives up",
                        until(Messages.start().query("copy sink from stdin"), "G"),
                        ready(Messages.start().copyData("x\n").copyFail("no more"), 1)));
        all.add(
                Conversation.of(
                        "copy in that the server refuses",
                        until(Messages.start().query("copy pair from stdin"), "G"),
                        ready(Messages.start().copyData("1\tx\n").copyDone(), 1)));
        all.add(
                Conversation.of(
                        "copy in by the extended protocol",
                        until(
                                Messages.start()
                                        .parse("", "copy sink from stdin")
                                        .bindText("", "")
                                        .execute("", 0)
                                        .flush(),
                                "G"),
                        ready(Messages.start().copyData("q\n").copyDone().sync(), 1),
                        ready(Messages.start().query("truncate sink"), 1)));
        all.add(
                Conversation.of(
                        "copy out by the extended protocol",
                        ready(extended("copy (select id from item order by id) to stdout", 0), 1)));
        return all;
    }

    private static List<Conversation> oddities() {
        byte[] data = "some bytes".getBytes(StandardCharsets.UTF_8);
        return List.of(
                Conversation.of(
                        "function call",
                        ready(Messages.start().call(177, List.of(int4(40), int4(2))), 1)),
                Conversation.of(
                        "function call that fails",
                        ready(Messages.start().call(154, List.of(int4(1), int4(0))), 1)),
                Conversation.of(
                        "function call of what is not there",
                        ready(Messages.start().call(1, List.of()), 1)),
                Conversation.of(
                        "large object by function calls",
                        ready(Messages.start().query("begin; select lo_create(777002)"), 1),
                        ready(Messages.start().call(952, List.of(int4(777002), int4(0x60000))), 1),
                        ready(Messages.start().call(955, List.of(int4(0), data)), 1),
                        ready(Messages.start().call(956, List.of(int4(0), int4(0), int4(0))), 1),
                        ready(Messages.start().call(954, List.of(int4(0), int4(100))), 1),
                        ready(Messages.start().call(953, List.of(int4(0))), 1),
                        ready(Messages.start().query("select lo_unlink(777002); commit"), 1)),
                Conversation.of(
                        "Sync with a body",
                        ready(Messages.start().raw('S', new byte[] {1, 2}).query("select 1"), 2)),
                Conversation.of(
                        "Query with bytes behind its end",
                        ready(
                                Messages.start()
                                        .raw('Q', "select 1\0xx".getBytes(StandardCharsets.UTF_8)),
                                1)),
                Conversation.of(
                        "Query without its end",
                        ready(
                                Messages.start()
                                        .raw('Q', "select 1".getBytes(StandardCharsets.UTF_8)),
                                1)),
                Conversation.of(
                        "Parse cut short",
                        ready(Messages.start().raw('P', new byte[] {0}).sync(), 1)),
                Conversation.of(
                        "stray CopyData",
                        ready(Messages.start().copyData("stray").copyDone().query("select 1"), 1)),
                Conversation.of(
                        "a statement of one megabyte",
                        ready(Messages.start().query("select '" + "s".repeat(1 << 20) + "'"), 1)),
                Conversation.of(
                        "a row of eight megabytes",
                        ready(Messages.start().query("select repeat('r', 8388608)"), 1)));
    }

    /// One statement through the unnamed statement and portal, described, with this result format.
    private static Messages extended(String sql, int format) {
        return Messages.start()
                .parse("", sql)
                .describe('S', "")
                .bind("", "", 0, format, List.of())
                .describe('P', "")
                .execute("", 0)
                .sync();
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
