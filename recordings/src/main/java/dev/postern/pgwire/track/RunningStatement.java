package dev.postern.pgwire.track;

import org.jspecify.annotations.Nullable;

/// A statement from its start to its end.
final class RunningStatement {
    final int ordinal;
    final String sql;
    final @Nullable Portal portal;
    boolean described;
    boolean finished;
    long rows;
    long bytes;
    boolean copyBegun;

    RunningStatement(int ordinal, String sql, @Nullable Portal portal) {
        this.ordinal = ordinal;
        this.sql = sql;
        this.portal = portal;
    }
}
