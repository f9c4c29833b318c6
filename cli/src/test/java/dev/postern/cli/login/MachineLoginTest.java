package dev.postern.cli.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class MachineLoginTest {

    private static final String LOGIN = "POST /api/v1/login/machine";

    @TempDir Path home;
    @TempDir Path folder;

    private StubBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = new StubBroker(home).login();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void login_withAJobsToken_savesTheSignIn() throws IOException {
        Path token = Files.writeString(folder.resolve("job.jwt"), "aaa.bbb.ccc\n");
        broker.on(
                LOGIN,
                200,
                "{\"token\":\"t\",\"expiresAt\":\"2026-11-21T02:00:00Z\",\"person\":{\"name\":\"deployment"
                    + " of shop\"}}");
        broker.on("GET /api/v1/targets?limit=500", 200, "{\"items\":[]}");

        assertThat(broker.run("login", "--token-file", token.toString())).isZero();

        assertThat(broker.calls()).first().isEqualTo(LOGIN + " {\"token\":\"aaa.bbb.ccc\"}");
        assertThat(broker.err())
                .contains("Logged in as deployment of shop until 2026-11-21T02:00:00Z.");
    }

    @Test
    void login_ttl_isAskedFor_andARefusalNamesTheLimit() throws IOException {
        Path token = Files.writeString(folder.resolve("job.jwt"), "aaa.bbb.ccc\n");
        broker.on(
                LOGIN,
                400,
                "{\"error\":{\"code\":\"bad_ttl\",\"message\":\"A sign-in lasts at most 1h here; 9h"
                        + " was asked for.\",\"hint\":\"Ask for less, or leave it out.\"}}");

        assertThat(broker.run("login", "--token-file", token.toString(), "--ttl", "9h"))
                .isEqualTo(1);

        assertThat(broker.calls())
                .containsExactly(LOGIN + " {\"token\":\"aaa.bbb.ccc\",\"ttl\":\"PT9H\"}");
        assertThat(broker.err())
                .isEqualTo(
                        "postern: A sign-in lasts at most 1h here; 9h was asked for.\n"
                                + "Ask for less, or leave it out.\n");
        assertThat(broker.run("login", "--token-file", token.toString(), "--ttl", "soon"))
                .isEqualTo(2);
        assertThat(broker.err()).contains("--ttl \"soon\" is no duration");
        assertThat(broker.calls()).hasSize(1);
    }

    @Test
    void login_brokerRefusesTheJob_saysWhy() throws IOException {
        Path token = Files.writeString(folder.resolve("job.jwt"), "aaa.bbb.ccc");
        broker.on(
                LOGIN,
                403,
                "{\"error\":{\"code\":\"no_rule_for_machine\",\"message\":\"No rule is for such a"
                        + " job.\",\"hint\":\"Compare the claims.\"}}");

        assertThat(broker.run("login", "--token-file", token.toString())).isNotZero();

        assertThat(broker.err()).contains("No rule is for such a job.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "a.b", "a.b.c.d", "a.b.c d"})
    void login_withSomethingElse_asksNobody(String content) throws IOException {
        Path token = Files.writeString(folder.resolve("job.jwt"), content);

        assertThat(broker.run("login", "--token-file", token.toString())).isEqualTo(2);

        assertThat(broker.err()).contains("--token-file holds no OIDC token");
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void login_withoutTheFile_saysSo() {
        assertThat(broker.run("login", "--token-file", folder.resolve("none").toString()))
                .isEqualTo(2);

        assertThat(broker.err()).contains("which does not exist");
    }
}
