package dev.postern.sql;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Fingerprints of SQL ([SqlText#fingerprint]), remembered for short texts that come again and again, and for their shapes:
/// texts that differ in their values only are many, their shapes are few. Thread-safe.
public final class Fingerprints {

    private static final int REMEMBERED = 4_096;
    private static final int REMEMBERED_SHAPES = 1_024;
    private static final int MAX_CHARS = 1_024;

    private static final Recent BY_TEXT = new Recent(REMEMBERED);
    private static final Recent BY_SHAPE = new Recent(REMEMBERED_SHAPES);

    private Fingerprints() {}

    /// The fingerprint of a statement.
    public static String of(String sql) {
        if (sql.length() > MAX_CHARS) {
            return SqlText.of(sql).fingerprint();
        }
        String known = BY_TEXT.find(sql);
        if (known != null) {
            return known;
        }
        String fingerprint = ofShape(SqlText.of(sql).shape());
        BY_TEXT.keep(sql, fingerprint);
        return fingerprint;
    }

    private static String ofShape(String shape) {
        String known = BY_SHAPE.find(shape);
        if (known != null) {
            return known;
        }
        String fingerprint = SqlText.fingerprint(shape);
        BY_SHAPE.keep(shape, fingerprint);
        return fingerprint;
    }

    /// The fingerprints that were asked for last.
    private static final class Recent {

        private final Map<String, String> known;

        Recent(int most) {
            known =
                    new LinkedHashMap<>(16, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                            return size() > most;
                        }
                    };
        }

        synchronized @Nullable String find(String text) {
            return known.get(text);
        }

        synchronized void keep(String text, String fingerprint) {
            known.put(text, fingerprint);
        }
    }
}
