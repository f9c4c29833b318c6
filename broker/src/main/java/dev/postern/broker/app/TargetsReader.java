package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.HostPort;
import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.record.Durability;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetOptions;
import dev.postern.broker.target.TargetOptions.Announce;
import dev.postern.broker.target.TargetOptions.ServerRole;
import dev.postern.broker.target.TargetTls;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the `targets` section.
final class TargetsReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private static final Duration DEFAULT_HEALTH_CHECK = Duration.ofSeconds(30);

    private final Map<String, String> environment;
    private final Announce announce;

    /// @param announce which clients are told of their session where a target says nothing about it
    TargetsReader(Map<String, String> environment, Announce announce) {
        this.environment = environment;
        this.announce = announce;
    }

    List<Target> read(ConfigNode node) throws ConfigException {
        List<Target> targets = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
            targets.add(target(entry.getKey(), entry.getValue()));
        }
        if (targets.isEmpty()) {
            throw node.problem("is empty", "add at least one target");
        }
        return targets;
    }

    /// One target.
    Target target(String name, ConfigNode node) throws ConfigException {
        if (!NAME.matcher(name).matches()) {
            throw node.problem(
                    "has a name that cannot be used",
                    "use lower-case letters, digits and -, at most 63");
        }
        Section section =
                node.section(
                        "labels",
                        "hosts",
                        "tls",
                        "tls-ca",
                        "tls-own-authority",
                        "server-role",
                        "health-check",
                        "limits",
                        "announce",
                        "high-risk",
                        "databases",
                        "durability",
                        "allow-unrecorded",
                        "logins");
        TargetTls tls = tls(section);
        List<Target.Host> hosts = hosts(section.required("hosts"));
        return new Target(
                name,
                labels(section.optional("labels")),
                hosts,
                tls,
                section.required("databases").texts(),
                new LoginsReader(environment, tls).read(section.required("logins")),
                durability(section),
                options(section, hosts.size()));
    }

    private TargetOptions options(Section section, int hosts) throws ConfigException {
        Optional<ConfigNode> role = section.optional("server-role");
        Optional<ConfigNode> told = section.optional("announce");
        return new TargetOptions(
                role.isPresent() ? role.get().choice(ServerRole.class) : ServerRole.ANY,
                LimitsReader.read(section.optional("limits")),
                told.isPresent() ? told.get().choice(Announce.class) : announce,
                healthCheck(section.optional("health-check"), hosts),
                flag(section.optional("high-risk").orElse(null)));
    }

    private static @Nullable Duration healthCheck(Optional<ConfigNode> node, int hosts)
            throws ConfigException {
        if (node.isEmpty()) {
            return hosts > 1 ? DEFAULT_HEALTH_CHECK : null;
        }
        return node.get().text().equals("off") ? null : node.get().duration();
    }

    private static Durability durability(Section section) throws ConfigException {
        Optional<ConfigNode> node = section.optional("durability");
        boolean isAllowed = flag(section.optional("allow-unrecorded").orElse(null));
        if (node.isEmpty()) {
            return Durability.STRICT;
        }
        Durability durability = node.get().choice(Durability.class);
        if (durability == Durability.BEST_EFFORT && !isAllowed) {
            throw node.get()
                    .problem(
                            "is best-effort, which may run statements unrecorded",
                            "choose strict, or add `allow-unrecorded: true` to the target");
        }
        return durability;
    }

    private static Map<String, String> labels(Optional<ConfigNode> node) throws ConfigException {
        Map<String, String> labels = new LinkedHashMap<>();
        if (node.isPresent()) {
            for (Map.Entry<String, ConfigNode> entry : node.get().entries().entrySet()) {
                labels.put(entry.getKey(), entry.getValue().text());
            }
        }
        return labels;
    }

    private static List<Target.Host> hosts(ConfigNode node) throws ConfigException {
        List<Target.Host> hosts = new ArrayList<>();
        for (ConfigNode item : node.items()) {
            HostPort address = item.address();
            hosts.add(new Target.Host(address.host(), address.port()));
        }
        if (hosts.isEmpty()) {
            throw node.problem("is empty", "name at least one HOST:PORT");
        }
        return hosts;
    }

    private static TargetTls tls(Section section) throws ConfigException {
        Optional<ConfigNode> mode = section.optional("tls");
        Optional<ConfigNode> ca = section.optional("tls-ca");
        Path caFile = ca.isPresent() ? ca.get().existingFile() : null;
        return new TargetTls(
                mode.isPresent()
                        ? mode.get().choice(TargetTls.Mode.class)
                        : TargetTls.Mode.VERIFY_FULL,
                caFile,
                flag(section.optional("tls-own-authority").orElse(null)));
    }

    private static boolean flag(@Nullable ConfigNode node) throws ConfigException {
        return node != null && node.flag();
    }
}
