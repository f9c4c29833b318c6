package dev.postern.cli.system;

import static dev.postern.cli.system.Conversation.ready;
import static dev.postern.cli.system.Conversation.until;
import static dev.postern.cli.system.Messages.int4;

import java.util.ArrayList;
import java.util.List;

/// Conversations in the extended protocol, and pipelines of either.
final class ExtendedConversations {

    private ExtendedConversations() {}

    static List<Conversation> all() {
        List<Conversation> all = new ArrayList<>(single());
        all.addAll(pipelines());
        return all;
    }

    private static List<Conversation> single() {
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

    /// One statement through the unnamed statement and portal, described, with this result format.
    static Messages extended(String sql, int format) {
        return Messages.start()
                .parse("", sql)
                .describe('S', "")
                .bind("", "", 0, format, List.of())
                .describe('P', "")
                .execute("", 0)
                .sync();
    }
}
