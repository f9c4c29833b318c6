package dev.postern.broker.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Secret;
import dev.postern.broker.notify.NotifyConfig.MailServer;
import dev.postern.broker.notify.NotifyConfig.Security;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import javax.net.ssl.SSLSocketFactory;

/// Mails to a mail server of sockets.
final class MailSenderTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void mail_arrivesWholeAndAsText() throws IOException {
        try (Server server = new Server(Map.of())) {
            sender(server, Security.NONE, null)
                    .send(List.of("dba@example.com"), message("Ünïcode\r\n.\r\nRCPT TO:<evil@x>"));
            assertThat(server.said)
                    .contains("MAIL FROM:<postern@example.com>", "RCPT TO:<dba@example.com>")
                    .doesNotContain("RCPT TO:<evil@x>");
            String text = String.join("\n", server.said);
            assertThat(text)
                    .contains("To: dba@example.com")
                    .contains("Message-ID: <audit-7@example.com>")
                    .contains("Auto-Submitted: auto-generated");
            String subject =
                    text.replaceFirst("(?s).*Subject: ((?:=\\?utf-8\\?B\\?\\S+\\s*)+).*", "$1");
            assertThat(subject).matches("(?s)(=\\?utf-8\\?B\\?[A-Za-z0-9+/=]+\\?=\\s*)+");
            String body =
                    text.substring(text.indexOf("\n\n") + 2, text.lastIndexOf("\n."))
                            .replace("\n", "");
            assertThat(new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8))
                    .startsWith("Ünïcode\r\n.\r\nRCPT TO:<evil@x>\n\n")
                    .contains("https://postern.example.com/requests?id=R1");
        }
    }

    @Test
    void refusalOfTheServer_isTheProblem() throws IOException {
        try (Server server = new Server(Map.of("RCPT", "550 no such person"))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            sender(server, Security.NONE, null)
                                    .send(List.of("dba@example.com"), message("x")))
                    .withMessageContaining("550 no such person");
        }
    }

    @Test
    void serverWithoutStarttls_getsNeitherMailNorPassword() throws IOException {
        try (Server server = new Server(Map.of())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            sender(server, Security.STARTTLS, Secret.of("pass"))
                                    .send(List.of("dba@example.com"), message("x")))
                    .withMessageContaining("no STARTTLS");
            assertThat(server.said).containsExactly("EHLO postern");
        }
    }

    @Test
    void silentServer_endsAtTheDeadline() throws IOException {
        try (Server server = new Server(Map.of("EHLO", ""))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            sender(server, Security.NONE, null)
                                    .send(List.of("dba@example.com"), message("x")))
                    .withMessageContaining("did not end within 500 ms");
        }
    }

    @Test
    void addressThatIsNone_isNotSaidToTheServer() throws IOException {
        try (Server server = new Server(Map.of())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            sender(server, Security.NONE, null)
                                    .send(List.of("a@b>\r\nRCPT TO:<c@d"), message("x")))
                    .withMessageContaining("no e-mail address");
            assertThat(server.said).isEmpty();
        }
    }

    private MailSender sender(Server server, Security security, @Nullable Secret password) {
        return new MailSender(
                new MailServer(
                        "127.0.0.1",
                        server.socket.getLocalPort(),
                        security,
                        password == null ? null : "postern",
                        password,
                        "postern@example.com"),
                () -> Instant.parse("2026-11-21T14:00:00Z"),
                Duration.ofMillis(500),
                timer,
                (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static Message message(String text) {
        return new Message(
                "audit-7",
                "request.created",
                Map.of("text", text, "link", "https://postern.example.com/requests?id=R1"));
    }

    /// Answers each command with the text of its first word, or as a willing server.
    private static final class Server implements AutoCloseable {

        private final ServerSocket socket =
                new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        private final List<String> said = new CopyOnWriteArrayList<>();
        private final Map<String, String> answers;

        Server(Map<String, String> answers) throws IOException {
            this.answers = answers;
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try (Socket client = socket.accept();
                    BufferedReader in =
                            new BufferedReader(
                                    new InputStreamReader(
                                            client.getInputStream(), StandardCharsets.US_ASCII))) {
                answer(client, "220 willing");
                boolean isText = false;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    said.add(line);
                    if (isText && !line.equals(".")) {
                        continue;
                    }
                    String word = line.split(" ", 2)[0];
                    String standard = word.equals("DATA") ? "354 go on" : "250-fine\r\n250 yes";
                    isText = word.equals("DATA");
                    answer(client, answers.getOrDefault(word, standard));
                }
            } catch (IOException closed) {
                // The test is over, or the sender left.
                return;
            }
        }

        private static void answer(Socket client, String text) throws IOException {
            if (!text.isEmpty()) {
                client.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
