package dev.postern.broker.app;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.index.Indexer;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.store.object.ObjectBackedRecordings;
import dev.postern.broker.store.object.ObjectStore;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.StoreException;
import dev.postern.keys.KeyFolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// The entry point of `postern broker`. Exit codes: 0 ended by a signal, 1 it cannot start, 2 usage.
public final class BrokerMain {

    private static final String TARGET_CERTIFICATE = "target-certificate";
    private static final String HELP =
            """
            Runs the broker.

              postern broker FILE            until SIGTERM or Ctrl-C (twice: without waiting for sessions); FILE is a configuration, see docs/configuration.md
              postern broker reindex FILE    make the index again from the recordings; the broker must not be running
              postern broker check FILE      read the configuration and say whether it can be used
              postern broker keys ls FILE    how many keys each key-encryption key wraps
              postern broker keys rotate FILE
                                             wrap all of them under the current key-encryption key; the broker may run
              postern broker target-certificate NAME [--host HOST]... [--out FOLDER] FILE
                                             make the files with which a target's server proves itself to the broker and
                                             recognizes it, and print the lines that make the server use them
            """;

    private BrokerMain() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(HELP);
            return 0;
        }
        List<String> words =
                arguments.isEmpty() ? List.of() : arguments.subList(0, arguments.size() - 1);
        String verb = String.join(" ", words);
        boolean isForTarget = !words.isEmpty() && words.getFirst().equals(TARGET_CERTIFICATE);
        if (arguments.isEmpty()
                || !(isForTarget
                        || List.of("", "reindex", "check", "keys ls", "keys rotate")
                                .contains(verb))) {
            System.err.print("postern: broker needs a configuration file\n\n" + HELP);
            return 2;
        }
        Path file = Path.of(arguments.getLast());
        try {
            BrokerConfig config = BrokerConfigReader.read(file, System.getenv());
            if (isForTarget) {
                return new TargetCertificateCommand(
                                config, Clock.system(), Randomness.system(), System.out)
                        .run(words.subList(1, words.size()));
            }
            return switch (verb) {
                case "reindex" -> reindex(config);
                case "check" -> {
                    System.out.println(
                            file
                                    + " can be used: "
                                    + config.targets().size()
                                    + " targets, "
                                    + config.roles().size()
                                    + " roles");
                    yield 0;
                }
                case "keys ls" -> new KeysCommand(config, System.out).list();
                case "keys rotate" -> new KeysCommand(config, System.out).rotate();
                default -> serve(config, file);
            };
        } catch (ConfigException | StartException | IOException | StoreException e) {
            System.err.println("postern: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int serve(BrokerConfig config, Path file)
            throws StartException, IOException, InterruptedException {
        Broker broker = start(config);
        broker.followRolesOf(file, System.getenv());
        System.out.println(
                "Postern is ready: psql port "
                        + broker.postgresPort()
                        + ", web "
                        + broker.webAddress());
        System.out.println(
                "Evidence is verified with the site key sha256:"
                        + broker.siteKey()
                        + " (keep it outside: postern verify --fingerprint)");
        new CountDownLatch(1).await();
        return 0;
    }

    /// Starts the broker; a SIGTERM from now on ends it in order, one that comes during the start behind the start, so that
    /// no recovery is cut off.
    private static Broker start(BrokerConfig config) throws StartException {
        CompletableFuture<Broker> starting = new CompletableFuture<>();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> endBehind(starting), "broker-ending"));
        try {
            Broker broker = Broker.start(config, Broker.Machine.system(), List.of());
            starting.complete(broker);
            return broker;
        } finally {
            starting.cancel(false);
        }
    }

    private static void endBehind(CompletableFuture<Broker> starting) {
        try {
            Broker broker = starting.join();
            StopSignals.onNext(broker::hurry);
            broker.close();
        } catch (CancellationException neverStarted) {
            // The start failed and has said why.
        }
    }

    private static int reindex(BrokerConfig config) throws IOException {
        IndexStore.drop(config.database(), config.data().resolve("index.db"));
        KeyFolder keys =
                new KeyFolder(
                        config.data().resolve("recording-keys"),
                        config.keys().open(Randomness.system()));
        StoreConfig stored = config.store();
        if (stored == null) {
            return reindex(config, keys, localRecordings(config, keys));
        }
        Path data = config.data();
        try (ObjectStore store = Uploads.open(stored, data, Broker.Machine.system())) {
            ObjectBackedRecordings all =
                    Uploads.recordings(
                            stored, new RecordingStore(data), store, data, Broker.Machine.system());
            Map<String, Indexer.Source> recordings = localRecordings(config, keys);
            for (String session : all.stored()) {
                if (keys.tombstone(session).isEmpty()) {
                    recordings.putIfAbsent(session, () -> file(all, session));
                }
            }
            return reindex(config, keys, recordings);
        }
    }

    private static Path file(ObjectBackedRecordings recordings, String session) throws IOException {
        try {
            return recordings
                    .find(session)
                    .orElseThrow(
                            () -> new NoSuchFileException("recording " + session + " is gone"));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Map<String, Indexer.Source> localRecordings(BrokerConfig config, KeyFolder keys)
            throws IOException {
        Map<String, Indexer.Source> recordings = new TreeMap<>();
        for (Path recording : Storage.readable(new RecordingStore(config.data()), keys)) {
            recordings.put(RecordingStore.sessionOf(recording), () -> recording);
        }
        return recordings;
    }

    private static int reindex(
            BrokerConfig config, KeyFolder keys, Map<String, Indexer.Source> recordings)
            throws IOException {
        Path index = config.data().resolve("index.db");
        AtomicInteger failed = new AtomicInteger();
        Randomness randomness = Randomness.system();
        IndexStore store =
                IndexStore.open(
                        config.database(), index, config.keys().open(randomness), randomness);
        try {
            int count =
                    Indexer.rebuild(
                            new IndexRows(store),
                            keys,
                            config.masking(),
                            recordings,
                            (recording, e) -> {
                                failed.incrementAndGet();
                                System.err.println(
                                        "postern: "
                                                + recording
                                                + " cannot be indexed: "
                                                + e.getMessage());
                            });
            System.out.println(count + " recordings indexed, " + failed + " failed");
        } finally {
            store.close();
        }
        return failed.get() == 0 ? 0 : 1;
    }
}
