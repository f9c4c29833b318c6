package dev.postern.broker.proxy.pg;

/// A FATAL of the broker.
///
/// @param code     stable name for the audit trail and metrics
/// @param sqlState five characters
/// @param message  without the `postern: ` prefix
/// @param detail   or empty
/// @param hint     or empty
record Refusal(String code, String sqlState, String message, String detail, String hint) {

    Refusal(String code, String sqlState, String message) {
        this(code, sqlState, message, "", "");
    }
}
