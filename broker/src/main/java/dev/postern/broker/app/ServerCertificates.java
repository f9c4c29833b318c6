package dev.postern.broker.app;

import dev.postern.broker.app.BrokerConfig.Postgres.CertificateFiles;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.Authority;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.ServerCertificate;
import dev.postern.broker.ca.ServerPem;
import dev.postern.broker.proxy.pg.PostgresEdge;
import dev.postern.broker.proxy.pg.ServerIdentity;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What the PostgreSQL edge shows to clients: certificates from files, which are read again when they change, or one of
/// the broker's own authority, which is made anew long before it ends. Running sessions notice nothing of either.
final class ServerCertificates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificates.class);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration OWN_RENEWAL = Duration.ofDays(180);

    private final BrokerConfig.Postgres config;
    private final Authorities authorities;
    private final Broker.Machine machine;
    private final Bookkeeping books;
    private final ScheduledExecutorService watching =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("certificate-watch").daemon().factory());
    private List<String> read = List.of();
    private Instant madeAt = Instant.MIN;
    private @Nullable Authority madeBy;

    ServerCertificates(
            BrokerConfig.Postgres config,
            Authorities authorities,
            Broker.Machine machine,
            Bookkeeping books) {
        this.config = config;
        this.authorities = authorities;
        this.machine = machine;
        this.books = books;
    }

    /// Reads or makes them.
    List<ServerIdentity> load() throws CaException, IOException {
        if (config.certificates().isEmpty()) {
            ServerCertificate own = issue(authorities.servers().signing());
            made(own);
            return List.of(new ServerIdentity(own.chain(), own.key()));
        }
        read = texts();
        List<ServerIdentity> identities = new ArrayList<>();
        for (int i = 0; i < config.certificates().size(); i++) {
            identities.add(
                    identity(config.certificates().get(i), read.get(2 * i), read.get(2 * i + 1)));
        }
        return identities;
    }

    private ServerCertificate issue(Authority authority) throws CaException {
        return ServerCertificate.issue(
                authority, names(config.publicHost()), machine.clock(), machine.randomness());
    }

    private synchronized void made(ServerCertificate own) {
        madeAt = machine.clock().now();
        madeBy = own.issuer();
    }

    /// The public host, and targets as labels before it.
    private static List<String> names(String host) {
        boolean isDomain = host.contains(".") && !host.matches("[0-9.]+") && !host.contains(":");
        return isDomain ? List.of(host, "*." + host) : List.of(host);
    }

    private static ServerIdentity identity(CertificateFiles files, String chainText, String keyText)
            throws CaException {
        List<X509Certificate> chain;
        try {
            chain = ServerPem.chain(chainText);
        } catch (CaException e) {
            throw unusable(files.certificate(), e);
        }
        try {
            return new ServerIdentity(
                    chain, ServerPem.key(keyText, files.password(), chain.getFirst()));
        } catch (CaException e) {
            throw unusable(files.key(), e);
        }
    }

    private static CaException unusable(Path file, CaException cause) {
        return new CaException(file + " cannot be used: " + cause.getMessage(), cause);
    }

    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (CertificateFiles files : config.certificates()) {
            texts.add(Files.readString(files.certificate()));
            texts.add(Files.readString(files.key()));
        }
        return texts;
    }

    /// Keeps `edge` up to date until this is closed.
    @SuppressWarnings("FutureReturnValueIgnored") // what a look throws it says itself
    void watch(PostgresEdge edge) {
        authorities.servers().requires(signing -> prepare(edge, signing));
        watching.scheduleWithFixedDelay(
                () -> look(edge), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Makes the certificate that a step of the authority calls for, and has it in the audit trail, before the step is
    /// done: clients that trust the new authority alone are never shown a certificate of the old one.
    private synchronized Runnable prepare(PostgresEdge edge, Authority signing) throws CaException {
        if (!config.certificates().isEmpty() || signing.equals(madeBy)) {
            return () -> {};
        }
        ServerCertificate own;
        Runnable show;
        ServerIdentity identity;
        try {
            own = issue(signing);
            identity = new ServerIdentity(own.chain(), own.key());
            show = edge.ready(List.of(identity));
        } catch (CaException | IOException | RuntimeException e) {
            throw new CaException(
                    "the certificate that the broker shows to clients could not be made anew ("
                            + e.getMessage()
                            + ")",
                    e);
        }
        tell(List.of(identity));
        return () -> {
            made(own);
            show.run();
        };
    }

    private void tell(List<ServerIdentity> identities) {
        books.serverCertificates(
                identities.stream()
                        .map(one -> one.chain().getFirst().getSerialNumber().toString(16))
                        .toList());
    }

    private synchronized void look(PostgresEdge edge) {
        try {
            if (isDue()) {
                List<ServerIdentity> identities = load();
                edge.show(identities);
                tell(identities);
            }
        } catch (CaException | IOException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log("A changed server certificate cannot be used; the one before is shown");
        }
    }

    private boolean isDue() throws IOException {
        return config.certificates().isEmpty()
                ? machine.clock().now().isAfter(madeAt.plus(OWN_RENEWAL))
                        || !authorities.servers().signing().equals(madeBy)
                : !texts().equals(read);
    }

    @Override
    public void close() {
        watching.shutdownNow();
    }
}
