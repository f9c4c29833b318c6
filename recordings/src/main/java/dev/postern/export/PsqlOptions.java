package dev.postern.export;

/// What [PsqlText] shows.
///
/// @param session    the session's ULID, or empty when it is not known
/// @param linkPrefix what stands before `#q=N` in the link of a moment: the address of the session's page or its ULID
/// @param rows       rows shown of each result, 0 for none
public record PsqlOptions(String session, String linkPrefix, long rows) {

    /// Every row is shown.
    public static final long ALL_ROWS = Long.MAX_VALUE;

    /// All rows of session `session`, with its ULID as the link.
    public static PsqlOptions allRows(String session) {
        return new PsqlOptions(session, session, ALL_ROWS);
    }
}
