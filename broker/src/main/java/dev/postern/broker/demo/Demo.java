package dev.postern.broker.demo;

import dev.postern.broker.app.Broker;
import dev.postern.broker.app.BrokerConfig;
import dev.postern.broker.app.BrokerConfigReader;
import dev.postern.broker.app.ConfigException;
import dev.postern.broker.app.StartException;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.http.BrokerInfo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// The running demo: the database unless the user brings one, the identity provider, the broker, and the story.
final class Demo implements AutoCloseable {

    private static final int POSTGRES_PORT = 6432;
    private static final int WEB_PORT = 8080;
    private static final int DATABASE_PORT = 5433;
    private static final int IDENTITY_PORT = 9099;
    private static final String ENGINEER = "engineer";
    private static final int FEWEST_STATEMENTS = 8;
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(6);

    private final DemoOptions options;
    private final String postern;
    private final PrintStream out;
    private final Ticker ticker;
    private final Randomness randomness = Randomness.system();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /// @param postern the postern command
    Demo(DemoOptions options, String postern, PrintStream out, Ticker ticker) {
        this.options = options;
        this.postern = postern;
        this.out = out;
        this.ticker = ticker;
    }

    /// Starts everything, tells the story, writes the environment file and says what to try next.
    void run() throws Exception {
        out.println("Postern demo, everything it keeps is in " + options.data());
        DemoFolder folder = DemoFolder.open(options.data(), options.reset(), randomness);
        int postgresPort = Ports.free(POSTGRES_PORT);
        int webPort = Ports.free(WEB_PORT);
        Path file = configure(folder, postgresPort, webPort);
        Broker broker = step("broker", () -> startBroker(file));
        say(
                "broker",
                "psql port "
                        + postgresPort
                        + ", web "
                        + broker.webAddress()
                        + ", durability "
                        + DemoOptions.name(options.durability()));
        DemoStory story =
                new DemoStory(postern, broker.webAddress(), folder.folder("people"), out, ticker);
        String target = options.target() == null ? DemoConfiguration.SHOP : DemoConfiguration.OWN;
        story.signIn(ENGINEER);
        say("sign-in", "Erin Engineer, by OpenID Connect, with a certificate for " + target);
        String session = null;
        if (options.story() && options.target() == null) {
            session = tell(story, target);
        }
        Path profile = folder.folder("people").resolve(ENGINEER);
        @Nullable Path environment = options.envFile();
        if (environment != null) {
            broker.awaitWarm(LONGEST_WARM_UP);
            EnvironmentFile.write(
                    environment, variables(profile, target, postgresPort, broker.webAddress()));
        }
        sayReady(broker.webAddress(), profile, target, session);
    }

    private Path configure(DemoFolder folder, int postgresPort, int webPort) throws Exception {
        say(
                "keys",
                "recordings are encrypted under "
                        + folder.keyFile()
                        + ": keep it as you keep them");
        String secret = folder.secret("sign-in");
        URI redirect = URI.create("http://localhost:" + webPort + "/login/callback");
        DemoIdentityProvider provider =
                step(
                        "identity",
                        () ->
                                DemoIdentityProvider.start(
                                        identityPort(folder),
                                        new DemoIdentityProvider.Client(
                                                "postern", secret, redirect),
                                        Clock.system(),
                                        randomness));
        running.push(provider);
        say("identity", provider.issuer() + ", four people without passwords");
        DemoConfiguration configuration =
                new DemoConfiguration(
                        postgresPort,
                        webPort,
                        provider.issuer(),
                        options.durability(),
                        options.announce());
        @Nullable LibpqUri own = options.target();
        if (own != null) {
            say("database", "yours, " + own);
            return configuration.writeForOwn(folder, own);
        }
        DemoDatabase.Passwords passwords =
                new DemoDatabase.Passwords(
                        folder.secret("superuser"),
                        folder.secret("reader"),
                        folder.secret("writer"));
        DemoCertificates certificates = DemoCertificates.make(folder, Clock.system(), randomness);
        DemoDatabase database =
                step(
                        "database",
                        () ->
                                DemoDatabase.start(
                                        folder.folder("database"),
                                        Ports.free(DATABASE_PORT),
                                        passwords,
                                        certificates.certificate(),
                                        certificates.key()));
        running.push(database);
        say(
                "database",
                database.version()
                        + " on 127.0.0.1:"
                        + database.port()
                        + ", a shop with 60 customers");
        return configuration.writeForShop(folder, database.port(), certificates.authority());
    }

    /// The port of the identity provider. Its address is part of who people are, so a folder keeps it.
    private int identityPort(DemoFolder folder) throws IOException {
        OptionalInt kept = folder.port("identity");
        int port = Ports.free(kept.orElse(IDENTITY_PORT));
        if (kept.isEmpty()) {
            folder.keepPort("identity", port);
        } else if (port != kept.getAsInt()) {
            say(
                    "identity",
                    "port "
                            + kept.getAsInt()
                            + ", where people signed in before, is taken: this time they are other"
                            + " people, who do not see their earlier sessions; auditor and admin"
                            + " do");
        }
        return port;
    }

    private Broker startBroker(Path file) throws ConfigException, StartException {
        BrokerConfig config = BrokerConfigReader.read(file, System.getenv());
        Broker broker =
                Broker.start(
                        config,
                        Broker.Machine.system(),
                        DemoPerson.ALL.stream()
                                .map(p -> new BrokerInfo.DemoPerson(p.login(), p.name(), p.about()))
                                .toList());
        running.push(broker);
        return broker;
    }

    /// Works through the broker and shows the replay.
    ///
    /// @return the session
    private String tell(DemoStory story, String target) throws Exception {
        String tool = story.work(ENGINEER, target);
        say(
                "session",
                tool + " ran the script through the broker: rows, an error, a rollback, \\d, COPY");
        String session = story.newestSession(ENGINEER, FEWEST_STATEMENTS);
        say("replay", "postern play " + session);
        story.replay(ENGINEER, session);
        return session;
    }

    private Map<String, String> variables(
            Path profile, String target, int port, String webAddress) {
        Path credentials = profile.resolve("targets").resolve(target);
        @Nullable LibpqUri own = options.target();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PGHOST", "127.0.0.1");
        variables.put("PGPORT", "" + port);
        variables.put("PGUSER", own == null ? "app_read" : own.user());
        variables.put("PGDATABASE", own == null ? DemoDatabase.DATABASE : own.database());
        variables.put("PGSSLMODE", "verify-full");
        variables.put("PGSSLROOTCERT", credentials.resolve("ca.crt").toString());
        variables.put("PGSSLCERT", credentials.resolve("client.crt").toString());
        variables.put("PGSSLKEY", credentials.resolve("client.key").toString());
        variables.put("POSTERN_URL", webAddress);
        variables.put("POSTERN_PID", "" + ProcessHandle.current().pid());
        return variables;
    }

    private void sayReady(
            String webAddress, Path profile, String target, @Nullable String session) {
        out.println();
        out.println(
                "Ready. "
                        + webAddress
                        + " in a browser; sign in as engineer, approver, auditor or admin.");
        out.println("To be the engineer in another terminal:");
        out.println(
                "  export POSTERN_HOME="
                        + profile
                        + " PGSERVICEFILE="
                        + profile.resolve("pg_service.conf"));
        out.println("and then try:");
        out.println("  psql service=postern-" + target);
        out.println("  " + postern + " search loyalty_points");
        out.println(
                "  "
                        + postern
                        + (session == null ? " sessions ls" : " play " + session + " --messages"));
        if (!options.once()) {
            out.println("Ctrl-C ends all of it; what was recorded stays.");
        }
    }

    /// Does one step; a failure names it.
    private <T> T step(String name, Step<T> work) throws Exception {
        long began = ticker.nanos();
        try {
            return work.run();
        } catch (ConfigException | StartException | IOException | SQLException e) {
            throw new IOException(
                    "the step \""
                            + name
                            + "\" failed after "
                            + (ticker.nanos() - began) / 1_000_000
                            + " ms: "
                            + e.getMessage(),
                    e);
        }
    }

    private void say(String step, String text) {
        out.printf("  %-9s %s%n", step, text);
    }

    /// Ends everything, the broker first.
    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                out.println("postern: a part of the demo did not end cleanly: " + e.getMessage());
            }
        }
    }

    /// A step of the demo.
    @FunctionalInterface
    private interface Step<T> {
        T run() throws Exception;
    }
}
