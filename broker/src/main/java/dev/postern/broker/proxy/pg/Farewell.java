package dev.postern.broker.proxy.pg;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Closes a channel behind everything that was written to it, as long as its peer goes on to take it.
@SuppressWarnings("FutureReturnValueIgnored") // a failed close leaves nothing to be done
final class Farewell {

    /// For a peer that may still be reading the last answers of a session.
    static final Duration READING = Duration.ofSeconds(30);

    /// For a peer that has nothing more to expect.
    static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Channel channel;
    private final Duration patience;

    private Farewell(Channel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
    }

    /// Closes `channel` when all is written, or when nothing of it went out for `patience`.
    static void say(Channel channel, Duration patience) {
        Farewell farewell = new Farewell(channel, patience);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        farewell.watch();
    }

    private void watch() {
        long before = pendingBytes();
        var timer =
                channel.eventLoop()
                        .schedule(
                                () -> {
                                    if (pendingBytes() >= before) {
                                        channel.close();
                                    } else {
                                        watch();
                                    }
                                },
                                patience.toMillis(),
                                TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> timer.cancel(false));
    }

    private long pendingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
