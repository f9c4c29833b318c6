package dev.postern.recording.format;

import java.io.IOException;
import java.io.Serial;

/// A file is no recording that this version can read.
public abstract sealed class RecordingException extends IOException
        permits CorruptRecordingException,
                TooNewRecordingException,
                TooOldRecordingException,
                WrongDataKeyException {

    @Serial private static final long serialVersionUID = 1L;

    RecordingException(String message) {
        super(message);
    }
}
