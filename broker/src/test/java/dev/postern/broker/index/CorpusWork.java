package dev.postern.broker.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What is done in the sessions of a [Corpus]. Not thread-safe.
final class CorpusWork {

    static final int CUSTOMERS = 100_000;

    private static final String[] TABLES = {
        "orders",
        "customers",
        "order_items",
        "products",
        "invoices",
        "payments",
        "shipments",
        "returns",
        "carts",
        "vouchers",
        "stock",
        "addresses"
    };
    private static final String[] COLUMNS = {
        "id", "status", "placed_at", "email", "city", "total", "quantity", "name", "currency", "sku"
    };
    private static final String[] WORDS = {
        "refund", "escalated", "duplicate", "fraud", "migration", "cleanup", "backfill", "invoice",
        "chargeback", "late", "broken", "warranty", "gift", "express", "customs", "damaged"
    };
    private static final int BATCH_LINES = 20;

    private final Random random;

    CorpusWork(Random random) {
        this.random = random;
    }

    /// What a session is for.
    enum Kind {
        SERVICE(50, "app_read", "orders-service"),
        PERSON(25, "app_read", "psql"),
        REPORT(12, "reporting", "Metabase"),
        LOAD(8, "app_write", "pgbench"),
        MIGRATION(2, "app_owner", "flyway"),
        COPY(3, "app_write", "psql");

        private final int share;
        private final String role;
        private final String application;

        Kind(int share, String role, String application) {
            this.share = share;
            this.role = role;
            this.application = application;
        }

        /// @param percent 0 to 99
        static Kind of(int percent) {
            int rest = percent;
            for (Kind kind : values()) {
                if (rest < kind.share) {
                    return kind;
                }
                rest -= kind.share;
            }
            return COPY;
        }

        String role() {
            return role;
        }

        String application() {
            return application;
        }
    }

    /// Does `count` statements, or a few more to end a transaction.
    ///
    /// @return how many it were
    int write(SampleRecording recording, Kind kind, int count) throws IOException {
        int done = 0;
        while (done < count) {
            recording.idle(1_000L + random.nextInt(2_000_000));
            done +=
                    switch (kind) {
                        case SERVICE -> service(recording);
                        case PERSON -> person(recording);
                        case REPORT -> report(recording);
                        case LOAD -> load(recording);
                        case MIGRATION -> migration(recording);
                        case COPY -> copy(recording);
                    };
        }
        return done;
    }

    private int service(SampleRecording recording) throws IOException {
        int customer = random.nextInt(CUSTOMERS);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 ->
                    recording.executeRows(
                            "select id, email, name, city from customers where id = $1",
                            new String[] {Integer.toString(customer)},
                            customers(customer, 1));
            case 4, 5, 6 ->
                    recording.executeRows(
                            "select o.id, o.status, o.total from orders o join customers c on c.id"
                                + " = o.customer_id where c.email = $1 order by o.placed_at desc"
                                + " limit 20",
                            new String[] {email(customer)},
                            orders(1 + random.nextInt(6)));
            case 7 ->
                    recording.execute(
                            "update orders set status = $1 where id = $2",
                            "UPDATE 1",
                            random.nextBoolean() ? "paid" : "shipped",
                            Integer.toString(random.nextInt(1_000_000)));
            case 8 ->
                    recording.execute(
                            "insert into payments (order_id, iban, amount) values ($1, $2, $3)",
                            "INSERT 0 1",
                            Integer.toString(random.nextInt(1_000_000)),
                            iban(customer),
                            amount());
            default ->
                    recording.execute(
                            "select 1 from vouchers where code = $1", "SELECT 0", "V" + customer);
        }
        return 1;
    }

    private int person(SampleRecording recording) throws IOException {
        String table = any(TABLES);
        switch (random.nextInt(12)) {
            case 0 ->
                    recording.table(
                            "SELECT n.nspname as \"Schema\", c.relname as \"Name\" FROM"
                                    + " pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n"
                                    + " ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','')"
                                    + " ORDER BY 1,2;",
                            new String[] {"Schema", "Name"},
                            tables());
            case 1 ->
                    recording.refused(
                            "select card_no from " + table + " where id = " + random.nextInt(9_999),
                            "permission denied for table " + table);
            case 2 -> {
                return changed(recording, table);
            }
            case 3, 4 -> {
                int customer = random.nextInt(CUSTOMERS);
                recording.table(
                        "select id, email, name, city from customers where name ilike '%"
                                + any(WORDS)
                                + "%' or id between "
                                + customer
                                + " and "
                                + (customer + 9),
                        new String[] {"id", "email", "name", "city"},
                        customers(customer, 10));
            }
            case 5 ->
                    recording.query(
                            "select count(*) from "
                                    + table
                                    + " -- "
                                    + any(WORDS)
                                    + " ticket OPS-"
                                    + random.nextInt(20_000));
            default ->
                    recording.table(
                            "select "
                                    + any(COLUMNS)
                                    + ", "
                                    + any(COLUMNS)
                                    + " from "
                                    + table
                                    + " where "
                                    + any(COLUMNS)
                                    + " = '"
                                    + any(WORDS)
                                    + "-"
                                    + random.nextInt(300)
                                    + "' order by 1 limit "
                                    + (1 + random.nextInt(100)),
                            new String[] {"a", "b"},
                            pairs(random.nextInt(8)));
        }
        return 1;
    }

    private int changed(SampleRecording recording, String table) throws IOException {
        recording.status('T');
        recording.query("begin", "BEGIN");
        recording.query(
                "update "
                        + table
                        + " set status = '"
                        + any(WORDS)
                        + "' where id = "
                        + random.nextInt(1_000_000),
                "UPDATE 1");
        recording.status('I');
        if (random.nextInt(3) == 0) {
            recording.query("rollback", "ROLLBACK");
        } else {
            recording.query("commit", "COMMIT");
        }
        return 3;
    }

    private int report(SampleRecording recording) throws IOException {
        recording.table(
                "select date_trunc('day', placed_at) as day, city, sum(total) from orders join"
                    + " customers on customers.id = orders.customer_id where placed_at > now() -"
                    + " interval '"
                        + random.nextInt(90)
                        + " days' group by 1, 2 order by 1",
                new String[] {"id", "status", "total"},
                orders(20 + random.nextInt(60)));
        return 1;
    }

    private int load(SampleRecording recording) throws IOException {
        int account = random.nextInt(CUSTOMERS);
        recording.query(
                random.nextBoolean()
                        ? "SELECT abalance FROM pgbench_accounts WHERE aid = " + account + ";"
                        : "UPDATE pgbench_accounts SET abalance = abalance + "
                                + random.nextInt(5_000)
                                + " WHERE aid = "
                                + account
                                + ";",
                "SELECT 1");
        return 1;
    }

    private int migration(SampleRecording recording) throws IOException {
        String table = any(TABLES);
        recording.query(
                switch (random.nextInt(4)) {
                    case 0 ->
                            "alter table "
                                    + table
                                    + " add column c"
                                    + random.nextInt(500)
                                    + " text";
                    case 1 -> "create index on " + table + " (" + any(COLUMNS) + ")";
                    case 2 -> "grant select on " + table + " to reporting";
                    default -> "comment on table " + table + " is '" + any(WORDS) + "'";
                },
                "ALTER TABLE");
        return 1;
    }

    private int copy(SampleRecording recording) throws IOException {
        String[] lines = new String[BATCH_LINES];
        int customer = random.nextInt(CUSTOMERS - BATCH_LINES);
        for (int i = 0; i < lines.length; i++) {
            lines[i] =
                    (customer + i) + "\t" + email(customer + i) + "\t" + phone(customer + i) + "\n";
        }
        recording.copyOut("copy (select id, email, phone from customers) to stdout", lines);
        return 1;
    }

    private List<String[]> customers(int first, int count) {
        List<String[]> rows = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            rows.add(
                    new String[] {
                        Integer.toString(i), email(i), "Customer " + i, "City " + i % 900
                    });
        }
        return rows;
    }

    private List<String[]> orders(int count) {
        List<String[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(
                    new String[] {
                        Integer.toString(random.nextInt(1_000_000)),
                        random.nextBoolean() ? "paid" : "open",
                        amount()
                    });
        }
        return rows;
    }

    private List<String[]> pairs(int count) {
        List<String[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new String[] {any(WORDS), Integer.toString(random.nextInt(100_000))});
        }
        return rows;
    }

    private static List<String[]> tables() {
        List<String[]> rows = new ArrayList<>();
        for (String table : TABLES) {
            rows.add(new String[] {"public", table});
        }
        return rows;
    }

    static String email(int customer) {
        return "customer" + customer + "@mail" + customer % 40 + ".example";
    }

    static String phone(int customer) {
        return "+49 30 %07d".formatted(customer * 7 % 10_000_000);
    }

    static String iban(int customer) {
        return "DE%02d10020030%010d".formatted(customer % 97, customer * 31L);
    }

    private String amount() {
        return random.nextInt(5_000) + "." + (10 + random.nextInt(90));
    }

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }
}
