package dev.postern.broker.app;

import dev.postern.broker.policy.Role;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;

/// The roles of a configuration that is not this broker's own, such as one that is to be tried: nothing else of it is read,
/// so that the files it names need not be here.
final class RolesText {

    private static final Path NAME = Path.of("configuration");
    private static final int MAX_CODE_POINTS = 1 << 20;

    private RolesText() {}

    /// The roles of `text`.
    ///
    /// @throws IllegalArgumentException if they cannot be read, with line and remedy
    static List<Role> read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CODE_POINTS);
        options.setMaxAliasesForCollections(0);
        try {
            Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            ConfigNode roles =
                    node == null ? null : new ConfigNode(NAME, node).entries().get("roles");
            if (roles == null) {
                throw new IllegalArgumentException("it has no section `roles`");
            }
            return new RolesReader().read(roles);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(
                    "this is not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }
}
