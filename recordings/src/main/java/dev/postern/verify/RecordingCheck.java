package dev.postern.verify;

import dev.postern.recording.Entry;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.RecordingException;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.SiteKeys;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks one recording by itself.
final class RecordingCheck {

    private static final String SUFFIX = ".pgrec";
    private static final String RECOVERED = "recovered";

    private final Path file;
    private final List<Finding> findings = new ArrayList<>();

    private RecordingCheck(Path file) {
        this.file = file;
    }

    /// @param keys the site's, or null if they are not known
    static RecordingFacts check(Path file, @Nullable SiteKeys keys) throws IOException {
        return new RecordingCheck(file).check();
    }

    /// The session that a file's name is of.
    static String sessionOf(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private RecordingFacts check() throws IOException {
        String session = sessionOf(file);
        long entries = 0;
        Instant endedAt = Instant.EPOCH;
        try (RecordingReader reader = RecordingReader.open(file)) {
            session = reader.header().id().toString();
            Instant begun = Instant.ofEpochMilli(reader.header().createdMillis());
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries = entry.sequence();
                endedAt = begun.plus(entry.micros(), ChronoUnit.MICROS);
            }
            Optional<Seal> seal = Seal.of(file);
            return new RecordingFacts(
                    file,
                    session,
                    seal.orElse(new Seal(entries, "", "", null)),
                    seal.map(s ->
                                    s.reason().equals(RECOVERED)
                                            ? RecordingFacts.State.RECOVERED
                                            : RecordingFacts.State.FINISHED)
                            .orElse(RecordingFacts.State.OPEN),
                    endedAt,
                    findings);
        } catch (RecordingException e) {
            findings.add(new Finding(Harm.FLIP, session, entries + 1, e.getMessage() + ""));
            return new RecordingFacts(
                    file,
                    session,
                    new Seal(entries, "", "", null),
                    RecordingFacts.State.OPEN,
                    endedAt,
                    findings);
        }
    }
}
