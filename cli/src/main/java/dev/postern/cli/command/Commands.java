package dev.postern.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// The commands by name. Each is made only when it is called or listed, so that one command pays for itself alone.
///
/// A name maps to an object annotated with picocli's `@Command`; a noun such as `db` is a [Group] of verbs.
public final class Commands {

    private final Map<String, Function<CommandContext, Object>> makers = new LinkedHashMap<>();

    /// Adds a command; the order is that of `postern --help`.
    public Commands add(String name, Function<CommandContext, Object> maker) {
        makers.put(name, maker);
        return this;
    }

    /// The commands, in their order.
    public Map<String, Function<CommandContext, Object>> makers() {
        return makers;
    }

    /// A noun with its verbs.
    public static final class Group {

        private final String about;
        private final Commands verbs;

        /// @param about one line for `--help`
        public Group(String about, Commands verbs) {
            this.about = about;
            this.verbs = verbs;
        }

        /// One line for `--help`.
        public String about() {
            return about;
        }

        /// The verbs.
        public Commands verbs() {
            return verbs;
        }
    }
}
