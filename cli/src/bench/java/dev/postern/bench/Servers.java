package dev.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A PostgreSQL, a PgBouncer if there is one, and brokers, all on loopback and all thrown away.
final class Servers implements AutoCloseable {

    private static final int SCALE = 10;
    private static final String ROLE = "bench";

    /// Compiled when it is needed: it alone uses the broker's libraries.
    private static final String BARE_RELAY = "dev.postern.bench.BareRelay";

    private final Path home;
    private final Path root;
    private final Commands commands;
    private final Deque<Process> running = new ArrayDeque<>();
    private final int port;

    /// @param home an empty folder
    /// @param root of the project, which must be built
    Servers(Path home, Path root, Commands commands) throws IOException {
        this.home = home;
        this.root = root;
        this.commands = commands;
        this.port = freePort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /// Starts the server: TLS with client certificates for clients, plaintext from the same machine for proxies.
    Endpoint startPostgres() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path pki = makeCertificates();
        Path data = home.resolve("database");
        Files.createDirectory(data);
        commands.handOver(data);
        commands.runUnprivileged(
                List.of(
                        Commands.need("initdb"),
                        "-D",
                        data.toString(),
                        "-U",
                        ROLE,
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8"));
        Files.writeString(data.resolve("postgresql.auto.conf"), settings(pki));
        Files.writeString(
                data.resolve("pg_hba.conf"),
                """
                hostssl   all all 127.0.0.1/32 cert
                hostnossl all all 127.0.0.1/32 trust
                """);
        running.push(
                commands.start(
                        Map.of(),
                        commands.unprivileged(
                                List.of(Commands.need("postgres"), "-D", data.toString())),
                        home.resolve("postgres.log")));
        Map<String, String> plain = plain(port);
        awaitServer(plain, "postgres.log");
        commands.run(plain, List.of(Commands.need("createdb"), "-O", ROLE, "bench"));
        commands.run(
                plain, List.of(Commands.need("pgbench"), "-q", "-i", "-s", "" + SCALE, "bench"));
        commands.run(
                plain,
                List.of(
                        Commands.need("psql"),
                        "-qc",
                        "create table sink (line text)",
                        "-c",
                        "vacuum analyze",
                        "bench"));
        return new Endpoint(Endpoint.DIRECT, overTls(port, pki), 0, home);
    }

    private String settings(Path pki) {
        return """
        port = %d
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 2400
        shared_buffers = 512MB
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        autovacuum = off
        ssl = on
        ssl_cert_file = '%2$s/server.crt'
        ssl_key_file = '%2$s/server.key'
        ssl_ca_file = '%2$s/ca.crt'
        """
                .formatted(port, pki.resolve("server"));
    }

    private void awaitServer(Map<String, String> environment, String log)
            throws IOException, InterruptedException {
        IOException last = new IOException("never asked");
        for (int i = 0; i < 60; i++) {
            try {
                commands.run(
                        environment,
                        List.of(Commands.need("psql"), "-Atqc", "select 1", "postgres"));
                return;
            } catch (IOException e) {
                last = e;
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
        throw new IOException("no server came up, see " + home.resolve(log), last);
    }

    /// An authority, a server certificate and a client certificate, all on P-256.
    private Path makeCertificates() throws IOException, InterruptedException {
        Path pki = home.resolve("pki");
        Path server = Files.createDirectories(pki.resolve("server"));
        openssl(
                pki,
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj"
                        + " /CN=bench -keyout ca.key -out ca.crt");
        for (String name : List.of("server", "client")) {
            Files.writeString(
                    pki.resolve(name + ".ext"),
                    "subjectAltName=DNS:localhost\nextendedKeyUsage=" + name + "Auth\n");
            openssl(
                    pki,
                    "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN="
                            + (name.equals("server") ? "localhost" : ROLE)
                            + " -keyout "
                            + name
                            + ".key -out "
                            + name
                            + ".csr");
            openssl(
                    pki,
                    "x509 -req -in NAME.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile NAME.ext -out NAME.crt"
                            .replace("NAME", name));
        }
        for (String file : List.of("ca.crt", "server.crt", "server.key")) {
            Path copy = Files.copy(pki.resolve(file), server.resolve(file));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        }
        Files.setPosixFilePermissions(
                pki.resolve("client.key"), PosixFilePermissions.fromString("rw-------"));
        commands.handOver(server);
        return pki;
    }

    private void openssl(Path folder, String arguments) throws IOException, InterruptedException {
        commands.run(
                Map.of(),
                List.of(
                        "sh",
                        "-c",
                        "cd '" + folder + "' && " + Commands.need("openssl") + " " + arguments));
    }

    private static Map<String, String> plain(int port) {
        return Map.of(
                "PGHOST", "127.0.0.1", "PGPORT", "" + port, "PGUSER", ROLE, "PGSSLMODE", "disable");
    }

    private static Map<String, String> overTls(int port, Path pki) {
        return new TreeMap<>(
                Map.of(
                        "PGHOST",
                        "localhost",
                        "PGHOSTADDR",
                        "127.0.0.1",
                        "PGPORT",
                        "" + port,
                        "PGUSER",
                        ROLE,
                        "PGDATABASE",
                        "bench",
                        "PGSSLMODE",
                        "verify-full",
                        "PGSSLROOTCERT",
                        pki.resolve("ca.crt").toString(),
                        "PGSSLCERT",
                        pki.resolve("client.crt").toString(),
                        "PGSSLKEY",
                        pki.resolve("client.key").toString(),
                        "PGGSSENCMODE",
                        "disable"));
    }

    /// Starts PgBouncer with TLS and certificates toward clients, plaintext toward the server, a server connection a
    /// session; nothing if it is not installed.
    Optional<Endpoint> startPgBouncer() throws IOException, InterruptedException {
        Optional<Path> program = Commands.find("pgbouncer");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int own = freePort();
        Path server = home.resolve("pki/server");
        Path folder = Files.createDirectory(home.resolve("pgbouncer"));
        Files.writeString(folder.resolve("users.txt"), "\"" + ROLE + "\" \"\"\n");
        Files.writeString(
                folder.resolve("pgbouncer.ini"),
                """
                [databases]
                bench = host=127.0.0.1 port=%d dbname=bench
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                pool_mode = session
                max_client_conn = 2000
                default_pool_size = 1100
                log_connections = 0
                log_disconnections = 0
                auth_type = cert
                auth_file = %s/users.txt
                client_tls_sslmode = verify-full
                client_tls_ca_file = %4$s/ca.crt
                client_tls_cert_file = %4$s/server.crt
                client_tls_key_file = %4$s/server.key
                """
                        .formatted(port, own, folder, server));
        commands.handOver(folder);
        Process process =
                commands.start(
                        Map.of(),
                        commands.unprivileged(
                                List.of(
                                        program.get().toString(),
                                        "-q",
                                        folder.resolve("pgbouncer.ini").toString())),
                        home.resolve("pgbouncer.log"));
        running.push(process);
        Map<String, String> environment = overTls(own, home.resolve("pki"));
        TimeUnit.SECONDS.sleep(1);
        commands.run(environment, List.of(Commands.need("psql"), "-Atqc", "select 1", "bench"));
        return Optional.of(new Endpoint(Endpoint.POOLER, environment, process.pid(), home));
    }

    /// Starts a relay on the broker's own libraries that only moves bytes, in a JVM with the broker's options.
    Endpoint startBareRelay() throws IOException, InterruptedException {
        int own = freePort();
        Path classes = Files.createDirectory(home.resolve("bare-relay"));
        String libraries = root.resolve("broker/target/lib") + "/*";
        Path source =
                root.resolve("cli/src/bench/java").resolve(BARE_RELAY.replace('.', '/') + ".java");
        Path java = Path.of(System.getProperty("java.home"), "bin");
        commands.run(
                Map.of(),
                List.of(
                        java.resolve("javac").toString(),
                        "-cp",
                        libraries,
                        "-d",
                        classes.toString(),
                        source.toString()));
        Process process =
                commands.start(
                        Map.of(),
                        List.of(
                                java.resolve("java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-Xms64m",
                                "-Xmx256m",
                                "-Dio.netty.leakDetection.level=disabled",
                                "-cp",
                                classes + ":" + libraries,
                                BARE_RELAY,
                                "" + own,
                                "" + port,
                                home.resolve("pki/server").toString()),
                        home.resolve("bare-relay.log"));
        running.push(process);
        Map<String, String> environment = overTls(own, home.resolve("pki"));
        awaitServer(environment, "bare-relay.log");
        return new Endpoint(Endpoint.BARE, environment, process.pid(), home);
    }

    static String versionOf(String program) {
        try {
            Process process =
                    new ProcessBuilder(Commands.need(program), "--version")
                            .redirectErrorStream(true)
                            .start();
            return new String(process.getInputStream().readAllBytes())
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return program + ", version unknown";
        }
    }

    /// Starts a broker in front of the server, as the demo configures it, and waits for its own warm-up.
    Endpoint startBroker(String durability) throws IOException, InterruptedException {
        Path data = home.resolve("broker-" + durability);
        Path variables = home.resolve(durability + ".env");
        Path temporary = Files.createDirectories(home.resolve(durability + "-tmp"));
        Process process =
                commands.start(
                        Map.of(
                                "POSTERN_BUILD",
                                "never",
                                "POSTERN_JAVA_OPTIONS",
                                "-Djava.io.tmpdir=" + temporary),
                        List.of(
                                root.resolve("postern").toString(),
                                "demo",
                                "--target",
                                "postgresql://"
                                        + ROLE
                                        + "@localhost:"
                                        + port
                                        + "/bench?sslmode=disable",
                                "--durability",
                                durability,
                                "--data",
                                data.toString(),
                                "--env-file",
                                variables.toString()),
                        home.resolve("broker-" + durability + ".log"));
        running.push(process);
        for (int i = 0; i < 1200 && !isWritten(variables); i++) {
            if (!process.isAlive()) {
                throw new IOException(
                        "the broker ended: "
                                + Files.readString(home.resolve("broker-" + durability + ".log")));
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
        if (!isWritten(variables)) {
            throw new IOException("the broker was not ready within five minutes");
        }
        for (int i = 0; i < 1200 && isWarmingUp(temporary); i++) {
            TimeUnit.MILLISECONDS.sleep(250);
        }
        Map<String, String> environment = new TreeMap<>();
        for (String line : Files.readAllLines(variables)) {
            String[] pair = line.substring("export ".length()).split("=", 2);
            environment.put(pair[0], pair[1].replace("'", ""));
        }
        environment.put("PGHOSTADDR", environment.getOrDefault("PGHOST", "127.0.0.1"));
        environment.put("PGGSSENCMODE", "disable");
        long pid = Long.parseLong(environment.getOrDefault("POSTERN_PID", "0"));
        return new Endpoint(durability, environment, pid, data);
    }

    /// The warm-up removes its folder when it is done.
    private static boolean isWarmingUp(Path temporary) throws IOException {
        try (var folders = Files.newDirectoryStream(temporary, "postern-warm-up*")) {
            return folders.iterator().hasNext();
        }
    }

    private static boolean isWritten(Path variables) throws IOException {
        return Files.exists(variables) && Files.readString(variables).contains("POSTERN_PID=");
    }

    @Override
    public void close() throws InterruptedException {
        while (!running.isEmpty()) {
            Process process = running.pop();
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
