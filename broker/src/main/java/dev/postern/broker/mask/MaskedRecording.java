package dev.postern.broker.mask;

import dev.postern.event.SessionEvent;
import dev.postern.export.ExportFormat;
import dev.postern.export.MessageFields;
import dev.postern.export.SessionExport;
import dev.postern.pack.PackEvents;
import dev.postern.recording.RecordingFile;
import dev.postern.replay.SessionTracker.EventListener;
import dev.postern.replay.WireMessage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/// A recording as one reader may see it: the only way from a recording to a view, a file or a terminal.
public final class MaskedRecording {

    private final RecordingFile file;
    private final String session;
    private final Classification classification;
    private final Allowance allowance;
    private final boolean isOpen;
    private @Nullable Boolean isAnythingMasked;

    /// @param isOpen whether nothing of the session is masked for this reader
    MaskedRecording(
            RecordingFile file,
            String session,
            Classification classification,
            Allowance allowance,
            boolean isOpen) {
        this.file = file;
        this.session = session;
        this.classification = classification;
        this.allowance = allowance;
        this.isOpen = isOpen || allowance.isWhole();
    }

    /// A replay that begins as late as it can and still tells statement `ordinal` from its beginning.
    public MaskedReplay openBefore(int ordinal, EventListener listener) throws IOException {
        return MaskedReplay.openBefore(
                file, ordinal, listener, isOpen ? null : masks(listener, new MaskCount()));
    }

    private EventMasks masks(EventListener next, MaskCount count) {
        return new EventMasks(classification, allowance, count, next);
    }

    /// The recording's file, for forms that cannot be masked.
    ///
    /// @throws UnmaskException if anything in it is masked for this reader
    public RecordingFile bytes() throws UnmaskException, IOException {
        if (isAnythingMasked()) {
            throw new UnmaskException(
                    UnmaskException.Kind.MASKED,
                    "Bytes cannot be masked, and this session holds masked values.",
                    "See all of it for a time: postern unmask "
                            + session
                            + " --restricted --reason TEXT");
        }
        return file;
    }

    /// Messages can be read from the file's own bytes; what they hold is told by [#fields] and [#showsBytes].
    public RecordingFile messages() {
        return file;
    }

    /// The fields of a message of this recording, masked if anything in the recording is.
    public List<MessageFields.Field> fields(WireMessage message) throws IOException {
        return isAnythingMasked()
                ? new MessageMask(classification).of(message)
                : MessageFields.of(message);
    }

    /// Whether the bytes of a message may be shown: nothing in the recording is masked, or messages of its type hold no
    /// values.
    public boolean showsBytes(WireMessage message) throws IOException {
        return MessageMask.isWithoutValues(message) || !isAnythingMasked();
    }

    /// Where its file is: ciphertext, which nobody reads without the key.
    public Path path() {
        return file.path();
    }

    /// Its events for a form that is made of them, as this reader may see them.
    public PackEvents packEvents() {
        return new PackEvents(file, isOpen ? SessionExport.Filter.NONE : new Through());
    }

    /// Writes it in a form for other programs.
    ///
    /// @throws UnmaskException if the form cannot be masked and something is to be
    public void write(ExportFormat format, SessionExport.Choice choice, OutputStream out)
            throws UnmaskException, IOException {
        if (isOpen) {
            new SessionExport(file, choice).write(format, out);
        } else if (format.isOfBytes()) {
            new SessionExport(bytes(), choice).write(format, out);
        } else {
            new SessionExport(file, choice, new Through()).write(format, out);
        }
    }

    /// Refuses a form that cannot be masked, before anything is written.
    public void check(ExportFormat format) throws UnmaskException, IOException {
        if (format.isOfBytes()) {
            RecordingFile unused = bytes();
            assert unused != null;
        }
    }

    /// Counts what is masked in all of it: the list that goes with a copy of it.
    public MaskCount count() throws IOException {
        MaskCount count = new MaskCount();
        if (!isOpen) {
            EventMasks masks = masks(event -> {}, count);
            try (MaskedReplay replay = MaskedReplay.openBefore(file, 1, masks, masks)) {
                replay.all();
            }
        }
        return count;
    }

    private boolean isAnythingMasked() throws IOException {
        Boolean known = isAnythingMasked;
        if (known != null) {
            return known;
        }
        boolean found = !isOpen && findsMask();
        isAnythingMasked = found;
        return found;
    }

    private boolean findsMask() throws IOException {
        MaskCount count = new MaskCount();
        EventMasks masks = masks(event -> {}, count);
        try (MaskedReplay replay = MaskedReplay.openBefore(file, 1, masks, masks)) {
            boolean more = true;
            while (more && count.total() == 0) {
                more = replay.step();
            }
        }
        return count.total() > 0;
    }

    /// Masks on the way to an export.
    private final class Through implements SessionExport.Filter {

        private @Nullable EventMasks masks;

        @Override
        public EventListener before(EventListener listener) {
            EventMasks made = masks(listener, new MaskCount());
            masks = made;
            return made;
        }

        @Override
        public boolean isChanged(SessionEvent.StatementStarted statement) {
            EventMasks made = masks;
            return made != null && made.current().isSentMasked();
        }
    }
}
