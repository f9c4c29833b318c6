package dev.postern.broker.app;

import dev.postern.broker.ca.CaException;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.keys.KeysConfig;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.notify.NotifyConfig;
import dev.postern.broker.policy.Conditions;
import dev.postern.broker.policy.Role;
import dev.postern.broker.policy.Rule;
import dev.postern.broker.policy.Selection;
import dev.postern.broker.policy.Terms;
import dev.postern.broker.proxy.pg.PostgresEdgeConfig;
import dev.postern.broker.proxy.pg.PostgresEdgeServices;
import dev.postern.broker.proxy.pg.warmup.WarmUp;
import dev.postern.broker.record.SpaceLimits;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.store.sql.DatabaseConfig;
import dev.postern.broker.target.Target;
import dev.postern.keys.KeyEncryptionKey;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/// The broker's [WarmUp], held once after the start on a thread of its own.
///
/// Everything that a session runs through takes part, in a broker of its own that shares nothing with the real one: its
/// keys, sign-in, certificates, site log, recordings and index lie in a folder of the system's for temporary files, so that
/// nobody takes them for evidence, and are removed.
final class Rehearsal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    /// Far more than it takes; it ends when its work is done.
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int PASSES = 4;

    /// Between two looks at whether the index has caught up.
    private static final Duration LOOK = Duration.ofMillis(50);

    private static final int SEGMENT_BYTES = 1024 * 1024;
    private static final int SEGMENTS = 4;

    private final BrokerConfig broker;
    private final PostgresEdgeConfig edge;
    private final Broker.Machine machine;
    private final Thread thread;
    private volatile boolean isEnding;

    private Rehearsal(BrokerConfig broker, PostgresEdgeConfig edge, Broker.Machine machine) {
        this.broker = broker;
        this.edge = edge;
        this.machine = machine;
        this.thread = Thread.ofPlatform().name(WarmUp.NAME).daemon().unstarted(this::hold);
    }

    /// Begins it and returns at once.
    ///
    /// @param broker the real one's configuration
    /// @param edge   the real one's
    static Rehearsal begin(BrokerConfig broker, PostgresEdgeConfig edge, Broker.Machine machine) {
        Rehearsal rehearsal = new Rehearsal(broker, edge, machine);
        rehearsal.thread.start();
        return rehearsal;
    }

    /// Waits until it is over, at most for `limit`.
    void await(Duration limit) throws InterruptedException {
        thread.join(limit.toMillis());
    }

    private void hold() {
        try {
            Path folder =
                    RehearsalFolder.create(
                            Path.of(System.getProperty("java.io.tmpdir")), machine.clock().now());
            try (WarmUp warmUp =
                    new WarmUp(
                            edge,
                            new PostgresEdgeServices.Sources(
                                    machine.clock(), machine.ticker(), machine.randomness()),
                            LIMIT,
                            () -> isEnding)) {
                rehearse(warmUp, folder);
            } finally {
                RehearsalFolder.remove(folder);
            }
            // What was needed once is given back: connections that rest are what memory is for.
            System.gc();
        } catch (IOException | CaException | GeneralSecurityException | RuntimeException e) {
            if (!isEnding) {
                LOG.atInfo().setCause(e).log("the warm-up did not end; first queries are slower");
            }
        }
    }

    private void rehearse(WarmUp warmUp, Path folder)
            throws IOException, CaException, GeneralSecurityException {
        BrokerConfig own = configuration(warmUp.target(), folder);
        try (Storage storage = Storage.open(own, edge.eventLoops(), machine);
                Decisionmaking decisions =
                        Decisionmaking.of(own, storage, new SessionRegistry(), machine)) {
            KeyManager[] identity = identity(storage, decisions);
            for (int pass = 0; pass < PASSES && warmUp.isTimeLeft(); pass++) {
                warmUp.run(decisions.gatekeeper(), storage.recorder(), identity);
                // The index reads while nobody asks: it belongs to the rehearsal.
                while (storage.indexStatus().waiting() > 0 && warmUp.isTimeLeft()) {
                    Thread.sleep(LOOK);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private BrokerConfig configuration(Target target, Path folder) throws IOException {
        Role everything =
                new Role(
                        WarmUp.NAME,
                        List.of(WarmUp.NAME),
                        List.of(
                                new Rule(
                                        new Selection(
                                                List.of(target.name()),
                                                List.of(),
                                                List.of("*"),
                                                List.of("*")),
                                        Rule.Access.OPEN,
                                        Terms.of(Duration.ofHours(1)),
                                        Conditions.NONE)),
                        List.of(),
                        List.of(),
                        Set.of());
        return new BrokerConfig(
                folder,
                new KeysConfig(
                        KeyEncryptionKey.of(
                                machine.randomness().bytes(KeyEncryptionKey.BYTES), WarmUp.NAME),
                        List.of()),
                new DatabaseConfig.Sqlite(),
                broker.postgres(),
                broker.web(),
                broker.signIn(),
                broker.certificateLifetime(),
                Map.of(),
                new BrokerConfig.RecorderLimits(SEGMENT_BYTES, SEGMENTS, SpaceLimits.NONE, true),
                null,
                List.of(),
                List.of(),
                NotifyConfig.NONE,
                MaskRules.DEFAULT,
                List.of(),
                new BrokerConfig.Managed(null, Map.of()),
                List.of(target),
                List.of(everything));
    }

    /// What the clients show: a certificate of somebody who has signed in.
    private KeyManager[] identity(Storage storage, Decisionmaking decisions)
            throws IOException, CaException, GeneralSecurityException {
        Instant now = machine.clock().now();
        Login login =
                new Login(
                        WarmUp.NAME,
                        Login.Kind.CLI,
                        new Person(
                                "https://warm-up.invalid",
                                WarmUp.NAME,
                                WarmUp.NAME,
                                "warm-up@warm-up.invalid",
                                List.of(WarmUp.NAME)),
                        now,
                        now.plus(Duration.ofHours(1)),
                        "127.0.0.1");
        new SqlLoginStore(storage.state()).add(WarmUp.NAME, login);
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = keys.generateKeyPair();
        String pem =
                decisions
                        .certificates()
                        .issue(login, WarmUp.NAME, (ECPublicKey) pair.getPublic())
                        .pem();
        Certificate certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] noPassword = {};
        store.setKeyEntry(
                WarmUp.NAME, pair.getPrivate(), noPassword, new Certificate[] {certificate});
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, noPassword);
        return managers.getKeyManagers();
    }

    /// Calls it off; what it has under way is ended in order, unless that takes longer than [#PATIENCE].
    @Override
    public void close() {
        isEnding = true;
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
