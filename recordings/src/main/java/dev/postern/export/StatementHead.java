package dev.postern.export;

import dev.postern.event.SessionEvent.Parameter;
import dev.postern.event.SessionEvent.Protocol;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.sql.SqlMark;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// What is written above a statement's result, with what somebody wrote to mark it; holds no buffers of the event it was made from.
record StatementHead(
        int ordinal, long micros, String sql, String parameterLines, @Nullable String mark) {

    private static final int SHOWN_BYTES = 1_000;

    static StatementHead of(StatementStarted event, ClientEncoding encoding) {
        StringBuilder lines = new StringBuilder();
        int number = 0;
        for (Parameter parameter : event.parameters()) {
            number++;
            lines.append("-- $")
                    .append(number)
                    .append(" = ")
                    .append(literal(parameter, encoding))
                    .append('\n');
        }
        String sql = event.protocol() == Protocol.FUNCTION_CALL ? "-- function call" : event.sql();
        return new StatementHead(
                event.ordinal(),
                event.micros(),
                sql,
                lines.toString(),
                SqlMark.of(event.sql(), index -> parameter(event, index, encoding)));
    }

    private static @Nullable String parameter(
            StatementStarted event, int number, ClientEncoding encoding) {
        if (number < 1 || number > event.parameters().size()) {
            return null;
        }
        Parameter parameter = event.parameters().get(number - 1);
        ByteBuffer value = parameter.value();
        return value == null || value.remaining() > SHOWN_BYTES
                ? null
                : ValueText.of(parameter.typeOid(), parameter.binary(), value, encoding).text();
    }

    /// The head of a statement whose start was not seen.
    static StatementHead unknown(int ordinal, long micros) {
        return new StatementHead(
                ordinal, micros, "-- the statement was not recorded from its start", "", null);
    }

    private static String literal(Parameter parameter, ClientEncoding encoding) {
        ByteBuffer value = parameter.value();
        if (value == null) {
            return "NULL";
        }
        int size = value.remaining();
        ByteBuffer shown =
                size <= SHOWN_BYTES || (parameter.binary() && size <= SHOWN_BYTES * 16)
                        ? value
                        : value.slice(value.position(), SHOWN_BYTES);
        String text = ValueText.of(parameter.typeOid(), parameter.binary(), shown, encoding).text();
        String cut =
                shown.remaining() < size
                        ? " (first " + shown.remaining() + " of " + size + " bytes)"
                        : "";
        return "'" + Visible.line(text.replace("'", "''")) + "'" + cut;
    }
}
