package dev.postern.pgwire.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.MessageEncoder;
import dev.postern.pgwire.Messages;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

class ProtocolTrackerFuzzTest {

    @Test
    void messagesInAnyOrder_damagedOrNot_neverCrashAndEndEveryStatement()
            throws MalformedMessageException {
        long seed = 20261121;
        System.out.println("tracker fuzz seed " + seed);
        Random random = new Random(seed);
        for (int session = 0; session < 2_000; session++) {
            assertThat(openAtEnd(random)).isZero();
        }
    }

    private static int openAtEnd(Random random) throws MalformedMessageException {
        int[] open = new int[1];
        ProtocolTracker tracker =
                new ProtocolTracker(event -> {
                    String line = PgScript.line(event);
                    open[0] += line.startsWith("start ") ? 1 : line.startsWith("end ") ? -1 : 0;
                });
        ResponseLedger ledger = new ResponseLedger();
        new PgScript(
                        (fromClient, bytes) -> {
                            if (fromClient) {
                                tracker.frontend(0, bytes);
                            } else {
                                tracker.backend(0, bytes, false);
                            }
                        })
                .login();
        List<FrontendMessage> asks = Messages.frontend();
        List<BackendMessage> answers = Messages.backend();
        for (int i = 0; i < 60; i++) {
            if (random.nextBoolean()) {
                ByteBuffer bytes =
                        MessageEncoder.UTF_8.encode(asks.get(random.nextInt(asks.size())));
                damage(random, bytes);
                tracker.frontend(i, bytes);
                ledger.frontend(bytes);
            } else {
                ByteBuffer bytes =
                        MessageEncoder.UTF_8.encode(answers.get(random.nextInt(answers.size())));
                damage(random, bytes);
                tracker.backend(i, bytes, random.nextInt(8) == 0);
                ledger.backend(bytes);
            }
        }
        tracker.finish(60);
        return open[0];
    }

    private static void damage(Random random, ByteBuffer bytes) {
        if (bytes.remaining() > 5 && random.nextInt(3) == 0) {
            bytes.put(5 + random.nextInt(bytes.remaining() - 5), (byte) random.nextInt(256));
        }
    }
}
