package dev.postern.broker.app;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.SteadyClock;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.http.BrokerInfo;
import dev.postern.broker.http.HttpServer;
import dev.postern.broker.http.RouteTable;
import dev.postern.broker.notify.Telling;
import dev.postern.broker.proxy.pg.PostgresEdge;
import dev.postern.broker.proxy.pg.PostgresEdgeConfig;
import dev.postern.broker.session.SessionRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// A running broker: its storage, its decisions, its two edges.
public final class Broker implements AutoCloseable {

    private final Draining draining;
    private final PostgresEdge postgres;
    private final HttpServer web;
    private final Storage storage;
    private final Decisionmaking decisions;
    private final Reviewing reviewing;
    private final @Nullable Rehearsal rehearsal;
    private final Deque<AutoCloseable> parts;

    private Broker(
            Draining draining,
            PostgresEdge postgres,
            HttpServer web,
            Storage storage,
            Decisionmaking decisions,
            Reviewing reviewing,
            @Nullable Rehearsal rehearsal,
            Deque<AutoCloseable> parts) {
        this.draining = draining;
        this.postgres = postgres;
        this.web = web;
        this.storage = storage;
        this.decisions = decisions;
        this.reviewing = reviewing;
        this.rehearsal = rehearsal;
        this.parts = parts;
    }

    /// Starts everything: first what an earlier process left unfinished is recovered, last the ports are opened.
    ///
    /// @param demoPeople people of the demo's identity provider; empty for a real one
    /// @throws StartException one sentence that says what is wrong and what to do
    public static Broker start(
            BrokerConfig config, Machine machine, List<BrokerInfo.DemoPerson> demoPeople)
            throws StartException {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            int eventLoops = PostgresEdgeConfig.defaultEventLoops();
            Storage storage = Storage.open(config, eventLoops, machine);
            parts.push(storage);
            SessionRegistry sessions = new SessionRegistry();
            Decisionmaking decisions = Decisionmaking.of(config, storage, sessions, machine);
            parts.push(decisions);
            Uploads uploads = uploads(config, storage, decisions, sessions, machine);
            if (uploads != null) {
                parts.push(uploads);
            }
            Retaining retaining = Retaining.start(config, storage, uploads, decisions, machine);
            parts.push(retaining);
            Reviewing reviewing = Reviewing.start(config, storage, decisions, machine);
            parts.push(reviewing);
            Edges edges =
                    new Edges(
                            config,
                            storage,
                            new Edges.Evidence(retaining, reviewing, uploads),
                            decisions,
                            sessions,
                            machine);
            ServerCertificates certificates =
                    new ServerCertificates(
                            config.postgres(), decisions.authorities(), machine, decisions.books());
            parts.push(certificates);
            PostgresEdgeConfig edge = edges.postgresConfig(eventLoops, certificates);
            PostgresEdge postgres = edges.openPostgres(edge);
            parts.push(postgres);
            decisions.managed().follow(postgres::check);
            certificates.watch(postgres);
            HttpServer web = edges.openWeb(postgres, demoPeople);
            decisions.webAddress().set(web.url());
            parts.push(web);
            if (!config.notifying().receivers().isEmpty()) {
                parts.push(
                        Telling.start(
                                config.notifying(),
                                storage.state(),
                                decisions.audit(),
                                decisions.requests(),
                                machine.clock(),
                                decisions.webAddress()::get));
            }
            Rehearsal rehearsal = null;
            if (config.postgres().warmUp()) {
                rehearsal = Rehearsal.begin(config, edge, machine);
                parts.push(rehearsal);
            }
            Draining draining = new Draining(sessions, config.postgres().drain(), machine.ticker());
            return new Broker(
                    draining, postgres, web, storage, decisions, reviewing, rehearsal, parts);
        } catch (StartException e) {
            closeAll(parts, e);
            throw e;
        } catch (IOException | CaException | RuntimeException e) {
            closeAll(parts, e);
            throw new StartException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    private static @Nullable Uploads uploads(
            BrokerConfig config,
            Storage storage,
            Decisionmaking decisions,
            SessionRegistry sessions,
            Machine machine)
            throws IOException {
        StoreConfig store = config.store();
        return store == null
                ? null
                : Uploads.start(
                        store, config.data(), storage, decisions.audit(), sessions, machine);
    }

    /// Time and randomness.
    public record Machine(Clock clock, Ticker ticker, Randomness randomness) {

        /// This machine's own.
        public static Machine system() {
            Ticker ticker = Ticker.system();
            return new Machine(
                    new SteadyClock(Clock.system(), ticker), ticker, Randomness.system());
        }
    }

    /// Takes over the roles of `file` whenever it changes.
    ///
    /// @throws IOException if it cannot be read
    void followRolesOf(Path file, Map<String, String> environment) throws IOException {
        parts.push(
                new PolicyReload(
                        file,
                        environment,
                        config -> {
                            decisions.managed().configure(config.roles());
                            decisions.masking().configure(config.masking());
                            storage.configure(config.masking());
                            reviewing.configure(config.reviews());
                        },
                        decisions.audit(),
                        decisions.scheduler()));
    }

    /// Every route that is served, for checks.
    List<RouteTable.Route> routes() {
        return web.routes();
    }

    /// The port that psql dials.
    public int postgresPort() {
        return postgres.address().getPort();
    }

    /// The address that people open.
    public String webAddress() {
        return web.url();
    }

    /// The fingerprint of the site log's first key, which evidence is verified with.
    public String siteKey() {
        return decisions.audit().fingerprint();
    }

    /// Waits until the relay's code is compiled, at most for `limit`; sessions are served before that too, only slower.
    public void awaitWarm(Duration limit) throws InterruptedException {
        if (rehearsal != null) {
            rehearsal.await(limit);
        }
    }

    /// Takes no new sessions, lets the running ones finish within the configured time, ends the rest with a FATAL that
    /// says so, seals their recordings, closes everything.
    @Override
    public void close() {
        postgres.stopAccepting();
        draining.run();
        closeAll(parts, null);
    }

    /// Makes [#close] wait for no session, also when it waits already.
    public void hurry() {
        draining.hurry();
    }

    private static void closeAll(Deque<AutoCloseable> parts, @Nullable Exception reason) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (reason != null) {
                    reason.addSuppressed(e);
                } else {
                    throw new IllegalStateException("a part of the broker did not close", e);
                }
            }
        }
    }
}
