package dev.postern.replay;

import dev.postern.pgwire.track.MalformedStateException;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;

import java.io.IOException;

/// Turns a recording into its messages and the broker's facts between them, entry by entry. Not thread-safe.
public final class MessageReplay implements AutoCloseable {

    private final RecordingReader reader;
    private final MessageCutter cutter;

    private MessageReplay(RecordingReader reader, MessageCutter cutter) {
        this.reader = reader;
        this.cutter = cutter;
    }

    /// A replay at the beginning of a recording.
    ///
    /// @param rawLimit bytes kept of each message, at least 5
    public static MessageReplay open(RecordingFile file, int rawLimit) throws IOException {
        return new MessageReplay(file.open(), new MessageCutter(rawLimit));
    }

    /// A replay that begins as late as it can and still tells message `number` and everything behind the message before
    /// it.
    ///
    /// @param number   of a message; below 1 is the beginning
    /// @param rawLimit bytes kept of each message, at least 5
    public static MessageReplay openBefore(RecordingFile file, int rawLimit, long number)
            throws IOException {
        RecordingReader reader = file.open();
        try {
            return new MessageReplay(reader, cutterBefore(reader, rawLimit, number));
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private static MessageCutter cutterBefore(RecordingReader reader, int rawLimit, long number)
            throws IOException {
        MessageCutter cutter = new MessageCutter(rawLimit);
        ReplayState state = ReplayState.findBelow(reader, number, ReplayState::messages);
        if (state == null) {
            return cutter;
        }
        try {
            if (cutter.restore(state.in())) {
                return cutter;
            }
        } catch (MalformedStateException e) {
            throw ReplayState.damage(reader, state.sequence(), e);
        }
        reader.seek(1);
        return new MessageCutter(rawLimit);
    }

    /// Replays one entry.
    ///
    /// @return whether there was one; false at the end of what has been written, from where a later call goes on
    public boolean step(Listener listener) throws IOException {
        Entry entry = reader.next();
        if (entry == null) {
            return false;
        }
        switch (entry) {
            case Entry.Bytes bytes -> cutter.feed(bytes, listener::message);
            case Entry.Fact fact -> listener.fact(fact);
        }
        return true;
    }

    /// Replays everything that has been written.
    public void all(Listener listener) throws IOException {
        boolean more = true;
        while (more) {
            more = step(listener);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /// Is told of messages and facts, in order.
    public interface Listener {
        void message(WireMessage message) throws IOException;

        void fact(Entry.Fact fact) throws IOException;
    }
}
