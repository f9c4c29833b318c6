package dev.postern.broker.app;

import dev.postern.broker.app.BrokerConfig.Postgres;
import dev.postern.broker.app.BrokerConfig.Web;
import dev.postern.broker.app.ConfigNode.HostPort;
import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.base.Secret;
import dev.postern.broker.policy.Role;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a YAML configuration file into a [BrokerConfig], refusing what it does not know.
public final class BrokerConfigReader {

    private static final int MAX_CONFIG_CODE_POINTS = 1 << 20;
    private static final Duration DEFAULT_LIFETIME = Duration.ofHours(8);

    private final Path file;
    private final Map<String, String> environment;

    private BrokerConfigReader(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /// Reads `file`; secrets may be named by variables of `environment`.
    ///
    /// @throws ConfigException one sentence with file, line and remedy
    public static BrokerConfig read(Path file, Map<String, String> environment)
            throws ConfigException {
        return new BrokerConfigReader(file, environment).read();
    }

    private BrokerConfig read() throws ConfigException {
        Section top =
                root().section(
                                "data",
                                "keys",
                                "database",
                                "postgres",
                                "web",
                                "sign-in",
                                "machines",
                                "certificates",
                                "authorities",
                                "recorder",
                                "store",
                                "anchors",
                                "retention",
                                "notify",
                                "masking",
                                "reviews",
                                "managed",
                                "targets",
                                "roles");
        Postgres postgres = new PostgresReader(environment).read(top.required("postgres"));
        TargetsReader targets = new TargetsReader(environment, postgres.announce());
        List<Role> roles = new RolesReader().read(top.required("roles"));
        return new BrokerConfig(
                top.required("data").path(),
                new KeysReader(environment).read(top.required("keys")),
                new DatabaseReader(environment).read(top.optional("database")),
                postgres,
                web(top.required("web")),
                new SignInReader(environment, roles)
                        .read(top.required("sign-in"), top.optional("machines")),
                certificateLifetime(top.optional("certificates")),
                new AuthoritiesReader(environment).read(top.optional("authorities")),
                RecorderLimitsReader.read(top.optional("recorder")),
                new StoreReader(environment).read(top.optional("store")),
                AnchorsReader.read(top.optional("anchors"), top.has("store")),
                RetentionReader.read(top.optional("retention")),
                new NotifyReader(environment).read(top.optional("notify")),
                MaskingReader.read(top.optional("masking")),
                ReviewsReader.read(top.optional("reviews")),
                managed(top.optional("managed")),
                targets.read(top.required("targets")),
                roles);
    }

    private ConfigNode root() throws ConfigException {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(
                    file
                            + " cannot be read ("
                            + (Files.exists(file) ? e.getMessage() : "there is no such file")
                            + "); name a configuration that can: postern broker FILE");
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CONFIG_CODE_POINTS);
        options.setMaxAliasesForCollections(0);
        try {
            Node node =
                    new Yaml(new SafeConstructor(options)).compose(new java.io.StringReader(text));
            if (node == null) {
                throw ConfigException.at(
                        file.toString(),
                        1,
                        "the file is empty",
                        "start from the example in docs/configuration.md");
            }
            return new ConfigNode(file, node);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw ConfigException.at(
                    file.toString(),
                    line,
                    "this is not YAML: " + e.getProblem(),
                    "mend the line and start again");
        } catch (YAMLException e) {
            throw new ConfigException(
                    file
                            + ": this is not YAML that can be read: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "; mend the file and start again");
        }
    }

    static BrokerConfig.Listen listen(ConfigNode node) throws ConfigException {
        HostPort address = node.address();
        return new BrokerConfig.Listen(address.host(), address.port(), node.place());
    }

    private static Web web(ConfigNode node) throws ConfigException {
        Section section = node.section("listen", "public-url", "tls-certificate", "tls-key");
        BrokerConfig.Listen listen = listen(section.required("listen"));
        Optional<ConfigNode> url = section.optional("public-url");
        Path certificate = null;
        Path key = null;
        if (section.has("tls-certificate") || section.has("tls-key")) {
            certificate = section.required("tls-certificate").existingFile();
            key = section.required("tls-key").secretFile();
        }
        return new Web(listen, url.isPresent() ? webAddress(url.get()) : null, certificate, key);
    }

    private BrokerConfig.Managed managed(Optional<ConfigNode> node) throws ConfigException {
        Map<String, String> allowed = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(ManagedReader.VARIABLES)) {
                allowed.put(name, value);
            }
        });
        return new BrokerConfig.Managed(
                node.isPresent() ? node.get().section("secrets").required("secrets").path() : null,
                allowed);
    }

    private static Duration certificateLifetime(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return DEFAULT_LIFETIME;
        }
        ConfigNode lifetime = node.get().section("lifetime").required("lifetime");
        if (lifetime.duration().compareTo(Duration.ofHours(24)) > 0) {
            throw lifetime.problem("is " + lifetime.text(), "choose at most 24h");
        }
        return lifetime.duration();
    }

    /// A whole number from `least` to `most`.
    static int number(ConfigNode node, int least, int most) throws ConfigException {
        String text = node.text();
        if (!text.matches("\\d{1,9}")
                || Integer.parseInt(text) < least
                || Integer.parseInt(text) > most) {
            throw node.problem(
                    "is \"" + text + "\"", "write a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /// An `https:` address, or `http:` of this machine, without a trailing slash.
    static String webAddress(ConfigNode node) throws ConfigException {
        String text = node.text();
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw node.problem(
                    "is \"" + text + "\"", "write an address such as https://postern.example.com");
        }
        String host = uri.getHost() == null ? "" : uri.getHost();
        boolean loopback =
                host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if (host.isEmpty()
                || !("https".equals(uri.getScheme())
                        || (loopback && "http".equals(uri.getScheme())))) {
            throw node.problem(
                    "is \"" + text + "\"",
                    "write an https:// address (http:// only for this machine)");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /// A secret from a file only its owner can read, or from an environment variable; null if neither key is there.
    static @Nullable Secret secret(Section section, String key, Map<String, String> environment)
            throws ConfigException {
        Optional<ConfigNode> fromFile = section.optional(key + "-file");
        Optional<ConfigNode> fromEnvironment = section.optional(key + "-env");
        if (fromFile.isPresent()) {
            Path secretFile = fromFile.get().secretFile();
            try {
                return Secret.of(Files.readString(secretFile).strip());
            } catch (IOException e) {
                throw fromFile.get()
                        .problem(
                                "names " + secretFile + ", which cannot be read",
                                "check its permissions");
            }
        }
        if (fromEnvironment.isPresent()) {
            String value = environment.get(fromEnvironment.get().text());
            if (value == null || value.isEmpty()) {
                throw fromEnvironment
                        .get()
                        .problem(
                                "names the variable "
                                        + fromEnvironment.get().text()
                                        + ", which is not set",
                                "set it before starting the broker");
            }
            return Secret.of(value);
        }
        return null;
    }
}
