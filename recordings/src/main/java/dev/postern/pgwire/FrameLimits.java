package dev.postern.pgwire;

/// The largest length word that is accepted for each message type of one direction.
///
/// Source: `pq_getmessage` and SocketBackend in `postgres.c`; PQ_SMALL_MESSAGE_LIMIT and PQ_LARGE_MESSAGE_LIMIT in
/// `libpq.h`. The server sets no limit on its own messages.
public enum FrameLimits {
    /// Client to server.
    FRONTEND {
        @Override
        public int maxLength(char type) {
            return switch (type) {
                case 'C', 'D', 'E', 'H', 'S', 'X', 'c', 'f' -> SMALL;
                case 'p' -> PASSWORD;
                default -> LARGE;
            };
        }
    },
    /// Server to client.
    BACKEND {
        @Override
        public int maxLength(char type) {
            return Integer.MAX_VALUE;
        }
    },
    /// Server to client before authentication has ended, as libpq checks it.
    BACKEND_BEFORE_LOGIN {
        @Override
        public int maxLength(char type) {
            return switch (type) {
                case 'R', 'v' -> 2_000;
                default -> 30_000;
            };
        }
    };

    /// Largest length word of a message of bounded content, in bytes.
    public static final int SMALL = 10_000;

    /// Largest length word of a password message, in bytes.
    public static final int PASSWORD = 65_535;

    /// Largest length word of a message of the client, in bytes.
    public static final int LARGE = 0x3FFF_FFFE;

    /// The largest accepted length word for a type, in bytes; the word counts itself and the body.
    public abstract int maxLength(char type);
}
