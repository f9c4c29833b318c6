package dev.postern.cli.system;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What programs ask pgJDBC about a database, and what pgJDBC then asks the server.
final class JdbcQuestions {

    private JdbcQuestions() {}

    static void ask(Connection connection) throws SQLException {
        DatabaseMetaData about = connection.getMetaData();
        about.getMaxColumnNameLength();
        about.getSQLKeywords();
        for (ResultSet answer :
                List.of(
                        about.getSchemas(),
                        about.getSchemas(null, "shop"),
                        about.getCatalogs(),
                        about.getTableTypes(),
                        about.getTypeInfo(),
                        about.getClientInfoProperties(),
                        about.getTables(null, "shop", "%", null),
                        about.getTables(null, null, "orders", new String[] {"TABLE", "VIEW"}),
                        about.getColumns(null, "shop", "orders", "%"),
                        about.getColumns(null, null, "orders", null),
                        about.getPrimaryKeys(null, "shop", "orders"),
                        about.getImportedKeys(null, "shop", "orders"),
                        about.getExportedKeys(null, "shop", "customers"),
                        about.getCrossReference(null, "shop", "customers", null, "shop", "orders"),
                        about.getIndexInfo(null, "shop", "orders", false, true),
                        about.getIndexInfo(null, "shop", "orders", true, true),
                        about.getBestRowIdentifier(
                                null, "shop", "orders", DatabaseMetaData.bestRowSession, true),
                        about.getVersionColumns(null, "shop", "orders"),
                        about.getTablePrivileges(null, "shop", "orders"),
                        about.getColumnPrivileges(null, "shop", "orders", "%"),
                        about.getProcedures(null, "shop", "%"),
                        about.getProcedureColumns(null, "shop", "%", "%"),
                        about.getFunctions(null, "shop", "%"),
                        about.getFunctionColumns(null, "shop", "%", "%"),
                        about.getUDTs(null, "shop", "%", null))) {
            try (answer) {
                answer.next();
            }
        }
        aboutResults(connection);
        connection.getSchema();
        connection.getTransactionIsolation();
        connection.setReadOnly(true);
        connection.setReadOnly(false);
        connection.setClientInfo("ApplicationName", "questions");
        connection.isValid(5);
    }

    private static void aboutResults(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select id, status from shop.orders where id = ?")) {
            statement.setLong(1, 7);
            statement.getParameterMetaData();
            try (ResultSet rows = statement.executeQuery()) {
                rows.getMetaData().isAutoIncrement(1);
                rows.getMetaData().isNullable(1);
                rows.getMetaData().getColumnTypeName(2);
            }
        }
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "select 'open'::shop.state, array['a'::shop.word]");
                ResultSet rows = statement.executeQuery()) {
            rows.getMetaData().getColumnTypeName(1);
            rows.getMetaData().getColumnClassName(2);
            rows.getMetaData().getPrecision(1);
        }
    }
}
