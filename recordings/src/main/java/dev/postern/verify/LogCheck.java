package dev.postern.verify;

import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.KeyStatement;
import dev.postern.sitelog.SiteKeys;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds a recording against what the site log says about it.
final class LogCheck {

    private final LoggedSessions sessions;
    private final @Nullable SiteKeys keys;
    private final long leaves;

    LogCheck(LoggedSessions sessions, @Nullable SiteKeys keys, long leaves) {
        this.sessions = sessions;
        this.keys = keys;
        this.leaves = leaves;
    }

    /// What is wrong with a recording, its own findings included.
    List<Finding> judge(RecordingFacts facts) {
        List<Finding> found = new ArrayList<>(facts.findings());
        LoggedSessions.Session session = sessions.find(facts.session());
        if (session == null) {
            found.add(
                    finding(
                            facts,
                            Harm.INSERTION,
                            1,
                            "none of the %d leaves of the site log knows this recording"
                                    .formatted(leaves)));
            return found;
        }
        Seal logged = session.seal();
        if (!found.isEmpty()) {
            return found;
        }
        if (logged == null) {
            if (facts.state() != RecordingFacts.State.OPEN
                    && facts.state() != RecordingFacts.State.UNKNOWN
                    && !sessions.mayRun(session)) {
                found.add(
                        finding(
                                facts,
                                Harm.REWRITE,
                                0,
                                "it has an end that the site log does not know"));
            }
            return found;
        }
        if (facts.state() != RecordingFacts.State.UNKNOWN) {
            compare(facts, logged, found);
        }
        if (found.isEmpty()) {
            epoch(facts, session, found);
        }
        return found;
    }

    private void compare(RecordingFacts facts, Seal logged, List<Finding> found) {
        Seal seal = facts.seal();
        if (facts.state() == RecordingFacts.State.OPEN || seal.entries() < logged.entries()) {
            found.add(
                    finding(
                            facts,
                            Harm.TRUNCATION,
                            seal.entries() + 1,
                            "it has %d entries and %s; the site log says %d"
                                    .formatted(
                                            seal.entries(),
                                            facts.state() == RecordingFacts.State.OPEN
                                                    ? "no end"
                                                    : "an end",
                                            logged.entries())));
        } else if (!seal.chain().equals(logged.chain())) {
            String other = sessions.withChain(seal.chain());
            found.add(
                    other == null
                            ? finding(
                                    facts,
                                    seal.entries() > logged.entries()
                                            ? Harm.INSERTION
                                            : Harm.REWRITE,
                                    seal.entries() > logged.entries() ? logged.entries() + 1 : 0,
                                    "its last hash is not the one in the site log")
                            : finding(
                                    facts,
                                    Harm.SWAP,
                                    1,
                                    "it is the recording of session " + other));
        } else if (!seal.equals(logged)) {
            found.add(
                    finding(
                            facts,
                            Harm.REWRITE,
                            seal.entries() + 1,
                            "its end says %s, the site log %s"
                                    .formatted(seal.reason(), logged.reason())));
        }
    }

    /// A recording must be signed by the key of its time: the one in force at its seal's leaf, or the one before.
    private void epoch(RecordingFacts facts, LoggedSessions.Session session, List<Finding> found) {
        String fingerprint = facts.seal().key();
        if (keys == null || fingerprint == null) {
            return;
        }
        Optional<KeyStatement> key = keys.find(fingerprint);
        if (key.isEmpty()) {
            return; // the recording's own check says so
        }
        KeyStatement signer = key.get();
        int next = signer.epoch() + 1;
        boolean begun = signer.size() <= session.sealed() + 1;
        boolean over =
                next < keys.statements().size()
                        && keys.statements().get(next).size() <= session.sealed();
        if (!begun || over) {
            found.add(
                    finding(
                            facts,
                            Harm.WRONG_EPOCH_KEY,
                            facts.seal().entries() + 1,
                            "it is signed by key %d, which was not the site's at leaf %d"
                                    .formatted(signer.epoch(), session.sealed() + 1)));
        }
    }

    private static Finding finding(RecordingFacts facts, Harm harm, long first, String text) {
        return new Finding(harm, facts.session(), first, text);
    }
}
