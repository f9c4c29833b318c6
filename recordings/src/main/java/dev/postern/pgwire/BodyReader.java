package dev.postern.pgwire;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Reads the fields of one body and refuses what does not fit.
///
/// Counts are checked against the bytes that are there before anything is allocated for them. A *cut* body is the first
/// part of a longer one: values that run over its end are given as far as they go, missing ones as empty.
final class BodyReader {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final String message;
    private final ByteBuffer in;
    private final Charset charset;
    private final boolean cut;
    private final int start;

    BodyReader(String message, ByteBuffer body, Charset charset, boolean cut) {
        this.message = message;
        this.in = body.duplicate();
        this.charset = charset;
        this.cut = cut;
        this.start = body.position();
    }

    int remaining() {
        return in.remaining();
    }

    MalformedMessageException fault(String field, String detail) {
        return new MalformedMessageException(message + "." + field, in.position() - start, detail);
    }

    private void need(String field, int bytes) throws MalformedMessageException {
        if (in.remaining() < bytes) {
            throw fault(field, bytes + " bytes needed, " + in.remaining() + " left");
        }
    }

    char byte1(String field) throws MalformedMessageException {
        need(field, 1);
        return (char) (in.get() & 0xff);
    }

    int int16(String field) throws MalformedMessageException {
        need(field, Short.BYTES);
        return in.getShort();
    }

    /// An Int16, or 0 if a cut body ends before it.
    int int16OrZero(String field) throws MalformedMessageException {
        return cut && in.remaining() < Short.BYTES ? 0 : int16(field);
    }

    int int32(String field) throws MalformedMessageException {
        need(field, Integer.BYTES);
        return in.getInt();
    }

    /// An unsigned Int16 count of elements that take at least `minBytes` each.
    int count(String field, int minBytes) throws MalformedMessageException {
        int count = int16(field) & 0xffff;
        if (!cut && (long) count * minBytes > in.remaining()) {
            throw fault(
                    field,
                    count
                            + " elements need "
                            + (long) count * minBytes
                            + " bytes, "
                            + in.remaining()
                            + " left");
        }
        return count;
    }

    String string(String field) throws MalformedMessageException {
        int end = in.position();
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        if (end == in.limit() && !cut) {
            throw fault(field, "no NUL ends the string within " + in.remaining() + " bytes");
        }
        // The bytes are copied so that text of a read-only view decodes as fast as that of an
        // array.
        byte[] text = new byte[end - in.position()];
        in.get(text);
        in.position(Math.min(end + 1, in.limit()));
        return WireText.decode(ByteBuffer.wrap(text), charset);
    }

    /// All bytes that are left, as a view.
    ByteBuffer rest() {
        ByteBuffer rest = in.slice().asReadOnlyBuffer();
        in.position(in.limit());
        return rest;
    }

    /// Int32 length (-1 for null) and the bytes, as a view.
    @Nullable ByteBuffer value(String field) throws MalformedMessageException {
        if (cut && in.remaining() < Integer.BYTES) {
            in.position(in.limit());
            return EMPTY;
        }
        int length = int32(field);
        if (length == -1) {
            return null;
        }
        if (length < 0 || (length > in.remaining() && !cut)) {
            throw fault(field, "a value of " + length + " bytes, " + in.remaining() + " left");
        }
        int taken = Math.min(length, in.remaining());
        ByteBuffer value = in.slice(in.position(), taken).asReadOnlyBuffer();
        in.position(in.position() + taken);
        return value;
    }

    List<@Nullable ByteBuffer> values(String field) throws MalformedMessageException {
        if (cut && in.remaining() < Short.BYTES) {
            return List.of();
        }
        int count = count(field, Integer.BYTES);
        List<@Nullable ByteBuffer> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(value(field));
        }
        return Collections.unmodifiableList(values);
    }

    List<Integer> int16s(String field) throws MalformedMessageException {
        if (cut && in.remaining() < Short.BYTES) {
            return List.of();
        }
        int count = count(field, Short.BYTES);
        List<Integer> values = new ArrayList<>(Math.min(count, in.remaining() / Short.BYTES));
        for (int i = 0; i < count && !(cut && in.remaining() < Short.BYTES); i++) {
            values.add(int16(field));
        }
        return List.copyOf(values);
    }

    List<Integer> int32s(String field) throws MalformedMessageException {
        if (cut && in.remaining() < Short.BYTES) {
            return List.of();
        }
        int count = count(field, Integer.BYTES);
        List<Integer> values = new ArrayList<>(Math.min(count, in.remaining() / Integer.BYTES));
        for (int i = 0; i < count && !(cut && in.remaining() < Integer.BYTES); i++) {
            values.add(int32(field));
        }
        return List.copyOf(values);
    }

    /// Refuses a body that is longer than its fields.
    void end() throws MalformedMessageException {
        if (in.hasRemaining() && !cut) {
            throw fault("end", in.remaining() + " bytes behind the last field");
        }
    }
}
