package dev.postern.broker.notify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// An HTTP server of sockets that does to each request what it was told to: answer, hang, redirect, drip, talk nonsense.
final class HostileReceiver implements AutoCloseable {

    /// Keeps the connection and says nothing.
    static final String HANG = "";

    private final ServerSocket socket;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> kept = new CopyOnWriteArrayList<>();

    HostileReceiver() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::serve);
    }

    /// What the next requests are answered, in turn; then 200.
    HostileReceiver answers(String... texts) {
        answers.addAll(List.of(texts));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/hook?a=b";
    }

    /// The requests so far, each as it came.
    List<String> requests() {
        return requests;
    }

    private void serve() {
        try {
            while (true) {
                answer(socket.accept());
            }
        } catch (IOException closed) {
            // The test is over.
            kept.clear();
        }
    }

    private void answer(Socket client) throws IOException {
        kept.add(client);
        requests.add(read(client.getInputStream()));
        String text = answers.poll();
        if (text == null) {
            text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        }
        if (!text.equals(HANG)) {
            try (client) {
                client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return head.toString(StandardCharsets.UTF_8);
            }
            head.write(b);
        }
        String text = head.toString(StandardCharsets.UTF_8);
        int length = Integer.parseInt(text.replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket client : kept) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
