package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.HostPort;
import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.base.Secret;
import dev.postern.broker.notify.News;
import dev.postern.broker.notify.NotifyConfig;
import dev.postern.broker.notify.NotifyConfig.MailServer;
import dev.postern.broker.notify.NotifyConfig.Mailbox;
import dev.postern.broker.notify.NotifyConfig.Payload;
import dev.postern.broker.notify.NotifyConfig.Receiver;
import dev.postern.broker.notify.NotifyConfig.Security;
import dev.postern.broker.notify.NotifyConfig.Webhook;
import dev.postern.broker.policy.Network;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the `notify` section.
final class NotifyReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern MAIL_ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}");

    private final Map<String, String> environment;

    NotifyReader(Map<String, String> environment) {
        this.environment = environment;
    }

    NotifyConfig read(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return NotifyConfig.NONE;
        }
        Section section =
                node.get()
                        .section(
                                "receivers",
                                "expiring-before",
                                "give-up-after",
                                "allow-networks",
                                "mail");
        Optional<ConfigNode> mail = section.optional("mail");
        MailServer server = mail.isPresent() ? server(mail.get()) : null;
        List<Network> networks = networks(section.optional("allow-networks"));
        List<Receiver> receivers = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry :
                section.required("receivers").entries().entrySet()) {
            receivers.add(receiver(entry.getKey(), entry.getValue(), server, networks));
        }
        if (receivers.isEmpty()) {
            throw section.required("receivers")
                    .problem("is empty", "add a receiver, or remove notify");
        }
        return new NotifyConfig(
                receivers,
                duration(section, "expiring-before", NotifyConfig.NONE.expiringBefore()),
                duration(section, "give-up-after", NotifyConfig.NONE.giveUpAfter()),
                networks,
                server);
    }

    private Receiver receiver(
            String name, ConfigNode node, @Nullable MailServer server, List<Network> networks)
            throws ConfigException {
        if (!NAME.matcher(name).matches()) {
            throw node.problem(
                    "has a name that cannot be used", "use lower-case letters, digits and -");
        }
        Section section =
                node.section(
                        "webhook",
                        "webhook-file",
                        "webhook-env",
                        "payload",
                        "secret-file",
                        "secret-env",
                        "mail-to",
                        "mail-requester",
                        "events",
                        "targets");
        Optional<ConfigNode> targets = section.optional("targets");
        return new Receiver(
                name,
                news(section.optional("events")),
                targets.isPresent() ? targets.get().texts() : List.of(),
                way(node, section, server, networks));
    }

    private NotifyConfig.Way way(
            ConfigNode node, Section section, @Nullable MailServer server, List<Network> networks)
            throws ConfigException {
        boolean isWebhook =
                section.has("webhook") || section.has("webhook-file") || section.has("webhook-env");
        boolean isRequester =
                section.has("mail-requester") && section.required("mail-requester").flag();
        int ways = (isWebhook ? 1 : 0) + (isRequester ? 1 : 0) + (section.has("mail-to") ? 1 : 0);
        if (ways != 1) {
            throw node.problem(
                    ways == 0 ? "says no way" : "says more than one way",
                    "write one of webhook, mail-to and `mail-requester: true`");
        }
        if (isWebhook) {
            return webhook(node, section, networks);
        }
        if (server == null) {
            throw node.problem("is told by mail, but there is no mail server", "add notify.mail");
        }
        return isRequester
                ? new NotifyConfig.RequesterMail()
                : new Mailbox(addresses(section.required("mail-to")));
    }

    private Webhook webhook(ConfigNode node, Section section, List<Network> networks)
            throws ConfigException {
        Optional<ConfigNode> plain = section.optional("webhook");
        Secret url =
                plain.isPresent()
                        ? Secret.of(plain.get().text())
                        : BrokerConfigReader.secret(section, "webhook", environment);
        if (url == null || !isWebAddress(url.reveal(), !networks.isEmpty())) {
            throw node.problem(
                    "has a webhook whose address cannot be used",
                    networks.isEmpty()
                            ? "write https://HOST/PATH; http:// leads to notify.allow-networks only"
                            : "write https://HOST/PATH");
        }
        Optional<ConfigNode> payload = section.optional("payload");
        Payload kind = payload.isPresent() ? payload.get().choice(Payload.class) : Payload.POSTERN;
        Secret secret = BrokerConfigReader.secret(section, "secret", environment);
        if (kind == Payload.POSTERN && secret == null) {
            throw node.problem(
                    "has no secret to sign with",
                    "add secret-file or secret-env, or `payload: slack` for a chat");
        }
        return new Webhook(url, secret, kind);
    }

    private static boolean isWebAddress(String text, boolean isPlainAllowed) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && ("https".equals(uri.getScheme())
                            || (isPlainAllowed && "http".equals(uri.getScheme())));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private MailServer server(ConfigNode node) throws ConfigException {
        Section section =
                node.section("server", "security", "user", "password-file", "password-env", "from");
        HostPort address = section.required("server").address();
        Optional<ConfigNode> security = section.optional("security");
        Security chosen =
                security.isPresent() ? security.get().choice(Security.class) : Security.STARTTLS;
        Secret password = BrokerConfigReader.secret(section, "password", environment);
        Optional<ConfigNode> user = section.optional("user");
        if (user.isPresent() != (password != null)) {
            throw node.problem(
                    "has only one of user and password",
                    "name both, or none to send without a login");
        }
        if (password != null && chosen == Security.NONE) {
            throw node.problem(
                    "would send the password unencrypted", "choose security: starttls or tls");
        }
        return new MailServer(
                address.host(),
                address.port(),
                chosen,
                user.isPresent() ? user.get().text() : null,
                password,
                address(section.required("from")));
    }

    private static List<String> addresses(ConfigNode node) throws ConfigException {
        List<String> addresses = new ArrayList<>();
        for (ConfigNode item : node.items()) {
            addresses.add(address(item));
        }
        if (addresses.isEmpty()) {
            throw node.problem("is empty", "name at least one e-mail address");
        }
        return addresses;
    }

    private static String address(ConfigNode node) throws ConfigException {
        if (!MAIL_ADDRESS.matcher(node.text()).matches()) {
            throw node.problem(
                    "is \"" + node.text() + "\"",
                    "write an e-mail address such as dba@example.com");
        }
        return node.text();
    }

    private static Set<News> news(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return EnumSet.allOf(News.class);
        }
        Set<News> chosen = EnumSet.noneOf(News.class);
        for (ConfigNode item : node.get().items()) {
            Optional<News> news = News.of(item.text());
            if (news.isEmpty()) {
                throw item.problem(
                        "is \"" + item.text() + "\"",
                        "choose among " + String.join(", ", News.names()));
            }
            chosen.add(news.get());
        }
        return chosen;
    }

    private static List<Network> networks(Optional<ConfigNode> node) throws ConfigException {
        List<Network> networks = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                try {
                    networks.add(Network.parse(item.text()));
                } catch (IllegalArgumentException e) {
                    throw item.problem(
                            "is \"" + item.text() + "\"", "write a network such as 10.1.0.0/16");
                }
            }
        }
        return networks;
    }

    private static Duration duration(Section section, String key, Duration standard)
            throws ConfigException {
        Optional<ConfigNode> node = section.optional(key);
        return node.isPresent() ? node.get().duration() : standard;
    }
}
