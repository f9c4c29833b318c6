package dev.postern.cli.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;

/// `postern login --device`.
final class DeviceLoginTest {

    private static final String BEGIN = "POST /api/v1/login/device";
    private static final String TOKEN = "POST /api/v1/login/device/L1/token";

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = new StubBroker(home).login();
        broker.on("GET /api/v1/targets?limit=500", 200, "{\"items\":[]}");
        begins(600);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void begins(int seconds) {
        broker.on(
                BEGIN,
                200,
                "{\"login\":\"L1\",\"verificationUri\":\"https://id.example/device\",\"userCode\":\"WDJB-\\u001b[2JMJHT\","
                    + "\"intervalSeconds\":1,\"expiresInSeconds\":"
                        + seconds
                        + "}");
    }

    private static String refusal(String code) {
        return "{\"error\":{\"code\":\""
                + code
                + "\",\"message\":\"The reason.\",\"hint\":\"The next step.\"}}";
    }

    @Test
    void login_showsTheCode_waits_andSavesTheSignIn() throws Exception {
        String trouble = "{\"pending\":true,\"intervalSeconds\":1,\"trouble\":\"It is down.\"}";
        broker.on(TOKEN, 202, "{\"pending\":true,\"intervalSeconds\":1}")
                .then(TOKEN, 202, trouble)
                .then(TOKEN, 202, trouble)
                .then(
                        TOKEN,
                        200,
                        "{\"token\":\"t\",\"expiresAt\":\"2026-11-21T09:00:00Z\",\"person\":{\"name\":\"Erin\"}}");

        assertThat(broker.run("login", "--device")).as(broker.err()).isZero();

        assertThat(broker.err())
                .contains("Open      https://id.example/device")
                .contains("and enter WDJB-")
                .contains("MJHT")
                .doesNotContain("\u001b")
                .contains("Enter no code that somebody sent you")
                .containsOnlyOnce("It is down. Still waiting.")
                .contains("Logged in as Erin until 2026-11-21T09:00:00Z.");
        String challenge = broker.calls().getFirst().replaceFirst(".*\"codeChallenge\":\"|\"}", "");
        String verifier = broker.calls().get(1).replaceAll(".*\"codeVerifier\":\"|\"}", "");
        assertThat(broker.calls().getFirst())
                .startsWith(BEGIN + " {\"codeChallenge\":")
                .contains(
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-256")
                                                .digest(
                                                        verifier.getBytes(
                                                                StandardCharsets.US_ASCII))));
        assertThat(challenge).doesNotContain(verifier);
        assertThat(broker.calls()).filteredOn(call -> call.startsWith(TOKEN)).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"403, device_flow_off, 5", "503, device_flow_unsupported, 1", "429, too_many, 1"})
    void login_thatCannotBegin_saysWhy(int status, String code, int exit) {
        broker.on(BEGIN, status, refusal(code));

        assertThat(broker.run("login", "--device")).isEqualTo(exit);

        assertThat(broker.err()).contains("The reason.").contains("The next step.");
        assertThat(broker.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"device_denied, 5", "sign_in_too_weak, 5", "login_gone, 5"})
    void login_thatIsRefused_saysWhy_andAsksNoMore(String code, int exit) {
        broker.on(TOKEN, 403, refusal(code));

        assertThat(broker.run("login", "--device")).isEqualTo(exit);

        assertThat(broker.err()).contains("The reason.").contains("The next step.");
        assertThat(broker.calls()).hasSize(2);
    }

    @Test
    void login_thatNobodyFinishes_endsWith124() {
        broker.on(TOKEN, 403, refusal("device_expired"));
        assertThat(broker.run("login", "--device")).isEqualTo(124);
        assertThat(broker.err())
                .contains("nobody entered the code in time")
                .contains("postern login --device");

        begins(0);
        assertThat(broker.run("login", "--device")).as("by the own clock").isEqualTo(124);
    }

    @ParameterizedTest
    @CsvSource({"--demo, engineer", "--token-file, -"})
    void login_withAnotherWayBeside_isUsage(String option, String value) {
        assertThat(broker.run("login", "--device", option, value)).isEqualTo(2);

        assertThat(broker.err()).contains("--device excludes --token-file and --demo");
        assertThat(broker.calls()).isEmpty();
    }
}
