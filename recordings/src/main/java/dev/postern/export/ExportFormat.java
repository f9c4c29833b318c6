package dev.postern.export;

/// The forms in which a whole session can be written.
public enum ExportFormat {
    /// An event a line, each a JSON object.
    JSONL("application/jsonl; charset=utf-8"),
    /// One page that needs no network and runs no script.
    HTML("text/html; charset=utf-8"),
    /// An asciinema recording, version 2.
    CAST("application/x-asciicast"),
    /// libpq's own trace of the traffic.
    PQTRACE("text/plain; charset=utf-8"),
    /// A packet capture that Wireshark decodes.
    PCAP("application/vnd.tcpdump.pcap"),
    /// The bytes of one direction.
    RAW("application/octet-stream"),
    /// The bytes of one direction as `od` shows them.
    OD("text/plain; charset=utf-8"),
    /// A psql script of the statements, with their values.
    SQL("text/plain; charset=utf-8"),
    /// The rows of results as CSV.
    CSV("text/csv; charset=utf-8");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /// The media type of what is written.
    public String mediaType() {
        return mediaType;
    }
}
