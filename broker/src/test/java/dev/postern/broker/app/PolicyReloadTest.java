package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.audit.AuditEvent;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.store.sql.StateStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// A changed configuration file gives new roles, and a bad one changes nothing.
final class PolicyReloadTest {

    private static final Person ERIN =
            new Person("http://localhost:9", "erin", "Erin", "e@example.com", List.of("people"));

    @TempDir private Path folder;

    @Test
    void goodFileIsTakenOver_badAndMissingOnesChangeNothing() throws Exception {
        Path key = folder.resolve("key-encryption-key");
        Files.writeString(key, Base64.getEncoder().encodeToString(Randomness.system().bytes(32)));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path file = write("engineer", "");
        BrokerConfig config = BrokerConfigReader.read(file, Map.of("PASSWORD", "unused"));
        AccessPolicy policy = new AccessPolicy(config.roles());
        try (StateStore state = StateStore.open(folder.resolve("state/state.db"));
                AuditTrail audit = TestTrail.open(state, folder, Clock.system());
                ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
                PolicyReload reload =
                        new PolicyReload(
                                file,
                                Map.of("PASSWORD", "unused"),
                                changed -> policy.replace(changed.roles()),
                                audit,
                                scheduler)) {
            scheduler.shutdownNow();
            for (String bad :
                    List.of("    alow: []\n", "    hours: x\n", "  - nonsense: [\n", "\t\0")) {
                write("owner", bad);
                reload.look();
                assertThat(policy.roleNames(ERIN)).as(bad).containsExactly("engineer");
            }
            Files.writeString(file, "");
            reload.look();
            Files.delete(file);
            for (int i = 0; i < 5; i++) {
                reload.look();
            }
            assertThat(policy.roleNames(ERIN)).containsExactly("engineer");
            write("dba", "");
            reload.look();
            assertThat(policy.roleNames(ERIN)).containsExactly("dba");
            assertThat(audit.newest(Long.MAX_VALUE, 10).reversed())
                    .extracting(AuditEvent::code)
                    .containsExactly(
                            "policy.refused",
                            "policy.refused",
                            "policy.refused",
                            "policy.refused",
                            "policy.refused",
                            "policy.refused",
                            "policy.changed");
        }
    }

    private Path write(String role, String more) throws Exception {
        return Files.writeString(
                folder.resolve("postern.yaml"),
                """
                data: store
                keys: {file: key-encryption-key}
                postgres: {listen: "127.0.0.1:0"}
                web: {listen: "127.0.0.1:0"}
                sign-in: {issuer: "http://localhost:9", client-id: postern}
                targets:
                  orders:
                    hosts: ["127.0.0.1:1"]
                    tls: disable
                    databases: [shop]
                    logins: {postgres: {password-env: PASSWORD}}
                roles:
                  %s:
                    groups: [people]
                %s\
                """
                        .formatted(role, more));
    }
}
