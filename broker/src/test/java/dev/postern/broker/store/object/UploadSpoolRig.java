package dev.postern.broker.store.object;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.object.StoreStatus.State;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An upload spool over a store that can be made to fail. Steps are made by hand, time too.
abstract class UploadSpoolRig {

    static final String ONE = "01KAJ5X1C0AAAAAAAAAAAAAAA1";
    static final String TWO = "01KAJ5X1C0AAAAAAAAAAAAAAA2";
    static final String THREE = "01KAJ5X1C0AAAAAAAAAAAAAAA3";
    static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    @TempDir Path folder;
    Path data;
    Path root;
    FaultyStore store;
    final List<String> events = new ArrayList<>();
    final Set<String> unsettled = new HashSet<>();
    boolean auditFails;
    boolean unused = true;
    int diskPercent;
    long nanos = 1L << 40;
    UploadSpool spool;

    @BeforeEach
    void open() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        root = Files.createDirectory(folder.resolve("store"));
        store =
                new FaultyStore(
                        new DirectoryObjectStore(
                                root,
                                new DirectoryIdentity(
                                        data.resolve("uploads/directory"), Randomness.system())));
        spool = spool(new SpoolLimits(10_000, 80, 1 << 20));
    }

    @AfterEach
    void close() {
        spool.close();
    }

    UploadSpool spool(SpoolLimits limits) throws IOException {
        return new UploadSpool(
                new UploadSpool.Local(data, s -> !unsettled.contains(s), s -> unused),
                store,
                limits,
                new UploadSpool.Machine(
                        () -> START.plusNanos(nanos - (1L << 40)),
                        () -> nanos,
                        byte[]::new,
                        () -> diskPercent),
                new Events(),
                7);
    }

    class Events implements UploadListener {

        @Override
        public void stored(Upload upload, ObjectStore.Outcome outcome) {
            write("stored " + upload.name() + " " + outcome);
        }

        @Override
        public void disputed(String name, String problem) {
            write("disputed " + name);
        }

        @Override
        public void erased(String name) {
            write("erased " + name);
        }

        @Override
        public void locked(String name, Optional<Instant> until) {
            write("locked " + name + " " + until.orElseThrow());
        }

        @Override
        public void changed(State before, StoreStatus now) {
            write(before + " to " + now.state());
        }

        private void write(String event) {
            if (auditFails) {
                throw new IllegalStateException("the audit trail cannot be written");
            }
            events.add(event);
        }
    }

    /// A finished recording with its key file in the data folder.
    Path recording(String session, int bytes) throws IOException {
        write(ObjectNames.keyFile(session), 100);
        return write(ObjectNames.recording(session), bytes);
    }

    Path write(String name, int bytes) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        byte[] content = new byte[bytes];
        content[0] = (byte) name.hashCode();
        return Files.write(file, content);
    }

    /// Makes steps until nothing is due.
    void run() {
        for (int i = 0; i < 100 && spool.step() <= 0; i++) {}
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    boolean stored(String name) {
        return Files.exists(root.resolve(name));
    }
}
