package dev.postern.broker.app;

import static dev.postern.broker.app.BrokerConfigReader.secret;

import dev.postern.broker.app.ConfigNode.HostPort;
import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.record.Durability;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the `targets` section.
final class TargetsReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final Map<String, String> environment;

    TargetsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    List<Target> read(ConfigNode node) throws ConfigException {
        List<Target> targets = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
            if (!NAME.matcher(entry.getKey()).matches()) {
                throw entry.getValue()
                        .problem(
                                "has a name that cannot be used",
                                "use lower-case letters, digits and -, at most 63");
            }
            targets.add(target(entry.getKey(), entry.getValue()));
        }
        if (targets.isEmpty()) {
            throw node.problem("is empty", "add at least one target");
        }
        return targets;
    }

    private Target target(String name, ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "labels",
                        "hosts",
                        "tls",
                        "tls-ca",
                        "databases",
                        "durability",
                        "allow-unrecorded",
                        "logins");
        return new Target(
                name,
                labels(section.optional("labels")),
                hosts(section.required("hosts")),
                tls(section),
                section.required("databases").texts(),
                logins(section.required("logins")),
                durability(section));
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
                caFile);
    }

    private List<TargetLogin> logins(ConfigNode node) throws ConfigException {
        List<TargetLogin> logins = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
            Section section =
                    entry.getValue()
                            .section(
                                    "password-file",
                                    "password-env",
                                    "client-certificate",
                                    "client-key",
                                    "allow-cleartext",
                                    "allow-md5");
            Optional<ConfigNode> certificate = section.optional("client-certificate");
            Optional<ConfigNode> key = section.optional("client-key");
            logins.add(
                    new TargetLogin(
                            entry.getKey(),
                            secret(section, "password", environment),
                            certificate.isPresent() ? certificate.get().existingFile() : null,
                            key.isPresent() ? key.get().secretFile() : null,
                            flag(section.optional("allow-cleartext").orElse(null)),
                            flag(section.optional("allow-md5").orElse(null))));
        }
        if (logins.isEmpty()) {
            throw node.problem(
                    "is empty", "name at least one database role the broker can log in as");
        }
        return logins;
    }

    private static boolean flag(@Nullable ConfigNode node) throws ConfigException {
        return node != null && node.flag();
    }
}
