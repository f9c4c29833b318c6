package dev.postern.verify;

import dev.postern.sitelog.Finding;
import dev.postern.sitelog.SiteKeys;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Leaves that are proven to be in a site log, and what they say about the recording of a session.
public final class ProvenLeaves {

    private final LoggedSessions sessions = new LoggedSessions();
    private final @Nullable SiteKeys keys;
    private long leaves;

    /// @param keys the site's, or null if they are not known
    public ProvenLeaves(@Nullable SiteKeys keys) {
        this.keys = keys;
    }

    /// Takes a proven leaf; they come in order.
    public void add(long index, byte[] leaf) {
        sessions.leaf(index, leaf);
        leaves++;
    }

    /// What is wrong with the leaves themselves.
    public List<Finding> findings() {
        return sessions.findings();
    }

    /// Whether a leaf says that the session began.
    public boolean isStarted(String session) {
        LoggedSessions.Session found = sessions.find(session);
        return found != null && found.start() >= 0;
    }

    /// What a leaf says about the end of the recording, if one does.
    public Optional<Seal> sealed(String session) {
        LoggedSessions.Session found = sessions.find(session);
        return found == null ? Optional.empty() : Optional.ofNullable(found.seal());
    }

    /// What a recording was found to be.
    ///
    /// @param findings what is wrong with it
    public record Recording(RecordingFacts facts, List<Finding> findings) {}

    /// Checks the recording in a file named `SESSION.pgrec` with the site's keys, and holds it against the leaves.
    public Recording check(Path file) throws IOException {
        RecordingFacts facts = RecordingCheck.check(file, keys);
        return new Recording(facts, new LogCheck(sessions, keys, leaves).judge(facts));
    }
}
