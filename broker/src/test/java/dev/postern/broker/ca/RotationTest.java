package dev.postern.broker.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.ca.RotationState.Phase;
import dev.postern.broker.keys.TestKeys;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An authority is replaced in phases: what is accepted in each, what survives a restart, what is refused.
final class RotationTest {

    private static final Duration LIFETIME = Duration.ofHours(8);

    @TempDir private Path folder;
    private Instant now = Leaf.NOW;

    @Test
    void clients_acceptTheOldOne_untilOneLifetimeAfterTheSwitch_alsoAcrossRestarts()
            throws Exception {
        Authority old = open().clients().signing();
        assertThat(step(RotationStep.START).phase()).isEqualTo(Phase.ANNOUNCED);
        assertThat(open().clients().signing()).isEqualTo(old);
        TrustedAuthority made = open().clients().trusted().getLast();
        assertThat(judged(old)).isInstanceOf(CertificateVerdict.Valid.class);
        assertThat(step(RotationStep.NEXT).phase()).isEqualTo(Phase.SWITCHED);
        assertThat(open().clients().signing().certificate()).isEqualTo(made.certificate());
        assertThat(judged(old)).isInstanceOf(CertificateVerdict.Valid.class);
        assertThatThrownBy(() -> step(RotationStep.NEXT))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining(Leaf.NOW.plus(LIFETIME).toString());
        now = now.plus(LIFETIME);

        assertThat(step(RotationStep.NEXT).phase()).isEqualTo(Phase.STEADY);

        assertThat(judged(old)).isEqualTo(new CertificateVerdict.RetiredIssuer(now));
        assertThat(folder.resolve("authorities/client-ca.key")).doesNotExist();
        assertThat(folder.resolve("authorities/client-ca-2.key")).exists();
        assertThat(open().clients().trusted()).hasSize(1);
    }

    @Test
    void rollback_letsTheOldOneSign_andEndsTheNewOneWithTheNextStep() throws Exception {
        Authority old = open().clients().signing();
        step(RotationStep.START);
        step(RotationStep.NEXT);
        Authority made = open().clients().signing();
        assertThat(step(RotationStep.ROLLBACK).phase()).isEqualTo(Phase.WITHDRAWN);
        assertThat(open().clients().signing()).isEqualTo(old);
        assertThat(judged(made)).isInstanceOf(CertificateVerdict.Valid.class);
        assertThatThrownBy(() -> step(RotationStep.ROLLBACK))
                .hasMessageContaining("rolled back already");

        open().clients().step(RotationStep.NEXT, true, _ -> {});

        assertThat(judged(made)).isInstanceOf(CertificateVerdict.RetiredIssuer.class);
        assertThat(judged(old)).isInstanceOf(CertificateVerdict.Valid.class);
        step(RotationStep.START);
        assertThat(
                        open().clients()
                                .trusted()
                                .getLast()
                                .certificate()
                                .getSubjectX500Principal()
                                .getName())
                .contains("Postern client authority 3");
    }

    @Test
    void servers_waitBeforeTheSwitch_untilClientsKnow_andNotAfterIt() throws Exception {
        RotatingAuthority servers = open().servers();
        servers.step(RotationStep.START, false, _ -> {});
        assertThat(servers.rootsPem().split("BEGIN CERTIFICATE")).hasSize(3);
        assertThatThrownBy(() -> servers.step(RotationStep.NEXT, false, _ -> {}))
                .hasMessageContaining("have not learnt of the new authority");
        now = now.plus(LIFETIME);
        servers.step(RotationStep.NEXT, false, _ -> {});

        assertThat(servers.step(RotationStep.NEXT, false, _ -> {}).phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void stepThatCannotBeAudited_changesNothing() throws Exception {
        RotatingAuthority clients = open().clients();
        assertThatThrownBy(() ->
                        clients.step(
                                RotationStep.START,
                                false,
                                _ -> {
                                    throw new IllegalStateException("no disk");
                                }))
                .hasMessage("no disk");

        assertThat(clients.state().phase()).isEqualTo(Phase.STEADY);
        assertThat(open().clients().state().phase()).isEqualTo(Phase.STEADY);
        assertThat(step(RotationStep.START).phase()).isEqualTo(Phase.ANNOUNCED);
    }

    @Test
    void stepWhoseDependentCannotBeMade_changesNothing_andIsNotAnnounced() throws Exception {
        RotatingAuthority servers = open().servers();
        Authority old = servers.signing();
        List<String> seen = new ArrayList<>();
        servers.step(RotationStep.START, false, _ -> {});
        servers.requires(signing -> {
            throw new CaException("no certificate");
        });

        assertThatThrownBy(() -> servers.step(RotationStep.NEXT, true, _ -> seen.add("announced")))
                .isInstanceOf(CaException.class)
                .hasMessage("no certificate");

        assertThat(seen).isEmpty();
        assertThat(servers.state().phase()).isEqualTo(Phase.ANNOUNCED);
        assertThat(servers.signing()).isEqualTo(old);
        assertThat(open().servers().state().phase()).isEqualTo(Phase.ANNOUNCED);
        servers.requires(signing -> {
            seen.add("prepared");
            assertThat(servers.signing()).isEqualTo(old);
            return () -> {
                seen.add("in force");
                assertThat(servers.signing()).isEqualTo(signing).isNotEqualTo(old);
            };
        });
        servers.step(RotationStep.NEXT, true, _ -> seen.add("announced"));
        assertThat(seen).containsExactly("prepared", "announced", "in force");
    }

    @Test
    void keyThatCannotBeDestroyed_isTold_andTriedAgainAtTheNextStart() throws Exception {
        RotatingAuthority clients = open().clients();
        clients.step(RotationStep.START, true, _ -> {});
        clients.step(RotationStep.NEXT, true, _ -> {});
        Path key = folder.resolve("authorities/client-ca.key");
        Path kept = Files.move(key, folder.resolve("kept"));
        Path inTheWay = Files.createDirectories(key.resolve("in-the-way"));

        assertThatThrownBy(() -> clients.step(RotationStep.NEXT, true, _ -> {}))
                .isInstanceOfSatisfying(
                        UnfinishedRotationException.class,
                        e -> {
                            assertThat(e.text())
                                    .contains("The step of clients is done")
                                    .contains("could not be destroyed");
                            assertThat(e.hint())
                                    .contains("Do not repeat the step")
                                    .contains("client-ca.key is gone");
                        });

        assertThat(clients.state().phase()).isEqualTo(Phase.STEADY);
        assertThat(clients.trusted()).hasSize(1);
        Files.delete(inTheWay);
        Files.delete(key);
        Files.move(kept, key);
        assertThat(open().clients().state().phase()).isEqualTo(Phase.STEADY);
        assertThat(key).doesNotExist();
    }

    @Test
    void stepsOutOfOrder_sayWhatToRun() throws Exception {
        assertThatThrownBy(() -> step(RotationStep.NEXT))
                .isInstanceOfSatisfying(
                        RotationException.class,
                        e ->
                                assertThat(e.hint())
                                        .isEqualTo("Run: postern authority rotate start clients"));
        assertThatThrownBy(() -> step(RotationStep.ROLLBACK)).hasMessageContaining("No rotation");
        step(RotationStep.START);
        assertThatThrownBy(() -> step(RotationStep.START)).hasMessageContaining("has run since");
    }

    @Test
    void damagedState_refusesToStart() throws Exception {
        open();
        step(RotationStep.START);
        Path state = folder.resolve("authorities/client-ca.rotation");
        Files.writeString(state, "phase=SIDEWAYS\n");

        assertThatThrownBy(this::open)
                .isInstanceOf(CaException.class)
                .hasMessageContaining(state.toString())
                .hasMessageContaining("damaged");
    }

    @Test
    void lostFilesOfARotatedOne_refuseToStart() throws Exception {
        open();
        step(RotationStep.START);
        Files.delete(folder.resolve("authorities/client-ca.crt"));

        assertThatThrownBy(this::open)
                .isInstanceOf(CaException.class)
                .hasMessageContaining("client-ca.crt");
        assertThat(folder.resolve("authorities/client-ca.crt")).doesNotExist();
    }

    private RotationState step(RotationStep step) throws Exception {
        return open().clients().step(step, false, _ -> {});
    }

    private CertificateVerdict judged(Authority issuer) throws Exception {
        return new CertificateJudge(open().clients(), () -> now)
                .judge(List.of(new Leaf().times(-60, 24 * 3600).make(issuer)));
    }

    /// As a broker that has just started.
    private Authorities open() throws CaException {
        return Authorities.open(
                new Authorities.Source(
                        folder.resolve("authorities"), TestKeys.KEYS, LIFETIME, Map.of()),
                () -> now,
                Randomness.system());
    }
}
