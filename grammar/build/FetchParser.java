import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Has npm fetch PostgreSQL's parser as the lock file names it, unless it is there already, and checks it once more against
 * the checksum below. Runs as a single source file on any JDK from 17.
 */
public final class FetchParser {

    private static final String PARSER = "node_modules/libpg-query/wasm/libpg-query.wasm";
    private static final String SHA_256 = "378b64e6182f65c71ad5dbd2c31c81e9dfed7d2f2debfb4b51c0d0de8fa2ae36";
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private FetchParser() {}

    public static void main(String[] arguments) throws Exception {
        Path module = Path.of(arguments[0]).toAbsolutePath();
        String found = sha256(module.resolve(PARSER));
        if (!found.equals(SHA_256)) {
            fetch(module);
            found = sha256(module.resolve(PARSER));
        }
        if (!found.equals(SHA_256)) {
            fail("PostgreSQL's parser is not the one that Postern was built with: " + PARSER + " has the SHA-256 " + found
                    + " instead of " + SHA_256 + "; remove grammar/node_modules and build again");
        }
    }

    private static void fetch(Path module) throws InterruptedException {
        List<String> command =
                List.of(
                        WINDOWS ? "npm.cmd" : "npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund",
                        "--loglevel=error");
        try {
            int exit = new ProcessBuilder(command).directory(module.toFile()).inheritIO().start().waitFor();
            if (exit != 0) {
                fail("npm could not fetch PostgreSQL's parser (exit code " + exit
                        + ", see above); check that the npm registry is reachable and build again");
            }
        } catch (IOException e) {
            fail("Postern is built with Node 20.19 or newer and its npm; npm does not start (" + e.getMessage()
                    + "); install Node from https://nodejs.org and build again");
        }
    }

    private static String sha256(Path file) throws Exception {
        if (!Files.exists(file)) {
            return "of a file that is not there";
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(1);
    }
}
