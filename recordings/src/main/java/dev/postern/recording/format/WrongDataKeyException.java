package dev.postern.recording.format;

import java.io.Serial;

/// The data key that was given for a recording is not the one it was written with.
public final class WrongDataKeyException extends RecordingException {

    @Serial private static final long serialVersionUID = 1L;

    public WrongDataKeyException(RecordingId recording) {
        super(
                "the data key given for recording "
                        + recording
                        + " is not the one it was written with: its key check value differs;"
                        + " give the key file that was kept with it");
    }
}
