package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.notify.News;
import dev.postern.broker.notify.NotifyConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

final class NotifyReaderTest {

    @TempDir Path folder;

    @Test
    void nothing_tellsNobody() throws Exception {
        assertThat(new NotifyReader(Map.of()).read(Optional.empty())).isEqualTo(NotifyConfig.NONE);
    }

    @Test
    void everyKey_isRead() throws Exception {
        NotifyConfig config =
                read(
                        """
                        expiring-before: 20m
                        give-up-after: 2d
                        allow-networks: [10.1.0.0/16]
                        mail: {server: 'mail.example.com:465', security: tls, user: p, password-env: PW, from: p@example.com}
                        receivers:
                          pager: {webhook: 'https://pager.example.com/x', secret-env: PW, events: [request.broke_glass], targets: [orders]}
                          chat: {webhook-env: CHAT, payload: slack}
                          dbas: {mail-to: [dba@example.com]}
                          asker: {mail-requester: true}
                        """);

        assertThat(config.expiringBefore()).isEqualTo(Duration.ofMinutes(20));
        assertThat(config.giveUpAfter()).isEqualTo(Duration.ofDays(2));
        assertThat(config.receivers())
                .extracting(NotifyConfig.Receiver::name)
                .containsExactly("pager", "chat", "dbas", "asker");
        assertThat(config.receivers().getFirst().news()).containsExactly(News.REQUEST_BROKE_GLASS);
        assertThat(config.receivers().getFirst().targets()).containsExactly("orders");
        assertThat(config.receivers().get(1).news()).containsExactlyInAnyOrder(News.values());
        assertThat(config).asString().doesNotContain("s3cret").doesNotContain("hooks.example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    receivers: {}                                                    | receivers is empty
                    receivers: {a: {webhok: x}}                                      | did you mean "webhook"?
                    receivers: {A: {webhook: 'https://x'}}                           | use lower-case letters
                    receivers: {a: {events: [request.created]}}                      | says no way
                    receivers: {a: {webhook: 'https://x', mail-to: [a@b]}}           | more than one way
                    receivers: {a: {webhook: 'https://x'}}                           | no secret to sign with
                    receivers: {a: {webhook: 'http://x', payload: slack}}            | http:// leads to notify.allow-networks only
                    receivers: {a: {webhook: 'https://u:p@x', payload: slack}}       | address cannot be used
                    receivers: {a: {mail-to: [a@b]}}                                 | add notify.mail
                    receivers: {a: {webhook: 'https://x', payload: teams}}           | choose one of postern, slack
                    receivers: {a: {webhook: 'https://x', payload: slack, events: [x]}} | choose among request.created
                    {receivers: {a: {webhook: 'https://x', payload: slack}}, allow-networks: [home]} | write a network such as
                    {receivers: {a: {mail-to: [x]}}, mail: {server: 'm:25', from: p@x}} | write an e-mail address
                    {receivers: {a: {mail-to: [a@b]}}, mail: {server: 'm:25', from: p@x, user: p}} | only one of user and password
                    {receivers: {a: {mail-to: [a@b]}}, mail: {server: 'm:25', from: p@x, user: p, password-env: PW, security: none}} | unencrypted
                    """)
    void mistake_isNamedWithLineAndRemedy(String text, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("postern.yaml:1: ")
                .withMessageContaining(message);
    }

    private NotifyConfig read(String text) throws Exception {
        ConfigNode node =
                new ConfigNode(
                        folder.resolve("postern.yaml"),
                        new Yaml(new SafeConstructor(new LoaderOptions()))
                                .compose(new StringReader(text)));
        return new NotifyReader(
                        Map.of("PW", "s3cret", "CHAT", "https://hooks.example.com/services/T/B"))
                .read(Optional.of(node));
    }
}
