package dev.postern.broker.proxy.pg.warmup;

import dev.postern.broker.proxy.pg.PostgresEdge;
import dev.postern.broker.proxy.pg.PostgresEdgeConfig;
import dev.postern.broker.proxy.pg.PostgresEdgeServices;
import dev.postern.broker.record.Durability;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.session.Gatekeeper;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.target.Target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A rehearsal: an edge of its own, on a port of its own, between clients and a target that are part of the rehearsal.
///
/// The virtual machine compiles what runs often, and how well depends on what ran first: short queries, simple and
/// extended, before bulk, and sessions of one query at last. It is done when its work is done, so that a busy machine is
/// as warm behind it as an idle one. No real target, certificate or recording takes part.
public final class WarmUp implements AutoCloseable {

    static final int CLIENTS = 4;
    static final int ROUNDS = 3;

    /// How the text of a query begins that is answered with many rows, with COPY data, and by asking for COPY data.
    static final String BULK = "select * from customers order by id";

    static final String COPY_OUT = "copy customers to stdout";
    static final String COPY_IN = "copy customers from stdin";

    /// How the text begins that is answered with a long result of narrow rows, and with one of wide lines of COPY data.
    static final String LONG = "select * from counters";

    static final String WIDE_OUT = "copy notes to stdout";

    /// The target's name, and the database and role that are asked for.
    public static final String NAME = "warm-up";

    private static final String PREPARED = "select abalance from accounts where aid = $1";
    private static final int QUERIES_A_ROUND = 1_000;
    private static final int COPY_BYTES = 128 * 1024;
    private static final int BULKS_A_ROUND = 10;
    private static final int LONG_COPY_BYTES = 4 * 1024 * 1024;
    static final int SHORT_SESSIONS = 40;
    static final int LONG_SESSIONS = 3;

    private final PostgresEdgeConfig config;
    private final PostgresEdgeServices.Sources sources;
    private final long deadline;
    private final BooleanSupplier isCalledOff;
    private final LoopbackTarget server;

    /// Opens the target.
    ///
    /// @param config      as the real edge's; the port is not used
    /// @param limit       after which the rehearsal stops wherever it is
    /// @param isCalledOff whether it is to stop now; asked before each query
    public WarmUp(
            PostgresEdgeConfig config,
            PostgresEdgeServices.Sources sources,
            Duration limit,
            BooleanSupplier isCalledOff)
            throws IOException {
        this.config =
                new PostgresEdgeConfig(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                        config.identities(),
                        config.eventLoops(),
                        config.limits());
        this.sources = sources;
        this.deadline = sources.ticker().nanos() + limit.toNanos();
        this.isCalledOff = isCalledOff;
        this.server = new LoopbackTarget();
    }

    /// The target, to which the gatekeeper must let the clients.
    public Target target() {
        return server.target(Durability.WRITE_THROUGH);
    }

    /// Rehearses until done or the limit is reached, whichever is first.
    ///
    /// @param recorder a recorder whose recordings are thrown away
    /// @param identity what the clients show of themselves
    /// @throws IOException if the rehearsal could not be held; the broker can serve all the same
    public void run(Gatekeeper gatekeeper, Recorder recorder, KeyManager... identity)
            throws IOException {
        try (PostgresEdge edge =
                PostgresEdge.start(
                        config,
                        new PostgresEdgeServices(
                                gatekeeper,
                                recorder,
                                new SessionRegistry(),
                                (address, code, text, user, database) -> {},
                                sources))) {
            SSLContext tls = trustAnything(identity);
            Thread[] clients = new Thread[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                int first = i * ROUNDS * QUERIES_A_ROUND;
                clients[i] =
                        Thread.ofPlatform()
                                .daemon()
                                .name("warm-up-client-" + i)
                                .start(() -> rehearse(edge.address(), tls, first));
            }
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (GeneralSecurityException e) {
            throw new IOException("the warm-up's clients have no TLS", e);
        }
    }

    /// @param first the number of the first statement; no two clients say the same
    private void rehearse(InetSocketAddress edge, SSLContext tls, int first) {
        try {
            byte[] rows = WarmUpClient.simple(BULK);
            byte[] copyOut = WarmUpClient.simple(COPY_OUT);
            byte[] copyIn = WarmUpClient.simple(COPY_IN);
            byte[] data = WarmUpClient.copyData(COPY_BYTES, WarmUpTexts::line);
            for (int round = 0; round < ROUNDS && isTimeLeft(); round++) {
                try (WarmUpClient client = new WarmUpClient(edge, tls.getSocketFactory())) {
                    client.ask(WarmUpClient.prepare(PREPARED));
                    for (int i = 0; i < QUERIES_A_ROUND && isTimeLeft(); i++) {
                        int number = first + round * QUERIES_A_ROUND + i;
                        client.ask(WarmUpClient.simple(WarmUpTexts.statement(number)));
                        client.ask(
                                i % 4 == 0
                                        ? WarmUpClient.extended(PREPARED, number)
                                        : WarmUpClient.prepared(number));
                    }
                    for (int i = 0; round > 0 && i < BULKS_A_ROUND && isTimeLeft(); i++) {
                        client.ask(rows);
                        client.ask(copyOut);
                        client.copyIn(copyIn, data);
                    }
                }
            }
            if (first == 0) {
                rehearseLongResults(edge, tls);
            }
            for (int i = 0; i < SHORT_SESSIONS && isTimeLeft(); i++) {
                try (WarmUpClient client = new WarmUpClient(edge, tls.getSocketFactory())) {
                    client.ask(WarmUpClient.simple(WarmUpTexts.statement(2 * i)));
                }
            }
        } catch (IOException _) {
            // The edge is warm as far as it got.
        }
    }

    /// Results that fill segments of the journal and whole blocks, which is where the code for bulk takes other ways.
    private void rehearseLongResults(InetSocketAddress edge, SSLContext tls) throws IOException {
        byte[] data = WarmUpClient.copyData(LONG_COPY_BYTES, WarmUpTexts::wideLine);
        for (byte[] query : List.of(WarmUpClient.simple(LONG), WarmUpClient.simple(WIDE_OUT))) {
            if (isTimeLeft()) {
                try (WarmUpClient client = new WarmUpClient(edge, tls.getSocketFactory())) {
                    client.ask(query);
                }
            }
        }
        if (isTimeLeft()) {
            try (WarmUpClient client = new WarmUpClient(edge, tls.getSocketFactory())) {
                client.copyIn(WarmUpClient.simple(COPY_IN), data);
            }
        }
    }

    /// Whether the rehearsal may go on: neither called off nor at its limit.
    public boolean isTimeLeft() {
        return !isCalledOff.getAsBoolean() && sources.ticker().nanos() - deadline < 0;
    }

    /// The rehearsal's own edge on its own port is the only server that this is used with.
    private static SSLContext trustAnything(KeyManager... identity)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identity,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        return context;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
