package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A target and a role are added by the CLI while the broker runs, and psql connects through them at once.
final class ManagedAccessIT {

    @TempDir Path folder;

    @Test
    void addedTargetAndRole_workAtOnce_andGoAway() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("engineer", "login", "--demo", "engineer");
            demo.postern("admin", "login", "--demo", "admin");
            assertThat(connect(demo).err()).contains("no target \"stock\"");

            refuses(demo, "target", "stock", target("\nallow-unrecorded: true"), "unrecorded");
            refuses(
                    demo,
                    "target",
                    "stock",
                    target("").replace("password-file: shop", "password-file: ../sign-in"),
                    "name a file of the folder");
            refuses(
                    demo,
                    "target",
                    "stock",
                    target("").replace("password-file: shop", "password-command: [id]"),
                    "runs a program");
            refuses(
                    demo,
                    "target",
                    "stock",
                    target("").replace("password-file: shop", "password-env: HOME"),
                    "begins with POSTERN_SECRET_");
            refuses(demo, "target", "shop", target(""), "is in the configuration, which counts");
            does(demo, target(""), "target", "add", "stock");
            assertThat(connect(demo).err()).contains("no target \"stock\"");

            String rule =
                    "groups: [GROUP]\nallow:\n  - {targets: [stock], database-roles: [app_read]}\n";
            refuses(
                    demo,
                    "role",
                    "stock-reader",
                    rule.replace("GROUP", "admins"),
                    "nobody changes their own access");
            refuses(
                    demo,
                    "role",
                    "stock-reader",
                    rule.replace("GROUP", "engineers") + "place-locks: true\n",
                    "gives rights in the broker itself");
            does(demo, rule.replace("GROUP", "engineers"), "role", "set", "stock-reader");

            Run psql = connect(demo);
            assertThat(psql.exitCode()).as(psql.all()).isZero();
            assertThat(psql.out()).contains("app_read");
            assertThat(demo.postern("engineer", "db", "ls").out()).contains("stock");
            Run denied = demo.postern("engineer", "admin", "target", "ls");
            assertThat(denied.exitCode()).isEqualTo(5);
            Run listed = demo.postern("admin", "admin", "target", "ls");
            assertThat(listed.out())
                    .containsPattern("shop +configuration +in-force")
                    .containsPattern("stock +managed +in-force +Ada Admin");

            Run removed = demo.postern("admin", "admin", "target", "rm", "stock");
            assertThat(removed.exitCode()).as(removed.all()).isZero();
            Run gone = demo.psql("engineer", "service=postern-stock", "select 1;");
            assertThat(gone.err()).contains("there is no target \"stock\"", "postern db ls");
            Run again = demo.postern("admin", "admin", "target", "rm", "stock");
            assertThat(again.exitCode()).as(again.all()).isEqualTo(6);
        }
    }

    private static Run connect(RunningDemo demo) throws IOException {
        return demo.postern(
                "engineer", "db", "connect", "stock", "--", "-Xc", "select current_user");
    }

    private void does(RunningDemo demo, String definition, String kind, String verb, String name)
            throws IOException {
        Run run = demo.postern("admin", "admin", kind, verb, name, "--file", file(definition));
        assertThat(run.exitCode()).as(run.all()).isZero();
        assertThat(run.out()).contains(kind + " " + name + " is in-force");
    }

    private void refuses(RunningDemo demo, String kind, String name, String definition, String why)
            throws IOException {
        String verb = kind.equals("target") ? "add" : "set";
        Run run = demo.postern("admin", "admin", kind, verb, name, "--file", file(definition));
        assertThat(run.exitCode()).as(run.all()).isIn(1, 5);
        assertThat(run.err()).contains(why);
    }

    private String file(String definition) throws IOException {
        return Files.writeString(folder.resolve("definition.yaml"), definition).toString();
    }

    /// The demo's database once more, under another name, with its password and authority in the folder for such files.
    private String target(String more) throws IOException {
        String configuration = Files.readString(folder.resolve("data/postern.yaml"));
        Path secrets = Files.createDirectories(folder.resolve("data/secrets/managed"));
        copy(
                found(configuration, "app_read: *\\{?\\s*password-file: ([^\\s,}]+)"),
                secrets,
                "shop");
        copy(found(configuration, "tls-ca: (\\S+)"), secrets, "ca.crt");
        return """
        hosts: [%s]
        tls-ca: ca.crt
        databases: [shop]
        logins:
          app_read: {password-file: shop}%s
        """
                .formatted(found(configuration, "hosts: \\[([^\\]]+)\\]"), more);
    }

    private void copy(String from, Path secrets, String name) throws IOException {
        Path to = secrets.resolve(name);
        Files.writeString(to, Files.readString(folder.resolve("data").resolve(from)));
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in\n" + text).isTrue();
        return matcher.group(1).replace("\"", "").replace("'", "");
    }
}
