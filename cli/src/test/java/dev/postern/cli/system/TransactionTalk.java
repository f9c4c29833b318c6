package dev.postern.cli.system;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// A random conversation full of transactions: blocks, savepoints, errors in all of them, queries of several statements,
/// pipelines, portals, COPY, cancels, and perhaps an open transaction at its end.
///
/// What writes, writes numbers into `ledger` that nobody else writes, so that the table tells what was committed. The
/// generator does not know what state a session is in: much of what it asks for fails.
final class TransactionTalk {

    /// What a step waits for.
    enum Kind {
        READY,
        COPY_IN,
        CANCEL
    }

    /// Bytes to send; of a COPY, what follows once the server asks for it.
    record Step(Kind kind, byte[] bytes, byte[] data) {}

    private static final int LONGEST = 12;
    private static final List<String> NAMES = List.of("a", "B", "\"A\"", "\"to b\"", "c");

    private final Random random;
    private final AtomicInteger numbers;
    private final List<Step> steps = new ArrayList<>();

    /// @param numbers the next number that nobody wrote
    TransactionTalk(long seed, AtomicInteger numbers) {
        this.random = new Random(seed);
        this.numbers = numbers;
        int count = 3 + random.nextInt(LONGEST);
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(20)) {
                case 0, 1 -> portal();
                case 2 -> copyIn();
                case 3 -> cancel();
                case 4, 5, 6, 7, 8 -> pipeline();
                default -> simple();
            }
        }
    }

    List<Step> steps() {
        return steps;
    }

    private void ready(Messages messages) {
        steps.add(new Step(Kind.READY, messages.bytes(), new byte[0]));
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private String control() {
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> "begin";
            case 3 -> "start transaction isolation level repeatable read";
            case 4 -> "commit";
            case 5 -> "end /* done */ transaction";
            case 6 -> "commit and chain";
            case 7 -> "rollback";
            case 8 -> "abort and no chain";
            case 9, 10 -> "savepoint " + name();
            case 11 -> "release savepoint " + name();
            case 12 -> "rollback to " + name();
            default -> "rollback -- to the past\n work to savepoint " + name();
        };
    }

    private String statement() {
        return switch (random.nextInt(7)) {
            case 0, 1, 2 -> "insert into ledger values (" + numbers.getAndIncrement() + ")";
            case 3 -> "select n from generate_series(1, " + random.nextInt(40) + ") as n";
            case 4 ->
                    random.nextInt(3) == 0
                            ? "select 1 / (random() * 0)::integer as failing"
                            : "select 1 as one";
            default -> control();
        };
    }

    private void simple() {
        List<String> parts = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 2 + random.nextInt(4) : 1;
        for (int i = 0; i < count; i++) {
            parts.add(statement());
        }
        ready(Messages.start().query(String.join("; ", parts)));
    }

    /// Parse, Bind, Execute several times before one Sync.
    private void pipeline() {
        Messages messages = Messages.start();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(3) == 0) {
                messages.parse("", statement()).bindText("", "");
            } else {
                messages.parse("", "insert into ledger values ($1)")
                        .bindText("", "", Integer.toString(numbers.getAndIncrement()));
            }
            messages.execute("", 0);
        }
        ready(messages.sync());
    }

    /// A portal that writes and is fetched in parts, perhaps not to its end: it has written all or nothing.
    private void portal() {
        int number = numbers.getAndIncrement();
        String portal = "p" + number;
        Messages messages =
                Messages.start()
                        .parse("", "insert into ledger values ($1), ($1 + 1000000) returning n")
                        .bindText(portal, "", Integer.toString(number))
                        .describe('P', portal);
        int fetches = 1 + random.nextInt(3);
        for (int i = 0; i < fetches; i++) {
            messages.execute(portal, 1);
        }
        ready(messages.sync());
    }

    private void copyIn() {
        Messages data = Messages.start();
        int lines = 1 + random.nextInt(3);
        for (int i = 0; i < lines; i++) {
            data.copyData(numbers.getAndIncrement() + "\n");
        }
        boolean fails = random.nextInt(4) == 0;
        steps.add(
                new Step(
                        Kind.COPY_IN,
                        Messages.start().query("copy ledger from stdin").bytes(),
                        (fails ? data.copyFail("changed my mind") : data.copyDone()).bytes()));
    }

    private void cancel() {
        String sql =
                "insert into ledger select " + numbers.getAndIncrement() + " from pg_sleep(60)";
        steps.add(
                new Step(
                        Kind.CANCEL,
                        Messages.start().query(sql).bytes(),
                        sql.getBytes(StandardCharsets.UTF_8)));
    }
}
