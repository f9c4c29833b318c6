package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.policy.Conditions;
import dev.postern.broker.policy.Hours;
import dev.postern.broker.policy.Network;
import dev.postern.broker.policy.Rule;
import dev.postern.broker.policy.Selection;
import dev.postern.broker.policy.Template;
import dev.postern.broker.policy.Terms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the `allow` and `deny` rules of a role.
final class RulesReader {

    private static final Duration DEFAULT_LONGEST_GRANT = Duration.ofHours(8);
    private static final Duration SHORTEST_DECISION = Duration.ofMinutes(1);
    private static final Duration LONGEST_DECISION = Duration.ofDays(90);
    private static final List<String> ANY = List.of("*");
    private static final int MOST_APPROVALS = 9;

    private RulesReader() {}

    static List<Rule> rules(Optional<ConfigNode> node) throws ConfigException {
        List<Rule> rules = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                rules.add(rule(item));
            }
        }
        return rules;
    }

    private static Rule rule(ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "targets",
                        "labels",
                        "databases",
                        "database-roles",
                        "access",
                        "replication",
                        "longest-grant",
                        "approvals",
                        "reviewers",
                        "ticket",
                        "auto-approve",
                        "self-extend",
                        "decide-within",
                        "break-glass",
                        "hours",
                        "networks");
        if (!section.has("targets") && !section.has("labels")) {
            throw node.problem(
                    "selects no target", "add `targets: [name]` or `labels: {name: value}`");
        }
        Optional<ConfigNode> access = section.optional("access");
        Optional<ConfigNode> replication = section.optional("replication");
        return new Rule(
                new Selection(
                        texts(section, "targets"),
                        labels(section),
                        texts(section, "databases"),
                        texts(section, "database-roles")),
                access.isPresent() ? access.get().choice(Rule.Access.class) : Rule.Access.OPEN,
                terms(section),
                new Conditions(
                        parsed(
                                section.optional("hours"),
                                Hours::parse,
                                "write for example mon-fri 08:00-18:00 Europe/Berlin"),
                        parsed(
                                section.optional("networks"),
                                Network::parse,
                                "write for example 10.0.0.0/8")),
                replication.isPresent() && replication.get().flag());
    }

    private static Terms terms(Section section) throws ConfigException {
        Optional<ConfigNode> longest = section.optional("longest-grant");
        Optional<ConfigNode> approvals = section.optional("approvals");
        Optional<ConfigNode> reviewers = section.optional("reviewers");
        Optional<ConfigNode> breakGlass = section.optional("break-glass");
        return new Terms(
                longest.isPresent() ? longest.get().duration() : DEFAULT_LONGEST_GRANT,
                approvals.isPresent()
                        ? BrokerConfigReader.number(approvals.get(), 1, MOST_APPROVALS)
                        : 1,
                reviewers.isPresent() ? reviewers.get().texts() : List.of(),
                ticket(section.optional("ticket")),
                new Terms.Automatic(
                        duration(section.optional("auto-approve")),
                        duration(section.optional("self-extend")),
                        decideWithin(section.optional("decide-within"))),
                breakGlass.isPresent() && breakGlass.get().flag());
    }

    private static Duration decideWithin(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return Terms.Automatic.LAPSE_AFTER;
        }
        Duration within = node.get().duration();
        if (within.compareTo(SHORTEST_DECISION) < 0 || within.compareTo(LONGEST_DECISION) > 0) {
            throw node.get().problem("is out of range", "write 1m to 90d");
        }
        return within;
    }

    private static Duration duration(Optional<ConfigNode> node) throws ConfigException {
        return node.isPresent() ? node.get().duration() : Duration.ZERO;
    }

    private static String ticket(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return "";
        }
        String pattern = node.get().text();
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw node.get()
                    .problem(
                            "is no regular expression: " + e.getDescription(),
                            "write for example OPS-[0-9]+");
        }
        return pattern;
    }

    private static List<String> labels(Section section) throws ConfigException {
        List<String> labels = new ArrayList<>();
        Optional<ConfigNode> labelled = section.optional("labels");
        if (labelled.isPresent()) {
            for (Map.Entry<String, ConfigNode> entry : labelled.get().entries().entrySet()) {
                labels.add(entry.getKey() + "=" + template(entry.getValue()));
            }
        }
        return labels;
    }

    private static List<String> texts(Section section, String key) throws ConfigException {
        Optional<ConfigNode> node = section.optional(key);
        if (node.isEmpty()) {
            return ANY;
        }
        List<String> texts = new ArrayList<>();
        for (ConfigNode item : node.get().items()) {
            texts.add(template(item));
        }
        return texts;
    }

    private static String template(ConfigNode node) throws ConfigException {
        String problem = Template.problem(node.text());
        if (!problem.isEmpty()) {
            throw node.problem(
                    problem,
                    "use one of {{subject}}, {{email}}, {{email.local}}, {{groups}} or"
                            + " {{groups.PREFIX}}");
        }
        return node.text();
    }

    private static <T> List<T> parsed(
            Optional<ConfigNode> node, Function<String, T> parse, String remedy)
            throws ConfigException {
        List<T> values = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                try {
                    values.add(parse.apply(item.text()));
                } catch (RuntimeException _) {
                    throw item.problem("is \"" + item.text() + "\"", remedy);
                }
            }
        }
        return values;
    }
}
