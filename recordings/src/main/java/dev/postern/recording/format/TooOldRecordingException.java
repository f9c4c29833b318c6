package dev.postern.recording.format;

import java.io.Serial;

/// A recording was written before the format's first release.
public final class TooOldRecordingException extends RecordingException {

    @Serial private static final long serialVersionUID = 1L;

    public TooOldRecordingException(String found) {
        super(
                "recording was written by a version from before the first release ("
                        + found
                        + "); this one reads format "
                        + FileHeader.MAJOR
                        + "."
                        + FileHeader.MINOR
                        + ": use the version that wrote it");
    }
}
