package dev.postern.pgwire.track;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads what a [StateWriter] wrote, and refuses what it cannot have written.
///
/// Counts are checked against the bytes that are there before anything is allocated for them.
public final class StateReader {

    private final ByteBuffer in;

    /// @param bytes not copied
    public StateReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    private void need(int count) throws MalformedStateException {
        if (count < 0 || count > in.remaining()) {
            throw new MalformedStateException(
                    count
                            + " bytes expected at "
                            + in.position()
                            + ", "
                            + in.remaining()
                            + " left");
        }
    }

    public int int8() throws MalformedStateException {
        need(1);
        return in.get() & 0xff;
    }

    public boolean flag() throws MalformedStateException {
        int value = int8();
        if (value > 1) {
            throw new MalformedStateException(
                    "a flag is " + value + " at " + (in.position() - 1) + ", not 0 or 1");
        }
        return value == 1;
    }

    public int int32() throws MalformedStateException {
        need(Integer.BYTES);
        return in.getInt();
    }

    public long int64() throws MalformedStateException {
        need(Long.BYTES);
        return in.getLong();
    }

    /// A number of things that take at least `minBytes` each.
    public int count(int minBytes) throws MalformedStateException {
        int count = int32();
        if (count < 0 || count > in.remaining() / minBytes) {
            throw new MalformedStateException(
                    count
                            + " things at "
                            + in.position()
                            + ", with "
                            + in.remaining()
                            + " bytes left");
        }
        return count;
    }

    public List<Integer> int32s() throws MalformedStateException {
        int count = count(Integer.BYTES);
        List<Integer> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(int32());
        }
        return List.copyOf(values);
    }

    public String text() throws MalformedStateException {
        ByteBuffer value = value();
        if (value == null) {
            throw new MalformedStateException("text is missing at " + in.position());
        }
        return StandardCharsets.UTF_8.decode(value).toString();
    }

    /// A read-only view of the bytes, or null.
    public @Nullable ByteBuffer value() throws MalformedStateException {
        int length = int32();
        if (length == -1) {
            return null;
        }
        need(length);
        ByteBuffer value = in.slice(in.position(), length).asReadOnlyBuffer();
        in.position(in.position() + length);
        return value;
    }

    /// Refuses bytes behind the last value.
    public void end() throws MalformedStateException {
        if (in.hasRemaining()) {
            throw new MalformedStateException(in.remaining() + " bytes behind the last value");
        }
    }
}
