package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/// A broker that cannot start says why in one sentence, and ends with exit code 1.
final class BadConfigurationIT {

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void writeFiles() throws IOException {
        file = folder.resolve("postern.yaml");
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path key = Files.writeString(folder.resolve("key"), "0123456789abcdef".repeat(4) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private static String configuration(String postgres, String web) {
        return """
        data: store
        postgres:
          listen: %s
        web:
          listen: %s
        sign-in:
          issuer: http://localhost:9
          client-id: postern
        targets:
          orders:
            hosts: ["127.0.0.1:1"]
            tls: disable
            databases: [shop]
            logins:
              app_read:
                password-file: secret
        roles:
          engineer:
            groups: [engineers]
            allow:
              - targets: [orders]
                database-roles: [app_read]
        keys:
          file: key
        """
                .formatted(postgres, web);
    }

    @Test
    void mistakeInTheFile_isOneSentenceWithFileLineAndRemedy() throws Exception {
        String good = configuration("127.0.0.1:0", "127.0.0.1:0");

        assertRefused(
                good.replace("databases:", "database:"),
                ":13: unknown key \"database\" in targets.orders; did you mean \"databases\"?");
        assertRefused(
                good.replace("password-file: secret", "password-file: none"),
                ":16: targets.orders.logins.app_read.password-file names "
                        + folder.resolve("none")
                        + ", which is no file; create it or correct the path");
        assertRefused(
                good.replace("hosts: [", "hosts: [["),
                ":12: this is not YAML: expected ',' or ']', but got <scalar>; mend the line and"
                        + " start again");
        assertRefused(
                good.replace("data: store", "data: \u0007"),
                ": this is not YAML that can be read: special characters are not allowed; mend"
                        + " the file and start again");
    }

    @Test
    void secretThatOthersCanRead_isOneSentenceWithTheCommandToRun() throws Exception {
        Files.setPosixFilePermissions(
                folder.resolve("secret"), PosixFilePermissions.fromString("rw-r-----"));

        assertRefused(
                configuration("127.0.0.1:0", "127.0.0.1:0"),
                ":16: targets.orders.logins.app_read.password-file names "
                        + folder.resolve("secret")
                        + ", which its group can read; run: chmod 600 "
                        + folder.resolve("secret"));
    }

    @Test
    void ownKeyThatOthersCanRead_isOneSentenceWithTheCommandToRun() throws Exception {
        Path keys = folder.resolve("store/authorities");
        Files.createDirectories(keys);
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertRefused(
                configuration("127.0.0.1:0", "127.0.0.1:0"),
                "",
                keys
                        + " has mode rwxr-xr-x, so others than its owner may have used it; run:"
                        + " chmod 700 "
                        + keys);
    }

    @Test
    void portThatIsTaken_isOneSentenceWithFileLineAndRemedy() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String taken = "127.0.0.1:" + other.getLocalPort();
            String remedy =
                    "\", where the broker cannot listen (Address already in use); stop what uses"
                            + " it, or choose another address (port 0 takes a free one)";

            assertRefused(
                    configuration(taken, "127.0.0.1:0"),
                    ":3: postgres.listen is \"" + taken + remedy);
            assertRefused(
                    configuration("127.0.0.1:0", taken), ":5: web.listen is \"" + taken + remedy);
        }
    }

    @Test
    void missingConfiguration_isOneSentenceWithTheRemedy() {
        Run run = Run.of(folder, Map.of(), "", List.of(RunningDemo.POSTERN, "broker", "none.yaml"));

        assertThat(run.err())
                .isEqualTo(
                        "postern: none.yaml cannot be read (there is no such file); name a"
                                + " configuration that can: postern broker FILE\n");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private void assertRefused(String text, String sentence) throws IOException {
        assertRefused(text, file.toString(), sentence);
    }

    private void assertRefused(String text, String place, String sentence) throws IOException {
        Files.writeString(file, text);

        Run run =
                Run.of(
                        folder,
                        Map.of(),
                        "",
                        List.of(RunningDemo.POSTERN, "broker", file.toString()));

        List<String> said = run.err().strip().lines().filter(line -> !isLog(line)).toList();
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).startsWith("postern: " + place + sentence);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
    }

    /// Whether `line` is of the log, which says what was measured before the start was given up, and that little room is
    /// left on the disk if that is so.
    private static boolean isLog(String line) {
        return line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ +(INFO|WARN) .*");
    }
}
