package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.FrontendMessage.ObjectKind;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.MessageEncoder;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.Report;
import dev.postern.pgwire.StartupPacket.StartupMessage;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A conversation of client and server, written step by step; each step's bytes go to a [Listener].
public final class PgScript {

    /// Takes the bytes of the conversation in their order.
    public interface Listener {
        /// Takes bytes of one side.
        void bytes(boolean fromClient, ByteBuffer bytes) throws MalformedMessageException;
    }

    private final Listener listener;

    /// Tells the conversation to `listener`.
    public PgScript(Listener listener) {
        this.listener = listener;
    }

    /// A start-up packet and the server's first ReadyForQuery.
    public PgScript login() {
        tell(true, StartupMessage.of(ProtocolVersion.V3_0, Map.of("user", "alice")).encode());
        return server(new BackendMessage.AuthenticationOk()).ready('I');
    }

    /// Messages of the client.
    public PgScript client(FrontendMessage... messages) {
        Arrays.stream(messages).forEach(m -> tell(true, MessageEncoder.UTF_8.encode(m)));
        return this;
    }

    /// Messages of the server.
    public PgScript server(BackendMessage... messages) {
        Arrays.stream(messages).forEach(m -> tell(false, MessageEncoder.UTF_8.encode(m)));
        return this;
    }

    private void tell(boolean fromClient, ByteBuffer bytes) {
        try {
            listener.bytes(fromClient, bytes);
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }

    /// A Query.
    public PgScript query(String sql) {
        return client(new FrontendMessage.Query(sql));
    }

    /// Parse, Bind and Execute, names given; a null SQL leaves Parse out.
    public PgScript run(
            @Nullable String sql, String statement, String portal, int maxRows, String... values) {
        if (sql != null) {
            client(new FrontendMessage.Parse(statement, sql, List.of(25)));
        }
        List<@Nullable ByteBuffer> parameters = new ArrayList<>();
        Arrays.stream(values)
                .forEach(v -> parameters.add(ByteBuffer.wrap(v.getBytes(StandardCharsets.UTF_8))));
        FrontendMessage bind =
                new FrontendMessage.Bind(portal, statement, List.of(), parameters, List.of());
        return client(bind, new FrontendMessage.Execute(portal, maxRows));
    }

    /// Sync.
    public PgScript sync() {
        return client(new FrontendMessage.Sync());
    }

    /// Describe of a portal.
    public PgScript describe(String portal) {
        return client(new FrontendMessage.Describe(ObjectKind.PORTAL, portal));
    }

    /// Messages without fields, by their type bytes.
    public PgScript simple(String types) {
        for (BackendMessage.Simple simple :
                types.chars()
                        .mapToObj(c ->
                                Arrays.stream(BackendMessage.Simple.values())
                                        .filter(s -> s.type() == c)
                                        .findFirst()
                                        .orElseThrow())
                        .toList()) {
            server(simple);
        }
        return this;
    }

    /// RowDescription of text columns.
    public PgScript columns(String... names) {
        return server(
                new BackendMessage.RowDescription(
                        Arrays.stream(names)
                                .map(n ->
                                        new BackendMessage.FieldDescription(n, 0, 0, 25, -1, -1, 0))
                                .toList()));
    }

    /// DataRow of text cells.
    public PgScript row(String... cells) {
        List<@Nullable ByteBuffer> list = new ArrayList<>();
        Arrays.stream(cells)
                .forEach(v -> list.add(ByteBuffer.wrap(v.getBytes(StandardCharsets.UTF_8))));
        BackendMessage row = new BackendMessage.DataRow(list);
        return server(row);
    }

    /// CommandComplete.
    public PgScript tag(String tag) {
        return server(new BackendMessage.CommandComplete(tag));
    }

    /// ErrorResponse.
    public PgScript error(String sqlState) {
        return server(
                new BackendMessage.ErrorResponse(Report.of(Report.Severity.ERROR, sqlState, "no")));
    }

    /// ReadyForQuery.
    public PgScript ready(char state) {
        return server(
                new BackendMessage.ReadyForQuery(
                        BackendMessage.TransactionState.of(state).orElseThrow()));
    }

    /// One short line for an event, such as `start 1 SELECT 1 tx1`; empty for those that tests seldom ask for.
    public static String line(SessionEvent event) {
        return switch (event) {
            case SessionEvent.StatementStarted s ->
                    "start "
                            + s.ordinal()
                            + " "
                            + s.sql()
                            + " tx"
                            + s.transaction()
                            + (s.parameters().isEmpty() ? "" : " params " + s.parameters().size());
            case SessionEvent.ColumnsDescribed c ->
                    "columns "
                            + c.ordinal()
                            + " "
                            + String.join(
                                    ",",
                                    c.columns().stream().map(SessionEvent.Column::name).toList());
            case SessionEvent.RowReturned r -> "row " + r.ordinal();
            case SessionEvent.CopyStarted c -> "copy " + c.ordinal() + " " + c.direction();
            case SessionEvent.CopyData c -> "data " + c.ordinal() + " " + c.bytes().remaining();
            case SessionEvent.StatementFinished f ->
                    "end " + f.ordinal() + " " + f.outcome() + " " + f.tag() + " rows " + f.rows();
            case SessionEvent.ErrorRaised e -> "error " + e.ordinal() + " " + state(e.report());
            case SessionEvent.NoticeRaised n -> "notice " + n.ordinal();
            case SessionEvent.TransactionFinished t -> "tx" + t.transaction() + " " + t.outcome();
            case SessionEvent.SavepointRolledBack s -> "undone " + s.from() + " to " + s.to();
            case SessionEvent.SettingChanged s -> "set " + s.name();
            case SessionEvent.ResultsReturned r -> "results " + r.count() + " of " + r.ordinal();
            case SessionEvent.Notified n -> "notified " + n.channel();
            case SessionEvent.BrokerFact f -> f.kind();
            case SessionEvent.TransactionChanged _,
                    SessionEvent.SessionStarted _,
                    SessionEvent.SessionEnded _ ->
                    "";
        };
    }

    private static String state(ServerReport report) {
        return report.sqlState();
    }
}
