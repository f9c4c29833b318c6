package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.app.StoreConfig.WhenUnreachable;
import dev.postern.broker.base.Secret;
import dev.postern.broker.store.object.S3Settings;
import dev.postern.broker.store.object.S3Settings.Encryption;
import dev.postern.broker.store.object.SpoolLimits;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the `store` section.
final class StoreReader {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB|TiB)");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+/)+");
    private static final long DEFAULT_CACHE = 1L << 30;
    private static final int MAX_DAYS = 36_500;

    private final Map<String, String> environment;

    StoreReader(Map<String, String> environment) {
        this.environment = environment;
    }

    @Nullable StoreConfig read(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return null;
        }
        Section section =
                node.get()
                        .section(
                                "directory",
                                "s3",
                                "spool-limit",
                                "spool-disk-percent",
                                "local-copies",
                                "cache-limit",
                                "when-unreachable");
        if (section.has("directory") == section.has("s3")) {
            throw node.get()
                    .problem(
                            section.has("s3") ? "names two stores" : "names no store",
                            "write either `directory: PATH` or `s3:` with `bucket` and `region`");
        }
        Optional<ConfigNode> unreachable = section.optional("when-unreachable");
        return new StoreConfig(
                place(section),
                limits(section),
                size(section, "cache-limit", DEFAULT_CACHE),
                unreachable.isPresent()
                        ? unreachable.get().choice(WhenUnreachable.class)
                        : WhenUnreachable.SPOOL);
    }

    private StoreConfig.Place place(Section section) throws ConfigException {
        if (section.has("s3")) {
            return new StoreConfig.Bucket(bucket(section.required("s3")));
        }
        ConfigNode directory = section.required("directory");
        Path path = directory.path();
        if (!Files.isDirectory(path)) {
            throw directory.problem(
                    "names " + path + ", which is no directory",
                    "mount or create it, owned by the broker's user");
        }
        return new StoreConfig.Directory(path);
    }

    private static SpoolLimits limits(Section section) throws ConfigException {
        SpoolLimits standard = SpoolLimits.DEFAULT;
        Optional<ConfigNode> percent = section.optional("spool-disk-percent");
        return new SpoolLimits(
                size(section, "spool-limit", standard.bytes()),
                percent.isPresent()
                        ? BrokerConfigReader.number(percent.get(), 1, 100)
                        : standard.diskPercent(),
                size(section, "local-copies", standard.localCopies()));
    }

    private S3Settings bucket(ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "bucket",
                        "key-bucket",
                        "prefix",
                        "region",
                        "endpoint",
                        "path-style",
                        "access-key-file",
                        "access-key-env",
                        "secret-key-file",
                        "secret-key-env",
                        "server-side-encryption",
                        "kms-key",
                        "object-lock");
        String bucket = bucketName(section.required("bucket"));
        Optional<ConfigNode> keyBucket = section.optional("key-bucket");
        Optional<ConfigNode> endpoint = section.optional("endpoint");
        Optional<ConfigNode> pathStyle = section.optional("path-style");
        return new S3Settings(
                bucket,
                keyBucket.isPresent() ? bucketName(keyBucket.get()) : bucket,
                prefix(section.optional("prefix")),
                section.required("region").text(),
                endpoint.isPresent()
                        ? URI.create(BrokerConfigReader.webAddress(endpoint.get()))
                        : null,
                pathStyle.isPresent() && pathStyle.get().flag(),
                credentials(node, section),
                encryption(section),
                lock(section.optional("object-lock")),
                S3Settings.Timing.DEFAULT);
    }

    private static String bucketName(ConfigNode node) throws ConfigException {
        if (!BUCKET.matcher(node.text()).matches()) {
            throw node.problem(
                    "is \"" + node.text() + "\"",
                    "write a bucket's name: 3 to 63 lower-case letters, digits, . and -");
        }
        return node.text();
    }

    private static String prefix(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return "";
        }
        if (!PREFIX.matcher(node.get().text()).matches()) {
            throw node.get()
                    .problem(
                            "is \"" + node.get().text() + "\"",
                            "write letters, digits, . _ - and end it with /, such as postern/");
        }
        return node.get().text();
    }

    private S3Settings.@Nullable Credentials credentials(ConfigNode node, Section section)
            throws ConfigException {
        Secret access = BrokerConfigReader.secret(section, "access-key", environment);
        Secret secret = BrokerConfigReader.secret(section, "secret-key", environment);
        if ((access == null) != (secret == null)) {
            throw node.problem(
                    "names only one of access key and secret key",
                    "name both, or none to use the machine's own role");
        }
        return access == null || secret == null
                ? null
                : new S3Settings.Credentials(access.reveal(), secret);
    }

    private static Encryption encryption(Section section) throws ConfigException {
        Optional<ConfigNode> scheme = section.optional("server-side-encryption");
        Optional<ConfigNode> key = section.optional("kms-key");
        Encryption.Scheme chosen =
                scheme.isPresent()
                        ? scheme.get().choice(Encryption.Scheme.class)
                        : Encryption.Scheme.NONE;
        if (key.isPresent() && chosen != Encryption.Scheme.AWS_KMS) {
            throw key.get()
                    .problem(
                            "has no meaning here", "write server-side-encryption: aws-kms with it");
        }
        return new Encryption(chosen, key.isPresent() ? key.get().text() : null);
    }

    private static S3Settings.@Nullable Lock lock(Optional<ConfigNode> node)
            throws ConfigException {
        if (node.isEmpty()) {
            return null;
        }
        Section section = node.get().section("mode", "days");
        return new S3Settings.Lock(
                section.required("mode").choice(S3Settings.Lock.Mode.class),
                BrokerConfigReader.number(section.required("days"), 1, MAX_DAYS));
    }

    /// A size such as `512MiB` or `4GiB`.
    private static long size(Section section, String key, long standard) throws ConfigException {
        Optional<ConfigNode> node = section.optional(key);
        if (node.isEmpty()) {
            return standard;
        }
        Matcher matcher = SIZE.matcher(node.get().text());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw node.get()
                    .problem(
                            "is \"" + node.get().text() + "\"",
                            "write a size such as 512MiB or 4GiB");
        }
        int power =
                switch (matcher.group(2)) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 40;
                };
        return Long.parseLong(matcher.group(1)) << power;
    }
}
