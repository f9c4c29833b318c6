package dev.postern.broker.demo;

import dev.postern.broker.access.Lock;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Secret;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.Challenges;
import dev.postern.broker.ca.ClientCertificates;
import dev.postern.broker.http.BrokerInfo;
import dev.postern.broker.http.Caller;
import dev.postern.broker.http.CertificateRoutes;
import dev.postern.broker.http.Gate;
import dev.postern.broker.http.HttpConfig;
import dev.postern.broker.http.HttpServer;
import dev.postern.broker.http.LoginRoutes;
import dev.postern.broker.http.Right;
import dev.postern.broker.http.RouteTable;
import dev.postern.broker.http.SignIns;
import dev.postern.broker.http.Site;
import dev.postern.broker.identity.CliSignIn;
import dev.postern.broker.identity.DeviceSignIn;
import dev.postern.broker.identity.IdentityConfig;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.MachineIssuer;
import dev.postern.broker.identity.MachineSignIn;
import dev.postern.broker.identity.MemoryLoginStore;
import dev.postern.broker.identity.OidcClient;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.Rights;
import dev.postern.broker.identity.SignInAudit;
import dev.postern.broker.identity.TokenRules;
import dev.postern.broker.identity.WebSignIn;
import dev.postern.broker.keys.TestKeys;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The sign-in half of a broker with the demo's identity provider, in this process.
final class SignInBroker implements AutoCloseable {

    static final Clock CLOCK = Clock.system();
    private static final Randomness RANDOM = Randomness.system();

    final List<String> audit = Collections.synchronizedList(new ArrayList<>());
    final Authorities authorities;
    final Logins logins;
    private final DemoIdentityProvider provider;
    private final OidcClient oidc;
    private final HttpServer server;

    private SignInBroker(Path folder) throws Exception {
        int providerPort = freePort();
        int brokerPort = freePort();
        String secret = RANDOM.hex(16);
        HttpConfig config = new HttpConfig("127.0.0.1", brokerPort, null, null, null);
        Site site = new Site(config);
        provider =
                DemoIdentityProvider.start(
                        providerPort,
                        new DemoIdentityProvider.Client(
                                "postern", secret, URI.create(site.url() + "/login/callback")),
                        CLOCK,
                        RANDOM);
        IdentityConfig identity =
                new IdentityConfig(
                        provider.issuer(),
                        "postern",
                        Secret.of(secret),
                        TokenRules.groups("groups"),
                        List.of("RS256", "ES256"),
                        Duration.ofHours(8));
        authorities = Authorities.open(folder.resolve("keys"), TestKeys.KEYS, CLOCK, RANDOM);
        oidc = new OidcClient(identity, CLOCK, Ticker.system());
        logins = new Logins(new MemoryLoginStore(), CLOCK, RANDOM, identity.loginLifetime());
        ClientCertificates certificates =
                new ClientCertificates(
                        authorities.clients(),
                        CLOCK,
                        RANDOM,
                        Duration.ofHours(1),
                        (login, target, serial, end) -> audit.add("issued " + target));
        List<MachineIssuer> machines = List.of();
        RouteTable table = new RouteTable();
        SignIns signIns =
                new SignIns(
                        new WebSignIn(oidc, CLOCK, RANDOM),
                        new SignIns.Bearers(
                                new CliSignIn(CLOCK, RANDOM),
                                new DeviceSignIn(false, oidc, Ticker.system(), RANDOM),
                                new MachineSignIn(machines, CLOCK, Ticker.system())),
                        logins,
                        new RecordedAudit(),
                        true);
        List<BrokerInfo.DemoPerson> people =
                DemoPerson.ALL.stream()
                        .map(p -> new BrokerInfo.DemoPerson(p.login(), p.name(), p.about()))
                        .toList();
        new LoginRoutes(
                        site,
                        signIns,
                        new BrokerInfo("0.1.0", provider.issuer(), "localhost", () -> 6432, people))
                .addTo(table);
        new CertificateRoutes(
                        authorities, certificates, new Challenges(CLOCK, RANDOM), new ShopOnly())
                .addTo(table);
        table.get(
                "/api/v1/targets",
                Right.SIGNED_IN,
                c -> c.json(Map.of("items", List.of(target()))));
        table.get(
                "/api/v1/everything",
                Right.SEE_ALL_SESSIONS,
                c -> c.json(Map.of("who", Caller.of(c).person().id())));
        table.post(
                "/api/v1/change",
                Right.SIGNED_IN,
                c -> c.json(Map.of("size", c.bodyAsBytes().length)));
        table.get(
                "/api/v1/broken",
                Right.ANYONE,
                c -> {
                    throw new IllegalStateException("a secret of the inside");
                });
        server =
                HttpServer.start(
                        config,
                        site,
                        new Gate(
                                logins,
                                SignInBroker::rights,
                                (person, roles) -> Optional.empty(),
                                site),
                        table);
    }

    static SignInBroker start(Path folder) throws Exception {
        return new SignInBroker(folder);
    }

    /// Serves until the process is ended; for trying the CLI by hand. Argument: a folder for the keys.
    public static void main(String[] args) throws Exception {
        SignInBroker broker = start(Path.of(args[0]));
        System.out.println(broker.url());
        Thread.currentThread().join();
    }

    String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
        oidc.close();
        provider.close();
    }

    private static Map<String, Object> target() {
        return Map.of(
                "name",
                "shop",
                "access",
                "open",
                "grants",
                List.of(),
                "host",
                "localhost",
                "port",
                6432,
                "defaultDatabase",
                "shop",
                "defaultRole",
                "app_read");
    }

    private static Rights.Granted rights(Person person) {
        return new Rights.Granted(
                Set.copyOf(person.groups()),
                person.groups().contains("auditors"),
                Set.of(),
                false,
                false,
                false,
                false,
                false,
                false);
    }

    private static final class ShopOnly implements CertificateRoutes.TargetAccess {
        @Override
        public Optional<Lock> lockOn(Caller caller, String target) {
            return Optional.empty();
        }

        @Override
        public boolean mayReach(Person person, String target) {
            return target.equals("shop");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private final class RecordedAudit implements SignInAudit {
        @Override
        public void signedIn(Login login) {
            audit.add("signed in " + login.kind() + " " + login.person().name());
        }

        @Override
        public void refused(String code, String address) {
            audit.add("refused " + code);
        }

        @Override
        public void loggedOut(Login login) {
            audit.add("logged out " + login.kind());
        }
    }
}
