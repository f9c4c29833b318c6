package dev.postern.pgwire;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// A message of the server, under the manual's names. Layouts are given behind type and length word.
///
/// Byte buffers are read-only views of the decoded body, valid as long as it is. Records that hold secrets do not print
/// them. Source: PostgreSQL manual, "Message Formats".
public sealed interface BackendMessage {

    /// The type byte.
    char type();

    /// A `R` message: Int32 code, then what the code says.
    sealed interface Authentication extends BackendMessage {
        @Override
        default char type() {
            return 'R';
        }

        /// The Int32 that tells these messages apart.
        int code();
    }

    /// Code 0: nothing.
    record AuthenticationOk() implements Authentication {
        @Override
        public int code() {
            return 0;
        }
    }

    /// Code 2: nothing; obsolete.
    record AuthenticationKerberosV5() implements Authentication {
        @Override
        public int code() {
            return 2;
        }
    }

    /// Code 3: nothing.
    record AuthenticationCleartextPassword() implements Authentication {
        @Override
        public int code() {
            return 3;
        }
    }

    /// Code 5: Byte4 salt.
    record AuthenticationMd5Password(ByteBuffer salt) implements Authentication {
        @Override
        public int code() {
            return 5;
        }
    }

    /// Code 7: nothing.
    record AuthenticationGss() implements Authentication {
        @Override
        public int code() {
            return 7;
        }
    }

    /// Code 8: bytes.
    record AuthenticationGssContinue(ByteBuffer data) implements Authentication {
        @Override
        public int code() {
            return 8;
        }
    }

    /// Code 9: nothing.
    record AuthenticationSspi() implements Authentication {
        @Override
        public int code() {
            return 9;
        }
    }

    /// Code 10: String mechanism *, Byte1(0).
    record AuthenticationSasl(List<String> mechanisms) implements Authentication {
        public AuthenticationSasl {
            mechanisms = List.copyOf(mechanisms);
        }

        @Override
        public int code() {
            return 10;
        }
    }

    /// Code 11: bytes.
    record AuthenticationSaslContinue(ByteBuffer data) implements Authentication {
        @Override
        public int code() {
            return 11;
        }
    }

    /// Code 12: bytes.
    record AuthenticationSaslFinal(ByteBuffer data) implements Authentication {
        @Override
        public int code() {
            return 12;
        }
    }

    /// Any other code: bytes.
    record AuthenticationUnrecognized(int code, ByteBuffer data) implements Authentication {}

    /// `K`: Int32 process number, ByteN secret (4 bytes before 3.2, 4 to 256 since).
    record BackendKeyData(int processId, ByteBuffer secret) implements BackendMessage {
        @Override
        public char type() {
            return 'K';
        }

        @Override
        public String toString() {
            return "BackendKeyData[processId=" + processId + ", secret=***]";
        }
    }

    /// `v`: Int32 version that the server will speak, Int32 n, n x String option not recognized.
    record NegotiateProtocolVersion(ProtocolVersion version, List<String> options)
            implements BackendMessage {
        public NegotiateProtocolVersion {
            options = List.copyOf(options);
        }

        @Override
        public char type() {
            return 'v';
        }
    }

    /// `S`: String name, String value.
    record ParameterStatus(String name, String value) implements BackendMessage {
        @Override
        public char type() {
            return 'S';
        }
    }

    /// `Z`: Byte1 `I`, `T` or `E`.
    record ReadyForQuery(TransactionState state) implements BackendMessage {
        @Override
        public char type() {
            return 'Z';
        }
    }

    /// A message that has a type and nothing else.
    enum Simple implements BackendMessage {
        PARSE_COMPLETE('1'),
        BIND_COMPLETE('2'),
        CLOSE_COMPLETE('3'),
        NO_DATA('n'),
        PORTAL_SUSPENDED('s'),
        EMPTY_QUERY_RESPONSE('I'),
        COPY_DONE('c');

        private final char type;

        Simple(char type) {
            this.type = type;
        }

        @Override
        public char type() {
            return type;
        }
    }

    /// `t`: Int16 n, n x Int32 type OID.
    record ParameterDescription(List<Integer> types) implements BackendMessage {
        public ParameterDescription {
            types = List.copyOf(types);
        }

        @Override
        public char type() {
            return 't';
        }
    }

    /// `T`: Int16 n, n fields.
    record RowDescription(List<FieldDescription> fields) implements BackendMessage {
        public RowDescription {
            fields = List.copyOf(fields);
        }

        @Override
        public char type() {
            return 'T';
        }
    }

    /// String name, Int32 table OID, Int16 attribute number, Int32 type OID, Int16 type size, Int32 type modifier,
    /// Int16
    /// format.
    record FieldDescription(
            String name,
            int tableOid,
            int attribute,
            int typeOid,
            int typeSize,
            int typeModifier,
            int format) {}

    /// `D`: Int16 n, n x (Int32 length or -1 for NULL, bytes).
    record DataRow(List<@Nullable ByteBuffer> cells) implements BackendMessage {
        @Override
        public char type() {
            return 'D';
        }
    }

    /// `C`: String tag.
    record CommandComplete(String tag) implements BackendMessage {
        @Override
        public char type() {
            return 'C';
        }
    }

    /// `E`: (Byte1 code, String)*, Byte1(0).
    record ErrorResponse(Report report) implements BackendMessage {
        @Override
        public char type() {
            return 'E';
        }
    }

    /// `N`: as ErrorResponse.
    record NoticeResponse(Report report) implements BackendMessage {
        @Override
        public char type() {
            return 'N';
        }
    }

    /// `A`: Int32 process number, String channel, String payload.
    record NotificationResponse(int processId, String channel, String payload)
            implements BackendMessage {
        @Override
        public char type() {
            return 'A';
        }
    }

    /// `G`, `H` or `W`: Int8 format (0 text, 1 binary), Int16 n, n x Int16 column format.
    record CopyResponse(CopyKind kind, int format, List<Integer> columnFormats)
            implements BackendMessage {
        public CopyResponse {
            columnFormats = List.copyOf(columnFormats);
        }

        @Override
        public char type() {
            return kind.type;
        }
    }

    /// `d`: bytes.
    record CopyData(ByteBuffer bytes) implements BackendMessage {
        @Override
        public char type() {
            return 'd';
        }
    }

    /// `V`: Int32 length or -1 for NULL, bytes.
    record FunctionCallResponse(@Nullable ByteBuffer value) implements BackendMessage {
        @Override
        public char type() {
            return 'V';
        }
    }

    /// A type byte that protocol 3.0 to 3.2 does not know in this direction.
    record Unrecognized(char type, ByteBuffer body) implements BackendMessage {}

    /// Which COPY begins.
    enum CopyKind {
        IN('G'),
        OUT('H'),
        BOTH('W');

        private final char type;

        CopyKind(char type) {
            this.type = type;
        }
    }

    /// The byte of ReadyForQuery.
    enum TransactionState {
        IDLE('I'),
        IN_TRANSACTION('T'),
        FAILED('E');

        private final char code;

        TransactionState(char code) {
            this.code = code;
        }

        /// The byte on the wire.
        public char code() {
            return code;
        }

        /// The state of a byte, if it is one.
        public static Optional<TransactionState> of(char code) {
            return switch (code) {
                case 'I' -> Optional.of(IDLE);
                case 'T' -> Optional.of(IN_TRANSACTION);
                case 'E' -> Optional.of(FAILED);
                default -> Optional.empty();
            };
        }
    }
}
