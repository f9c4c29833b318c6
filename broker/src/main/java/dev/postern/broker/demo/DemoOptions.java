package dev.postern.broker.demo;

import dev.postern.broker.record.Durability;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `postern demo` was asked for.
///
/// @param data    folder for everything the demo keeps
/// @param story   whether a session is recorded and played before the demo is ready
/// @param target  the user's own server, or null for the demo's
/// @param announce which clients are told of their session: `off`, `psql` or `all`
/// @param envFile where to write shell lines once ready, or null
record DemoOptions(
        Path data,
        boolean reset,
        boolean once,
        boolean story,
        @Nullable LibpqUri target,
        Durability durability,
        String announce,
        @Nullable Path envFile) {

    static final String HELP =
            """
            Shows all of Postern on this machine: a PostgreSQL, the broker, a sign-in, a recorded psql session and its replay.

              postern demo                                   run the story, then stay up until Ctrl-C
              postern demo --once                            run the story and end; exit 0 if every step held
              postern demo --target postgresql://me@db/app   put the broker in front of your own PostgreSQL

            --data DIR          folder for everything the demo keeps (default: demo-data beside the postern command)
            --reset             delete that folder first
            --once              end after the story
            --no-story          record nothing: the broker as it is before its first session
            --target LIBPQ-URI  your own server instead of the demo's; sslmode, sslrootcert, sslcert, sslkey and password
                                (or PGPASSWORD) are understood; any database of it may then be asked for
            --durability MODE   strict (default), strict-full, write-through or best-effort (may leave gaps)
            --announce WHOM     which clients read a line about their session when it begins: off, psql (default) or all
            --env-file FILE     once ready, write PGHOST, PGPORT, PGUSER, ... POSTERN_URL and POSTERN_PID as shell lines
            """;

    /// Reads the arguments after `demo`.
    ///
    /// @param root folder of the postern command, the default place for `demo-data`
    static DemoOptions parse(List<String> arguments, Path root, Map<String, String> environment)
            throws UsageException {
        Path data = root.resolve("demo-data");
        boolean reset = false;
        boolean once = false;
        boolean story = true;
        LibpqUri target = null;
        Durability durability = Durability.STRICT;
        String announce = "psql";
        Path envFile = null;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String[] option = rest.next().split("=", 2);
            switch (option[0]) {
                case "--reset" -> reset = true;
                case "--once" -> once = true;
                case "--no-story" -> story = false;
                case "--data" -> data = Path.of(value(option, rest));
                case "--target" -> target = LibpqUri.parse(value(option, rest), environment);
                case "--durability" -> durability = durability(value(option, rest));
                case "--announce" -> announce = announce(value(option, rest));
                case "--env-file" -> envFile = Path.of(value(option, rest));
                default ->
                        throw new UsageException(
                                "demo does not know \""
                                        + option[0]
                                        + "\"; see postern demo --help");
            }
        }
        return new DemoOptions(
                data.toAbsolutePath().normalize(),
                reset,
                once,
                story,
                target,
                durability,
                announce,
                envFile);
    }

    private static String value(String[] option, Iterator<String> rest) throws UsageException {
        if (option.length == 2) {
            return option[1];
        }
        if (!rest.hasNext()) {
            throw new UsageException(option[0] + " needs a value; see postern demo --help");
        }
        return rest.next();
    }

    private static String announce(String text) throws UsageException {
        if (!List.of("off", "psql", "all").contains(text)) {
            throw new UsageException(
                    "--announce is \"" + text + "\"; choose one of off, psql, all");
        }
        return text;
    }

    private static Durability durability(String text) throws UsageException {
        for (Durability mode : Durability.values()) {
            if (name(mode).equals(text)) {
                return mode;
            }
        }
        throw new UsageException(
                "--durability is \""
                        + text
                        + "\"; choose one of "
                        + String.join(
                                ", ",
                                Arrays.stream(Durability.values())
                                        .map(DemoOptions::name)
                                        .toList()));
    }

    /// The mode as it is written in configuration files.
    static String name(Durability mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
