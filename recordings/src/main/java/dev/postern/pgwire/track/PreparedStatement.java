package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent.Column;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What Parse made: its text, its parameter types, and its columns if they were described.
final class PreparedStatement {
    static final PreparedStatement UNKNOWN = new PreparedStatement("", "", List.of());

    final String name;
    final String sql;
    List<Integer> parameterTypes;
    @Nullable List<Column> columns;
    long columnsMessage;

    PreparedStatement(String name, String sql, List<Integer> parameterTypes) {
        this.name = name;
        this.sql = sql;
        this.parameterTypes = parameterTypes;
    }
}
