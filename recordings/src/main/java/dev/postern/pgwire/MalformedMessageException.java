package dev.postern.pgwire;

/// Bytes that are no message of the protocol: what field is wrong, where, and why.
///
/// The text never holds the message's content, only names, numbers and limits.
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final long offset;

    /// Names the fault without the content.
    ///
    /// @param field   the message and field in the manual's words, such as `Bind.parameterCount`
    /// @param offset  bytes from the start of the body (of the packet, for start-up packets) to the fault
    /// @param detail  the value seen and the limit or expectation
    public MalformedMessageException(String field, long offset, String detail) {
        super("malformed " + field + " at byte " + offset + ": " + detail);
        this.field = field;
        this.offset = offset;
    }

    /// The message and field, such as `Bind.parameterCount`.
    public String field() {
        return field;
    }

    /// Bytes from the start of the body or packet to the fault.
    public long offset() {
        return offset;
    }
}
