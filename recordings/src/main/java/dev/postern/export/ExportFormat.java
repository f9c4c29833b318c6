package dev.postern.export;

import java.util.Locale;

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
    CSV("text/csv; charset=utf-8"),
    /// The evidence pack: a ZIP that shows, explains and proves a session to somebody without a broker.
    PACK("application/zip");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /// What the name of a file in this form ends with.
    public String suffix() {
        return this == PACK ? "pack.zip" : name().toLowerCase(Locale.ROOT);
    }

    /// Whether a terminal cannot show it.
    public boolean isBinary() {
        return this == PACK || this == RAW || this == PCAP;
    }

    /// Whether it is made of the bytes of messages, not of what they mean.
    public boolean isOfBytes() {
        return switch (this) {
            case PQTRACE, PCAP, RAW, OD -> true;
            case JSONL, HTML, CAST, SQL, CSV, PACK -> false;
        };
    }

    /// The media type of what is written.
    public String mediaType() {
        return mediaType;
    }
}
