package dev.postern.broker.store.object;

import dev.postern.recording.format.RecordingId;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/// The names of objects: the paths that the same files have in the data folder, with `/`.
public final class ObjectNames {

    private static final String RECORDING = ".pgrec";
    private static final String KEY_FILE = ".pgkey";
    private static final Pattern NAME =
            Pattern.compile(
                    "(recordings|recording-keys|checkpoints)(/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){1,8}");

    private ObjectNames() {}

    /// The name of the recording of `session`.
    ///
    /// @param session a ULID
    public static String recording(String session) {
        return name(ObjectKind.RECORDING, session, RECORDING);
    }

    /// The name of the key file of `session`.
    ///
    /// @param session a ULID
    public static String keyFile(String session) {
        return name(ObjectKind.KEY_FILE, session, KEY_FILE);
    }

    /// The session whose recording has this name, if it is a recording's.
    public static Optional<String> session(String name) {
        if (!name.endsWith(RECORDING)) {
            return Optional.empty();
        }
        String session =
                name.substring(name.lastIndexOf('/') + 1, name.length() - RECORDING.length());
        return RecordingId.isValid(session) && name.equals(recording(session))
                ? Optional.of(session)
                : Optional.empty();
    }

    /// The session whose key file has this name.
    static String sessionOfKeyFile(String name) {
        return name.substring(name.lastIndexOf('/') + 1, name.length() - KEY_FILE.length());
    }

    /// Refuses what is no object's name, so that none can lead out of a store.
    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of an object");
        }
    }

    private static String name(ObjectKind kind, String session, String suffix) {
        RecordingId id = RecordingId.parse(session);
        ZonedDateTime day = Instant.ofEpochMilli(id.epochMillis()).atZone(ZoneOffset.UTC);
        return "%s%04d/%02d/%02d/%s%s"
                .formatted(
                        kind.prefix(),
                        day.getYear(),
                        day.getMonthValue(),
                        day.getDayOfMonth(),
                        session,
                        suffix);
    }
}
