package dev.postern.broker.proxy.pg;

import io.netty.buffer.ByteBuf;

/// How the login to a target ended.
@SuppressWarnings("ArrayRecordComponent") // secrets and wire bytes, never compared or shared
sealed interface LoginOutcome {

    /// The target is ready for queries.
    ///
    /// @param processId     of the server process
    /// @param secret        its cancel key
    /// @param reports       the target's ParameterStatus and NoticeResponse messages, as received
    /// @param ready         its ReadyForQuery, as received
    /// @param rest          bytes behind ReadyForQuery; the receiver releases it
    /// @param method        how the broker authenticated: `trust`, `scram-sha-256`, ...
    /// @param serverVersion the `server_version` report, or empty
    /// @param inHotStandby  the `in_hot_standby` report, or empty before PostgreSQL 14
    record LoggedIn(
            int processId,
            byte[] secret,
            byte[] reports,
            byte[] ready,
            ByteBuf rest,
            String method,
            String serverVersion,
            String inHotStandby)
            implements LoginOutcome {
        @Override
        public String toString() {
            return "LoggedIn[processId=" + processId + ", method=" + method + "]";
        }
    }

    /// The target answered with an ErrorResponse, `error` as received.
    record RefusedByTarget(byte[] error) implements LoginOutcome {}

    /// The login cannot go on for another reason.
    record Failed(CloseReason reason, Refusal refusal) implements LoginOutcome {}
}
