package dev.postern.cli.proxy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// Who of this machine's users holds the other end of a loopback connection, by the table that Linux keeps of its
/// sockets.
///
/// A port of a machine is open to all its users, and what comes through would be recorded as this person's. Where the
/// table is, the port serves its owner alone; where it is not (macOS, Windows), [#canTell] is false.
final class PeerOwner {

    private static final List<Path> TABLES =
            List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int ADDRESS = 1;
    private static final int REMOTE = 2;
    private static final int OWNER = 7;
    private static final int COLUMNS = 10;

    private PeerOwner() {}

    /// Whether this system says who holds a connection.
    static boolean canTell() {
        return Files.isReadable(TABLES.getFirst());
    }

    /// Whether the other end of an accepted connection belongs to the user that runs this process.
    static boolean isOurs(Socket accepted) throws IOException {
        OptionalInt owner = owner(accepted.getPort(), accepted.getLocalPort());
        return owner.isPresent()
                && Integer.valueOf(owner.getAsInt())
                        .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /// The user who holds the end with port `theirs` of the connection to our port `ours`.
    private static OptionalInt owner(int theirs, int ours) throws IOException {
        String from = String.format(Locale.ROOT, ":%04X", theirs);
        String to = String.format(Locale.ROOT, ":%04X", ours);
        for (Path table : TABLES) {
            if (!Files.isReadable(table)) {
                continue;
            }
            for (String line : Files.readAllLines(table)) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length >= COLUMNS
                        && columns[ADDRESS].endsWith(from)
                        && columns[REMOTE].endsWith(to)) {
                    return OptionalInt.of(Integer.parseInt(columns[OWNER]));
                }
            }
        }
        return OptionalInt.empty();
    }
}
