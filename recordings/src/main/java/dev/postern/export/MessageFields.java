package dev.postern.export;

import dev.postern.replay.WireMessage;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The fields of a message with the place of their bytes, for reading.
///
/// Stops where the kept bytes end or are not of the message's form: what was read until then is shown.
/// Source: PostgreSQL manual, "Frontend/Backend Protocol: Message Formats".
public final class MessageFields {

    private static final int MAX_FIELDS = 500;
    private static final int MAX_VALUE_BYTES = 1_000;

    private final ByteBuffer in;
    private final List<Field> fields = new ArrayList<>();

    private MessageFields(ByteBuffer in) {
        this.in = in;
    }

    /// One field.
    ///
    /// @param offset index of its first byte in the message, type byte included
    /// @param length bytes of the field; a string's closing zero is counted
    public record Field(String name, String value, int offset, int length) {}

    /// Reads the fields of messages.
    @FunctionalInterface
    public interface Reader {
        /// The fields of a message.
        List<Field> of(WireMessage message) throws IOException;
    }

    /// The fields of `message`, at most 500.
    public static List<Field> of(WireMessage message) {
        MessageFields reader = new MessageFields(message.raw().duplicate());
        try {
            reader.in.position(message.type() == WireMessage.STARTUP ? 4 : 5);
            if (message.type() == WireMessage.STARTUP) {
                reader.startup();
            } else if (message.isToServer()) {
                reader.frontend((char) message.type());
            } else {
                reader.backend((char) message.type());
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return reader.fields;
        }
        return reader.fields;
    }

    private void startup() {
        int at = in.position();
        int code = in.getInt();
        add("protocol", (code >>> 16) + "." + (code & 0xffff), at);
        while (in.hasRemaining() && in.get(in.position()) != 0) {
            text(text("name").value());
        }
    }

    private void frontend(char type) {
        switch (type) {
            case 'Q' -> text("sql");
            case 'P' -> {
                text("statement");
                text("sql");
                repeat(int16("parameterTypes"), i -> type("type[" + i + "]"));
            }
            case 'B' -> {
                text("portal");
                text("statement");
                repeat(int16("formats"), i -> int16("format[" + i + "]"));
                repeat(int16("parameters"), i -> value("$" + i));
                repeat(int16("resultFormats"), i -> int16("resultFormat[" + i + "]"));
            }
            case 'E' -> {
                text("portal");
                int32("maxRows");
            }
            case 'D', 'C' -> {
                character("kind");
                text("name");
            }
            case 'd' -> rest("data");
            case 'f' -> text("reason");
            case 'F' -> {
                int32("function");
                repeat(int16("formats"), i -> int16("format[" + i + "]"));
                repeat(int16("arguments"), i -> value("argument[" + i + "]"));
                int16("resultFormat");
            }
            case 'H', 'S', 'X', 'c' -> {}
            default -> rest("body");
        }
    }

    private void backend(char type) {
        switch (type) {
            case 'R' -> {
                int32("code");
                rest("data");
            }
            case 'S' -> {
                text("name");
                text("value");
            }
            case 'K' -> {
                int32("processId");
                rest("secret");
            }
            case 'Z' -> character("status");
            case 'T' -> repeat(int16("columns"), this::column);
            case 'D' -> repeat(int16("columns"), i -> value("[" + i + "]"));
            case 'C' -> text("tag");
            case 'E', 'N' -> report();
            case 'A' -> {
                int32("processId");
                text("channel");
                text("payload");
            }
            case 't' -> repeat(int16("parameterTypes"), i -> type("type[" + i + "]"));
            case 'G', 'H', 'W' -> {
                int8("format");
                repeat(int16("columns"), i -> int16("format[" + i + "]"));
            }
            case 'V' -> value("result");
            case 'v' -> {
                int32("minorVersion");
                repeat(int32("options"), i -> text("option[" + i + "]"));
            }
            case '1', '2', '3', 'I', 'n', 's', 'c' -> {}
            case 'd' -> rest("data");
            default -> rest("body");
        }
    }

    private void column(int index) {
        String prefix = "[" + index + "].";
        text(prefix + "name");
        int32(prefix + "tableOid");
        int16(prefix + "attribute");
        type(prefix + "type");
        int16(prefix + "size");
        int32(prefix + "modifier");
        int16(prefix + "format");
    }

    private void report() {
        while (in.hasRemaining() && in.get(in.position()) != 0) {
            int at = in.position();
            char code = (char) (in.get() & 0xff);
            String value = zeroTerminated();
            add(Character.toString(code), value, at);
        }
    }

    private void repeat(int count, java.util.function.IntConsumer field) {
        for (int i = 1; i <= count && fields.size() < MAX_FIELDS; i++) {
            field.accept(i);
        }
    }

    private Field text(String name) {
        int at = in.position();
        return add(name, zeroTerminated(), at);
    }

    private String zeroTerminated() {
        int from = in.position();
        int end = from;
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        in.position(Math.min(end + 1, in.limit()));
        return shown(from, end - from);
    }

    private void value(String name) {
        int at = in.position();
        int length = in.getInt();
        if (length < 0) {
            add(name, "NULL", at);
            return;
        }
        int kept = Math.min(length, in.remaining());
        String text = shown(in.position(), kept);
        in.position(in.position() + kept);
        add(name, text, at);
    }

    private void rest(String name) {
        int at = in.position();
        if (!in.hasRemaining()) {
            return;
        }
        String text = shown(at, in.remaining());
        in.position(in.limit());
        add(name, text, at);
    }

    private String shown(int from, int length) {
        int kept = Math.min(length, MAX_VALUE_BYTES);
        ClientEncoding.Decoded text = ClientEncoding.UTF8.decode(in.slice(from, kept));
        boolean isText = text.clean() && text.text().indexOf('\0') < 0;
        String value = isText ? text.text() : ValueText.hex(in.slice(from, kept));
        return kept < length ? value + "…" : value;
    }

    private void character(String name) {
        int at = in.position();
        add(name, Character.toString((char) (in.get() & 0xff)), at);
    }

    private void int8(String name) {
        int at = in.position();
        add(name, Byte.toString(in.get()), at);
    }

    private int int16(String name) {
        int at = in.position();
        int value = in.getShort();
        add(name, Integer.toString(value), at);
        return value;
    }

    private int int32(String name) {
        int at = in.position();
        int value = in.getInt();
        add(name, Integer.toString(value), at);
        return value;
    }

    private void type(String name) {
        int at = in.position();
        add(name, TypeNames.of(in.getInt()), at);
    }

    private Field add(String name, String value, int from) {
        Field field = new Field(name, value, from, in.position() - from);
        if (fields.size() < MAX_FIELDS) {
            fields.add(field);
        }
        return field;
    }
}
