package dev.postern.broker.proxy.pg;

/// Why a session or a connection that became none was closed; [#label] is in recordings, the audit trail and metrics.
public enum CloseReason {
    /// The client said Terminate, or closed after its last answer.
    CLIENT_TERMINATED("client-terminated"),
    /// The client vanished while an answer was due.
    CLIENT_DISCONNECTED("client-disconnected"),
    /// The target ended the session with a FATAL of its own.
    TARGET_ENDED("target-ended"),
    /// The connection to the target broke.
    TARGET_LOST("target-lost"),
    /// No host of the target could be reached, or its certificate is wrong.
    TARGET_UNREACHABLE("target-unreachable"),
    /// The target refused the login.
    TARGET_REFUSED("target-refused"),
    /// The recording could not be written.
    RECORDER_FAILED("recorder-failed"),
    /// One of the sides sent bytes that are no messages.
    PROTOCOL_VIOLATION("protocol-violation"),
    /// A fault of the broker itself.
    BROKER_FAULT("broker-fault");

    private final String label;

    CloseReason(String label) {
        this.label = label;
    }

    /// The stable name.
    public String label() {
        return label;
    }
}
