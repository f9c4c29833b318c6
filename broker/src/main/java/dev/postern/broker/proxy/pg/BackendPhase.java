package dev.postern.broker.proxy.pg;

/// How far a target has come, and what may be done with each type of message in that phase.
///
/// | type | AUTHENTICATING | REPORTING | RELAYING |
/// | --- | --- | --- | --- |
/// | `R` | taken | refused | refused |
/// | `S`, `K`, `Z` | refused | taken | passed on, but `K` refused |
/// | `N`, `E` | taken | taken | passed on |
/// | `v` | refused | refused | refused |
/// | all others | refused | refused | passed on, also those that nobody knows |
///
/// `R`, `K` and `v` behind the login would be an impostor's: a request for a password, another cancel key, another
/// protocol, for a client that believes in its server.
enum BackendPhase {
    /// From the start-up message to AuthenticationOk.
    AUTHENTICATING {
        @Override
        Verdict judge(char type) {
            return switch (type) {
                case 'R', 'N', 'E' -> Verdict.TAKE;
                default -> Verdict.REFUSE;
            };
        }
    },
    /// From AuthenticationOk to the first ReadyForQuery.
    REPORTING {
        @Override
        Verdict judge(char type) {
            return switch (type) {
                case 'S', 'K', 'Z', 'N', 'E' -> Verdict.TAKE;
                default -> Verdict.REFUSE;
            };
        }
    },
    /// The session.
    RELAYING {
        @Override
        Verdict judge(char type) {
            return switch (type) {
                case 'R', 'K', 'v' -> Verdict.REFUSE;
                default -> Verdict.PASS;
            };
        }
    };

    /// What is done with a message.
    enum Verdict {
        /// The broker itself reads it.
        TAKE,
        /// It goes to the client as it came.
        PASS,
        /// The connection ends; nothing of the message reaches the client.
        REFUSE
    }

    /// The verdict for a type, 0 to 255.
    abstract Verdict judge(char type);
}
