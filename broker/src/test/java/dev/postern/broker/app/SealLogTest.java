package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.record.Durability;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.LogTrust;
import dev.postern.verify.StoreReport;
import dev.postern.verify.StoreVerifier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// What the site log says of recordings after a broker died where it hurts.
@Timeout(60)
final class SealLogTest {

    @TempDir Path folder;
    private DataFolders folders;

    @BeforeEach
    void makeFolders() throws Exception {
        folders = new DataFolders(folder);
    }

    @Test
    @Tag("G1")
    void killedBeforeTheStartIsLogged_andAgainBeforeTheSealIs_nextStartLogsTheSeal()
            throws Exception {
        String session = leaveUnknown("killed");

        folders.open("killed").close();

        StoreReport report = StoreVerifier.all(folders.of("killed"), LogTrust.NONE);
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .anySatisfy(note ->
                        assertThat(note)
                                .startsWith(
                                        "Recordings whose seal the site log has and not their"
                                                + " start: 1."));
        try (Storage storage = folders.open("killed")) {
            assertThat(storage.audit().newest(Long.MAX_VALUE, 100))
                    .as("sealed once, whatever starts follow")
                    .filteredOn(event -> session.equals(event.session()))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.code()).isEqualTo(AuditCode.RECORDING_SEALED.text());
                        assertThat(event.text()).contains("The log knew nothing of it");
                    });
        }
    }

    @Test
    void recordingOfAnotherSite_putAmongTheRecordings_isNotVouchedFor() throws Exception {
        String session = leaveUnknown("other");
        folders.open("site").close();
        DataFolders.copy(folders.of("other/recordings"), folders.of("site/recordings"));

        folders.open("site").close();

        assertThat(findings("site"))
                .filteredOn(finding -> finding.where().equals(session))
                .extracting(Finding::harm)
                .contains(Harm.INSERTION);
    }

    /// Leaves a finished recording that no event is about: its broker died before `session.start` was logged, and the one
    /// that recovered it before `recording.sealed` was.
    ///
    /// @return its session
    private String leaveUnknown(String name) throws Exception {
        String session = new Ulids(Clock.system(), Randomness.system()).next();
        String dying = name + "-dying";
        String recovered = name + "-recovered";
        try (Storage storage = folders.open(dying)) {
            storage.journal()
                    .open(session, Map.of("target", "orders"), Durability.STRICT, Runnable::run);
            while (storage.recordings().list().isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            folders.copy(dying, recovered);
            folders.copy(dying, name);
        }
        folders.open(recovered).close();
        for (String part : List.of("recordings", "recording-keys", "journal")) {
            delete(folders.of(name).resolve(part));
            DataFolders.copy(folders.of(recovered).resolve(part), folders.of(name).resolve(part));
        }
        assertThat(findings(name))
                .extracting(Finding::harm, Finding::where)
                .containsExactly(tuple(Harm.INSERTION, session));
        return session;
    }

    private List<Finding> findings(String name) throws Exception {
        return StoreVerifier.all(folders.of(name), LogTrust.NONE).findings();
    }

    private static void delete(Path folder) throws Exception {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
