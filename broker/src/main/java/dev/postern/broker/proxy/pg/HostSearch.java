package dev.postern.broker.proxy.pg;

import dev.postern.broker.proxy.pg.TargetConnection.TargetRoute;
import dev.postern.broker.record.RecorderException;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetOptions.ServerRole;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.Frame;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.MessageDecoder;
import dev.postern.pgwire.SqlState;
import dev.postern.pgwire.StartupPacket;
import dev.postern.pgwire.StartupPacket.StartupMessage;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

/// Looks for a host of a target that lets the broker in and is what the target's configuration demands: hosts in order,
/// addresses of a host in the resolver's order.
///
/// A host that cannot be reached, is starting up, breaks the login off or has the wrong role is passed over. A certificate
/// that does not fit and a login that is refused end the search: another host would only hide them. Confined to one event
/// loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class HostSearch {

    private final EdgeContext edge;
    private final EventLoop loop;
    private final Wanted wanted;
    private final Log log;
    private final Consumer<Outcome> listener;
    private List<TargetRoute> routes = List.of();
    private int next;
    private boolean isOver;
    private @Nullable UpstreamLogin login;
    private @Nullable Channel channel;
    private String lastReason = "";
    private boolean wasReached;

    HostSearch(
            EdgeContext edge, EventLoop loop, Wanted wanted, Log log, Consumer<Outcome> listener) {
        this.edge = edge;
        this.loop = loop;
        this.wanted = wanted;
        this.log = log;
        this.listener = listener;
    }

    /// What is looked for.
    ///
    /// @param hosts      in the order to be tried
    /// @param serverRole what a host must be
    /// @param role       the database role that logs in
    record Wanted(
            Target target,
            List<Target.Host> hosts,
            ServerRole serverRole,
            TargetLogin login,
            String role,
            StartupMessage startup) {}

    /// Takes down what is said to targets on the way.
    interface Log extends TargetAuthentication.OmissionLog {
        /// Takes down the start-up message, and has it sent when that is safe.
        void startup(ByteBuffer message, Runnable send) throws RecorderException;

        /// Takes down that a host was left because of `why`.
        void passedOver(String host, String why) throws RecorderException;
    }

    /// How the search ended; told once, on the event loop.
    sealed interface Outcome {
        /// A host is ready for queries; `login` is still in the connection's pipeline.
        record Found(
                TargetConnection connection, UpstreamLogin login, LoginOutcome.LoggedIn loggedIn)
                implements Outcome {}

        /// The target answered with an ErrorResponse, `error` as received.
        @SuppressWarnings("ArrayRecordComponent") // wire bytes, never compared or shared
        record RefusedByTarget(byte[] error) implements Outcome {}

        /// No host will do.
        record Failed(CloseReason reason, Refusal refusal) implements Outcome {}
    }

    void begin() {
        edge.connector()
                .routes(loop, wanted.target(), wanted.hosts(), wanted.login(), wanted.role())
                .addListener((Future<List<TargetRoute>> done) -> {
                    if (isOver) {
                        return;
                    }
                    if (done.isSuccess()) {
                        routes = done.getNow();
                        tryNext();
                    } else {
                        fail(Refusals.cannotUse(String.valueOf(done.cause().getMessage())));
                    }
                });
    }

    private void tryNext() {
        if (isOver) {
            return;
        }
        if (next == routes.size()) {
            fail(
                    Refusals.cannotUse(
                            "target "
                                    + wanted.target().name()
                                    + " not reachable ("
                                    + lastReason
                                    + ")"));
            return;
        }
        TargetRoute route = routes.get(next);
        next++;
        edge.connector()
                .open(loop, route)
                .addListener((Future<TargetConnection> done) -> {
                    if (isOver) {
                        if (done.isSuccess()) {
                            done.getNow().channel().close();
                        }
                    } else if (done.isSuccess()) {
                        logIn(done.getNow());
                    } else if (done.cause() instanceof SSLException) {
                        fail(
                                Refusals.cannotUse(
                                        "certificate of "
                                                + wanted.target().name()
                                                + " does not match"));
                    } else {
                        passOver(route, edge.connector().reason(done.cause()), false);
                    }
                });
    }

    private void logIn(TargetConnection connection) {
        var authentication =
                new TargetAuthentication(wanted.login(), wanted.role(), connection, log, edge);
        UpstreamLogin attempt =
                new UpstreamLogin(
                        wanted.startup(),
                        wanted.target().name(),
                        authentication,
                        outcome -> onLogin(connection, outcome));
        login = attempt;
        channel = connection.channel();
        connection.channel().pipeline().addLast(attempt);
        ChannelHandlerContext ctx = connection.channel().pipeline().context(attempt);
        guarded(() ->
                log.startup(
                        ((StartupPacket) wanted.startup()).encode(),
                        () -> {
                            if (login == attempt && !isOver) {
                                attempt.begin(ctx);
                            }
                        }));
        loop.schedule(
                () -> {
                    if (login == attempt && !isOver) {
                        leave();
                        passOver(connection.route(), "login timed out", true);
                    }
                },
                edge.limits().targetLogin().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void onLogin(TargetConnection connection, LoginOutcome outcome) {
        UpstreamLogin attempt = login;
        if (isOver || attempt == null) {
            if (outcome instanceof LoginOutcome.LoggedIn loggedIn) {
                loggedIn.rest().release();
            }
            return;
        }
        switch (outcome) {
            case LoginOutcome.LoggedIn loggedIn -> {
                if (wanted.serverRole().accepts(loggedIn.inHotStandby())) {
                    isOver = true;
                    listener.accept(new Outcome.Found(connection, attempt, loggedIn));
                } else {
                    loggedIn.rest().release();
                    leavePolitely(connection);
                    passOver(connection.route(), role(loggedIn), true);
                }
            }
            case LoginOutcome.RefusedByTarget(byte[] error)
                    when next < routes.size() && isStartingUp(error) -> {
                leave();
                passOver(connection.route(), "it takes no connections now", true);
            }
            case LoginOutcome.RefusedByTarget(byte[] error) ->
                    over(new Outcome.RefusedByTarget(error));
            case LoginOutcome.Failed(CloseReason reason, Refusal refusal)
                    when reason == CloseReason.TARGET_UNREACHABLE && next < routes.size() -> {
                leave();
                passOver(connection.route(), refusal.message(), true);
            }
            case LoginOutcome.Failed(CloseReason reason, Refusal refusal) ->
                    over(new Outcome.Failed(reason, refusal));
        }
    }

    private String role(LoginOutcome.LoggedIn loggedIn) {
        String is =
                switch (loggedIn.inHotStandby()) {
                    case "on" -> "it is a standby";
                    case "off" -> "it is a primary";
                    default -> "it does not say whether it is a standby";
                };
        return is
                + ", and the target demands a "
                + wanted.serverRole().name().toLowerCase(java.util.Locale.ROOT);
    }

    /// Whether the server is on its way up or down, so that another one may serve.
    private static boolean isStartingUp(byte[] error) {
        try {
            Frame frame =
                    new Frame(
                            'E',
                            ByteBuffer.wrap(
                                    error, Frame.HEADER_BYTES, error.length - Frame.HEADER_BYTES));
            return MessageDecoder.UTF_8.backend(frame)
                            instanceof BackendMessage.ErrorResponse response
                    && response.report().fields().stream()
                            .anyMatch(field ->
                                    field.type() == 'C'
                                            && field.text().equals(SqlState.CANNOT_CONNECT_NOW));
        } catch (MalformedMessageException _) {
            return false;
        }
    }

    /// Goes on to the next host; of the reasons, that of a host that was reached says more than that of one that was not.
    private void passOver(TargetRoute route, String why, boolean reached) {
        if (reached || !wasReached) {
            lastReason = routes.size() == 1 ? why : route.configured() + ": " + why;
            wasReached = reached;
        }
        guarded(() -> log.passedOver(route.text(), why));
        tryNext();
    }

    private void leavePolitely(TargetConnection connection) {
        connection
                .channel()
                .writeAndFlush(BrokerMessages.buffer(ByteBuffer.wrap(BrokerMessages.TERMINATE)));
        leave();
    }

    private void leave() {
        if (login != null) {
            login.abandon();
            login = null;
        }
        if (channel != null) {
            FrontendStream.closeBehind(channel);
            channel = null;
        }
    }

    private interface RecorderWork {
        void run() throws RecorderException;
    }

    private void guarded(RecorderWork work) {
        try {
            work.run();
        } catch (RecorderException e) {
            over(new Outcome.Failed(CloseReason.RECORDER_FAILED, Refusals.recorder(e)));
        }
    }

    private void fail(Refusal refusal) {
        over(new Outcome.Failed(CloseReason.TARGET_UNREACHABLE, refusal));
    }

    private void over(Outcome outcome) {
        if (!isOver) {
            abandon();
            listener.accept(outcome);
        }
    }

    /// Ends the search from outside: nothing is reported any more.
    void abandon() {
        isOver = true;
        leave();
    }
}
