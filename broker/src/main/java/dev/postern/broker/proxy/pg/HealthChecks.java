package dev.postern.broker.proxy.pg;

import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetHealth;
import dev.postern.broker.target.TargetHealth.Finding;
import dev.postern.broker.target.TargetHealth.State;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetOptions.ServerRole;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.StartupPacket.Parameter;
import dev.postern.pgwire.StartupPacket.StartupMessage;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Tries the hosts of targets between sessions: a whole login as a session's, up to ReadyForQuery, and Terminate.
///
/// No statement is sent, so there is nothing to record. What is found decides in which order sessions try the hosts. The
/// next look at a host begins when the last one is over.
@SuppressWarnings("FutureReturnValueIgnored") // a loop that ends takes no more looks
final class HealthChecks {

    private static final String ANY = "*";
    private static final String APPLICATION = "postern health check";
    private static final String FIRST_DATABASE = "postgres";

    private final EdgeContext edge;
    private final TargetHealth health;

    HealthChecks(EdgeContext edge) {
        this.edge = edge;
        this.health = edge.services().targets().health();
    }

    /// Begins to look at every host whose target asks for it and names a login.
    void start(EventLoopGroup group) {
        for (Target target : edge.services().targets().checked()) {
            Duration every = target.options().healthCheck();
            Optional<TargetLogin> login =
                    target.logins().stream()
                            .filter(candidate -> !candidate.databaseRole().equals(ANY))
                            .findFirst();
            if (every != null && login.isPresent()) {
                for (Target.Host host : target.hosts()) {
                    EventLoop loop = group.next();
                    Check check = new Check(target, host, login.get(), every, loop);
                    loop.execute(() -> look(check));
                }
            }
        }
    }

    private record Check(
            Target target, Target.Host host, TargetLogin login, Duration every, EventLoop loop) {}

    private void look(Check check) {
        String database =
                check.target().databases().stream()
                        .filter(name -> !name.equals(ANY))
                        .findFirst()
                        .orElse(FIRST_DATABASE);
        String role = check.login().databaseRole();
        StartupMessage startup =
                new StartupMessage(
                        ProtocolVersion.V3_0,
                        List.of(
                                new Parameter("user", role),
                                new Parameter("database", database),
                                new Parameter("application_name", APPLICATION)));
        new HostSearch(
                        edge,
                        check.loop(),
                        new HostSearch.Wanted(
                                check.target(),
                                List.of(check.host()),
                                ServerRole.ANY,
                                check.login(),
                                role,
                                startup),
                        new NoLog(),
                        outcome -> found(check, outcome))
                .begin();
    }

    private void found(Check check, HostSearch.Outcome outcome) {
        State state;
        String text;
        switch (outcome) {
            case HostSearch.Outcome.Found found -> {
                state = state(found.loggedIn().inHotStandby());
                text = "it let the broker in";
                found.loggedIn().rest().release();
                found.connection()
                        .channel()
                        .write(BrokerMessages.buffer(ByteBuffer.wrap(BrokerMessages.TERMINATE)));
                FrontendStream.closeBehind(found.connection().channel());
            }
            case HostSearch.Outcome.RefusedByTarget _ -> {
                state = State.DOWN;
                text = "it refused the login of the broker";
            }
            case HostSearch.Outcome.Failed(CloseReason _, Refusal refusal) -> {
                state = State.DOWN;
                text = refusal.message();
            }
        }
        Finding finding = new Finding(state, text, edge.services().sources().clock().now());
        edge.waiting().execute(() -> health.found(check.target().name(), check.host(), finding));
        check.loop().schedule(() -> look(check), check.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static State state(String inHotStandby) {
        return switch (inHotStandby) {
            case "on" -> State.STANDBY;
            case "off" -> State.PRIMARY;
            default -> State.UP;
        };
    }

    /// For logins without a session: there is no recording to write to.
    private record NoLog() implements HostSearch.Log {

        @Override
        public void startup(ByteBuffer message, Runnable send) {
            send.run();
        }

        @Override
        public void passedOver(String host, String why) {}

        @Override
        public void omitted(String message, int length) {}
    }
}
