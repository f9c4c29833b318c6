package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.record.Durability;
import dev.postern.broker.target.SessionLimits;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetAuthority;
import dev.postern.broker.target.TargetHealth;
import dev.postern.broker.target.TargetHealth.State;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetOptions;
import dev.postern.broker.target.TargetOptions.Announce;
import dev.postern.broker.target.TargetOptions.ServerRole;
import dev.postern.broker.target.TargetTls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Health checks follow the targets in force: what is added is looked at now, what is removed no more.
final class HealthChecksTest {

    private static final int SOON_MILLIS = 20_000;
    private static final int LONG_ENOUGH_MILLIS = 1_000;
    private static final TargetLogin LOGIN =
            new TargetLogin("postgres", null, null, null, false, false);

    @TempDir private Path folder;

    @Test
    void targetsThatComeAndGo_areLookedAt_asLongAsTheyAreThere() throws Exception {
        TargetHealth health = new TargetHealth();
        try (Gateway gateway =
                        Gateway.start(
                                TestCertificates.create(folder),
                                Gateway.IMPATIENT,
                                new PostgresEdgeServices.Targets(
                                        List.of(), TargetAuthority.NONE, health));
                ServerSocket first = server();
                ServerSocket second = server()) {
            Duration rarely = Duration.ofHours(1);
            gateway.check(List.of(target("stock", rarely, first)));
            hangUp(first);
            Gateway.await(
                    "what was found is known", () -> health.of("stock", host(first)).isPresent());
            assertThat(health.of("stock", host(first)).orElseThrow().state()).isEqualTo(State.DOWN);

            Target often = target("stock", Duration.ofMillis(50), first);
            gateway.check(List.of(often));
            hangUp(first);
            hangUp(first);
            gateway.check(List.of(often, target("shop", rarely, second)));
            hangUp(second);
            hangUp(first);

            gateway.check(List.of());
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .as("nobody comes any more")
                    .isThrownBy(() -> {
                        for (int late = 0; late < 10; late++) {
                            hangUp(first, LONG_ENOUGH_MILLIS);
                        }
                    });
        }
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /// Waits for a look, and breaks it off.
    private static void hangUp(ServerSocket server) throws IOException {
        hangUp(server, SOON_MILLIS);
    }

    private static void hangUp(ServerSocket server, int millis) throws IOException {
        server.setSoTimeout(millis);
        server.accept().close();
    }

    private static Target.Host host(ServerSocket server) {
        return new Target.Host("127.0.0.1", server.getLocalPort());
    }

    private static Target target(String name, Duration every, ServerSocket server) {
        return new Target(
                name,
                Map.of(),
                List.of(host(server)),
                new TargetTls(TargetTls.Mode.DISABLE, null),
                List.of("*"),
                List.of(LOGIN),
                Durability.STRICT,
                new TargetOptions(ServerRole.ANY, SessionLimits.NONE, Announce.OFF, every));
    }
}
