package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.broker.access.ManagedAccess;
import dev.postern.broker.access.ManagedException;
import dev.postern.broker.access.ManagedItem;
import dev.postern.broker.access.ManagedItem.Kind;
import dev.postern.broker.access.ManagedItem.State;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Role;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetOptions.Announce;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Targets and roles that are added while a broker runs: in force at once, after the configuration's, never more than a
/// definition may give.
final class ManagedAccessTest {

    private static final String STOCK =
            "hosts: [\"db:5432\"]\ndatabases: [stock]\nlogins: {app: {password-file: stock}}\n";
    private static final String READER =
            "groups: [engineers]\nallow: [{targets: [stock], database-roles: [app]}]\n";
    private static final Person ADA = person("ada", "admins");
    private static final Person ERIN = person("erin", "engineers");

    @TempDir private Path folder;
    private @Nullable StateStore store;
    private @Nullable AuditTrail audit;
    private final AccessPolicy policy = new AccessPolicy(List.of());

    @BeforeEach
    void open() throws IOException {
        Path secret = Files.writeString(folder.resolve("stock"), "wonderland");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        StateStore opened = StateStore.open(folder.resolve("state.db"));
        store = opened;
        audit = TestTrail.open(opened, folder.resolve("trail"), Clock.system());
    }

    @AfterEach
    void close() {
        if (audit != null && store != null) {
            audit.close();
            store.close();
        }
    }

    @Test
    void addedTargetAndRole_areInForceAtOnce_atOtherBrokers_andAfterARestart() throws Exception {
        ManagedAccess managed = managed(folder, List.of(), List.of());
        ManagedAccess other = managed(folder, List.of(), List.of());
        managed.put(ADA, "", Kind.TARGET, "stock", STOCK);
        managed.put(ADA, "", Kind.ROLE, "reader", READER);

        assertThat(managed.targets()).extracting(Target::name).containsExactly("stock");
        assertThat(policy.roleNames(ERIN)).containsExactly("reader");
        assertThat(other.targets()).isEmpty();
        other.refresh();
        assertThat(other.targets()).hasSize(1);
        assertThat(managed(folder, List.of(), List.of()).targets()).hasSize(1);
        managed.remove(ADA, "", Kind.ROLE, "reader");
        assertThat(policy.roleNames(ERIN)).isEmpty();
        assertThat(managed.items(Kind.ROLE)).isEmpty();
    }

    @Test
    void follower_isToldOfTargets_beforeAChangeReturns() throws Exception {
        ManagedAccess managed = managed(folder, List.of(), List.of());
        ManagedAccess other = managed(folder, List.of(), List.of());
        List<List<String>> told = new ArrayList<>();
        managed.follow(targets -> told.add(targets.stream().map(Target::name).toList()));

        managed.put(ADA, "", Kind.TARGET, "stock", STOCK);
        other.remove(ADA, "", Kind.TARGET, "stock");
        managed.refresh();

        assertThat(told).containsExactly(List.of(), List.of("stock"), List.of());
    }

    @Test
    void nameOfTheConfiguration_wins_andSaysSo() throws Exception {
        ManagedAccess managed = managed(folder, List.of(), List.of());
        managed.put(ADA, "", Kind.TARGET, "stock", STOCK);
        managed.put(ADA, "", Kind.ROLE, "reader", READER);
        List<Target> targets = managed.targets();
        Role reader = RolesText.read("roles: {reader: {groups: [others]}}").getFirst();

        ManagedAccess again = managed(folder, targets, List.of(reader));

        assertThat(again.targets()).hasSize(1);
        assertThat(again.items(Kind.TARGET))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.state()).isEqualTo(State.HIDDEN);
                    assertThat(item.problem()).contains("the configuration has \"stock\"");
                });
        assertThat(policy.roleNames(ERIN)).isEmpty();
        again.configure(List.of());
        assertThat(policy.roleNames(ERIN)).containsExactly("reader");
    }

    @Test
    void itemThatCannotBeReadAnyMore_isLeftOut_andListed() throws Exception {
        managed(folder, List.of(), List.of()).put(ADA, "", Kind.TARGET, "stock", STOCK);
        Files.delete(folder.resolve("stock"));

        ManagedAccess managed = managed(folder, List.of(), List.of());

        assertThat(managed.targets()).isEmpty();
        ManagedItem item = managed.items(Kind.TARGET).getFirst();
        assertThat(item.state()).isEqualTo(State.UNUSABLE);
        assertThat(item.problem()).contains("which is no file");
    }

    /// What is tried, and what the refusal says.
    private record Row(ManagedException.Kind kind, Try attempt, String missing, String next) {}

    @FunctionalInterface
    private interface Try {
        void on(ManagedAccess managed) throws ManagedException;
    }

    private static List<Row> rows() {
        return List.of(
                new Row(
                        ManagedException.Kind.UNUSABLE,
                        m -> m.put(ADA, "", Kind.TARGET, "stock", STOCK + "allow-unrecorded: true"),
                        "line 4: allow-unrecorded would let statements run unrecorded",
                        "docs/configuration.md"),
                new Row(
                        ManagedException.Kind.UNUSABLE,
                        m ->
                                m.put(
                                        ADA,
                                        "",
                                        Kind.TARGET,
                                        "stock",
                                        STOCK.replace("file: stock", "file: ../state.db")),
                        "name a file of the folder `managed.secrets`",
                        "docs/configuration.md"),
                new Row(
                        ManagedException.Kind.UNUSABLE,
                        m -> m.put(ADA, "", Kind.TARGET, "Stock!", STOCK),
                        "has a name that cannot be used",
                        "docs/configuration.md"),
                new Row(
                        ManagedException.Kind.UNUSABLE,
                        m -> m.put(ADA, "", Kind.ROLE, "reader", READER + "end-sessions: true"),
                        "gives rights in the broker itself",
                        "docs/configuration.md"),
                new Row(
                        ManagedException.Kind.UNUSABLE,
                        m -> m.put(ADA, "", Kind.ROLE, "reader", "groups: ["),
                        "this is not YAML",
                        "docs/configuration.md"),
                new Row(
                        ManagedException.Kind.OWN_ROLE,
                        m -> m.put(ERIN, "", Kind.ROLE, "reader", READER),
                        "nobody changes their own access",
                        "Ask another administrator"),
                new Row(
                        ManagedException.Kind.CONFIGURED,
                        m -> m.put(ADA, "", Kind.ROLE, "boss", READER),
                        "is in the configuration, which counts",
                        "Change it there"),
                new Row(
                        ManagedException.Kind.NOT_FOUND,
                        m -> m.remove(ADA, "", Kind.TARGET, "stock"),
                        "There is no target \"stock\" that was added",
                        "postern admin target ls"),
                new Row(
                        ManagedException.Kind.OFF,
                        m -> m.put(ADA, "", Kind.TARGET, "stock", STOCK),
                        "from its configuration only",
                        "managed: {secrets: FOLDER}"));
    }

    @Test
    void everyKindOfRefusal_saysWhatIsWrong_andWhatNext_andChangesNothing() throws Exception {
        Role boss = RolesText.read("roles: {boss: {groups: [bosses]}}").getFirst();
        Set<ManagedException.Kind> seen = EnumSet.noneOf(ManagedException.Kind.class);
        for (Row row : rows()) {
            boolean isOff = row.kind() == ManagedException.Kind.OFF;
            ManagedAccess managed = managed(isOff ? null : folder, List.of(), List.of(boss));

            ManagedException refused =
                    catchThrowableOfType(ManagedException.class, () -> row.attempt().on(managed));

            assertThat(refused.kind()).isEqualTo(row.kind());
            assertThat(refused.text()).contains(row.missing());
            assertThat(refused.hint()).contains(row.next());
            assertThat(managed.items(Kind.TARGET)).isEmpty();
            assertThat(managed.items(Kind.ROLE)).isEmpty();
            seen.add(refused.kind());
        }
        assertThat(seen).containsExactly(ManagedException.Kind.values());
    }

    private ManagedAccess managed(@Nullable Path secrets, List<Target> targets, List<Role> roles) {
        StateStore opened = store;
        AuditTrail trail = audit;
        if (opened == null || trail == null) {
            throw new IllegalStateException("not opened");
        }
        return new ManagedAccess(
                opened,
                new ManagedReader(new BrokerConfig.Managed(secrets, Map.of()), Announce.OFF),
                policy,
                trail,
                Clock.system(),
                new ManagedAccess.Configured(targets, roles));
    }

    private static Person person(String name, String group) {
        return new Person("https://i", name, name, name + "@example.com", List.of(group));
    }
}
