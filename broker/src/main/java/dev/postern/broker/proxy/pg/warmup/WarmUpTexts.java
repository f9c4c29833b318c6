package dev.postern.broker.proxy.pg.warmup;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// What the rehearsal says: statements and values of the shapes that applications and psql use, hardly two the same.
///
/// Code that has only ever met one text is compiled for that text, and compiled again when it meets another.
/// The number makes the text: the same number, the same text.
final class WarmUpTexts {

    /// Filled in by [#statement]: a key, an address, a small number, a moment and a word.
    private static final List<String> STATEMENTS =
            List.of(
                    "select abalance from accounts where aid = %1$d",
                    "SELECT abalance FROM accounts WHERE aid = %1$d;",
                    "select o.id, c.name, c.email from orders o join customers c on c.id ="
                            + " o.customer_id where o.id = %1$d and c.email = '%2$s' order by"
                            + " o.placed_at desc limit %3$d",
                    "update accounts set abalance = abalance + %3$d where aid = %1$d",
                    "INSERT INTO orders (id, customer_id, email, placed_at, total, note) VALUES"
                        + " (%1$d, %3$d, '%2$s', '%4$s', %3$d.%3$02d, 'left at the door, it''s no."
                        + " %3$d')",
                    "select * from customers where name ilike '%%%5$s%%' and phone is not null",
                    "delete from visits where seen_at < '%4$s' and visitor <> '%5$s'",
                    "select customer_id, count(*), sum(total) as spent from orders where placed_at"
                        + " >= '%4$s' group by customer_id having count(*) > %3$d order by spent"
                        + " desc",
                    "with recent as (select id, product_id from orders where id > %1$d) select"
                            + " r.id, p.title, p.price from recent r left join products p on p.id ="
                            + " r.product_id where p.price between %3$d and %1$d.5",
                    "begin",
                    "commit",
                    "set application_name = 'worker %3$d'",
                    "select n.nspname, c.relname from pg_catalog.pg_class c left join"
                        + " pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in"
                        + " ('r', 'p', 'v') and n.nspname !~ '^pg_toast' and"
                        + " pg_catalog.pg_table_is_visible(c.oid) order by 1, 2",
                    "/* %5$s:%3$d */ select id, title, body->>'author' from notes where tags &&"
                            + " array['%5$s'] and id in (%1$d, %3$d)",
                    "select coalesce(max(id), 0) + 1 from orders -- the next one",
                    "INSERT INTO events (at, kind, payload) SELECT '%4$s'::timestamptz, $$%5$s$$,"
                            + " '{\"n\": %1$d}'::jsonb ON CONFLICT (id) DO NOTHING RETURNING id");

    private static final List<String> NAMES =
            List.of("Ada", "Grace", "Edsger", "Barbara", "Łukasz", "Jürgen", "Noël", "Ken");

    private static final List<String> WORDS =
            List.of("parcel", "warranty", "café", "invoice", "Hamburg", "return", "blue", "urgent");

    private static final List<String> LATIN_WORDS =
            List.of("parcel", "of", "warranty", "in", "invoice", "this", "return", "row");

    private static final int WIDE_WORDS = 100;

    private static final int SPREAD = 0x9E3779B1;
    private static final int LARGEST = 10_000_000;
    private static final int SMALL = 97;
    private static final long SECONDS = 1_700_000_000L;

    private WarmUpTexts() {}

    private static int spread(int number) {
        return (number * SPREAD) >>> 1;
    }

    private static String pick(List<String> from, int number) {
        return from.get(spread(number) % from.size());
    }

    /// A statement, one in two of them a short one that finds a row by its key.
    static String statement(int number) {
        String form =
                number % 2 == 0
                        ? STATEMENTS.getFirst()
                        : STATEMENTS.get(number / 2 % STATEMENTS.size());
        return String.format(
                Locale.ROOT,
                form,
                spread(number) % LARGEST,
                email(number),
                spread(number) % SMALL,
                moment(number),
                pick(WORDS, number));
    }

    private static String email(int number) {
        return pick(NAMES, number).toLowerCase(Locale.ROOT)
                + number
                + "@shop"
                + number % SMALL
                + ".example.org";
    }

    private static Instant moment(int number) {
        return Instant.ofEpochSecond(SECONDS + spread(number) % LARGEST);
    }

    /// The values of a row with [#COLUMNS], as text.
    static List<String> row(int number) {
        return List.of(
                Integer.toString(spread(number) % LARGEST),
                pick(NAMES, number) + " " + pick(WORDS, number / NAMES.size()),
                email(number),
                moment(number).toString().replace('T', ' ').replace("Z", "+00"),
                spread(number) % LARGEST + "." + (10 + number % SMALL % 90));
    }

    /// The names of a row's columns.
    static final List<String> COLUMNS = List.of("id", "name", "email", "placed_at", "total");

    /// Those of a narrow row: the first is a number, the others texts.
    static final int NARROW_COLUMNS = 3;

    /// The object ids of their types: integer, text, text, timestamptz, numeric.
    static final List<Integer> TYPES = List.of(23, 25, 25, 1184, 1700);

    /// The same row as a line of COPY data, with its line feed.
    static byte[] line(int number) {
        return (String.join("\t", row(number)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// A line of COPY data with a single value, of [#WIDE_WORDS] words and numbers.
    static byte[] wideLine(int number) {
        StringBuilder text = new StringBuilder(Integer.toString(spread(number) % LARGEST));
        for (int i = 0; i < WIDE_WORDS; i++) {
            int word = number * WIDE_WORDS + i;
            text.append(i % 2 == 0 ? pick(LATIN_WORDS, word) : Integer.toHexString(spread(word)))
                    .append(' ');
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The values of a narrow row with [#NARROW_COLUMNS], as text.
    static List<String> narrowRow(int number) {
        return List.of(
                Integer.toString(number),
                Integer.toString(number % SMALL),
                pick(LATIN_WORDS, number) + "-" + number);
    }
}
