package dev.postern.sql;

/// Names of tables as the grammar says them: parts without their quotes, a schema before a full stop where one is written.
public final class TableNames {

    private TableNames() {}

    /// Whether the table `name` is the one that `wanted` names: with the same schema, or with any if `wanted` has none.
    public static boolean isNamed(String name, String wanted) {
        return name.equals(wanted) || name.endsWith("." + wanted);
    }
}
