package dev.postern.sql;

import java.util.LinkedHashMap;
import java.util.Map;

/// Fingerprints of SQL ([SqlText#fingerprint]), remembered for short texts that come again and again. Thread-safe.
public final class Fingerprints {

    private static final int REMEMBERED = 4_096;
    private static final int MAX_CHARS = 1_024;

    private static final Map<String, String> KNOWN =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private Fingerprints() {}

    /// The fingerprint of a statement.
    public static String of(String sql) {
        if (sql.length() > MAX_CHARS) {
            return SqlText.of(sql).fingerprint();
        }
        synchronized (KNOWN) {
            String known = KNOWN.get(sql);
            if (known != null) {
                return known;
            }
        }
        String fingerprint = SqlText.of(sql).fingerprint();
        synchronized (KNOWN) {
            KNOWN.put(sql, fingerprint);
        }
        return fingerprint;
    }
}
