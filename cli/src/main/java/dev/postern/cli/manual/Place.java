package dev.postern.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What kind of word stands where a person types, by the words before it.
///
/// @param kind    what is typed
/// @param word    what stands there already
/// @param subject the target that the line names, or empty
record Place(Kind kind, String word, String subject) {

    /// What the broker knows the names of.
    enum Kind {
        TARGET,
        DATABASE,
        DATABASE_ROLE,
        SESSION,
        REQUEST,
        SAVED,
        FILTER,
        TOPIC,
        NOTHING
    }

    private static final Map<String, Kind> OPTIONS =
            Map.of(
                    "--target",
                    Kind.TARGET,
                    "--database",
                    Kind.DATABASE,
                    "--as",
                    Kind.DATABASE_ROLE,
                    "--saved",
                    Kind.SAVED);

    /// The first positional words of these commands.
    private static final Map<Kind, Set<String>> FIRST =
            Map.of(
                    Kind.TARGET,
                    Set.of(
                            "db connect",
                            "db config",
                            "db login",
                            "db logout",
                            "db env",
                            "proxy db",
                            "request create",
                            "request break-glass"),
                    Kind.SESSION,
                    Set.of(
                            "play",
                            "tail",
                            "diff",
                            "exec-replay",
                            "export",
                            "unmask",
                            "open",
                            "note",
                            "tag",
                            "sessions show",
                            "sessions end",
                            "sessions hold",
                            "sessions resume",
                            "sessions cancel",
                            "review done",
                            "review assign",
                            "review undo"),
                    Kind.REQUEST,
                    Set.of(
                            "request show",
                            "request approve",
                            "request deny",
                            "request extend",
                            "request revoke",
                            "request review",
                            "request watch"),
                    Kind.SAVED,
                    Set.of("saved rm"),
                    Kind.FILTER,
                    Set.of("search", "sessions ls", "saved add"),
                    Kind.TOPIC,
                    Set.of("help"));

    /// The commands whose positional words behind the first are of the same kind.
    private static final Set<String> ALL_ALIKE = Set.of("search", "sessions ls", "tail", "diff");

    /// The place at the end of a command line, whose first word is the program.
    static Place of(String line) {
        List<String> words = new ArrayList<>(List.of(line.stripLeading().split("\\s+", -1)));
        String word = words.removeLast();
        List<String> plain = new ArrayList<>();
        for (String one : words.isEmpty() ? words : words.subList(1, words.size())) {
            if (!one.startsWith("-")) {
                plain.add(one);
            }
        }
        String subject = plain.size() > 2 ? plain.get(2) : "";
        int at = words.indexOf("--target");
        if (at >= 0 && at + 1 < words.size()) {
            subject = words.get(at + 1);
        }
        subject = subject.contains("/") ? subject.substring(0, subject.indexOf('/')) : subject;
        if (words.contains("--") || word.startsWith("-")) {
            return new Place(Kind.NOTHING, word, "");
        }
        Kind option = words.isEmpty() ? null : OPTIONS.get(words.getLast());
        return new Place(option == null ? positional(plain, word) : option, word, subject);
    }

    private static Kind positional(List<String> plain, String word) {
        for (int length = Math.min(2, plain.size()); length > 0; length--) {
            String command = String.join(" ", plain.subList(0, length));
            for (Map.Entry<Kind, Set<String>> kind : FIRST.entrySet()) {
                if (kind.getValue().contains(command)) {
                    boolean isHere =
                            plain.size() == length
                                    || ALL_ALIKE.contains(command)
                                    || command.equals("saved add");
                    boolean isFilter =
                            command.equals("tail")
                                    && (plain.size() > length || word.matches("-?[a-z].*"));
                    if (isFilter) {
                        return Kind.FILTER;
                    }
                    boolean isName = command.equals("saved add") && plain.size() == length;
                    return isHere && !isName ? kind.getKey() : Kind.NOTHING;
                }
            }
        }
        return plain.equals(List.of("access", "explain", plain.isEmpty() ? "" : plain.getLast()))
                ? Kind.TARGET
                : Kind.NOTHING;
    }
}
