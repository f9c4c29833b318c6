package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.mask.MaskClass;
import dev.postern.broker.mask.MaskRules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the `masking` section.
final class MaskingReader {

    private static final List<String> ANY = List.of("*");

    private MaskingReader() {}

    static MaskRules read(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return MaskRules.DEFAULT;
        }
        Section section = node.get().section("own-sessions", "off", "columns");
        Optional<ConfigNode> own = section.optional("own-sessions");
        Optional<ConfigNode> off = section.optional("off");
        Optional<ConfigNode> columns = section.optional("columns");
        List<MaskRules.Rule> rules = new ArrayList<>();
        if (columns.isPresent()) {
            for (ConfigNode item : columns.get().items()) {
                rules.add(rule(item));
            }
        }
        return new MaskRules(
                own.isEmpty() || isPlain(own.get()),
                off.isPresent() ? off.get().texts() : List.of(),
                rules);
    }

    private static boolean isPlain(ConfigNode node) throws ConfigException {
        return switch (node.text()) {
            case "plain" -> true;
            case "masked" -> false;
            default -> throw node.problem("is \"" + node.text() + "\"", "write plain or masked");
        };
    }

    private static MaskRules.Rule rule(ConfigNode node) throws ConfigException {
        Section section = node.section("targets", "table", "column", "class");
        Optional<ConfigNode> targets = section.optional("targets");
        Optional<ConfigNode> table = section.optional("table");
        ConfigNode word = section.required("class");
        Optional<MaskClass> maskClass = MaskClass.of(word.text());
        if (maskClass.isEmpty()) {
            throw word.problem(
                    "is \"" + word.text() + "\"", "write plain, personal, secret or restricted");
        }
        return new MaskRules.Rule(
                targets.isPresent() ? targets.get().texts() : ANY,
                table.isPresent() ? table.get().text() : "*",
                section.required("column").text(),
                maskClass.get());
    }
}
