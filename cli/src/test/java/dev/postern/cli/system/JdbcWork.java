package dev.postern.cli.system;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a program does with the JDBC driver, and what it sees.
final class JdbcWork {

    private final Connection connection;
    private final List<String> seen = new ArrayList<>();

    private JdbcWork(Connection connection) {
        this.connection = connection;
    }

    /// Opens a connection.
    @FunctionalInterface
    interface Connector {
        Connection connect() throws SQLException;
    }

    /// Does the work over one connection and says what it saw.
    static List<String> transcript(Connector connector) throws Exception {
        try (Connection connection = connector.connect()) {
            JdbcWork work = new JdbcWork(connection);
            work.queries();
            work.errors();
            work.transactions();
            work.copies();
            work.notifications();
            work.largeObjects();
            work.cancels();
            return work.seen;
        }
    }

    private void queries() throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        "select n, 'row ' || n, n * 1.5::float8 from generate_series(?, ?) as n")) {
            for (int round = 0; round < 7; round++) {
                query.setInt(1, round);
                query.setInt(2, round + 2);
                note(query.executeQuery());
            }
        }
        connection.setAutoCommit(false);
        try (PreparedStatement query =
                connection.prepareStatement("select * from generate_series(1, 1000)")) {
            query.setFetchSize(17);
            ResultSet rows = query.executeQuery();
            int sum = 0;
            while (rows.next()) {
                sum += rows.getInt(1);
            }
            seen.add("fetched in parts: " + sum);
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private void errors() {
        for (String sql :
                List.of(
                        "select 1/0",
                        "select nosuch",
                        "insert into work values (5, 'a'), (5, 'b')")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
                seen.add("no error");
            } catch (SQLException e) {
                seen.add(e.getSQLState() + " " + e.getMessage());
            }
        }
    }

    private void transactions() throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement("insert into work values (?, ?)")) {
            for (int i = 100; i < 400; i++) {
                insert.setInt(1, i);
                insert.setString(2, "batch " + i);
                insert.addBatch();
            }
            seen.add("batch " + Arrays.stream(insert.executeBatch()).sum());
        }
        connection.rollback();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            note(statement.executeQuery("select count(*) from work"));
        }
    }

    private void copies() throws Exception {
        var copy = connection.unwrap(PGConnection.class).getCopyAPI();
        seen.add(
                "copied in "
                        + copy.copyIn(
                                "copy work from stdin",
                                new StringReader("20\ttwenty\n21\ttwenty one\n")));
        StringWriter out = new StringWriter();
        seen.add(
                "copied out "
                        + copy.copyOut("copy (select * from work order by id) to stdout", out)
                        + " "
                        + out);
        try (Statement statement = connection.createStatement()) {
            statement.execute("truncate work");
        }
    }

    private void notifications() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen jdbc");
            statement.execute("notify jdbc, 'payload'");
        }
        PGNotification[] notifications =
                connection.unwrap(PGConnection.class).getNotifications(2_000);
        for (PGNotification notification : notifications) {
            seen.add("notified " + notification.getName() + " " + notification.getParameter());
        }
    }

    private void largeObjects() throws SQLException {
        connection.setAutoCommit(false);
        LargeObjectManager objects = connection.unwrap(PGConnection.class).getLargeObjectAPI();
        long id = objects.createLO(LargeObjectManager.READWRITE);
        try (LargeObject object = objects.open(id, LargeObjectManager.READWRITE)) {
            object.write("large object".getBytes(StandardCharsets.UTF_8));
            object.seek(6);
            seen.add("large object " + new String(object.read(100), StandardCharsets.UTF_8));
        }
        objects.delete(id);
        connection.commit();
        connection.setAutoCommit(true);
    }

    private void cancels() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            statement.execute("select pg_sleep(30)");
            seen.add("not cancelled");
        } catch (SQLException e) {
            seen.add("cancelled " + e.getSQLState());
        }
        try (Statement statement = connection.createStatement()) {
            note(statement.executeQuery("select 'alive'"));
        }
    }

    private void note(ResultSet rows) throws SQLException {
        StringBuilder text = new StringBuilder();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            for (int i = 1; i <= columns; i++) {
                text.append(rows.getString(i)).append('|');
            }
        }
        seen.add(text.toString());
    }
}
