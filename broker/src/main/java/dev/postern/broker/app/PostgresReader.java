package dev.postern.broker.app;

import dev.postern.broker.app.BrokerConfig.Postgres;
import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.base.Secret;
import dev.postern.broker.target.TargetOptions.Announce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the `postgres` section.
final class PostgresReader {

    private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

    private final Map<String, String> environment;

    PostgresReader(Map<String, String> environment) {
        this.environment = environment;
    }

    Postgres read(ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "listen",
                        "public-host",
                        "public-port",
                        "warm-up",
                        "announce",
                        "tls-certificates",
                        "drain");
        Optional<ConfigNode> host = section.optional("public-host");
        Optional<ConfigNode> port = section.optional("public-port");
        Optional<ConfigNode> warmUp = section.optional("warm-up");
        Optional<ConfigNode> announce = section.optional("announce");
        Optional<ConfigNode> drain = section.optional("drain");
        return new Postgres(
                BrokerConfigReader.listen(section.required("listen")),
                host.isPresent() ? host.get().text() : "localhost",
                port.isPresent() ? BrokerConfigReader.number(port.get(), 1, 65_535) : 0,
                warmUp.isEmpty() || warmUp.get().flag(),
                announce.isPresent() ? announce.get().choice(Announce.class) : Announce.PSQL,
                certificates(section.optional("tls-certificates")),
                drain.isPresent() ? drain.get().duration() : DEFAULT_DRAIN);
    }

    private List<Postgres.CertificateFiles> certificates(Optional<ConfigNode> node)
            throws ConfigException {
        List<Postgres.CertificateFiles> files = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                Section section =
                        item.section("certificate", "key", "key-password-file", "key-password-env");
                Secret password = BrokerConfigReader.secret(section, "key-password", environment);
                files.add(
                        new Postgres.CertificateFiles(
                                section.required("certificate").existingFile(),
                                section.required("key").secretFile(),
                                password));
            }
            if (files.isEmpty()) {
                throw node.get().problem("is empty", "name a certificate, or take the key out");
            }
        }
        return files;
    }
}
