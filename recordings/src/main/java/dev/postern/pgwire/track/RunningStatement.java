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

    /// Whether it was held and never sent to the server.
    boolean withdrawn;

    RunningStatement(int ordinal, String sql, @Nullable Portal portal) {
        this.ordinal = ordinal;
        this.sql = sql;
        this.portal = portal;
    }

    /// Saves a statement that is not finished.
    void save(StateWriter out) {
        out.int32(ordinal).text(sql).flag(described).int64(rows).int64(bytes).flag(copyBegun);
    }

    static RunningStatement restore(StateReader in, Portal portal) throws MalformedStateException {
        RunningStatement running = new RunningStatement(in.int32(), in.text(), portal);
        running.described = in.flag();
        running.rows = in.int64();
        running.bytes = in.int64();
        running.copyBegun = in.flag();
        return running;
    }
}
