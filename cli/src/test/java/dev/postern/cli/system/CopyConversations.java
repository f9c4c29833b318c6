package dev.postern.cli.system;

import static dev.postern.cli.system.Conversation.ready;
import static dev.postern.cli.system.Conversation.simple;
import static dev.postern.cli.system.Conversation.until;
import static dev.postern.cli.system.ExtendedConversations.extended;
import static dev.postern.cli.system.Messages.int4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Conversations beside queries: COPY, function calls, broken messages.
final class CopyConversations {

    private CopyConversations() {}

    /// COPY in both directions, finished and not.
    static List<Conversation> copies() {
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

    /// Function calls, and messages that are not as they should be.
    static List<Conversation> oddities() {
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
}
