package dev.postern.cli.system;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What a program does with the Vert.x driver, and what it sees.
final class VertxWork {

    private static final int LONGEST_SECONDS = 30;
    private static final int PIPELINED = 64;

    private final PgConnection connection;
    private final List<String> seen = new ArrayList<>();

    private VertxWork(PgConnection connection) {
        this.connection = connection;
    }

    /// Does the work over one connection, 64 statements in flight, and says what it saw.
    static List<String> transcript(PgConnectOptions options) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            PgConnection connection =
                    get(PgConnection.connect(vertx, options.setPipeliningLimit(PIPELINED)));
            VertxWork work = new VertxWork(connection);
            work.queries();
            work.pipelines();
            work.cursors();
            work.errors();
            work.transactions();
            work.notifications();
            work.cancels();
            get(connection.close());
            return work.seen;
        } finally {
            get(vertx.close());
        }
    }

    private void queries() throws Exception {
        note(get(connection.query("select 1 as one, null as nothing, 'text' as words").execute()));
        note(get(connection.query("select 1; select 2 as two").execute()));
        for (int round = 0; round < 7; round++) {
            note(
                    get(
                            connection
                                    .preparedQuery("select $1::int + 1, $2::text, $3::bool")
                                    .execute(Tuple.of(round, "žluť " + round, round % 2 == 0))));
        }
        PreparedStatement kept = get(connection.prepare("select $1::int * 2"));
        note(get(kept.query().execute(Tuple.of(21))));
        note(get(kept.query().executeBatch(List.of(Tuple.of(1), Tuple.of(2), Tuple.of(3)))));
        get(kept.close());
    }

    private void pipelines() throws Exception {
        List<Future<RowSet<Row>>> flight = new ArrayList<>();
        for (int i = 0; i < PIPELINED; i++) {
            flight.add(
                    i % 10 == 7
                            ? connection.query("select 1 / (" + i + " - " + i + ")").execute()
                            : connection
                                    .preparedQuery("select $1::int, repeat('x', 3000)")
                                    .execute(Tuple.of(i)));
        }
        for (Future<RowSet<Row>> one : flight) {
            noteEnd(one);
        }
    }

    private void cursors() throws Exception {
        var transaction = get(connection.begin());
        var cursor = get(connection.prepare("select * from generate_series(1, 100)")).cursor();
        int rows = 0;
        do {
            rows += get(cursor.read(17)).size();
        } while (cursor.hasMore());
        seen.add("by cursor " + rows);
        get(cursor.close());
        get(transaction.commit());
    }

    private void errors() throws Exception {
        for (String sql :
                List.of(
                        "select nosuch",
                        "selec",
                        "insert into work values (5, 'a'), (5, 'b')",
                        "do $$ begin raise exception 'stop' using detail = 'd', hint = 'h'; end"
                                + " $$")) {
            noteEnd(connection.query(sql).execute());
            noteEnd(connection.preparedQuery(sql).execute());
        }
    }

    private void transactions() throws Exception {
        var transaction = get(connection.begin());
        noteEnd(connection.query("insert into work values (7, 'seven')").execute());
        noteEnd(connection.query("select count(*) from work").execute());
        get(transaction.rollback());
        noteEnd(connection.query("select count(*) from work").execute());
    }

    private void notifications() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        connection.notificationHandler(n -> heard.complete(n.getChannel() + " " + n.getPayload()));
        get(connection.query("listen vertx").execute());
        get(connection.query("notify vertx, 'payload'").execute());
        seen.add("notified " + heard.get(LONGEST_SECONDS, TimeUnit.SECONDS));
    }

    private void cancels() throws Exception {
        Future<RowSet<Row>> sleeping = connection.query("select pg_sleep(30)").execute();
        for (int tries = 0; tries < 20 && !sleeping.isComplete(); tries++) {
            get(connection.cancelRequest());
            await(sleeping);
        }
        noteEnd(sleeping);
        note(get(connection.query("select 'alive'").execute()));
    }

    /// Waits a second: a cancel request that comes before its statement stops nothing.
    private static void await(Future<?> future) throws InterruptedException, ExecutionException {
        try {
            future.otherwiseEmpty()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(1, TimeUnit.SECONDS);
        } catch (TimeoutException early) {
            return;
        }
    }

    private void noteEnd(Future<RowSet<Row>> end) throws Exception {
        try {
            note(get(end));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof PgException refusal)) {
                throw e;
            }
            seen.add(
                    refusal.getSeverity()
                            + " "
                            + refusal.getSqlState()
                            + " "
                            + refusal.getErrorMessage()
                            + " "
                            + refusal.getDetail()
                            + " "
                            + refusal.getHint());
        }
    }

    private void note(RowSet<Row> first) {
        for (RowSet<Row> rows = first; rows != null; rows = rows.next()) {
            StringBuilder text = new StringBuilder(rows.columnsNames() + " " + rows.rowCount());
            rows.forEach(row -> text.append('|').append(row.deepToString()));
            seen.add(text.toString());
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
}
