package dev.postern.recording.format;

import java.io.Serial;

/// A recording is damaged: its bytes are not what its writer wrote.
public final class CorruptRecordingException extends RecordingException {

    @Serial private static final long serialVersionUID = 1L;

    private final long offset;
    private final String problem;

    public CorruptRecordingException(long offset, String message) {
        super("recording is damaged at byte " + offset + ": " + message);
        this.offset = offset;
        this.problem = message;
    }

    /// What is wrong, without the place.
    public String problem() {
        return problem;
    }

    /// Where the damage was seen, in bytes from the beginning of the file.
    public long offset() {
        return offset;
    }
}
