package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.ConnectionAttempt;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;

/// The answer to a start-up packet: the decision, and the open recording of an allowed session.
///
/// @param recorder not null exactly if the admission is [Admission.Allowed]
record Entry(Admission admission, @Nullable SessionRecorder recorder) {

    /// Decides and opens the recording; every failure is a refusal. Blocks.
    ///
    /// @param address of the client, for the audit trail
    /// @param loop    the session's event loop
    static Entry decide(
            EdgeContext edge, ConnectionAttempt attempt, String address, Executor loop) {
        RecorderException cannot = edge.services().recorder().refusal();
        if (cannot != null && cannot.kind() == RecorderException.Kind.FULL) {
            // Deciding writes to the same disk: the client is told of the room, not of what fails
            // for want of it.
            return unrecorded(edge, cannot, attempt, address);
        }
        Admission admission = judge(edge, attempt, address);
        if (!(admission instanceof Admission.Allowed allowed)) {
            return new Entry(admission, null);
        }
        if (attempt.replication() && !allowed.terms().replication()) {
            allowed.terms().lease().release();
            Refusal refusal = Refusals.replication();
            edge.audit(
                    address, refusal.code(), refusal.message(), attempt.user(), attempt.database());
            return refused(refusal);
        }
        try {
            return new Entry(
                    admission,
                    edge.services()
                            .recorder()
                            .open(
                                    allowed.session(),
                                    allowed.facts(),
                                    allowed.target().durability(),
                                    loop));
        } catch (RecorderException e) {
            allowed.terms().lease().release();
            return unrecorded(edge, e, attempt, address);
        }
    }

    private static Admission judge(EdgeContext edge, ConnectionAttempt attempt, String address) {
        try {
            return edge.services().gatekeeper().decide(attempt);
        } catch (RuntimeException _) {
            edge.audit(
                    address,
                    "gatekeeper-fault",
                    "the decision failed",
                    attempt.user(),
                    attempt.database());
            return new Admission.Refused(
                    "gatekeeper-fault",
                    "XX000",
                    "access could not be decided",
                    "",
                    "Try again, then ask an administrator.");
        }
    }

    private static Entry unrecorded(
            EdgeContext edge, RecorderException cause, ConnectionAttempt attempt, String address) {
        Refusal refusal = Refusals.recorderAtStart(cause);
        edge.audit(address, refusal.code(), refusal.message(), attempt.user(), attempt.database());
        return refused(refusal);
    }

    private static Entry refused(Refusal refusal) {
        return new Entry(
                new Admission.Refused(
                        refusal.code(),
                        refusal.sqlState(),
                        refusal.message(),
                        refusal.detail(),
                        refusal.hint()),
                null);
    }
}
