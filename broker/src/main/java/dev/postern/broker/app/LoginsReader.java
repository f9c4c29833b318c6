package dev.postern.broker.app;

import static dev.postern.broker.app.BrokerConfigReader.number;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Secret;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.target.AwsToken;
import dev.postern.broker.target.ClientIdentity;
import dev.postern.broker.target.CommandPassword;
import dev.postern.broker.target.FilePassword;
import dev.postern.broker.target.PasswordSource;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetLogin.Concession;
import dev.postern.broker.target.TargetTls;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `logins` of a target: how the broker says who it is there.
final class LoginsReader {

    private static final int MOST_SESSIONS = 1_000_000;

    private final Map<String, String> environment;
    private final TargetTls tls;

    /// @param tls how the target is protected, which decides what may be sent to it
    LoginsReader(Map<String, String> environment, TargetTls tls) {
        this.environment = environment;
        this.tls = tls;
    }

    List<TargetLogin> read(ConfigNode node) throws ConfigException {
        List<TargetLogin> logins = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
            logins.add(login(entry.getKey(), entry.getValue()));
        }
        if (logins.isEmpty()) {
            throw node.problem(
                    "is empty", "name at least one database role the broker can log in as");
        }
        return logins;
    }

    private TargetLogin login(String role, ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "password-file",
                        "password-env",
                        "password-command",
                        "aws-token",
                        "client-certificate",
                        "client-key",
                        "issued-certificate",
                        "channel-binding",
                        "allow-trust",
                        "allow-cleartext",
                        "allow-md5",
                        "sessions");
        PasswordSource password = reference(section, "password");
        Set<Concession> allowed = concessions(section);
        Optional<ConfigNode> aws = section.optional("aws-token");
        if (aws.isPresent()) {
            if (password != null) {
                throw aws.get().problem("stands beside a password", "remove one of them");
            }
            password = awsToken(aws.get());
            allowed.add(Concession.CLEARTEXT);
        }
        ClientIdentity identity = identity(section);
        if (password == null
                && identity instanceof ClientIdentity.Absent
                && !allowed.contains(Concession.TRUST)) {
            throw node.problem(
                    "has neither a password nor a certificate",
                    "add password-file, password-env, password-command, aws-token,"
                            + " client-certificate or issued-certificate (or `allow-trust: true` if"
                            + " the server lets the broker in without any)");
        }
        Optional<ConfigNode> sessions = section.optional("sessions");
        return new TargetLogin(
                role,
                password,
                identity,
                allowed,
                sessions.isPresent() ? number(sessions.get(), 1, MOST_SESSIONS) : 0);
    }

    private Set<Concession> concessions(Section section) throws ConfigException {
        Set<Concession> allowed = EnumSet.noneOf(Concession.class);
        if (flag(section, "allow-trust")) {
            allowed.add(Concession.TRUST);
        }
        if (flag(section, "allow-md5")) {
            allowed.add(Concession.MD5);
        }
        if (flag(section, "allow-cleartext")) {
            if (!tls.mode().isVerified()) {
                throw section.required("allow-cleartext")
                        .problem(
                                "would show the password to whoever answers",
                                "set tls: verify-full for the target, or take it out");
            }
            allowed.add(Concession.CLEARTEXT);
        }
        Optional<ConfigNode> binding = section.optional("channel-binding");
        if (binding.isEmpty()
                || binding.get().choice(ChannelBinding.class) == ChannelBinding.PREFER) {
            allowed.add(Concession.UNBOUND_SCRAM);
        }
        return allowed;
    }

    /// Whether SCRAM must be bound to the target's certificate.
    enum ChannelBinding {
        PREFER,
        REQUIRE
    }

    private ClientIdentity identity(Section section) throws ConfigException {
        boolean isIssued = flag(section, "issued-certificate");
        if (!section.has("client-certificate") && !section.has("client-key")) {
            return isIssued ? new ClientIdentity.Issued() : new ClientIdentity.Absent();
        }
        if (isIssued) {
            throw section.required("issued-certificate")
                    .problem("stands beside client-certificate", "remove one of them");
        }
        return new ClientIdentity.Files(
                section.required("client-certificate").existingFile(),
                section.required("client-key").secretFile());
    }

    private AwsToken awsToken(ConfigNode node) throws ConfigException {
        if (!tls.mode().isVerified()) {
            throw node.problem(
                    "would be sent to whoever answers", "set tls: verify-full for the target");
        }
        List<String> keys = new ArrayList<>(List.of("region"));
        for (String key : List.of("access-key", "secret-key", "session-token")) {
            for (String kind : List.of("-file", "-env", "-command")) {
                keys.add(key + kind);
            }
        }
        Section section = node.section(keys.toArray(String[]::new));
        return new AwsToken(
                section.required("region").text(),
                needed(section, "access-key"),
                needed(section, "secret-key"),
                reference(section, "session-token"),
                Clock.system());
    }

    private PasswordSource needed(Section section, String key) throws ConfigException {
        PasswordSource found = reference(section, key);
        if (found == null) {
            section.required(key + "-file");
            throw new IllegalStateException("a key that is there was not read");
        }
        return found;
    }

    /// A secret by reference: `KEY-file`, `KEY-env` or `KEY-command`; null if none is there.
    private @Nullable PasswordSource reference(Section section, String key) throws ConfigException {
        Optional<ConfigNode> file = section.optional(key + "-file");
        Optional<ConfigNode> variable = section.optional(key + "-env");
        Optional<ConfigNode> command = section.optional(key + "-command");
        long given = List.of(file, variable, command).stream().filter(Optional::isPresent).count();
        if (given > 1) {
            throw (command.isPresent() ? command : variable)
                    .orElseThrow()
                    .problem("is one of several places for one secret", "keep one of them");
        }
        if (file.isPresent()) {
            return new FilePassword(file.get().secretFile());
        }
        if (command.isPresent()) {
            List<String> words = command.get().texts();
            if (words.isEmpty()) {
                throw command.get().problem("is empty", "write [program, argument, ...]");
            }
            return new CommandPassword(words, Ticker.system());
        }
        Secret value = BrokerConfigReader.secret(section, key, environment);
        return value == null ? null : PasswordSource.of(value);
    }

    private static boolean flag(Section section, String key) throws ConfigException {
        Optional<ConfigNode> node = section.optional(key);
        return node.isPresent() && node.get().flag();
    }
}
