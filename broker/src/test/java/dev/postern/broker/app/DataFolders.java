package dev.postern.broker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Data folders side by side, with one key and a configuration each.
final class DataFolders {

    private final Path folder;

    /// Puts the key and a password into `folder`.
    DataFolders(Path folder) throws IOException {
        this.folder = folder;
        secret("kek", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        secret("password", "s3cret");
    }

    private void secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /// Where the data of `name` is.
    Path of(String name) {
        return folder.resolve(name);
    }

    /// Opens what a broker keeps in `name`.
    Storage open(String name) throws Exception {
        return Storage.open(config(name), 1, Broker.Machine.system());
    }

    private BrokerConfig config(String name) throws Exception {
        return BrokerConfigReader.read(
                Files.writeString(
                        folder.resolve(name + ".yaml"),
                        """
                        data: %s
                        keys: {file: kek}
                        postgres: {listen: 127.0.0.1:0}
                        web: {listen: 127.0.0.1:0}
                        sign-in: {issuer: https://login.example.com, client-id: postern}
                        targets:
                          orders:
                            hosts: [db1:5432]
                            databases: [shop]
                            logins: {app_read: {password-file: password}}
                        roles:
                          engineer: {groups: [engineers]}
                        """
                                .formatted(name)),
                Map.of());
    }

    /// What `kill -9` would leave of `from` now, as `to`.
    void copy(String from, String to) throws IOException {
        copy(of(from), of(to));
    }

    /// Copies a folder with everything in it; files that are there already stay.
    static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.toList();
        }
        for (Path file : files) {
            Path copy = to.resolve(from.relativize(file).toString());
            if (!Files.exists(copy)) {
                Files.copy(file, copy);
            }
        }
    }
}
