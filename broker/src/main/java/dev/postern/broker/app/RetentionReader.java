package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.retention.RetentionRule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the `retention` section: a list of rules, the first that covers a target counts.
final class RetentionReader {

    private RetentionReader() {}

    static List<RetentionRule> read(Optional<ConfigNode> node) throws ConfigException {
        List<RetentionRule> rules = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                rules.add(rule(item));
            }
        }
        return rules;
    }

    private static RetentionRule rule(ConfigNode node) throws ConfigException {
        Section section = node.section("targets", "labels", "keep");
        Optional<ConfigNode> targets = section.optional("targets");
        Optional<ConfigNode> labelled = section.optional("labels");
        if (targets.isEmpty() && labelled.isEmpty()) {
            throw node.problem(
                    "selects no target",
                    "add `targets: [name]`, `targets: [\"*\"]` or `labels: {name: value}`");
        }
        List<String> labels = new ArrayList<>();
        if (labelled.isPresent()) {
            for (Map.Entry<String, ConfigNode> entry : labelled.get().entries().entrySet()) {
                labels.add(entry.getKey() + "=" + entry.getValue().text());
            }
        }
        return new RetentionRule(
                targets.isPresent() ? targets.get().texts() : List.of("*"),
                labels,
                section.required("keep").duration());
    }
}
