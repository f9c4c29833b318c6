import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Runs npm for the web UI: `build` installs what the lock file names and writes dist/, `test` runs the unit tests.
 * Each step is left out when the hash of everything it reads equals the one in its stamp under target/.
 * Runs as a single source file on any JDK from 17.
 */
public final class BuildWebUi {

    private static final int NODE_MAJOR = 20;
    private static final int NODE_MINOR = 19;
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    private static final List<String> SOURCES = List.of(
            "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "index.html",
            "build", "dev", "public", "src", "test");

    private final Path module;

    private BuildWebUi(Path module) {
        this.module = module;
    }

    public static void main(String[] arguments) throws Exception {
        BuildWebUi step = new BuildWebUi(Path.of(arguments[0]).toAbsolutePath());
        try {
            switch (arguments[1]) {
                case "build" -> step.build();
                case "test" -> {
                    if (arguments.length < 3 || !arguments[2].equals("true")) {
                        step.test();
                    }
                }
                default -> throw new Refusal("Unknown step '" + arguments[1] + "' of the web UI build; use build or test.");
            }
        } catch (Refusal refusal) {
            System.err.println(refusal.getMessage());
            System.exit(1);
        }
    }

    private void build() throws Exception {
        String sources = hash(SOURCES);
        if (isStamped("build", sources) && Files.exists(module.resolve("dist/index.html"))) {
            System.out.println("Web UI: unchanged, dist/ is kept.");
            return;
        }
        requireNode();
        install();
        npm("run", "build");
        // Files carry the hash of what is in them: what an older build packed would stay in the jar beside the new ones.
        deleteTree(module.resolve("target/classes/web"));
        stamp("build", sources);
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void test() throws Exception {
        String sources = hash(SOURCES);
        if (isStamped("test", sources)) {
            System.out.println("Web UI: unchanged since its tests passed.");
            return;
        }
        requireNode();
        install();
        npm("test");
        stamp("test", sources);
    }

    private void install() throws Exception {
        String lock = hash(List.of("package.json", "package-lock.json"));
        if (isStamped("install", lock) && Files.isDirectory(module.resolve("node_modules/vite"))) {
            return;
        }
        // An installation that is cut off must not pass for a whole one.
        Files.deleteIfExists(stampOf("install"));
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error");
        stamp("install", lock);
    }

    private void requireNode() throws Exception {
        String found = nodeVersion();
        if (!isEnough(found)) {
            throw new Refusal("Postern's web UI is built with Node " + NODE_MAJOR + "." + NODE_MINOR + " or newer; found "
                    + found + "; install it from https://nodejs.org and run again");
        }
    }

    private static String nodeVersion() throws InterruptedException {
        try {
            Process node = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
            String answer = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return node.waitFor() == 0 ? answer : "a node that does not start (" + answer + ")";
        } catch (IOException notOnPath) {
            return "none on PATH";
        }
    }

    private static boolean isEnough(String version) {
        if (!version.matches("v\\d+\\.\\d+\\..*")) {
            return false;
        }
        String[] parts = version.substring(1).split("\\.");
        int major = Integer.parseInt(parts[0]);
        return major > NODE_MAJOR || (major == NODE_MAJOR && Integer.parseInt(parts[1]) >= NODE_MINOR);
    }

    private void npm(String... arguments) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(WINDOWS ? "npm.cmd" : "npm");
        command.addAll(List.of(arguments));
        System.out.println("Web UI: npm " + String.join(" ", arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(module.toFile()).inheritIO();
        builder.environment().put("NO_UPDATE_NOTIFIER", "1");
        int status;
        try {
            status = builder.start().waitFor();
        } catch (IOException absent) {
            throw new Refusal("Postern's web UI is built with npm, which comes with Node; found Node but no npm on PATH; "
                    + "install it from https://nodejs.org and run again");
        }
        if (status != 0) {
            throw new Refusal("npm " + String.join(" ", arguments) + " failed with status " + status + " in " + module
                    + "; its own message stands above.");
        }
    }

    private boolean isStamped(String step, String hash) throws IOException {
        Path stamp = stampOf(step);
        return Files.exists(stamp) && Files.readString(stamp).equals(hash);
    }

    private void stamp(String step, String hash) throws IOException {
        Files.createDirectories(stampOf(step).getParent());
        Files.writeString(stampOf(step), hash);
    }

    private Path stampOf(String step) {
        return module.resolve("target/npm-" + step + ".stamp");
    }

    private String hash(List<String> roots) throws Exception {
        var files = new TreeSet<Path>();
        for (String root : roots) {
            Path path = module.resolve(root);
            if (Files.exists(path)) {
                Files.walkFileTree(path, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        files.add(file);
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        var sink = new DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest);
        for (Path file : files) {
            String name = module.relativize(file).toString().replace('\\', '/');
            sink.write((name + "\n" + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
            try (InputStream in = Files.newInputStream(file)) {
                in.transferTo(sink);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What stops the build, as the one sentence that is printed. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }
}
