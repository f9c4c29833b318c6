package dev.postern.replay;

import dev.postern.pgwire.track.MalformedStateException;
import dev.postern.pgwire.track.StateReader;
import dev.postern.pgwire.track.StateWriter;
import dev.postern.recording.Entry;
import dev.postern.recording.format.Origin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/// Cuts the messages out of the four streams of a session and numbers those that the client sent or was sent, in the
/// order in which they ended. What the broker sent to the target has the number 0.
///
/// Keeps at most `rawLimit` bytes of the message under way in each stream, whatever its size.
public final class MessageCutter {

    /// Bytes of a message that are kept, where nothing else is asked for.
    public static final int DEFAULT_RAW_LIMIT = 4096;

    private static final int LENGTH_BYTES = 4;
    private static final int SSL_REQUEST = 80877103;
    private static final int GSSENC_REQUEST = 80877104;

    private final int rawLimit;
    private final Map<Origin, Stream> streams = new EnumMap<>(Origin.class);
    private long number;

    /// @param rawLimit bytes kept of each message, at least 8
    public MessageCutter(int rawLimit) {
        this.rawLimit = rawLimit;
        for (Origin origin : Origin.values()) {
            boolean hasStartup = origin == Origin.FRONTEND || origin == Origin.BROKER_TO_BACKEND;
            streams.put(origin, new Stream(hasStartup));
        }
    }

    /// Takes the next bytes of a stream and tells `listener` of every message that ends in them.
    ///
    /// A length word below 4 makes the rest of its stream one message: its boundaries are lost.
    public void feed(Entry.Bytes entry, Listener listener) throws IOException {
        Stream stream = stream(entry.origin());
        ByteBuffer in = entry.bytes().duplicate();
        while (in.hasRemaining()) {
            if (stream.take(in)) {
                boolean counts = entry.origin() != Origin.BROKER_TO_BACKEND;
                number += counts ? 1 : 0;
                listener.message(
                        new WireMessage(
                                counts ? number : 0,
                                entry.sequence(),
                                entry.micros(),
                                entry.origin(),
                                stream.type(),
                                stream.length,
                                ByteBuffer.wrap(stream.rawCopy()).asReadOnlyBuffer()));
                stream.reset();
            }
        }
    }

    /// Takes the next bytes of a stream as [#feed] does, and tells nobody.
    void skip(Entry.Bytes entry) {
        Stream stream = stream(entry.origin());
        ByteBuffer in = entry.bytes().duplicate();
        int counts = entry.origin() == Origin.BROKER_TO_BACKEND ? 0 : 1;
        while (in.hasRemaining()) {
            if (stream.isPassed(in)) {
                number += counts;
            } else if (stream.take(in)) {
                number += counts;
                stream.reset();
            }
        }
    }

    /// The number of the last message that was told, 0 before the first.
    long messages() {
        return number;
    }

    /// Writes the number, and the message under way in each stream.
    void save(StateWriter out) {
        out.int64(number);
        for (Origin origin : Origin.values()) {
            stream(origin).save(out);
        }
    }

    /// Goes on where another cutter saved its state; nothing was fed to this one yet.
    ///
    /// @return whether the other one kept as much of the messages under way as this one would have; if not, this one is
    ///     of no use
    boolean restore(StateReader in) throws MalformedStateException {
        number = in.int64();
        boolean isEnough = true;
        for (Origin origin : Origin.values()) {
            isEnough &= stream(origin).restore(in);
        }
        return isEnough;
    }

    private Stream stream(Origin origin) {
        return java.util.Objects.requireNonNull(streams.get(origin));
    }

    /// Is told of whole messages.
    @FunctionalInterface
    public interface Listener {
        void message(WireMessage message) throws IOException;
    }

    /// The message under way in one stream.
    private final class Stream {
        private final byte[] header = new byte[1 + LENGTH_BYTES];
        private boolean startup;
        private byte[] raw = new byte[0];
        private int kept;
        private long seen;
        private long length;

        Stream(boolean startup) {
            this.startup = startup;
        }

        /// Whether the message ended; consumes at most its bytes.
        boolean take(ByteBuffer in) {
            int headerBytes = startup ? LENGTH_BYTES : 1 + LENGTH_BYTES;
            while (seen < headerBytes && in.hasRemaining()) {
                header[(int) seen] = in.get(in.position());
                keep(in, 1);
                if (seen == headerBytes) {
                    int word =
                            ByteBuffer.wrap(header, headerBytes - LENGTH_BYTES, LENGTH_BYTES)
                                    .getInt();
                    length = word < LENGTH_BYTES ? Long.MAX_VALUE : word + (startup ? 0L : 1L);
                }
            }
            if (seen < headerBytes) {
                return false;
            }
            keep(in, (int) Math.min(in.remaining(), length - seen));
            return seen == length;
        }

        /// Whether a message was passed over that begins here and lies whole in `in`.
        private boolean isPassed(ByteBuffer in) {
            if (seen > 0 || startup || in.remaining() < header.length) {
                return false;
            }
            int word = in.getInt(in.position() + 1);
            if (word < LENGTH_BYTES || word > in.remaining() - 1) {
                return false;
            }
            in.position(in.position() + 1 + word);
            return true;
        }

        private void keep(ByteBuffer in, int count) {
            int wanted = Math.min(count, rawLimit - kept);
            if (wanted > 0) {
                if (raw.length < kept + wanted) {
                    raw =
                            java.util.Arrays.copyOf(
                                    raw, Math.clamp(2L * (kept + wanted), 64, rawLimit));
                }
                in.get(in.position(), raw, kept, wanted);
                kept += wanted;
            }
            in.position(in.position() + count);
            seen += count;
        }

        void save(StateWriter out) {
            out.flag(startup).int64(seen).int64(length);
            out.value(ByteBuffer.wrap(header)).value(ByteBuffer.wrap(raw, 0, kept));
        }

        boolean restore(StateReader in) throws MalformedStateException {
            startup = in.flag();
            seen = in.int64();
            length = in.int64();
            ByteBuffer head = in.value();
            ByteBuffer begun = in.value();
            if (head == null
                    || begun == null
                    || head.remaining() != header.length
                    || begun.remaining() > seen
                    || seen > Math.max(length, header.length)) {
                throw new MalformedStateException(
                        "a message of " + length + " bytes, of which " + seen + " came");
            }
            head.get(header);
            kept = Math.min(begun.remaining(), rawLimit);
            raw = new byte[kept];
            begun.get(raw);
            return kept == Math.min(seen, rawLimit);
        }

        int type() {
            return startup ? WireMessage.STARTUP : header[0] & 0xff;
        }

        byte[] rawCopy() {
            return java.util.Arrays.copyOf(raw, kept);
        }

        void reset() {
            int code = startup && kept >= 8 ? ByteBuffer.wrap(raw).getInt(LENGTH_BYTES) : 0;
            startup = code == SSL_REQUEST || code == GSSENC_REQUEST;
            kept = 0;
            seen = 0;
            length = 0;
        }
    }
}
