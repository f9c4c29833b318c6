package dev.postern.broker.app;

import dev.postern.broker.access.ManagedAccess;
import dev.postern.broker.access.ManagedException;
import dev.postern.broker.policy.Role;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetOptions.Announce;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads targets and roles that are added while the broker runs, by the code that reads the configuration.
///
/// They come from somebody who may administer the broker, not from whoever runs it: they name files of one folder and
/// variables of one prefix only, run no program, and give no rights in the broker itself.
final class ManagedReader implements ManagedAccess.Definitions {

    /// What the names of variables that may be named begin with.
    static final String VARIABLES = "POSTERN_SECRET_";

    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final List<String> FILES = List.of("tls-ca", "client-certificate", "client-key");

    private final BrokerConfig.Managed managed;
    private final Announce announce;

    ManagedReader(BrokerConfig.Managed managed, Announce announce) {
        this.managed = managed;
        this.announce = announce;
    }

    @Override
    public Optional<ManagedException> closed() {
        return managed.secrets() != null
                ? Optional.empty()
                : Optional.of(
                        new ManagedException(
                                ManagedException.Kind.OFF,
                                "This broker takes targets and roles from its configuration only.",
                                "Add `managed: {secrets: FOLDER}` to it and restart the broker."));
    }

    @Override
    public Target target(String name, String definition) throws ManagedException {
        Path file = file(name);
        try {
            ConfigNode node = node(file, definition);
            check(node);
            return new TargetsReader(managed.environment(), announce).target(name, node);
        } catch (ConfigException e) {
            throw unusable("target", name, file, e);
        }
    }

    @Override
    public Role role(String name, String definition) throws ManagedException {
        Path file = file(name);
        try {
            ConfigNode node = node(file, definition);
            if (!ROLE.matcher(name).matches()) {
                throw node.problem(
                        "has a name that cannot be used",
                        "use letters, digits, _ and -, at most 63");
            }
            Role role = RolesReader.role(name, node);
            if (!role.powers().isEmpty() || !role.seeSessions().isEmpty()) {
                throw node.problem(
                        "gives rights in the broker itself", "roles of the configuration do that");
            }
            return role;
        } catch (ConfigException e) {
            throw unusable("role", name, file, e);
        }
    }

    /// Where a definition would be if it were a file, so that the files it names are found beside it.
    private Path file(String name) {
        Path secrets = managed.secrets();
        return (secrets == null ? Path.of("none") : secrets)
                .resolve(PLAIN.matcher(name).matches() ? name : "unnamed");
    }

    private static ManagedException unusable(
            String kind, String name, Path file, ConfigException e) {
        return new ManagedException(
                ManagedException.Kind.UNUSABLE,
                "The definition of the "
                        + kind
                        + " \""
                        + name
                        + "\" cannot be used: "
                        + String.valueOf(e.getMessage())
                                .replace(file + ":", "line ")
                                .replaceFirst(":  ", ": it "),
                "Mend it and try again; docs/configuration.md says what may stand in it.");
    }

    private static ConfigNode node(Path file, String definition) throws ConfigException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        try {
            Node node =
                    new Yaml(new SafeConstructor(options)).compose(new StringReader(definition));
            if (node == null) {
                throw ConfigException.at(file.toString(), 1, "it is empty", "write its keys");
            }
            return new ConfigNode(file, node);
        } catch (YAMLException e) {
            throw ConfigException.at(
                    file.toString(),
                    1,
                    "this is not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "mend it");
        }
    }

    private static void check(ConfigNode node) throws ConfigException {
        if (!node.isMapping()) {
            return;
        }
        for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
            String key = entry.getKey();
            ConfigNode value = entry.getValue();
            if (key.endsWith("-command")) {
                throw value.problem("runs a program", "only the configuration may name programs");
            }
            if (key.equals("allow-unrecorded")) {
                throw value.problem(
                        "would let statements run unrecorded", "only the configuration may say so");
            }
            if ((key.endsWith("-file") || FILES.contains(key))
                    && !PLAIN.matcher(value.text()).matches()) {
                throw value.problem(
                        "is \"" + value.text() + "\"",
                        "name a file of the folder `managed.secrets` of the configuration, without"
                                + " a path");
            }
            if (key.endsWith("-env") && !value.text().startsWith(VARIABLES)) {
                throw value.problem(
                        "is \"" + value.text() + "\"",
                        "name a variable that begins with " + VARIABLES);
            }
            check(value);
        }
    }
}
