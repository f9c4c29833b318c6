package dev.postern.recording.format;

import java.io.Serial;

/// A recording was written by a newer version, in a way that this one does not know.
public final class TooNewRecordingException extends RecordingException {

    @Serial private static final long serialVersionUID = 1L;

    public TooNewRecordingException(String found) {
        super(
                "recording was written by a newer version ("
                        + found
                        + "); this one reads format "
                        + FileHeader.MAJOR
                        + "."
                        + FileHeader.MINOR
                        + ": use a newer postern");
    }
}
