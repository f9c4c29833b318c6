package dev.postern.broker.app;

import dev.postern.broker.base.Randomness;
import dev.postern.keys.KeyEncryptionKey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Starts a broker in a folder of its own and ends it: a JVM that runs this with `-XX:AOTCacheOutput`
/// keeps what a start loads and links, for the starts to come.
public final class StartTraining {

    /// Nobody signs in and no target is asked: the addresses lead nowhere.
    private static final String CONFIGURATION =
            """
            data: store
            keys: {file: key}
            postgres: {listen: 127.0.0.1:0, warm-up: false}
            web: {listen: 127.0.0.1:0}
            sign-in: {issuer: http://127.0.0.1:9, client-id: postern}
            targets:
              orders:
                hosts: [127.0.0.1:9]
                databases: [shop]
                logins: {app_read: {password-file: key}}
            roles:
              engineer: {groups: [engineers]}
            """;

    private StartTraining() {}

    /// Takes no arguments.
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("postern-start-training");
        try {
            run(folder);
        } finally {
            RehearsalFolder.remove(folder);
        }
        System.exit(0);
    }

    private static void run(Path folder) throws Exception {
        byte[] key = Randomness.system().bytes(KeyEncryptionKey.BYTES);
        secret(folder.resolve("key"), HexFormat.of().formatHex(key));
        Path file = Files.writeString(folder.resolve("postern.yaml"), CONFIGURATION);
        BrokerConfig config = BrokerConfigReader.read(file, Map.of());
        Broker.start(config, Broker.Machine.system(), List.of()).close();
    }

    private static void secret(Path file, String text) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text + "\n", StandardCharsets.US_ASCII);
    }
}
