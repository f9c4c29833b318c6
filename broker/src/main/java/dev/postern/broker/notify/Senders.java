package dev.postern.broker.notify;

import dev.postern.broker.base.Clock;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

import javax.net.ssl.SSLSocketFactory;

/// Chooses the sender that a receiver's way asks for.
final class Senders implements Sending {

    private final WebhookSender webhooks;
    private final @Nullable MailSender mails;

    /// @param longest how long one attempt may take
    /// @param timer   ends attempts that take longer; not closed by this
    Senders(
            NotifyConfig config,
            Clock clock,
            Duration longest,
            ScheduledExecutorService timer,
            SSLSocketFactory tls) {
        NotifyConfig.MailServer server = config.server();
        this.webhooks =
                new WebhookSender(
                        new AddressRules(config.allowNetworks()), clock, longest, timer, tls);
        this.mails = server == null ? null : new MailSender(server, clock, longest, timer, tls);
    }

    @Override
    public void send(NotifyConfig.Receiver receiver, Message message) throws IOException {
        switch (receiver.way()) {
            case NotifyConfig.Webhook webhook -> webhooks.send(webhook, message);
            case NotifyConfig.Mailbox mailbox -> mail(mailbox.to(), message);
            case NotifyConfig.RequesterMail _ -> mail(List.of(message.requester()), message);
        }
    }

    private void mail(List<String> to, Message message) throws IOException {
        if (mails == null) {
            throw new IOException("no mail server is configured");
        }
        mails.send(to, message);
    }
}
