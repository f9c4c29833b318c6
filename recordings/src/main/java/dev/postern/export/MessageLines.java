package dev.postern.export;

import dev.postern.recording.Entry;
import dev.postern.replay.WireMessage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Writes a message a line: `[F2B]` from the client to the server, `[B2F]` the other way, `[BROKER]` behind it where
/// the broker made it; then number, time, name, length and the first fields.
public final class MessageLines {

    private static final int SHOWN_FIELDS = 8;
    private static final int SHOWN_CHARS = 60;
    private static final int HEX_COLUMNS = 16;

    private final Appendable out;
    private final boolean hex;
    private final MessageFields.Reader fieldsOf;

    /// @param hex whether the kept bytes follow each line
    public MessageLines(Appendable out, boolean hex) {
        this(out, hex, MessageFields::of);
    }

    /// @param hex      whether the kept bytes follow each line
    /// @param fieldsOf what is shown of a message
    public MessageLines(Appendable out, boolean hex, MessageFields.Reader fieldsOf) {
        this.out = out;
        this.hex = hex;
        this.fieldsOf = fieldsOf;
    }

    /// Writes a message.
    public void message(WireMessage message) throws IOException {
        out.append(message.isToServer() ? "[F2B]" : "[B2F]")
                .append(message.isFromBroker() ? "[BROKER]" : "")
                .append(" #")
                .append(Long.toString(message.number()))
                .append("  ")
                .append(FactText.offset(message.micros()))
                .append("  ")
                .append(MessageNames.of(message))
                .append("  ")
                .append(Long.toString(message.length()))
                .append(" B");
        List<MessageFields.Field> fields = fieldsOf.of(message);
        for (MessageFields.Field field : fields.subList(0, Math.min(SHOWN_FIELDS, fields.size()))) {
            out.append("  ").append(field.name()).append("=");
            out.append(DisplayWidth.fit(Visible.line(field.value()), SHOWN_CHARS));
        }
        if (fields.size() > SHOWN_FIELDS) {
            out.append("  … ")
                    .append(Integer.toString(fields.size() - SHOWN_FIELDS))
                    .append(" more fields");
        }
        out.append('\n');
        if (hex) {
            hex(message);
        }
    }

    /// Writes a fact of the broker, which is no message.
    public void fact(Entry.Fact fact) throws IOException {
        out.append("[BROKER] ")
                .append(FactText.offset(fact.micros()))
                .append("  ")
                .append(Visible.line(fact.kind()))
                .append("  ")
                .append(Visible.line(FactText.of(fact.facts())))
                .append('\n');
    }

    private void hex(WireMessage message) throws IOException {
        ByteBuffer raw = message.raw();
        for (int at = 0; at < raw.remaining(); at += HEX_COLUMNS) {
            int count = Math.min(HEX_COLUMNS, raw.remaining() - at);
            StringBuilder digits = new StringBuilder();
            StringBuilder ascii = new StringBuilder();
            for (int i = at; i < at + count; i++) {
                int b = raw.get(i) & 0xff;
                digits.append(String.format("%02x ", b));
                ascii.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
            }
            out.append(
                    String.format("      %06x  %-48s |%s|%n", at, digits, ascii).replace("\r", ""));
        }
        if (message.isTruncated()) {
            out.append("      … ")
                    .append(Long.toString(message.length() - raw.remaining()))
                    .append(" more bytes\n");
        }
    }
}
