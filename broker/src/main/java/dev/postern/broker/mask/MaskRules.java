package dev.postern.broker.mask;

import java.util.List;
import java.util.regex.Pattern;

/// The `masking` section of the configuration.
///
/// @param ownSessionsPlain whether people see their own sessions without masks
/// @param off              targets whose recordings are shown without masks; `*` is any
/// @param rules            classes of columns; the first that fits counts, before what the broker knows by itself
public record MaskRules(boolean ownSessionsPlain, List<String> off, List<Rule> rules) {

    private static final String ANY = "*";

    /// Masks everywhere but in one's own sessions, by what the broker knows by itself.
    public static final MaskRules DEFAULT = new MaskRules(true, List.of(), List.of());

    public MaskRules {
        off = List.copyOf(off);
        rules = List.copyOf(rules);
    }

    /// The class of some columns. Names are compared without case; `*` stands for any characters.
    ///
    /// @param targets names of targets, `*` for any
    /// @param table   a table, with or without its schema
    public record Rule(List<String> targets, String table, String column, MaskClass maskClass) {
        public Rule {
            targets = List.copyOf(targets);
        }

        boolean isOfTarget(String target) {
            return targets.contains(ANY) || targets.contains(target);
        }
    }

    /// Whether recordings of `target` are masked.
    boolean isOnFor(String target) {
        return !off.contains(ANY) && !off.contains(target);
    }

    /// A pattern of the configuration, ready to be compared.
    static Pattern glob(String text) {
        StringBuilder regex = new StringBuilder();
        for (String part : text.splitWithDelimiters("\\*", -1)) {
            regex.append(part.equals(ANY) ? ".*" : Pattern.quote(part));
        }
        return Pattern.compile(
                regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }
}
