package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/// An index that an earlier version of the broker made is kept, and what it lacks is read again from the recordings.
final class IndexMigrationTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"2", "80", "81", "83", "84", "86", "87", "88", "90", "92"})
    void open_indexOfAnEarlierVersion_keepsItsSessions_andReadsThemAgain(String version)
            throws Exception {
        Path file = folder.resolve("index.db");
        String url = "jdbc:sqlite:" + file;
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/index/common", "classpath:db/index/sqlite")
                .placeholders(Map.of("blob", "blob", "clustered", " without rowid"))
                .target(version)
                .load()
                .migrate();
        try (Connection old = DriverManager.getConnection(url)) {
            insertSession(old);
        }

        try (IndexStore store = IndexStore.open(file, StoreContract.ring(), Randomness.system())) {
            IndexRows rows = new IndexRows(store);
            assertThat(rows.endedSessions()).containsExactly(SESSION);
            assertThat(rows.indexedSessions()).isEmpty();
        }
    }

    /// A session that is indexed to its end: every column that must have a value has one.
    private static void insertSession(Connection index) throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        try (ResultSet columns =
                index.createStatement().executeQuery("pragma table_info(session)")) {
            while (columns.next()) {
                boolean mustBeSaid =
                        columns.getBoolean("notnull") && columns.getString("dflt_value") == null;
                boolean saysHowFar = columns.getString("name").equals("values_to");
                if (mustBeSaid || saysHowFar) {
                    row.put(columns.getString("name"), zero(columns.getString("type")));
                }
            }
        }
        row.put("id", SESSION);
        row.put("state", "ended");
        row.put("ended_at", 1L);
        row.put("verdict", SessionRow.Verdict.SEALED);
        String sql =
                "insert into session ("
                        + String.join(", ", row.keySet())
                        + ") values (?"
                        + ", ?".repeat(row.size() - 1)
                        + ")";
        try (PreparedStatement insert = index.prepareStatement(sql)) {
            int at = 0;
            for (Object value : row.values()) {
                at++;
                insert.setObject(at, value);
            }
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    private static Object zero(String type) {
        return switch (type) {
            case "text" -> "";
            case "blob" -> new byte[0];
            default -> 0L;
        };
    }
}
