package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.pgwire.SqlState;
import dev.postern.pgwire.StartupPacket;

/// The refusals that more than one place says.
final class Refusals {

    /// No space left for recordings.
    private static final String DISK_FULL = "53100";

    private Refusals() {}

    /// A target that cannot be used.
    static Refusal unreachable(String target, String why) {
        return new Refusal(
                CloseReason.TARGET_UNREACHABLE.label(),
                SqlState.CANNOT_CONNECT,
                "target " + target + " not reachable (" + why + ")");
    }

    /// A target that went away in the middle of a session.
    static Refusal targetLost(String target, String session) {
        return new Refusal(
                CloseReason.TARGET_LOST.label(),
                SqlState.CONNECTION_FAILURE,
                "the connection to target " + target + " was lost",
                "The server closed it without a word. An open transaction is rolled back by the"
                        + " server.",
                "Connect again; session " + session + " is recorded up to here.");
    }

    /// Bytes that are no messages, in a running session.
    static Refusal boundariesLost(String text) {
        return new Refusal(
                CloseReason.PROTOCOL_VIOLATION.label(),
                SqlState.PROTOCOL_VIOLATION,
                "the message boundaries are lost",
                text,
                "");
    }

    /// A replication connection that no rule gives.
    static Refusal replication() {
        return new Refusal(
                "replication",
                SqlState.FEATURE_NOT_SUPPORTED,
                "replication connections are refused by policy",
                "Replication moves whole databases past the record of statements.",
                "Ask an administrator for a rule with replication: true.");
    }

    /// As [#unreachable], with a message that names the target.
    static Refusal cannotUse(String message) {
        return new Refusal(
                CloseReason.TARGET_UNREACHABLE.label(),
                SqlState.CANNOT_CONNECT,
                message,
                "Your access was allowed; the database server could not be used.",
                "Try again later, or tell an administrator the name of the target.");
    }

    /// A start-up packet that was short enough before the broker wrote role and database into it.
    static Refusal startupTooLong() {
        return new Refusal(
                CloseReason.PROTOCOL_VIOLATION.label(),
                SqlState.PROTOCOL_VIOLATION,
                "the start-up packet is too long for the target",
                "With the role and the database that the broker writes it has more than the "
                        + StartupPacket.MAX_LENGTH
                        + " bytes that a server takes.",
                "Send fewer or shorter start-up parameters.");
    }

    /// A recording that cannot be opened: no session begins.
    static Refusal recorderAtStart(RecorderException cause) {
        return switch (cause.kind()) {
            case FULL ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            DISK_FULL,
                            "recording store has no space; new sessions are refused until space is"
                                    + " free",
                            "",
                            "An administrator must free space in the recordings directory.");
            case IO_ERROR ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            SqlState.CANNOT_CONNECT_NOW,
                            "the recording cannot be opened, and nothing runs unrecorded",
                            "The recording store failed.",
                            "An administrator must look at the disk and restart the broker.");
            case SLOW ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            SqlState.CANNOT_CONNECT_NOW,
                            cause.getMessage() == null ? "recorder slow" : cause.getMessage(),
                            "Sessions begin again when the disk keeps up.",
                            "Try again in a moment.");
            case UNREADABLE -> unreadable(cause);
            case UNREACHABLE ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            SqlState.CANNOT_CONNECT_NOW,
                            "recording store unreachable",
                            "Sessions begin again when the store answers.",
                            "An administrator must look at the object store.");
            case CLOSED ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            SqlState.CANNOT_CONNECT_NOW,
                            "shutting down");
        };
    }

    private static Refusal unreadable(RecorderException cause) {
        return new Refusal(
                CloseReason.RECORDER_FAILED.label(),
                SqlState.CANNOT_CONNECT_NOW,
                String.valueOf(cause.getMessage()),
                "Sessions begin again when the room can be read; running ones go on.",
                "An administrator must look at the disk of the recordings directory.");
    }

    /// A recording that can no longer be written before anything was relayed.
    static Refusal recorder(RecorderException cause) {
        return recorder(cause, "No statement was sent to the target.");
    }

    /// A recording that can no longer be written: the session ends.
    ///
    /// @param fate what became of the statement, a sentence
    static Refusal recorder(RecorderException cause, String fate) {
        return switch (cause.kind()) {
            case FULL ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            DISK_FULL,
                            "recording store has no space; new sessions are refused until space is"
                                    + " free",
                            fate,
                            "An administrator must free space in the recordings directory.");
            case IO_ERROR ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            SqlState.IO_ERROR,
                            "recording could not be made durable",
                            fate,
                            "An administrator must look at the disk and restart the broker.");
            case SLOW ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            SqlState.IO_ERROR,
                            cause.getMessage() == null
                                    ? "recording could not be made durable"
                                    : cause.getMessage(),
                            fate,
                            "Connect again when the disk keeps up.");
            case UNREADABLE -> unreadable(cause);
            case UNREACHABLE ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            SqlState.CANNOT_CONNECT_NOW,
                            "recording store unreachable",
                            "Sessions begin again when the store answers.",
                            "An administrator must look at the object store.");
            case CLOSED ->
                    new Refusal(
                            CloseReason.RECORDER_FAILED.label(),
                            SqlState.ADMIN_SHUTDOWN,
                            "shutting down",
                            fate,
                            "");
        };
    }
}
