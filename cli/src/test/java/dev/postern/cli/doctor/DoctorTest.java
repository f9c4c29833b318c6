package dev.postern.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Every thing that can be wrong is named, with what to do about it.
final class DoctorTest {

    private static final String READY = "{\"ready\":true,\"state\":\"ready\"}";
    private static final String STORE =
            """
            {"fileSystem":"ext4","syncs":200,"syncP50Micros":900,"syncP99Micros":2000,"warning":"",\
            "quarantined":0,"recovery":"","alarm":"none","freeBytes":7,"totalBytes":9,\
            "uploads":{"state":"ok","pending":0,"failingSince":"2026-11-21T00:59:00Z"}}\
            """;
    private static final String SESSION = "01KAJ5X1C0AAAAAAAAAAAAAAA1";

    @TempDir Path home;
    @TempDir Path folder;

    private StubBroker broker;
    private Path data;

    @BeforeEach
    void start() throws IOException {
        broker = new StubBroker(home).login();
        broker.on("GET /ready", 200, READY).on("GET /api/v1/store", 200, STORE);
        data = Files.createDirectory(folder.resolve("data"));
        mode(data, "rwx------");
        write("recordings/2026/11/21/" + SESSION + ".pgrec");
        write("recording-keys/2026/11/21/" + SESSION + ".pgkey");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void soundBroker_hasOnlyGoodFindings() {
        broker.run("doctor");

        assertThat(broker.out())
                .contains("ok     login", "ok     ready", "ok     store", "ok     uploads")
                .contains("ext4, sync p50 900 us")
                .doesNotContain("WRONG  ready", "WRONG  store", "quarantine", "recovery");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "quarantined":0        | "quarantined":2         | WRONG  quarantine  2 files of recordings cannot be read | .reason.txt files in quarantine/
                    "alarm":"none"         | "alarm":"low"           | warn   space       7 of 9 bytes are free | Free space before sessions are refused
                    "syncP50Micros":900    | "syncP50Micros":80000   | warn   store       ext4, sync p50 80000 us, p99 2000 us: each statement of a strict target waits | disk with a cache that survives power loss
                    "warning":""           | "warning":"it is tmpfs" | warn   store       it is tmpfs | See docs/durability.md
                    "recovery":""          | "recovery":"7 left"     | warn   recovery    7 left | Ask again in a minute
                    "recovery":""          | "recovery":"recordings of an earlier start could not be recovered: x" | WRONG  recovery    recordings of an earlier start could not be recovered: x | journal/ keeps what is left
                    "state":"ok","pending":0 | "state":"unreachable","pending":3 | WRONG  uploads     3 recordings wait for the object store, which fails since 2026-11-21T00:59:00Z | the network, the credentials and the bucket
                    "state":"ok","pending":0 | "state":"full","pending":3 | WRONG  uploads     3 recordings wait for the object store and there is no room for more | raise `spool-limit`
                    """)
    void whatTheBrokerSaysOfItsStore_isNamedWithItsRemedy(
            String right, String wrong, String finding, String remedy) {
        String answer = STORE.replace(right, wrong);
        assertThat(answer).isNotEqualTo(STORE);
        broker.on("GET /api/v1/store", 200, answer);

        int exit = broker.run("doctor");

        assertThat(broker.out()).contains(finding).contains(remedy);
        assertThat(exit).isEqualTo(broker.out().contains("WRONG") ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    full       | An administrator must free space in the broker's data directory.
                    unreadable | An administrator must look at the disk of the broker's data directory
                    slow       | Wait, and have the broker's disk looked at.
                    failed     | An administrator must look at the disk and restart the broker.
                    """)
    void brokerThatTakesNoSessions_saysWhyAndWhatToDo(String state, String remedy) {
        broker.on(
                "GET /ready",
                503,
                "{\"ready\":false,\"state\":\""
                        + state
                        + "\",\"since\":\"2026-11-21T00:00:00Z\",\"reason\":\"this is why\"}");

        assertThat(broker.run("doctor")).isEqualTo(1);

        assertThat(broker.out())
                .contains("takes no sessions since 2026-11-21T00:00:00Z: this is why", remedy);
    }

    /// The stub's clock is the machine's, the command's is [StubBroker#NOW].
    @Test
    void clocksThatDiffer_areNamed() {
        assertThat(broker.run("doctor")).isEqualTo(1);

        assertThat(broker.out())
                .containsPattern(
                        "WRONG  clock +this machine's clock and the broker's differ by \\d+ s")
                .contains("Set both by NTP");
    }

    @Test
    void brokerThatIsNotThere_isNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(broker.run("doctor", "--proxy", "http://127.0.0.1:" + port)).isEqualTo(1);
        assertThat(broker.out()).contains("refuses connections", "Start the broker, or open");

        broker.run("doctor", "--proxy", "http://no-such-host.invalid");
        assertThat(broker.out()).contains("does not resolve", "Check --proxy or POSTERN_PROXY");
    }

    @Test
    void secretsOfThePersonThatOthersCanRead_areNamed() throws IOException {
        mode(home.resolve("login.json"), "rw-r--r--");

        assertThat(broker.run("doctor")).isEqualTo(1);

        assertThat(broker.out())
                .contains("others can read " + home.resolve("login.json"), "Run: chmod 600 ");
    }

    @Test
    void dataFolder_isLookedAtIfItIsNamed() {
        broker.run("doctor", "--data", data.toString());

        assertThat(broker.out())
                .contains("ok     data        " + data + " is its owner's alone")
                .contains("ok     keys        1 recordings, none without its key")
                .containsPattern("(ok    |warn  ) swap ");
    }

    @Test
    void dataFolderThatIsNone_orThatOthersReach_isNamed() throws IOException {
        assertThat(store(data.resolve("none")))
                .anySatisfy(f -> isWrong(f, "data", "is no folder", "`data`"));

        mode(data, "rwxr-x---");
        assertThat(store(data))
                .anySatisfy(f -> isWrong(f, "data", "others can look into", "chmod 700 " + data));
    }

    @Test
    void recordingWithoutKey_isNamed_andOneThatWasErasedIsNot() throws IOException {
        write("recordings/2026/11/21/01KAJ5X1C0AAAAAAAAAAAAAAA2.pgrec");
        write("recordings/2026/11/21/01KAJ5X1C0AAAAAAAAAAAAAAA3.pgrec");
        write("recording-keys/2026/11/21/01KAJ5X1C0AAAAAAAAAAAAAAA3.destroyed");

        assertThat(store(data))
                .anySatisfy(f ->
                        isWrong(
                                f,
                                "keys",
                                "1 of 3 recordings have no key file and cannot be opened, the first"
                                        + " is 01KAJ5X1C0AAAAAAAAAAAAAAA2",
                                "Copy recording-keys/ back"));
    }

    @Test
    void quarantinedFile_isNamedWithItsReason() throws IOException {
        write("quarantine/" + SESSION + ".pgrec");
        Files.writeString(
                data.resolve("quarantine/" + SESSION + ".pgrec.reason.txt"),
                "block 3 is damaged\n");

        assertThat(store(data))
                .anySatisfy(f ->
                        isWrong(
                                f,
                                "quarantine",
                                SESSION + ".pgrec cannot be read: block 3 is damaged",
                                "Keep it as evidence"));
    }

    @Test
    void swapThatIsOn_isNamed() throws IOException {
        Path swaps =
                Files.writeString(
                        folder.resolve("swaps"),
                        "Filename Type Size Used Priority\n/dev/sda2 partition 1048572 0 -2\n");

        assertThat(new StoreChecks(data, swaps).run())
                .anySatisfy(f -> {
                    assertThat(f.grade()).isEqualTo(Finding.Grade.WARNING);
                    assertThat(f.text()).startsWith("on (/dev/sda2): keys and rows");
                    assertThat(f.remedy()).contains("swapoff -a");
                });
        Files.writeString(swaps, "Filename Type Size Used Priority\n");
        assertThat(new StoreChecks(data, swaps).run())
                .anySatisfy(f -> assertThat(f.subject() + " " + f.text()).isEqualTo("swap off"));
    }

    @Test
    void scarceRoom_isWhereABrokerRefusesSessions() {
        assertThat(StoreChecks.isScarce(511L << 20, 1L << 30)).isTrue();
        assertThat(StoreChecks.isScarce(600L << 20, 1L << 30)).isFalse();
        assertThat(StoreChecks.isScarce(4L << 30, 100L << 30)).isTrue();
        assertThat(StoreChecks.isScarce(6L << 30, 100L << 30)).isFalse();
    }

    private List<Finding> store(Path at) throws IOException {
        return new StoreChecks(at, folder.resolve("no-swaps")).run();
    }

    private static void isWrong(Finding finding, String subject, String text, String remedy) {
        assertThat(finding.grade()).isEqualTo(Finding.Grade.WRONG);
        assertThat(finding.subject()).isEqualTo(subject);
        assertThat(finding.text()).contains(text);
        assertThat(finding.remedy()).contains(remedy);
    }

    private void write(String name) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, new byte[] {1});
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
