package dev.postern.cli.doctor;

import dev.postern.cli.profile.Profile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What can be said about this machine: psql, the files that login wrote, the way to the broker's PostgreSQL port.
final class MachineChecks {

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int OLDEST_PSQL = 14;
    private static final Pattern VERSION = Pattern.compile("\\) (\\d{1,3})[.\\s]?");

    private final Profile profile;
    private final List<Finding> findings = new ArrayList<>();

    MachineChecks(Profile profile) {
        this.profile = profile;
    }

    List<Finding> run() throws IOException {
        psql();
        files();
        ports();
        return findings;
    }

    private void psql() {
        String remedy = "Install the PostgreSQL client, version " + OLDEST_PSQL + " or newer.";
        try {
            Process process =
                    new ProcessBuilder("psql", "--version").redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            Matcher matcher = VERSION.matcher(text);
            if (matcher.find() && Integer.parseInt(matcher.group(1)) >= OLDEST_PSQL) {
                findings.add(Finding.ok("psql", text.strip()));
            } else {
                findings.add(Finding.warning("psql", "psql says: " + text.strip(), remedy));
            }
        } catch (IOException e) {
            findings.add(Finding.warning("psql", "psql is not on the PATH", remedy));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void files() throws IOException {
        List<Path> open = new ArrayList<>();
        if (!Files.isDirectory(profile.home())) {
            return;
        }
        try (Stream<Path> files = Files.walk(profile.home(), 3)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (isSecret(file) && isOpen(file)) {
                    open.add(file);
                }
            }
        }
        if (open.isEmpty()) {
            findings.add(Finding.ok("files", "keys in " + profile.home() + " are yours alone"));
        }
        for (Path file : open) {
            findings.add(
                    Finding.wrong("files", "others can read " + file, "Run: chmod 600 " + file));
        }
    }

    private static boolean isSecret(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals("login.json") || name.endsWith(".key") || name.endsWith(".pk8");
    }

    private static boolean isOpen(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).stream()
                .anyMatch(PosixFilePermissions.fromString("---rwxrwx")::contains);
    }

    /// Dials every address that the service file names.
    private void ports() throws IOException {
        for (InetSocketAddress address : addresses()) {
            String name = address.getHostString() + ":" + address.getPort();
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.getHostString(), address.getPort()),
                        TIMEOUT_MILLIS);
                findings.add(Finding.ok("postgres", name + " accepts connections"));
            } catch (IOException e) {
                findings.add(
                        Finding.wrong(
                                "postgres",
                                name + " cannot be reached: " + e.getMessage(),
                                "Check the firewall, and whether the broker listens there; then"
                                        + " run postern login again."));
            }
        }
    }

    private Set<InetSocketAddress> addresses() throws IOException {
        Set<InetSocketAddress> found = new LinkedHashSet<>();
        if (!Files.exists(profile.serviceFile())) {
            return found;
        }
        String host = "";
        boolean isOurs = false;
        for (String line : Files.readAllLines(profile.serviceFile())) {
            if (line.startsWith("[")) {
                isOurs = line.startsWith("[postern-");
                host = "";
            } else if (isOurs && line.startsWith("host=")) {
                host = line.substring("host=".length());
            } else if (isOurs && line.matches("port=\\d{1,5}") && !host.isEmpty()) {
                found.add(
                        InetSocketAddress.createUnresolved(
                                host, Integer.parseInt(line.substring("port=".length()))));
            }
        }
        return found;
    }
}
