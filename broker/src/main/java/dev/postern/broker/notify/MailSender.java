package dev.postern.broker.notify;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;

import javax.net.ssl.SSLSocketFactory;

/// Hands mails to a mail server by SMTP (RFC 5321): one text of UTF-8 in base64, so that no line of it is ever taken for a
/// command. It knows TLS, STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4616), and sends a password on an encrypted line only.
final class MailSender {

    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final int MOST_LINES = 100;
    private static final int WORD_BYTES = 45;

    private final NotifyConfig.MailServer server;
    private final Clock clock;
    private final Duration longest;
    private final ScheduledExecutorService timer;
    private final SSLSocketFactory tls;

    MailSender(
            NotifyConfig.MailServer server,
            Clock clock,
            Duration longest,
            ScheduledExecutorService timer,
            SSLSocketFactory tls) {
        this.server = server;
        this.clock = clock;
        this.longest = longest;
        this.timer = timer;
        this.tls = tls;
    }

    /// Whether this is an address that mail can be sent to.
    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    void send(List<String> to, Message message) throws IOException {
        for (String address : to) {
            if (!isAddress(address)) {
                throw new IOException("\"" + address + "\" is no e-mail address");
            }
        }
        try (Line line =
                Line.open(
                        InetAddress.getByName(server.host()), server.port(), longest, tls, timer)) {
            try {
                talk(line, to, message);
            } catch (IOException e) {
                throw line.isLate() || e instanceof SocketTimeoutException
                        ? new IOException(
                                "the mail server did not end within " + longest.toMillis() + " ms",
                                e)
                        : e;
            }
        }
    }

    private void talk(Line line, List<String> to, Message message) throws IOException {
        if (server.security() == NotifyConfig.Security.TLS) {
            line.encrypt(server.host());
        }
        expect(line, "220", "the greeting");
        List<String> offers = say(line, "EHLO postern", "250");
        if (server.security() == NotifyConfig.Security.STARTTLS) {
            if (!offers.contains("STARTTLS")) {
                throw new IOException("the mail server offers no STARTTLS");
            }
            say(line, "STARTTLS", "220");
            line.encrypt(server.host());
            say(line, "EHLO postern", "250");
        }
        logIn(line, server.user(), server.password());
        say(line, "MAIL FROM:<" + server.from() + ">", "250");
        for (String address : to) {
            say(line, "RCPT TO:<" + address + ">", "25");
        }
        say(line, "DATA", "354");
        line.write(text(to, message).getBytes(StandardCharsets.US_ASCII));
        expect(line, "250", "the end of the mail");
        // It has the mail: that it takes leave badly changes nothing.
        line.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void logIn(Line line, @Nullable String user, @Nullable Secret password)
            throws IOException {
        if (user == null || password == null) {
            return;
        }
        String plain = "\0" + user + "\0" + password.reveal();
        line.write(
                ("AUTH PLAIN "
                                + Base64.getEncoder()
                                        .encodeToString(plain.getBytes(StandardCharsets.UTF_8))
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        expect(line, "235", "AUTH PLAIN");
    }

    private static List<String> say(Line line, String command, String expected) throws IOException {
        line.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return expect(line, expected, command);
    }

    /// The texts of an answer that begins as expected.
    private static List<String> expect(Line line, String expected, String to) throws IOException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < MOST_LINES) {
            String answer = line.read();
            if (!answer.startsWith(expected)) {
                throw new IOException(
                        "the mail server answered \""
                                + answer.replaceAll("[^ -~]", "?")
                                + "\" to "
                                + to);
            }
            texts.add(answer.length() > 4 ? answer.substring(4) : "");
            if (answer.length() < 4 || answer.charAt(3) != '-') {
                return texts;
            }
        }
        throw new IOException(
                "the mail server answered more than " + MOST_LINES + " lines to " + to);
    }

    private String text(List<String> to, Message message) {
        String body =
                Base64.getMimeEncoder()
                        .encodeToString(message.mail().getBytes(StandardCharsets.UTF_8));
        return String.join(
                "\r\n",
                "Date: " + DATE.format(clock.now().atOffset(ZoneOffset.UTC)),
                "From: Postern <" + server.from() + ">",
                "To: " + String.join(", ", to),
                "Message-ID: <"
                        + message.id().replaceAll("[^A-Za-z0-9.-]", ".")
                        + "@"
                        + server.from().substring(server.from().indexOf('@') + 1)
                        + ">",
                "Subject: " + word(message.subject()),
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                body,
                ".",
                "");
    }

    /// As encoded words (RFC 2047), each of whole characters.
    private static String word(String text) {
        StringBuilder words = new StringBuilder();
        StringBuilder part = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            String next = Character.toString(c);
            if ((part + next).getBytes(StandardCharsets.UTF_8).length > WORD_BYTES) {
                words.append(encoded(part)).append("\r\n ");
                part.setLength(0);
            }
            part.append(next);
        }
        return words.append(encoded(part)).toString();
    }

    private static String encoded(CharSequence part) {
        return "=?utf-8?B?"
                + Base64.getEncoder()
                        .encodeToString(part.toString().getBytes(StandardCharsets.UTF_8))
                + "?=";
    }
}
