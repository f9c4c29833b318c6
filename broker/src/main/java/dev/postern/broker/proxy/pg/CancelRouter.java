package dev.postern.broker.proxy.pg;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.proxy.pg.TargetConnection.TargetRoute;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.StartupPacket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Leads cancel requests of clients to the sessions whose keys they hold.
///
/// Clients hold the target's process number and a secret made here; only the broker
/// holds the target's own secret. Keys
/// are compared in constant time, and each client address has a number of attempts a minute. Thread-safe.
@SuppressWarnings({
    "ArrayRecordComponent",
    "FutureReturnValueIgnored",
    "ReferenceEquality"
}) // secrets and wire bytes, never compared or shared; a failed write or close ends the channel,
// and its handlers hear of that; the question is whether it is the same one
final class CancelRouter {

    private static final int SHORT_SECRET_BYTES = 4;
    private static final int LONG_SECRET_BYTES = 32;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_ADDRESSES = 10_000;

    private final Map<Integer, List<Key>> keys = new ConcurrentHashMap<>();
    private final Map<String, Attempts> attempts = new HashMap<>();
    private final UpstreamConnector connector;
    private final Randomness randomness;
    private final Ticker ticker;
    private final EdgeLimits limits;

    CancelRouter(
            UpstreamConnector connector, Randomness randomness, Ticker ticker, EdgeLimits limits) {
        this.connector = connector;
        this.randomness = randomness;
        this.ticker = ticker;
        this.limits = limits;
    }

    /// The cancel key of one session.
    ///
    /// @param processId    of the server process, for both sides
    /// @param clientSecret made here
    /// @param targetSecret the target's
    /// @param route        the way that the session took
    /// @param onRequest    is told of each request that matched, and completes with whether the target is to be asked
    record Key(
            int processId,
            byte[] clientSecret,
            byte[] targetSecret,
            TargetRoute route,
            Function<Requester, CompletableFuture<Boolean>> onRequest) {
        @Override
        public String toString() {
            return "Key[processId=" + processId + ", secrets=***]";
        }
    }

    /// Who asked for a cancel.
    ///
    /// @param address     and port
    /// @param isEncrypted whether by TLS
    /// @param certificate serial number of the certificate that was shown, lower-case hexadecimal, or empty
    record Requester(String address, boolean isEncrypted, String certificate) {}

    private record Attempts(long sinceNanos, int count) {}

    /// Makes and remembers a key; long secrets are for clients of protocol 3.2.
    Key register(
            LoginOutcome.LoggedIn login,
            ProtocolVersion version,
            TargetRoute route,
            Function<Requester, CompletableFuture<Boolean>> onRequest) {
        int length =
                version.compareTo(ProtocolVersion.V3_2) >= 0
                        ? LONG_SECRET_BYTES
                        : SHORT_SECRET_BYTES;
        Key key =
                new Key(
                        login.processId(),
                        randomness.bytes(length),
                        login.secret(),
                        route,
                        onRequest);
        keys.merge(key.processId(), List.of(key), CancelRouter::joined);
        return key;
    }

    private static List<Key> joined(List<Key> one, List<Key> other) {
        return java.util.stream.Stream.concat(one.stream(), other.stream()).toList();
    }

    /// Forgets a key.
    void remove(Key key) {
        keys.computeIfPresent(
                key.processId(),
                (_, list) -> {
                    List<Key> rest = list.stream().filter(k -> k != key).toList();
                    return rest.isEmpty() ? null : rest;
                });
    }

    /// Whether one more request of `address` (without port) is within its limit.
    synchronized boolean admit(String address) {
        long now = ticker.nanos();
        if (attempts.size() >= MAX_ADDRESSES) {
            attempts.values().removeIf(a -> now - a.sinceNanos() > MINUTE_NANOS);
        }
        if (attempts.size() >= MAX_ADDRESSES && !attempts.containsKey(address)) {
            return false;
        }
        Attempts seen = attempts.get(address);
        Attempts next =
                seen == null || now - seen.sinceNanos() > MINUTE_NANOS
                        ? new Attempts(now, 1)
                        : new Attempts(seen.sinceNanos(), seen.count() + 1);
        attempts.put(address, next);
        return next.count() <= limits.cancelsPerMinute();
    }

    /// The key that a request names, if its secret is right.
    Optional<Key> find(StartupPacket.CancelRequest request) {
        byte[] secret = new byte[request.secret().remaining()];
        request.secret().duplicate().get(secret);
        Key found = null;
        for (Key key : keys.getOrDefault(request.processId(), List.of())) {
            if (MessageDigest.isEqual(key.clientSecret(), secret)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }

    /// Asks the target to cancel what the session of `key` runs; done when the target
    /// has closed the connection, and at
    /// the latest when the connect timeout has passed once more.
    Future<Void> cancel(EventLoop loop, Key key) {
        Promise<Void> done = loop.newPromise();
        if (key.targetSecret().length == 0) {
            return done.setSuccess(null);
        }
        connector
                .open(loop, key.route())
                .addListener((Future<TargetConnection> connected) -> {
                    if (!connected.isSuccess()) {
                        done.tryFailure(connected.cause());
                        return;
                    }
                    Channel channel = connected.getNow().channel();
                    channel.pipeline().addLast(new UntilClosed());
                    channel.closeFuture().addListener(_ -> done.trySuccess(null));
                    channel.config().setAutoRead(true);
                    channel.writeAndFlush(
                            BrokerMessages.buffer(
                                    new StartupPacket.CancelRequest(
                                                    key.processId(),
                                                    ByteBuffer.wrap(key.targetSecret()))
                                            .encode()));
                    var timer =
                            loop.schedule(
                                    () -> channel.close(),
                                    limits.connectTimeout().toMillis(),
                                    TimeUnit.MILLISECONDS);
                    channel.closeFuture().addListener(_ -> timer.cancel(false));
                });
        return done;
    }

    /// Waits for the end of a connection; whatever else comes is dropped.
    private static final class UntilClosed extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ((ByteBuf) msg).release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
