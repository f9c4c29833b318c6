package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.app.StoreConfig.WhenUnreachable;
import dev.postern.broker.store.object.S3Settings;
import dev.postern.broker.store.object.SpoolLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

final class StoreReaderTest {

    @TempDir Path folder;

    private StoreConfig read(String text) throws ConfigException {
        ConfigNode root =
                new ConfigNode(
                        folder.resolve("postern.yaml"), new Yaml().compose(new StringReader(text)));
        StoreConfig config =
                new StoreReader(Map.of("AK", "AKIA1", "SK", "s3cret"))
                        .read(root.section("store").optional("store"));
        assertThat(config).isNotNull();
        return java.util.Objects.requireNonNull(config);
    }

    @Test
    void noSection_isNoStore() throws ConfigException {
        ConfigNode root =
                new ConfigNode(
                        folder.resolve("postern.yaml"), new Yaml().compose(new StringReader("{}")));

        assertThat(new StoreReader(Map.of()).read(root.section("store").optional("store")))
                .isNull();
    }

    @Test
    void directory_hasDefaults() throws Exception {
        Files.createDirectory(folder.resolve("nfs"));

        StoreConfig config = read("store: {directory: nfs}");

        assertThat(config.place()).isEqualTo(new StoreConfig.Directory(folder.resolve("nfs")));
        assertThat(config.limits()).isEqualTo(new SpoolLimits(4L << 30, 80, 4L << 30));
        assertThat(config.cacheBytes()).isEqualTo(1L << 30);
        assertThat(config.whenUnreachable()).isEqualTo(WhenUnreachable.SPOOL);
    }

    @Test
    void bucket_withEveryKey() throws Exception {
        StoreConfig config =
                read(
                        """
                        store:
                          s3:
                            bucket: evidence
                            key-bucket: evidence-keys
                            prefix: postern/one/
                            region: eu-central-1
                            endpoint: https://s3.example.com
                            path-style: true
                            access-key-env: AK
                            secret-key-env: SK
                            server-side-encryption: aws-kms
                            kms-key: alias/postern
                            object-lock: {mode: compliance, days: 365}
                          spool-limit: 10GiB
                          spool-disk-percent: 70
                          local-copies: 512MiB
                          cache-limit: 2GiB
                          when-unreachable: refuse
                        """);

        S3Settings settings = ((StoreConfig.Bucket) config.place()).settings();
        assertThat(settings.bucket()).isEqualTo("evidence");
        assertThat(settings.keyBucket()).isEqualTo("evidence-keys");
        assertThat(settings.prefix()).isEqualTo("postern/one/");
        assertThat(settings.endpoint()).isEqualTo(URI.create("https://s3.example.com"));
        assertThat(settings.pathStyle()).isTrue();
        assertThat(settings.credentials()).isNotNull();
        assertThat(settings.toString()).contains("AKIA1").doesNotContain("s3cret");
        assertThat(settings.encryption())
                .isEqualTo(
                        new S3Settings.Encryption(
                                S3Settings.Encryption.Scheme.AWS_KMS, "alias/postern"));
        assertThat(settings.lock())
                .isEqualTo(new S3Settings.Lock(S3Settings.Lock.Mode.COMPLIANCE, 365));
        assertThat(config.limits()).isEqualTo(new SpoolLimits(10L << 30, 70, 512 << 20));
        assertThat(config.cacheBytes()).isEqualTo(2L << 30);
        assertThat(config.whenUnreachable()).isEqualTo(WhenUnreachable.REFUSE);
    }

    @Test
    void bucket_withTheLeast() throws Exception {
        S3Settings settings =
                ((StoreConfig.Bucket)
                                read("store: {s3: {bucket: evidence, region: eu-west-1}}").place())
                        .settings();

        assertThat(settings.keyBucket()).isEqualTo("evidence");
        assertThat(settings.prefix()).isEmpty();
        assertThat(settings.endpoint()).isNull();
        assertThat(settings.credentials()).isNull();
        assertThat(settings.lock()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    store: {}                                                         | names no store
                    store: {directory: x, s3: {}}                                     | names two stores
                    store: {directory: x}                                             | is no directory
                    store: {s3: {bucket: evidence}}                                   | store.s3.region is missing
                    store: {s3: {region: x}}                                          | store.s3.bucket is missing
                    store: {s3: {bucket: Evidence, region: x}}                        | lower-case
                    store: {s3: {bucket: evidence, region: x, prefix: /a}}            | end it with /
                    store: {s3: {bucket: evidence, region: x, endpoint: 'http://a'}}  | https://
                    store: {s3: {bucket: evidence, region: x, access-key-env: AK}}    | names only one
                    store: {s3: {bucket: evidence, region: x, kms-key: a}}            | aws-kms
                    store: {s3: {bucket: evidence, region: x, server-side-encryption: a}} | none, aes256, aws-kms
                    store: {s3: {bucket: evidence, region: x, object-lock: {mode: compliance}}} | days is missing
                    store: {s3: {bucket: evidence, region: x, object-lock: {mode: a, days: 1}}} | governance, compliance
                    store: {s3: {bucket: evidence, region: x, object-lock: {mode: compliance, days: 0}}} | from 1 to 36500
                    store: {s3: {bucket: evidence, region: x}, spool-limit: 4}        | such as 512MiB or 4GiB
                    store: {s3: {bucket: evidence, region: x}, spool-disk-percent: 0} | from 1 to 100
                    store: {s3: {bucket: evidence, region: x}, when-unreachable: a}   | spool, refuse
                    store: {s3: {bucket: evidence, region: x}, spool-limmit: 4GiB}    | did you mean "spool-limit"?
                    """)
    void mistake_isNamedWithFileLineAndRemedy(String text, String expected) throws IOException {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("postern.yaml:1")
                .withMessageContaining(expected);
    }
}
