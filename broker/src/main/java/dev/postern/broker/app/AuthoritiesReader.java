package dev.postern.broker.app;

import dev.postern.broker.app.BrokerConfig.GivenFiles;
import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.AuthorityName;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.GivenAuthority;
import dev.postern.broker.ca.RotatingAuthority;
import dev.postern.broker.ca.TrustedAuthority;
import dev.postern.keys.KeyEncryptionKeys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the `authorities` section, and opens the authorities that it and the data folder give.
final class AuthoritiesReader {

    private final Map<String, String> environment;

    AuthoritiesReader(Map<String, String> environment) {
        this.environment = environment;
    }

    Map<AuthorityName, GivenFiles> read(Optional<ConfigNode> node) throws ConfigException {
        Map<AuthorityName, GivenFiles> given = new EnumMap<>(AuthorityName.class);
        if (node.isPresent()) {
            Section section = node.get().section("clients", "servers");
            for (AuthorityName name : List.of(AuthorityName.CLIENTS, AuthorityName.SERVERS)) {
                Optional<ConfigNode> one = section.optional(name.text());
                if (one.isPresent()) {
                    given.put(name, files(one.get()));
                }
            }
        }
        return given;
    }

    private GivenFiles files(ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "certificate", "key", "key-password-file", "key-password-env", "older");
        List<Path> older = new ArrayList<>();
        Optional<ConfigNode> olderNode = section.optional("older");
        if (olderNode.isPresent()) {
            for (ConfigNode item : olderNode.get().items()) {
                older.add(item.existingFile());
            }
        }
        return new GivenFiles(
                section.required("certificate").existingFile(),
                section.required("key").secretFile(),
                BrokerConfigReader.secret(section, "key-password", environment),
                older);
    }

    /// Opens the authorities of a broker.
    static Authorities open(
            BrokerConfig config, KeyEncryptionKeys keys, Clock clock, Randomness randomness)
            throws CaException {
        Map<AuthorityName, RotatingAuthority> given = new EnumMap<>(AuthorityName.class);
        for (Map.Entry<AuthorityName, GivenFiles> entry : config.authorities().entrySet()) {
            given.put(entry.getKey(), given(entry.getKey(), entry.getValue(), clock));
        }
        return Authorities.open(
                new Authorities.Source(
                        config.data().resolve("authorities"),
                        keys,
                        config.certificateLifetime(),
                        given),
                clock,
                randomness);
    }

    private static RotatingAuthority given(AuthorityName name, GivenFiles files, Clock clock)
            throws CaException {
        Path reading = files.certificate();
        try {
            String chain = Files.readString(files.certificate());
            List<TrustedAuthority> older = new ArrayList<>();
            for (Path file : files.older()) {
                reading = file;
                older.add(GivenAuthority.trusted(name, Files.readString(file), clock.now()));
            }
            reading = files.certificate();
            GivenAuthority.trusted(name, chain, clock.now());
            reading = files.key();
            return RotatingAuthority.fixed(
                    name,
                    GivenAuthority.read(
                            name,
                            chain,
                            Files.readString(files.key()),
                            files.password(),
                            clock.now()),
                    older);
        } catch (CaException | IOException e) {
            throw new CaException(
                    reading
                            + " cannot be used as the authority of "
                            + name.text()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
