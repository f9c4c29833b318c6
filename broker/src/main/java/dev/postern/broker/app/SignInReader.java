package dev.postern.broker.app;

import static dev.postern.broker.app.BrokerConfigReader.secret;
import static dev.postern.broker.app.BrokerConfigReader.webAddress;

import dev.postern.broker.app.BrokerConfig.SignIn;
import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.identity.IdentityConfig;
import dev.postern.broker.identity.MachineIssuer;
import dev.postern.broker.identity.TokenRules;
import dev.postern.broker.policy.Role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the sections `sign-in` and `machines`: how people sign in, and jobs of CI systems.
final class SignInReader {

    private static final List<String> ALGORITHMS = List.of("RS256", "ES256");
    private static final Duration LIFETIME = Duration.ofHours(8);
    private static final Duration MACHINE_LIFETIME = Duration.ofHours(1);

    private final Map<String, String> environment;
    private final List<Role> roles;

    /// @param roles that groups give
    SignInReader(Map<String, String> environment, List<Role> roles) {
        this.environment = environment;
        this.roles = roles;
    }

    SignIn read(ConfigNode node, Optional<ConfigNode> machines) throws ConfigException {
        Section section =
                node.section(
                        "issuer",
                        "client-id",
                        "client-secret-file",
                        "client-secret-env",
                        "groups-claim",
                        "acr",
                        "amr",
                        "algorithms",
                        "lifetime",
                        "logout-at-issuer",
                        "device-flow");
        Optional<ConfigNode> claim = section.optional("groups-claim");
        IdentityConfig identity =
                new IdentityConfig(
                        issuer(section.required("issuer")),
                        section.required("client-id").text(),
                        secret(section, "client-secret", environment),
                        new TokenRules(
                                claim.isPresent() ? claim.get().text() : "groups",
                                texts(section, "acr"),
                                texts(section, "amr")),
                        algorithms(section),
                        lifetime(section, LIFETIME));
        return new SignIn(
                identity,
                isSet(section, "logout-at-issuer"),
                isSet(section, "device-flow"),
                machines.isPresent() ? machines(machines.get()) : List.of());
    }

    private List<MachineIssuer> machines(ConfigNode node) throws ConfigException {
        List<MachineIssuer> issuers = new ArrayList<>();
        for (ConfigNode entry : node.entries().values()) {
            Section section =
                    entry.section("issuer", "audience", "algorithms", "lifetime", "rules");
            Duration lifetime = lifetime(section, MACHINE_LIFETIME);
            IdentityConfig provider =
                    new IdentityConfig(
                            issuer(section.required("issuer")),
                            section.required("audience").text(),
                            null,
                            TokenRules.groups("groups"),
                            algorithms(section),
                            lifetime);
            issuers.add(new MachineIssuer(provider, lifetime, rules(section.required("rules"))));
        }
        return issuers;
    }

    private List<MachineIssuer.Rule> rules(ConfigNode node) throws ConfigException {
        List<MachineIssuer.Rule> rules = new ArrayList<>();
        for (ConfigNode entry : node.items()) {
            Section section = entry.section("name", "claims", "groups");
            Map<String, List<String>> claims = new LinkedHashMap<>();
            ConfigNode demanded = section.required("claims");
            for (Map.Entry<String, ConfigNode> claim : demanded.entries().entrySet()) {
                ConfigNode value = claim.getValue();
                claims.put(claim.getKey(), value.isText() ? List.of(value.text()) : value.texts());
            }
            if (claims.isEmpty()) {
                throw demanded.problem(
                        "is empty",
                        "name at least one claim, or every job of that issuer is let in");
            }
            ConfigNode groups = section.required("groups");
            refusePowers(groups);
            rules.add(
                    new MachineIssuer.Rule(
                            section.required("name").text(), claims, groups.texts()));
        }
        if (rules.isEmpty()) {
            throw node.problem("is empty", "add at least one rule, or no machine is let in");
        }
        return rules;
    }

    /// A machine decides nothing: no group of it may give a role that approves or has a right.
    private void refusePowers(ConfigNode node) throws ConfigException {
        List<String> groups = node.texts();
        for (Role role : roles) {
            boolean isGiven =
                    role.groups().contains("*")
                            || role.groups().stream().anyMatch(groups::contains);
            if (isGiven && !(role.approve().isEmpty() && role.powers().isEmpty())) {
                throw node.problem(
                        "gives a machine the role " + role.name() + ", which decides or looks",
                        "give machines groups of their own, whose roles have neither approve nor a"
                                + " right");
            }
        }
    }

    /// The issuer letter by letter: Auth0's ends with a slash, and so does the `iss` of its tokens.
    private static String issuer(ConfigNode node) throws ConfigException {
        webAddress(node);
        return node.text();
    }

    private static Duration lifetime(Section section, Duration usual) throws ConfigException {
        Optional<ConfigNode> lifetime = section.optional("lifetime");
        return lifetime.isPresent() ? lifetime.get().duration() : usual;
    }

    private static boolean isSet(Section section, String key) throws ConfigException {
        Optional<ConfigNode> flag = section.optional(key);
        return flag.isPresent() && flag.get().flag();
    }

    private static List<String> texts(Section section, String key) throws ConfigException {
        Optional<ConfigNode> node = section.optional(key);
        return node.isPresent() ? node.get().texts() : List.of();
    }

    private static List<String> algorithms(Section section) throws ConfigException {
        Optional<ConfigNode> node = section.optional("algorithms");
        if (node.isEmpty()) {
            return ALGORITHMS;
        }
        for (ConfigNode item : node.get().items()) {
            if (!IdentityConfig.KNOWN.contains(item.text())) {
                throw item.problem(
                        "is \"" + item.text() + "\"",
                        "choose among " + String.join(", ", IdentityConfig.KNOWN));
            }
        }
        return node.get().texts();
    }
}
