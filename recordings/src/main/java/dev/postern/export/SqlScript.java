package dev.postern.export;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.sql.SqlText;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

/// Writes the statements of a session as a psql script, with the values that were bound to them.
///
/// Statements are separated by a comment with their number and time. Values come with `\bind`, which psql 16 knows. A
/// statement with a line that psql would take for a command of its own is written as a comment.
public final class SqlScript {

    private final Appendable out;
    private final int first;
    private final Predicate<SessionEvent.StatementStarted> isChanged;
    private ClientEncoding encoding = ClientEncoding.UTF8;

    /// @param first     ordinal of the first statement
    /// @param isChanged whether a statement is not as it was sent
    public SqlScript(
            Appendable out, int first, Predicate<SessionEvent.StatementStarted> isChanged) {
        this.out = out;
        this.first = first;
        this.isChanged = isChanged;
    }

    /// Takes the next event of the session.
    public void event(SessionEvent event) throws IOException {
        if (event instanceof SessionEvent.SettingChanged e && e.name().equals("client_encoding")) {
            encoding = ClientEncoding.of(e.value());
        }
        if (event instanceof SessionEvent.StatementStarted e && e.ordinal() >= first) {
            statement(e);
        }
    }

    private void statement(SessionEvent.StatementStarted event) throws IOException {
        out.append("-- #").append(Integer.toString(event.ordinal())).append(' ');
        out.append(FactText.offset(event.micros())).append('\n');
        String sql = event.sql().strip();
        String shown = Visible.text(sql);
        // psql reads a backslash outside of quotes as a command; what it would not read as it was
        // sent is not run.
        // It has no way to bind NULL either.
        boolean hasNull = event.parameters().stream().anyMatch(one -> one.value() == null);
        if (isChanged.test(event)
                || !shown.equals(sql)
                || sql.indexOf('\\') >= 0
                || isCopyIn(sql)
                || hasNull) {
            out.append("-- not as it was sent:\n--   ")
                    .append(shown.replace("\n", "\n--   "))
                    .append("\n\n");
            return;
        }
        while (sql.endsWith(";")) {
            sql = sql.substring(0, sql.length() - 1).strip();
        }
        out.append(sql);
        if (event.parameters().isEmpty()) {
            out.append(";\n\n");
            return;
        }
        out.append(" \\bind");
        for (Parameter parameter : event.parameters()) {
            ByteBuffer value = parameter.value();
            if (value != null) {
                out.append(' ').append(quoted(text(parameter, value)));
            }
        }
        out.append(" \\g\n\n");
    }

    private String text(Parameter parameter, ByteBuffer value) {
        return ValueText.of(parameter.typeOid(), parameter.binary(), value, encoding).text();
    }

    private static boolean isCopyIn(String sql) {
        return SqlText.of(sql).isCopyIn();
    }

    /// psql's own quoting: within single quotes `''` is a quote and a backslash escapes.
    private static String quoted(String value) {
        return '\''
                + Visible.text(value).replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
                + '\'';
    }
}
