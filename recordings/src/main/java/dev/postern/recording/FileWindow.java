package dev.postern.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A part of a file in memory that moves along with whoever reads. Not thread-safe.
final class FileWindow {

    private final FileChannel channel;
    private final int size;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long start;

    /// @param size bytes that are read at once, at least
    FileWindow(FileChannel channel, int size) {
        this.channel = channel;
        this.size = size;
    }

    /// Brings `length` bytes from `at` into the window, or as many as the file has.
    ///
    /// @return how many there are, at most `length`
    int load(long at, int length) throws IOException {
        long end = start + buffer.limit();
        if (at >= start && at + length <= end) {
            return length;
        }
        boolean fits = buffer.capacity() >= length;
        ByteBuffer target = fits ? buffer : ByteBuffer.allocate(Math.max(size, length));
        if (at >= start && at < end) {
            buffer.position((int) (at - start));
            if (fits) {
                buffer.compact();
            } else {
                target.put(buffer);
            }
        } else {
            target.clear();
        }
        buffer = target;
        start = at;
        try {
            while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
                // the next read goes on where this one ended
            }
        } finally {
            // What a read that failed did not bring must not be taken for the file's.
            buffer.flip();
        }
        return Math.min(length, buffer.limit());
    }

    /// Forgets the window, so that what is loaded next is what the file has then.
    void forget() {
        buffer.limit(0);
    }

    /// Gives its memory back until something is loaded again.
    void release() {
        buffer = ByteBuffer.allocate(0);
    }

    /// How many bytes of memory it has.
    int capacity() {
        return buffer.capacity();
    }

    /// The window, whose absolute indexes count from [#index].
    ByteBuffer bytes() {
        return buffer;
    }

    /// Where in [#bytes] the byte at `at` of the file is, which was loaded.
    int index(long at) {
        return (int) (at - start);
    }

    long size() throws IOException {
        return channel.size();
    }

    /// A copy of the bytes from `at`, as many of `length` as the file has.
    ByteBuffer copy(long at, int length) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(length);
        while (copy.hasRemaining() && channel.read(copy, at + copy.position()) > 0) {
            // the next read goes on where this one ended
        }
        return copy.flip();
    }
}
