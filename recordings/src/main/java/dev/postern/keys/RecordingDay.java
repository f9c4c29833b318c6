package dev.postern.keys;

import java.nio.file.Path;
import java.time.LocalDate;

/// The folder `YYYY/MM/DD` of a recording: the UTC day in the ULID that names it.
public final class RecordingDay {

    static final int ULID_CHARS = 26;

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_CHARS = 10;
    private static final long DAY_MILLIS = 24 * 60 * 60 * 1_000L;

    private RecordingDay() {}

    /// Whether `text` is a ULID in capitals.
    static boolean isUlid(String text) {
        return text.length() == ULID_CHARS
                && text.charAt(0) <= '7'
                && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    /// The folder below `root`.
    ///
    /// @throws IllegalArgumentException if `recordingId` is no ULID
    static Path folder(Path root, String recordingId) {
        if (!isUlid(recordingId)) {
            throw new IllegalArgumentException(
                    "not a ULID: expected 26 characters of " + ALPHABET + ", the first 0 to 7");
        }
        long millis = 0;
        for (int i = 0; i < TIME_CHARS; i++) {
            millis = millis << 5 | ALPHABET.indexOf(recordingId.charAt(i));
        }
        return folder(root, millis);
    }

    /// The folder below `root`.
    ///
    /// @param epochMillis the time in the ULID, not negative; behind the year 9999 the year has five digits
    public static Path folder(Path root, long epochMillis) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(epochMillis, DAY_MILLIS));
        String name = day.toString().replace('-', '/');
        return root.resolve(name.startsWith("+") ? name.substring(1) : name);
    }
}
