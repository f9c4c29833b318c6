package dev.postern.broker.notify;

import dev.postern.broker.base.Secret;
import dev.postern.broker.policy.Network;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Who is told what, and how.
///
/// @param expiringBefore how long before its end a grant is told of
/// @param giveUpAfter    how long a message is tried
/// @param allowNetworks  networks of private addresses that webhooks may lead to
/// @param server         the mail server, or null if no mail is sent
public record NotifyConfig(
        List<Receiver> receivers,
        Duration expiringBefore,
        Duration giveUpAfter,
        List<Network> allowNetworks,
        @Nullable MailServer server) {

    /// Nobody is told anything.
    public static final NotifyConfig NONE =
            new NotifyConfig(
                    List.of(), Duration.ofMinutes(10), Duration.ofHours(24), List.of(), null);

    public NotifyConfig {
        receivers = List.copyOf(receivers);
        allowNetworks = List.copyOf(allowNetworks);
    }

    /// Somebody who is told.
    ///
    /// @param name    its name in the outbox; another name is another receiver
    /// @param news    what of
    /// @param targets about which targets; empty for all
    public record Receiver(String name, Set<News> news, List<String> targets, Way way) {
        public Receiver {
            news = Set.copyOf(news);
            targets = List.copyOf(targets);
        }
    }

    /// How a receiver is told.
    public sealed interface Way {}

    /// By an HTTP POST.
    ///
    /// @param url    where to; a secret, as those of chats carry their right in them
    /// @param secret signs what is sent, or null
    public record Webhook(Secret url, @Nullable Secret secret, Payload payload) implements Way {}

    /// By a mail to these addresses.
    public record Mailbox(List<String> to) implements Way {
        public Mailbox {
            to = List.copyOf(to);
        }
    }

    /// By a mail to the person whose request it is.
    public record RequesterMail() implements Way {}

    /// What the body of a webhook is.
    public enum Payload {
        /// The event as JSON.
        POSTERN,
        /// What chats in the manner of Slack show: `text` and `blocks`.
        SLACK
    }

    /// The server that takes mails.
    ///
    /// @param user null to send without a login
    public record MailServer(
            String host,
            int port,
            Security security,
            @Nullable String user,
            @Nullable Secret password,
            String from) {}

    /// How the line to the mail server is protected.
    public enum Security {
        /// TLS from the first byte.
        TLS,
        /// TLS after STARTTLS, which the server must offer.
        STARTTLS,
        /// Not at all; for a server of this machine.
        NONE
    }
}
