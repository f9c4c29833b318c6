package dev.postern.pgwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The fields of an ErrorResponse or NoticeResponse in the order of the wire.
///
/// Source: PostgreSQL manual, "Error and Notice Message Fields".
///
/// @param fields unknown ones included; a reader ignores those
public record Report(List<Field> fields) {
    /// Longest text that the factories put in one field, in chars: libpq takes 30000 bytes for an error before login,
    /// and
    /// the broker stays far below.
    public static final int MAX_TEXT_CHARS = 1_500;

    public Report {
        fields = List.copyOf(fields);
    }

    /// One field: its type byte (`M`, `D`, ...) and its text.
    public record Field(char type, String text) {}

    /// How bad it is; the names are what goes on the wire.
    public enum Severity {
        ERROR,
        FATAL,
        PANIC,
        WARNING,
        NOTICE,
        INFO,
        LOG,
        DEBUG
    }

    /// A report of the broker's own: severity (S and V), SQLSTATE (C) and message (M).
    ///
    /// @param message  one sentence without a full stop; cut at [#MAX_TEXT_CHARS], NUL becomes U+FFFD
    public static Report of(Severity severity, String sqlState, String message) {
        if (sqlState.length() != 5) {
            throw new IllegalArgumentException(
                    "a SQLSTATE has five characters, not " + sqlState.length());
        }
        return new Report(
                List.of(
                        new Field('S', severity.name()),
                        new Field('V', severity.name()),
                        new Field('C', sqlState),
                        new Field('M', sendable(message))));
    }

    /// This report with the detail (D) added.
    public Report withDetail(String detail) {
        return with('D', detail);
    }

    /// This report with the hint (H) added: what the reader can do next.
    public Report withHint(String hint) {
        return with('H', hint);
    }

    private Report with(char type, String text) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(type, sendable(text)));
        return new Report(more);
    }

    private static String sendable(String text) {
        String cut =
                text.length() <= MAX_TEXT_CHARS
                        ? text
                        : text.substring(0, MAX_TEXT_CHARS - 3) + "...";
        return WireText.clean(cut.replace('\0', '\uFFFD'));
    }

    /// The text of the first field of this type.
    public Optional<String> field(char type) {
        return fields.stream().filter(f -> f.type() == type).map(Field::text).findFirst();
    }

    /// The severity that is never translated, or else the translated one, or `ERROR`.
    public String severity() {
        return field('V').or(() -> field('S')).orElse("ERROR");
    }

    /// True if the session ends with this report.
    public boolean isFatal() {
        return severity().equals("FATAL") || severity().equals("PANIC");
    }

    /// The SQLSTATE, or empty.
    public String sqlState() {
        return field('C').orElse("");
    }

    /// The primary message, or empty.
    public String message() {
        return field('M').orElse("");
    }
}
