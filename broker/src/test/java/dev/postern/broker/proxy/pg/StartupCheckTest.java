package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.StartupCheck.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class StartupCheckTest {

    static ByteBuffer packet(int version, String content) {
        byte[] body = content.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + body.length)
                .putInt(8 + body.length)
                .putInt(version)
                .put(body)
                .flip();
    }

    private static Refusal refusal(int version, String content) {
        Verdict verdict = StartupCheck.check(packet(version, content));
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).refusal();
    }

    private static StartupRequest accepted(int version, String content) {
        Verdict verdict = StartupCheck.check(packet(version, content));
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).request();
    }

    @Test
    void noDatabase_isTheUser() {
        assertThat(accepted(0x30000, "user\0ada\0\0").database()).isEqualTo("ada");
    }

    @Test
    void duplicateUser_theLastWins() {
        assertThat(accepted(0x30000, "user\0ada\0user\0bob\0\0").user()).isEqualTo("bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user\0ada\0", "user\0ada", "user\0ada\0\0x", "user\0", ""})
    void badLayout_is08P01(String content) {
        assertThat(refusal(0x30000, content))
                .extracting(Refusal::sqlState, Refusal::message)
                .containsExactly(
                        "08P01", "invalid startup packet layout: expected terminator as last byte");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "user\0\0\0", "database\0d\0\0"})
    void noUser_is28000(String content) {
        assertThat(refusal(0x30000, content).sqlState()).isEqualTo("28000");
    }

    @Test
    void versionFour_is0A000() {
        assertThat(refusal(0x40000, "user\0ada\0\0").message())
                .isEqualTo("unsupported frontend protocol 4.0: server supports 3.0 to 3.2");
    }

    @Test
    void versionTwo_readsTheErrorOfItsTime() {
        assertThat(StartupCheck.check(packet(0x20000, "user")))
                .isEqualTo(
                        new Verdict.Outdated(
                                "unsupported frontend protocol 2.0: server supports 3.0 to 3.2"));
    }

    @ParameterizedTest
    @CsvSource({"0x30000,3.0,false", "0x30001,3.1,false", "0x30002,3.2,false", "0x3270f,3.2,true"})
    void version_isTheLesserOfBoth(String asked, String spoken, boolean negotiated) {
        StartupRequest request = accepted(Integer.decode(asked), "user\0ada\0\0");
        assertThat(request.version()).hasToString(spoken);
        assertThat(request.negotiated()).isEqualTo(negotiated);
    }

    @Test
    void protocolOptions_areAllNegotiated() {
        StartupRequest request = accepted(0x30000, "user\0ada\0_pq_.a\0001\0_pq_.b\0002\0\0");
        assertThat(request.negotiated()).isTrue();
        assertThat(request.options()).containsExactly("_pq_.a", "_pq_.b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "o", ""})
    void replicationThatTheServerCannotRead_is22023(String value) {
        assertThat(refusal(0x30000, "user\0ada\0replication\0" + value + "\0\0").sqlState())
                .isEqualTo("22023");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "database,database", "ON,ON", "off,''", "0,''", "f,''"})
    void replication_isTheGatekeepersToDecide(String value, String asked) {
        assertThat(accepted(0x30000, "user\0ada\0replication\0" + value + "\0\0").replication())
                .isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "-c postern.quiet=1, true",
        "--postern.quiet=on, true",
        "-c postern.quiet=0, false",
        "-c work_mem=1MB, false"
    })
    void quiet_isReadFromTheOptions(String options, boolean quiet) {
        assertThat(accepted(0x30000, "user\0ada\0options\0" + options + "\0\0").isQuiet())
                .isEqualTo(quiet);
        assertThat(accepted(0x30000, "user\0ada\0postern.quiet\0true\0\0").isQuiet()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role\0x",
                "ROLE\0x",
                "session_authorization\0x",
                "options\0-c role=x",
                "options\0-crole=x",
                "options\0--session-authorization=x",
                "options\0-c  ROLE=x",
                "options\0-fsc role=x",
                "options\0-c work_mem=1MB -c\trole=x",
                "options\0-c ro\\le=x",
                "postern.session\0x",
                "options\0-c Postern.Person=x"
            })
    void settingsThatChangeTheRoleOrTheSessionsName_areRefused(String parameter) {
        assertThat(refusal(0x30000, "user\0ada\0" + parameter + "\0\0").sqlState())
                .isEqualTo("42501");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c=", "-c", "--", "-", "\\", "-c search_path=a\\ b", "   "})
    void oddOptions_endAndPass(String options) {
        assertThat(accepted(0x30000, "user\0ada\0options\0" + options + "\0\0").user())
                .isEqualTo("ada");
    }

    @Test
    void longName_isRefused() {
        assertThat(refusal(0x30000, "user\0" + "a".repeat(64) + "\0\0").code())
                .isEqualTo("name-too-long");
    }

    @Test
    void cancelWithoutKey_isUnreadable() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 12, 0x04, (byte) 0xd2, 0x16, 0x2e, 0, 0, 0, 1});
        assertThat(StartupCheck.check(ByteBuffer.wrap(out.toByteArray())))
                .isInstanceOf(Verdict.Unreadable.class);
    }
}
