package dev.postern.broker.notify;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Secret;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocketFactory;

/// Posts messages to webhooks. Written by hand, because the address that was judged must be the one that is dialled, and
/// no HTTP client of the JDK lets one name it.
///
/// One request on a connection, the answer's first line decides: 2xx has it, everything else has not. Redirects are not
/// followed: their target was judged by nobody.
///
/// The signature is `t=SECONDS,v1=HEX`, the HMAC-SHA-256 with the receiver's secret over `SECONDS.BODY`; a receiver
/// refuses what is older than some minutes, and knows by `Postern-Delivery` what comes twice.
final class WebhookSender {

    private static final String ALGORITHM = "HmacSHA256";

    private final AddressRules rules;
    private final Clock clock;
    private final Duration longest;
    private final ScheduledExecutorService timer;
    private final SSLSocketFactory tls;

    WebhookSender(
            AddressRules rules,
            Clock clock,
            Duration longest,
            ScheduledExecutorService timer,
            SSLSocketFactory tls) {
        this.rules = rules;
        this.clock = clock;
        this.longest = longest;
        this.timer = timer;
        this.tls = tls;
    }

    void send(NotifyConfig.Webhook webhook, Message message) throws IOException {
        URI uri = uri(webhook.url());
        boolean isEncrypted = "https".equals(uri.getScheme());
        String host = uri.getHost();
        InetAddress address = rules.address(host);
        if (!isEncrypted && !rules.isNamed(address)) {
            throw new IOException(
                    "its address is plain http://, which leads to notify.allow-networks only");
        }
        int standard = isEncrypted ? 443 : 80;
        int port = uri.getPort() < 0 ? standard : uri.getPort();
        byte[] body =
                switch (webhook.payload()) {
                    case POSTERN -> message.json().getBytes(StandardCharsets.UTF_8);
                    case SLACK -> message.slack().getBytes(StandardCharsets.UTF_8);
                };
        try (Line line = Line.open(address, port, longest, tls, timer)) {
            try {
                if (isEncrypted) {
                    line.encrypt(host);
                }
                line.write(head(uri, port == standard, webhook, message, body));
                line.write(body);
                judge(line.read());
            } catch (IOException e) {
                throw line.isLate()
                        ? new IOException("no answer within " + longest.toMillis() + " ms", e)
                        : e;
            }
        }
    }

    private byte[] head(
            URI uri,
            boolean isStandardPort,
            NotifyConfig.Webhook webhook,
            Message message,
            byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", uri.getHost() + (isStandardPort ? "" : ":" + uri.getPort()));
        headers.put("User-Agent", "postern");
        headers.put("Content-Type", "application/json; charset=utf-8");
        headers.put("Content-Length", String.valueOf(body.length));
        headers.put("Postern-Event", message.event());
        headers.put("Postern-Delivery", message.id());
        Secret secret = webhook.secret();
        if (secret != null) {
            headers.put("Postern-Signature", signature(secret, clock.now().getEpochSecond(), body));
        }
        headers.put("Connection", "close");
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    static String signature(Secret secret, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(
                    new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    private static void judge(String statusLine) throws IOException {
        String[] words = statusLine.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
            throw new IOException("it answered something that is not HTTP");
        }
        int status = Integer.parseInt(words[1]);
        if (status >= 300 && status < 400) {
            throw new IOException("it answered HTTP " + status + "; redirects are not followed");
        }
        if (status < 200 || status >= 300) {
            throw new IOException("it answered HTTP " + status);
        }
    }

    /// The address of a webhook, checked.
    ///
    /// @throws IOException if it is none, with a sentence that does not repeat it
    static URI uri(Secret text) throws IOException {
        URI uri;
        try {
            uri = new URI(text.reveal());
        } catch (URISyntaxException e) {
            throw new IOException("its address cannot be read", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new IOException("its address is not of the form https://HOST/PATH");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IOException("its address has a user or a fragment, which are never sent");
        }
        return uri;
    }
}
