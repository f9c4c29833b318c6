package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;

/// A target that is added by the API is looked at by health checks without a restart.
final class AddedTargetsTest {

    private static final int SOON_MILLIS = 20_000;

    @TempDir private Path folder;

    @Test
    void targetThatIsAdded_isLookedAtAtOnce() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                AdministeredBroker broker = AdministeredBroker.start(folder, Randomness.system())) {
            server.setSoTimeout(SOON_MILLIS);
            String definition =
                    """
                    hosts: ["127.0.0.1:%d"]
                    tls: disable
                    databases: [stock]
                    health-check: 1h
                    logins: {app: {password-file: stock}}
                    """
                            .formatted(server.getLocalPort());

            HttpResponse<String> added =
                    broker.post(
                            "/api/v1/admin/targets",
                            Map.of("name", "stock", "definition", definition));

            assertThat(added.body()).contains("in-force");
            try (Socket look = server.accept()) {
                assertThat(look.isConnected()).isTrue();
            }
        }
    }
}
