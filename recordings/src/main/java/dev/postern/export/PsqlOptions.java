package dev.postern.export;

/// What [PsqlText] shows.
///
/// @param session    the session's ULID, or empty when it is not known
/// @param linkPrefix what stands before `#q=N` in the link of a moment: the address of the session's page or its ULID
/// @param rows       rows shown of each result, 0 for none
/// @param first      ordinal of the statement with which to begin, 1 for the beginning
public record PsqlOptions(String session, String linkPrefix, long rows, int first) {

    /// Every row is shown.
    public static final long ALL_ROWS = Long.MAX_VALUE;

    /// The rows that `text` asks for: a number, `all` or `none`; empty if it is none of them.
    public static java.util.OptionalLong rows(String text) {
        return switch (text) {
            case "all" -> java.util.OptionalLong.of(ALL_ROWS);
            case "none" -> java.util.OptionalLong.of(0);
            default ->
                    text.matches("[0-9]{1,18}")
                            ? java.util.OptionalLong.of(Long.parseLong(text))
                            : java.util.OptionalLong.empty();
        };
    }

    /// All rows of session `session`, with its ULID as the link.
    public static PsqlOptions allRows(String session) {
        return new PsqlOptions(session, session, ALL_ROWS, 1);
    }
}
