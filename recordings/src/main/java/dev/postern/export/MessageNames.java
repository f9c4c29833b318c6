package dev.postern.export;

import dev.postern.replay.WireMessage;

/// The manual's names of the messages.
public final class MessageNames {

    private MessageNames() {}

    /// The name of `message`, or `Unrecognized`.
    public static String of(WireMessage message) {
        if (message.type() == WireMessage.STARTUP) {
            return "StartupMessage";
        }
        return message.isToServer()
                ? frontend((char) message.type())
                : backend((char) message.type());
    }

    private static String frontend(char type) {
        return switch (type) {
            case 'B' -> "Bind";
            case 'C' -> "Close";
            case 'D' -> "Describe";
            case 'E' -> "Execute";
            case 'F' -> "FunctionCall";
            case 'H' -> "Flush";
            case 'P' -> "Parse";
            case 'Q' -> "Query";
            case 'S' -> "Sync";
            case 'X' -> "Terminate";
            case 'c' -> "CopyDone";
            case 'd' -> "CopyData";
            case 'f' -> "CopyFail";
            case 'p' -> "PasswordMessage";
            default -> "Unrecognized";
        };
    }

    private static String backend(char type) {
        return switch (type) {
            case '1' -> "ParseComplete";
            case '2' -> "BindComplete";
            case '3' -> "CloseComplete";
            case 'A' -> "NotificationResponse";
            case 'C' -> "CommandComplete";
            case 'D' -> "DataRow";
            case 'E' -> "ErrorResponse";
            case 'G' -> "CopyInResponse";
            case 'H' -> "CopyOutResponse";
            case 'I' -> "EmptyQueryResponse";
            case 'K' -> "BackendKeyData";
            case 'N' -> "NoticeResponse";
            case 'R' -> "Authentication";
            case 'S' -> "ParameterStatus";
            case 'T' -> "RowDescription";
            case 'V' -> "FunctionCallResponse";
            case 'W' -> "CopyBothResponse";
            case 'Z' -> "ReadyForQuery";
            case 'c' -> "CopyDone";
            case 'd' -> "CopyData";
            case 'n' -> "NoData";
            case 's' -> "PortalSuspended";
            case 't' -> "ParameterDescription";
            case 'v' -> "NegotiateProtocolVersion";
            default -> "Unrecognized";
        };
    }
}
