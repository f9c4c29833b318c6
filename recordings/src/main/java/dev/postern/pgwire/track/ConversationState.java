package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent.Column;
import dev.postern.pgwire.FrontendMessage.Bind;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The state of a [Conversation] in which nothing is asked: what later messages can refer to.
///
/// | part | content |
/// | --- | --- |
/// | transactions | [Transactions#save] |
/// | statements | [Statements#save] |
/// | prepared statements | each once, those too that only a portal has |
/// | names | for each that has a name still: its place among them |
/// | portals | oldest first: Bind, the statement's place or -1, columns, what is suspended |
final class ConversationState {

    private static final int MIN_STATEMENT_BYTES = 4 + 4 + 4 + 1 + 8;
    private static final int MIN_COLUMN_BYTES = 4 + 4 + 4 + 4 + 4 + 1;
    private static final int MIN_PORTAL_BYTES = 5 * 4 + 4 + 1 + 8 + 1;

    private ConversationState() {}

    /// Whether `of` waits for nothing, so that [#save] can tell all that matters.
    static boolean isQuiescent(Conversation of) {
        return of.queue.size() == 0
                && of.queue.readyDue() == 0
                && !of.queue.isSkipping()
                && !of.queue.isCopyIn()
                && of.front == null
                && of.early.isEmpty()
                && of.skippedBatch.isEmpty()
                && suspended(of).equals(of.statements.open);
    }

    private static Set<RunningStatement> suspended(Conversation of) {
        Set<RunningStatement> suspended = new LinkedHashSet<>();
        for (Portal portal : of.catalog.portals()) {
            if (portal.suspended != null) {
                suspended.add(portal.suspended);
            }
        }
        return suspended;
    }

    static void save(Conversation of, StateWriter out) {
        of.transactions.save(out);
        of.statements.save(out);
        IdentityHashMap<PreparedStatement, Integer> places = new IdentityHashMap<>();
        List<PreparedStatement> all = new ArrayList<>(of.catalog.statements());
        all.forEach(statement -> places.put(statement, places.size()));
        int named = all.size();
        for (Portal portal : of.catalog.portals()) {
            if (portal.statement != PreparedStatement.UNKNOWN // the one object that stands for none
                    && places.putIfAbsent(portal.statement, all.size()) == null) {
                all.add(portal.statement);
            }
        }
        out.int32(all.size());
        all.forEach(statement -> save(statement, out));
        out.int32(named);
        out.int32(of.catalog.portals().size());
        for (Portal portal : of.catalog.portals()) {
            save(portal.bind, out);
            out.int32(places.getOrDefault(portal.statement, -1));
            save(portal.columns, out);
            out.int64(portal.columnsMessage);
            out.flag(portal.suspended != null);
            if (portal.suspended != null) {
                portal.suspended.save(out);
            }
        }
    }

    private static void save(PreparedStatement statement, StateWriter out) {
        out.text(statement.name).text(statement.sql).int32s(statement.parameterTypes);
        save(statement.columns, out);
        out.int64(statement.columnsMessage);
    }

    private static void save(@Nullable List<Column> columns, StateWriter out) {
        out.flag(columns != null);
        if (columns == null) {
            return;
        }
        out.int32(columns.size());
        for (Column column : columns) {
            out.text(column.name())
                    .int32(column.tableOid())
                    .int32(column.attribute())
                    .int32(column.typeOid())
                    .int32(column.typeModifier())
                    .flag(column.binary());
        }
    }

    private static void save(Bind bind, StateWriter out) {
        out.text(bind.portal()).text(bind.statement()).int32s(bind.parameterFormats());
        out.int32(bind.parameters().size());
        bind.parameters().forEach(out::value);
        out.int32s(bind.resultFormats());
    }

    /// Brings `to`, which nothing was told yet, to the state that was saved.
    static void restore(Conversation to, StateReader in) throws MalformedStateException {
        to.transactions.restore(in);
        to.statements.restore(in);
        int count = in.count(MIN_STATEMENT_BYTES);
        List<PreparedStatement> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(statement(in));
        }
        int named = in.int32();
        if (named < 0 || named > count) {
            throw new MalformedStateException(named + " of " + count + " statements have names");
        }
        all.subList(0, named).forEach(to.catalog::put);
        List<RunningStatement> suspended = new ArrayList<>();
        int portals = in.count(MIN_PORTAL_BYTES);
        for (int i = 0; i < portals; i++) {
            Portal portal = portal(in, all);
            to.catalog.put(portal);
            if (portal.suspended != null) {
                suspended.add(portal.suspended);
            }
        }
        suspended.sort((a, b) -> Integer.compare(a.ordinal, b.ordinal));
        to.statements.open.addAll(suspended);
    }

    private static PreparedStatement statement(StateReader in) throws MalformedStateException {
        PreparedStatement statement = new PreparedStatement(in.text(), in.text(), in.int32s());
        statement.columns = columns(in);
        statement.columnsMessage = in.int64();
        return statement;
    }

    private static @Nullable List<Column> columns(StateReader in) throws MalformedStateException {
        if (!in.flag()) {
            return null;
        }
        int count = in.count(MIN_COLUMN_BYTES);
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(
                    new Column(
                            in.text(), in.int32(), in.int32(), in.int32(), in.int32(), in.flag()));
        }
        return columns;
    }

    private static Portal portal(StateReader in, List<PreparedStatement> all)
            throws MalformedStateException {
        Portal portal = new Portal(bind(in));
        int place = in.int32();
        if (place < -1 || place >= all.size()) {
            throw new MalformedStateException(
                    "a portal of statement " + place + " of " + all.size());
        }
        if (place >= 0) {
            portal.statement = all.get(place);
        }
        portal.columns = columns(in);
        portal.columnsMessage = in.int64();
        if (in.flag()) {
            portal.suspended = RunningStatement.restore(in, portal);
        }
        return portal;
    }

    private static Bind bind(StateReader in) throws MalformedStateException {
        String portal = in.text();
        String statement = in.text();
        List<Integer> parameterFormats = in.int32s();
        int count = in.count(Integer.BYTES);
        List<@Nullable ByteBuffer> parameters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parameters.add(in.value());
        }
        return new Bind(
                portal,
                statement,
                parameterFormats,
                Collections.unmodifiableList(parameters),
                in.int32s());
    }
}
