package dev.postern.event;

import java.nio.ByteBuffer;

/// Steps through whole DataRow or CopyData messages that lie one behind the other, and through the cells of rows, without an
/// object for any of them. Not thread-safe.
///
/// All places are indexes in the buffer, which stays the caller's.
public final class ResultMessages {

    /// The length of a cell that is SQL NULL.
    public static final int NULL = -1;

    /// Type and length of a message.
    private static final int HEADER_BYTES = 5;

    private final ByteBuffer in;
    private int next;
    private int from;
    private int cellsLeft;
    private int cellFrom;
    private int cellLength;

    /// @param messages from position to limit, which are left alone; of rows the counts and lengths are right
    public ResultMessages(ByteBuffer messages) {
        this.in = messages;
        this.next = messages.position();
    }

    /// Goes to the next message; whether there is one.
    public boolean next() {
        if (next >= in.limit()) {
            return false;
        }
        from = next + HEADER_BYTES;
        next += 1 + in.getInt(next + 1);
        cellsLeft = -1;
        return true;
    }

    /// Where the body of the message begins.
    public int from() {
        return from;
    }

    /// Where the body of the message ends.
    public int to() {
        return next;
    }

    /// Goes to the next cell of the message, which is a row; whether there is one.
    public boolean nextCell() {
        if (cellsLeft < 0) {
            cellsLeft = in.getShort(from) & 0xffff;
            cellFrom = from + Short.BYTES;
            cellLength = 0;
        }
        if (cellsLeft == 0) {
            return false;
        }
        cellsLeft--;
        int length = cellFrom + Math.max(0, cellLength);
        cellLength = in.getInt(length);
        cellFrom = length + Integer.BYTES;
        return true;
    }

    /// Where the value of the cell begins.
    public int cellFrom() {
        return cellFrom;
    }

    /// How many bytes the value of the cell has, or [#NULL].
    public int cellLength() {
        return cellLength;
    }
}
