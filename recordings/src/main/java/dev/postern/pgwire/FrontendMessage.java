package dev.postern.pgwire;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/// A message of the client, under the manual's names. Layouts are given behind type and length word.
///
/// Byte buffers are read-only views of the decoded body, valid as long as it is. Records that hold secrets do not print
/// them. Source: PostgreSQL manual, "Message Formats".
public sealed interface FrontendMessage {

    /// The type byte.
    char type();

    /// `Q`: String sql, any number of statements.
    record Query(String sql) implements FrontendMessage {
        @Override
        public char type() {
            return 'Q';
        }
    }

    /// `P`: String statement, String sql (one statement), Int16 n, n x Int32 type OID (0 = to be inferred).
    record Parse(String statement, String sql, List<Integer> parameterTypes)
            implements FrontendMessage {
        public Parse {
            parameterTypes = List.copyOf(parameterTypes);
        }

        @Override
        public char type() {
            return 'P';
        }
    }

    /// `B`: String portal, String statement, Int16 n, n x Int16 parameter format, Int16 n, n x (Int32 length or -1,
    /// bytes), Int16 n, n x Int16 result format. No format = all text, one = for all.
    record Bind(
            String portal,
            String statement,
            List<Integer> parameterFormats,
            List<@Nullable ByteBuffer> parameters,
            List<Integer> resultFormats)
            implements FrontendMessage {
        @Override
        public char type() {
            return 'B';
        }
    }

    /// `D`: Byte1 `S` or `P`, String name.
    record Describe(ObjectKind kind, String name) implements FrontendMessage {
        @Override
        public char type() {
            return 'D';
        }
    }

    /// `E`: String portal, Int32 most rows to return, 0 or less = all.
    record Execute(String portal, int maxRows) implements FrontendMessage {
        @Override
        public char type() {
            return 'E';
        }
    }

    /// `C`: Byte1 `S` or `P`, String name.
    record Close(ObjectKind kind, String name) implements FrontendMessage {
        @Override
        public char type() {
            return 'C';
        }
    }

    /// `H`: nothing.
    record Flush() implements FrontendMessage {
        @Override
        public char type() {
            return 'H';
        }
    }

    /// `S`: nothing.
    record Sync() implements FrontendMessage {
        @Override
        public char type() {
            return 'S';
        }
    }

    /// `F`: Int32 function OID, Int16 n, n x Int16 argument format, Int16 n, n x (Int32 length or -1, bytes), Int16
    /// result
    /// format.
    record FunctionCall(
            int functionOid,
            List<Integer> argumentFormats,
            List<@Nullable ByteBuffer> arguments,
            int resultFormat)
            implements FrontendMessage {
        @Override
        public char type() {
            return 'F';
        }
    }

    /// `d`: bytes.
    record CopyData(ByteBuffer bytes) implements FrontendMessage {
        @Override
        public char type() {
            return 'd';
        }
    }

    /// `c`: nothing.
    record CopyDone() implements FrontendMessage {
        @Override
        public char type() {
            return 'c';
        }
    }

    /// `f`: String reason.
    record CopyFail(String reason) implements FrontendMessage {
        @Override
        public char type() {
            return 'f';
        }
    }

    /// `X`: nothing.
    record Terminate() implements FrontendMessage {
        @Override
        public char type() {
            return 'X';
        }
    }

    /// `p`, meaning not known: bytes. What it means follows from the last Authentication message.
    record PasswordFamily(ByteBuffer bytes) implements FrontendMessage {
        @Override
        public char type() {
            return 'p';
        }

        @Override
        public String toString() {
            return "PasswordFamily[***]";
        }
    }

    /// `p` after AuthenticationCleartextPassword or AuthenticationMD5Password: String password.
    record PasswordMessage(String password) implements FrontendMessage {
        @Override
        public char type() {
            return 'p';
        }

        @Override
        public String toString() {
            return "PasswordMessage[***]";
        }
    }

    /// `p` after AuthenticationGSS, SSPI or GSSContinue: bytes.
    record GssResponse(ByteBuffer data) implements FrontendMessage {
        @Override
        public char type() {
            return 'p';
        }

        @Override
        public String toString() {
            return "GssResponse[***]";
        }
    }

    /// `p` after AuthenticationSASL: String mechanism, Int32 length (-1 = no response), bytes.
    record SaslInitialResponse(String mechanism, @Nullable ByteBuffer data)
            implements FrontendMessage {
        @Override
        public char type() {
            return 'p';
        }

        @Override
        public String toString() {
            return "SaslInitialResponse[" + mechanism + ", ***]";
        }
    }

    /// `p` after AuthenticationSASLContinue: bytes.
    record SaslResponse(ByteBuffer data) implements FrontendMessage {
        @Override
        public char type() {
            return 'p';
        }

        @Override
        public String toString() {
            return "SaslResponse[***]";
        }
    }

    /// A type byte that protocol 3.0 to 3.2 does not know in this direction.
    record Unrecognized(char type, ByteBuffer body) implements FrontendMessage {}

    /// What Describe and Close name.
    enum ObjectKind {
        STATEMENT('S'),
        PORTAL('P');

        private final char code;

        ObjectKind(char code) {
            this.code = code;
        }

        /// The byte on the wire.
        public char code() {
            return code;
        }
    }

    /// The four meanings of `p`, and not knowing.
    enum PasswordKind {
        PASSWORD,
        GSS,
        SASL_INITIAL,
        SASL,
        UNKNOWN
    }
}
