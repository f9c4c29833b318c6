package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.RawClient.message;

import dev.postern.broker.proxy.pg.RawClient.Message;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A target that keeps what it got and answers as a server would, without running anything: `slow` runs until it is
/// cancelled or told to finish; BEGIN and COMMIT change the transaction state.
final class AnsweringTarget implements EvilServer.Script {

    private static final byte CANCEL = 4;

    private final List<String> got = new CopyOnWriteArrayList<>();
    private final AtomicInteger cancels = new AtomicInteger();
    private final CountDownLatch slow = new CountDownLatch(1);
    private String status = "I";

    /// The messages that came: type, space, and the text up to the first NUL.
    List<String> got() {
        return List.copyOf(got);
    }

    int cancels() {
        return cancels.get();
    }

    void finishSlow() {
        slow.countDown();
    }

    void awaitGot(String message) {
        Gateway.await("the target gets " + message, () -> got.contains(message));
    }

    @Override
    public void play(EvilServer.Peer peer) throws IOException {
        if (peer.packet()[0] == CANCEL) {
            cancels.incrementAndGet();
            slow.countDown();
            return;
        }
        peer.send(
                EvilServer.AUTH_OK,
                EvilServer.report("server_version", "17.0"),
                EvilServer.KEY,
                EvilServer.READY);
        while (true) {
            Message message = peer.read();
            String text = message.text();
            got.add(message.type() + " " + text.substring(0, Math.max(0, text.indexOf('\0'))));
            if (message.type() == 'X') {
                return;
            }
            answer(peer, message);
        }
    }

    private void answer(EvilServer.Peer peer, Message message) throws IOException {
        switch (message.type()) {
            case 'Q' -> {
                run(message.text());
                peer.send(message('C', "DONE\0"), message('Z', status));
            }
            case 'P' -> peer.send(message('1', ""));
            case 'B' -> peer.send(message('2', ""));
            case 'E' -> peer.send(message('C', "DONE\0"));
            case 'S' -> peer.send(message('Z', status));
            default -> {}
        }
    }

    private void run(String sql) throws IOException {
        switch (sql) {
            case "BEGIN\0" -> status = "T";
            case "COMMIT\0" -> status = "I";
            case "slow\0" -> {
                try {
                    if (!slow.await(30, TimeUnit.SECONDS)) {
                        throw new IOException("nobody ended it");
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            default -> {}
        }
    }
}
