package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Secret;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.record.Durability;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.AttemptLog;
import dev.postern.broker.session.ConnectionAttempt;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetAuthority;
import dev.postern.broker.target.TargetHealth;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// An edge in this process, before the target that a test names, with recordings in memory.
///
/// Whoever shows a certificate is let in, as the role and to the database of the start-up packet.
final class Gateway implements AutoCloseable {

    static final String PASSWORD = "wonderland";

    /// The limits of a broker, but a stranger is sent away after four seconds.
    static final EdgeLimits IMPATIENT =
            new EdgeLimits(
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    EdgeLimits.DEFAULT.waitingPerAddress(),
                    EdgeLimits.DEFAULT.waiting(),
                    20);

    final MemoryRecorder recorder = new MemoryRecorder();
    final SessionRegistry registry = new SessionRegistry();
    final TestCertificates certificates;
    private final LinkedBlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> cancels = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> sessions = new LinkedBlockingQueue<>();
    private final PostgresEdge edge;
    private volatile int targetPort;
    private volatile Durability durability = Durability.STRICT;
    private volatile TargetTls targetTls = new TargetTls(TargetTls.Mode.DISABLE, null);

    private volatile UnaryOperator<Admission.Allowed> changing = allowed -> allowed;

    private Gateway(
            TestCertificates certificates, EdgeLimits limits, PostgresEdgeServices.Targets targets)
            throws Exception {
        this.certificates = certificates;
        this.edge =
                PostgresEdge.start(
                        new PostgresEdgeConfig(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                List.of(certificates.certificate("server")),
                                certificates.key("server"),
                                1,
                                limits),
                        new PostgresEdgeServices(
                                this::decide,
                                recorder,
                                registry,
                                new Attempts(),
                                new PostgresEdgeServices.Sources(
                                        Clock.system(), Ticker.system(), Randomness.system()),
                                targets));
    }

    static Gateway start(TestCertificates certificates, EdgeLimits limits) throws Exception {
        return start(
                certificates,
                limits,
                new PostgresEdgeServices.Targets(
                        List.of(), TargetAuthority.NONE, new TargetHealth()));
    }

    static Gateway start(
            TestCertificates certificates, EdgeLimits limits, PostgresEdgeServices.Targets targets)
            throws Exception {
        return new Gateway(certificates, limits, targets);
    }

    /// Tries the hosts of these targets from now on.
    void check(List<Target> targets) {
        edge.check(targets);
    }

    /// From now on admissions are changed like this.
    Gateway admitting(UnaryOperator<Admission.Allowed> change) {
        changing = change;
        return this;
    }

    /// From now on sessions lead to this target, with this login.
    Gateway to(Target target, TargetLogin login) {
        return admitting(allowed ->
                new Admission.Allowed(
                        allowed.session(),
                        target,
                        login,
                        allowed.database(),
                        allowed.databaseRole(),
                        allowed.endsAt(),
                        allowed.endReason(),
                        allowed.grant(),
                        allowed.facts()));
    }

    /// From now on sessions lead to this port of the loopback address, without TLS.
    Gateway to(int port) {
        targetPort = port;
        return this;
    }

    /// From now on targets must prove by TLS that they are `localhost`.
    Gateway verifyingTargets() {
        return verifyingTargets("ca.crt");
    }

    /// The same, with an authority of this name.
    Gateway verifyingTargets(String authority) {
        targetTls = new TargetTls(TargetTls.Mode.VERIFY_FULL, certificates.file(authority));
        return this;
    }

    /// From now on targets are spoken to without TLS, as at the beginning.
    Gateway trustingTargets() {
        targetTls = new TargetTls(TargetTls.Mode.DISABLE, null);
        return this;
    }

    Gateway with(Durability mode) {
        durability = mode;
        return this;
    }

    /// From now on clients are shown these certificates.
    void show(String... names) throws IOException, GeneralSecurityException {
        List<ServerIdentity> identities = new ArrayList<>();
        for (String name : names) {
            identities.add(
                    new ServerIdentity(
                            List.of(certificates.certificate(name)), certificates.key(name)));
        }
        edge.show(identities);
    }

    int port() {
        return edge.address().getPort();
    }

    private Admission decide(ConnectionAttempt attempt) {
        if (attempt.certificates().isEmpty()) {
            return new Admission.Refused(
                    "no-certificate",
                    "28000",
                    "no client certificate was shown",
                    "",
                    "Run: postern login");
        }
        String session = new Ulids(Clock.system(), Randomness.system()).next();
        sessions.add(session);
        var login = new TargetLogin(attempt.user(), Secret.of(PASSWORD), null, null, false, false);
        return changing.apply(admission(attempt, session, login));
    }

    private Admission.Allowed admission(
            ConnectionAttempt attempt, String session, TargetLogin login) {
        return new Admission.Allowed(
                session,
                new Target(
                        "shop",
                        Map.of(),
                        List.of(
                                new Target.Host(
                                        targetTls.mode() == TargetTls.Mode.DISABLE
                                                ? "127.0.0.1"
                                                : "localhost",
                                        targetPort)),
                        targetTls,
                        List.of("*"),
                        List.of(login),
                        durability),
                login,
                attempt.database(),
                attempt.user(),
                Instant.MAX,
                "the session's time is over",
                null,
                Map.of("session", session));
    }

    /// A client that has finished TLS and said nothing yet.
    RawClient secureClient() throws IOException, GeneralSecurityException {
        return RawClient.connect(port()).secure(tls());
    }

    /// A client that has logged in as the superuser.
    RawClient client() throws IOException, GeneralSecurityException {
        return secureClient().login(Map.of("user", "postgres", "database", "postgres"));
    }

    /// The client's certificate, and trust in the test authority.
    SSLContext tls() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "user",
                certificates.key("client"),
                new char[0],
                new Certificate[] {certificates.certificate("client")});
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust(), null);
        return context;
    }

    /// Trust in the test authority.
    TrustManager[] trust() throws IOException, GeneralSecurityException {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("ca", certificates.certificate("ca"));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(authorities);
        return trusted.getTrustManagers();
    }

    /// A libpq connection string of the superuser.
    String conninfo(String more) {
        return "host=localhost hostaddr=127.0.0.1 port="
                + port()
                + " user=postgres dbname=postgres sslmode=verify-full sslrootcert="
                + certificates.file("ca.crt")
                + " sslcert="
                + certificates.file("client.crt")
                + " sslkey="
                + certificates.file("client.key")
                + " "
                + more;
    }

    /// The recording of the session that began last and was not yet asked for.
    MemoryRecorder.Recording recording() throws InterruptedException {
        String session = sessions.poll(10, TimeUnit.SECONDS);
        assertThat(session).as("a session that began").isNotNull();
        await("the recording is open", () -> recorder.find(String.valueOf(session)).isPresent());
        return recorder.recording(String.valueOf(session));
    }

    /// The same, when it has ended.
    MemoryRecorder.Recording ended() throws InterruptedException {
        MemoryRecorder.Recording recording = recording();
        recording.awaitEnd();
        return recording;
    }

    /// Ends every session as an administrator's lock would.
    void lockAll() {
        endAll("locked", "access locked", "");
    }

    /// Ends one session as an administrator's lock would.
    void lock(MemoryRecorder.Recording recording) {
        registry.find(recorder.sessionOf(recording))
                .orElseThrow()
                .end("locked", "57P01", "access locked", "");
    }

    void endAll(String reason, String message, String detail) {
        registry.all().forEach(session -> session.end(reason, "57P01", message, detail));
    }

    /// Waits for the audit event of a cancel request.
    ///
    /// @return session, whether it was encrypted, serial number of the certificate
    String cancelAsked() throws InterruptedException {
        return String.valueOf(cancels.poll(10, TimeUnit.SECONDS));
    }

    /// Keeps what would be written to the audit trail.
    private final class Attempts implements AttemptLog {
        @Override
        public void refused(
                String address, String code, String text, String user, String database) {
            refused.add(code);
        }

        @Override
        public void cancelAsked(
                String address, String session, boolean encrypted, String certificate) {
            cancels.add(session + " " + encrypted + " " + certificate);
        }
    }

    /// Forgets sessions and refusals of earlier tests.
    Gateway forget() {
        sessions.clear();
        refused.clear();
        cancels.clear();
        return this;
    }

    /// Waits for the audit event of a refusal; others are passed over.
    boolean isRefused(String code) throws InterruptedException {
        String seen = refused.poll(10, TimeUnit.SECONDS);
        while (seen != null && !seen.equals(code)) {
            seen = refused.poll(10, TimeUnit.SECONDS);
        }
        return seen != null;
    }

    /// Waits at most ten seconds until something holds.
    static void await(String what, BooleanSupplier condition) {
        long deadline = Ticker.system().nanos() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(Ticker.system().nanos()).as("in time: " + what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /// Does nothing for a while, as a slow client would.
    static void pause(Duration duration) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
    }

    @Override
    public void close() {
        edge.close();
    }
}
