package dev.postern.cli.system;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A random conversation, and what a replay of it must say that the client asked.
///
/// Each step is answered before the next is sent. The model is the generator's own: it makes statements that fail on purpose, so
/// it knows which ones the server skips.
final class GeneratedTalk {

    /// What a step waits for.
    enum Kind {
        READY,
        COPY_IN,
        CANCEL
    }

    /// Bytes to send; of a COPY, what follows once the server asks for it.
    record Step(Kind kind, byte[] bytes, byte[] data) {}

    private static final int LONGEST = 8;

    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private int number;

    GeneratedTalk(long seed) {
        random = new Random(seed);
        int count = 1 + random.nextInt(LONGEST);
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> simple();
                case 3, 4, 5 -> pipeline();
                case 6, 7 -> portal();
                case 8 -> copyIn();
                case 9 -> copyOut();
                case 10 -> notice();
                default -> cancel();
            }
        }
    }

    List<Step> steps() {
        return steps;
    }

    /// `STATEMENT sql [parameters]` in the order of execution, and `COPY data` behind those that sent some.
    List<String> asked() {
        return asked;
    }

    private void ready(Messages messages) {
        steps.add(new Step(Kind.READY, messages.bytes(), new byte[0]));
    }

    private void ask(String sql, String... parameters) {
        asked.add("STATEMENT " + sql + " " + Arrays.toString(parameters));
    }

    private String text() {
        return List.of("", "x", "žluťoučký 🐎", "quote '' here", "y".repeat(random.nextInt(9_000)))
                .get(random.nextInt(5));
    }

    private String select() {
        number++;
        return switch (random.nextInt(4)) {
            case 0 -> "select " + number + " as n, '" + text() + "' as t, null";
            case 1 -> "select * from generate_series(1, " + random.nextInt(300) + ") as n";
            case 2 -> "insert into pair values (" + number + ", 1) on conflict do nothing";
            default -> "update pair set v = v + 1 where k < " + number;
        };
    }

    /// One query of several statements; behind one that fails none is run.
    private void simple() {
        List<String> parts = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        boolean isFailed = false;
        for (int i = 0; i < count; i++) {
            boolean fails = random.nextInt(6) == 0;
            String part = fails ? "select 1/0 as failing_" + ++number : select();
            parts.add(part);
            if (!isFailed) {
                ask(part);
            }
            isFailed |= fails;
        }
        ready(Messages.start().query(String.join("; ", parts)));
    }

    /// Parse, Bind, Execute several times before one Sync; behind an error the server skips to the Sync.
    private void pipeline() {
        Messages messages = Messages.start();
        int count = 1 + random.nextInt(6);
        boolean isFailed = false;
        for (int i = 0; i < count; i++) {
            boolean fails = random.nextInt(7) == 0;
            String sql =
                    "select 10 / $1::integer as quotient, $2::text as t, "
                            + ++number
                            + " as number";
            String divisor = fails ? "0" : Integer.toString(1 + random.nextInt(9));
            byte[] value = random.nextInt(5) == 0 ? Messages.NULL : utf8(text());
            messages.parse("", sql)
                    .bind("", "", 0, 0, List.of(utf8(divisor), value))
                    .describe('P', "")
                    .execute("", 0);
            if (!isFailed) {
                ask(
                        sql,
                        divisor,
                        isNull(value) ? "null" : new String(value, StandardCharsets.UTF_8));
            }
            isFailed |= fails;
        }
        ready(messages.sync());
    }

    @SuppressWarnings("ReferenceEquality") // NULL is a marker
    private static boolean isNull(byte[] value) {
        return value == Messages.NULL;
    }

    /// A portal that is fetched in parts, perhaps not to its end.
    private void portal() {
        int rows = random.nextInt(60);
        String sql = "select n, $1::text as t from generate_series(1, " + rows + ") as n";
        String value = text();
        Messages messages =
                Messages.start().parse("s", sql).bindText("p", "s", value).describe('P', "p");
        int fetches = 1 + random.nextInt(4);
        int left = rows;
        boolean isSuspended = false;
        for (int i = 0; i < fetches; i++) {
            int most = 1 + random.nextInt(20);
            messages.execute("p", most);
            if (!isSuspended) {
                // The first time, and behind its end: that is an execution of its own.
                ask(sql, value);
            }
            isSuspended = left >= most;
            left = Math.max(0, left - most);
        }
        ready(messages.close('S', "s").sync());
    }

    private void copyIn() {
        String sql = "copy sink from stdin";
        StringBuilder all = new StringBuilder();
        Messages data = Messages.start();
        int pieces = random.nextInt(5);
        for (int i = 0; i < pieces; i++) {
            String piece = "line " + i + " " + "z".repeat(random.nextInt(3_000)) + "\n";
            all.append(piece);
            data.copyData(piece);
        }
        boolean fails = random.nextInt(4) == 0;
        ask(sql);
        if (!all.isEmpty()) {
            asked.add("COPY " + all);
        }
        steps.add(
                new Step(
                        Kind.COPY_IN,
                        Messages.start().query(sql).bytes(),
                        (fails ? data.copyFail("changed my mind") : data.copyDone()).bytes()));
    }

    private void copyOut() {
        String sql =
                "copy (select n, repeat('c', n) from generate_series(1, "
                        + random.nextInt(200)
                        + ") as n) to stdout";
        ask(sql);
        ready(Messages.start().query(sql));
    }

    private void notice() {
        String sql =
                "do $$ begin raise notice 'note %', "
                        + ++number
                        + "; raise warning 'careful; %', 'é'; end $$";
        ask(sql);
        ready(Messages.start().query(sql));
    }

    private void cancel() {
        String sql = "select pg_sleep(60), " + ++number + " as cancelled";
        ask(sql);
        steps.add(new Step(Kind.CANCEL, Messages.start().query(sql).bytes(), utf8(sql)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
