package dev.postern.recording.format;

/// Which stream of a session some protocol bytes belong to.
public enum Origin {
    /// Received from the client. The first packet is the StartupMessage, which has no type byte and is never forwarded.
    FRONTEND(1),
    /// Received from the target and forwarded to the client unchanged.
    BACKEND(2),
    /// Made by the broker and sent to the client, always at a message boundary.
    BROKER_TO_FRONTEND(3),
    /// Made by the broker and sent to the target. The first packet is the StartupMessage.
    BROKER_TO_BACKEND(4);

    private final int code;

    Origin(int code) {
        this.code = code;
    }

    /// The byte that stands for this stream in a file, 1 to 4.
    public int code() {
        return code;
    }
}
