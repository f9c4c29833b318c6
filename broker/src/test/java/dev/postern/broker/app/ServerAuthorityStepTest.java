package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// A step of the authority `servers` for which the broker's certificate cannot be made is not done, and says so.
final class ServerAuthorityStepTest {

    private static final String ROTATION = "/api/v1/authorities/servers/rotation";

    @TempDir private Path folder;
    private final AtomicBoolean failing = new AtomicBoolean();

    private final Randomness randomness =
            count -> {
                if (failing.get()) {
                    throw new IllegalStateException("no random bytes are left");
                }
                return Randomness.system().bytes(count);
            };

    @Test
    void stepWhoseCertificateCannotBeMade_isNotDone_saysSo_andCanBeTriedAgain() throws Exception {
        try (AdministeredBroker broker = AdministeredBroker.start(folder, randomness)) {
            assertThat(broker.post(ROTATION, step("start")).statusCode()).isEqualTo(200);
            failing.set(true);

            HttpResponse<String> refused = broker.post(ROTATION, step("next"));

            failing.set(false);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body())
                    .contains("\"authority_failed\"")
                    .contains("The rotation of servers could not go on")
                    .contains("the certificate that the broker shows to clients could not be made")
                    .contains("no random bytes are left")
                    .contains("What was in force before is in force")
                    .contains("try again");
            assertThat(broker.get("/api/v1/authorities").body())
                    .contains("\"name\":\"servers\",\"phase\":\"announced\"");
            assertThat(audit(broker))
                    .doesNotContain("to the phase switched")
                    .doesNotContain("server_certificate.changed");

            HttpResponse<String> done = broker.post(ROTATION, step("next"));

            assertThat(done.body()).contains("\"phase\":\"switched\"");
            assertThat(audit(broker))
                    .contains("to the phase switched")
                    .containsOnlyOnce("server_certificate.changed");
        }
    }

    private static String audit(AdministeredBroker broker) throws Exception {
        return broker.get("/api/v1/audit?limit=100").body();
    }

    private static Map<String, Object> step(String step) {
        return Map.of("step", step, "now", true, "reason", "test");
    }
}
