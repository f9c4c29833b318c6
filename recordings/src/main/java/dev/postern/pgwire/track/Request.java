package dev.postern.pgwire.track;

import dev.postern.pgwire.FrontendMessage;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One request of the client as the tracker keeps it until it is answered.
final class Request implements Pending {
    final RequestKind kind;
    final long message;
    final long micros;
    final FrontendMessage body;

    /// What a Parse makes, and what a Bind makes.
    final @Nullable PreparedStatement prepared;

    final @Nullable Portal portal;

    /// The statement that runs for a Query, Execute or FunctionCall, once it has begun.
    @Nullable RunningStatement running;

    /// The statements of a Query, and the number of those begun; filled when its turn comes.
    List<SqlSplitter.Part> parts = List.of();

    int partsBegun;
    boolean begun;

    /// The number of the request among those of the client that one tracker saw.
    long turn;

    /// Whether it was held and never sent to the server.
    boolean withdrawn;

    Request(
            RequestKind kind,
            long message,
            long micros,
            FrontendMessage body,
            @Nullable PreparedStatement prepared,
            @Nullable Portal portal) {
        this.kind = kind;
        this.message = message;
        this.micros = micros;
        this.body = body;
        this.prepared = prepared;
        this.portal = portal;
    }

    @Override
    public RequestKind kind() {
        return kind;
    }
}
