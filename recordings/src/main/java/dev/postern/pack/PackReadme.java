package dev.postern.pack;

/// What stands in a pack's `README.txt`: for somebody who knows neither Postern nor PostgreSQL's protocol.
public final class PackReadme {

    private static final String TEXT = PackResource.text("readme.txt");

    private PackReadme() {}

    /// What the text says of one pack.
    ///
    /// @param madeBy       a name
    /// @param fingerprint  of the site's first key, in hexadecimal digits
    /// @param isWholeTrail whether `audit.jsonl` has every event about the session
    public record Facts(
            String session,
            String madeAt,
            String madeBy,
            String fingerprint,
            boolean isWholeTrail,
            Parts parts) {}

    /// Files that not every pack has.
    public record Parts(boolean request, boolean recording) {}

    /// The text.
    public static String of(Facts facts) {
        return TEXT.replace("{session}", facts.session())
                .replace("{madeAt}", facts.madeAt())
                .replace("{fingerprint}", facts.fingerprint())
                .replace(
                        "{request}",
                        facts.parts().request()
                                ? "  request.json       the request for access, who decided it and"
                                        + " why\n"
                                : "")
                .replace(
                        "{trail}",
                        facts.isWholeTrail()
                                ? "the site's audit trail about the session, one event a line"
                                : "the session's start and end in the site's audit trail")
                .replace(
                        "{recording}",
                        facts.parts().recording()
                                ? "  recording.pgrec    the recording as the site keeps it,"
                                        + " encrypted\n"
                                : "")
                .replace("{madeBy}", facts.madeBy().replaceAll("\\p{Cntrl}", "?"));
    }
}
