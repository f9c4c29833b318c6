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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Tries the hosts of targets between sessions: a whole login as a session's, up to ReadyForQuery, and Terminate.
///
/// No statement is sent, so there is nothing to record. What is found decides in which order sessions try the hosts. The
/// next look at a host begins when the last one is over. A look that is under way when its target changes or goes is
/// finished, but what it found is not used.
@SuppressWarnings("FutureReturnValueIgnored") // a loop that ends takes no more looks
final class HealthChecks {

    private static final String ANY = "*";
    private static final String APPLICATION = "postern health check";
    private static final String FIRST_DATABASE = "postgres";

    private final EdgeContext edge;
    private final EventLoopGroup group;
    private final TargetHealth health;
    private Map<Place, Check> checks = Map.of(); // touched by follow alone, which is synchronized

    HealthChecks(EdgeContext edge, EventLoopGroup group) {
        this.edge = edge;
        this.group = group;
        this.health = edge.services().targets().health();
    }

    /// Looks at every host of `targets` whose target asks for it and names a login, and at no other from now on; the first
    /// look at what is new or changed is now. What is unchanged goes on. Any thread may call it.
    synchronized void follow(List<Target> targets) {
        if (group.isShuttingDown()) {
            return;
        }
        Map<Place, Check> before = checks;
        Map<Place, Check> wanted = new HashMap<>();
        List<Check> begun = new ArrayList<>();
        for (Target target : targets) {
            Duration every = target.options().healthCheck();
            Optional<TargetLogin> login =
                    target.logins().stream()
                            .filter(candidate -> !candidate.databaseRole().equals(ANY))
                            .findFirst();
            if (every != null && login.isPresent()) {
                for (Target.Host host : new LinkedHashSet<>(target.hosts())) {
                    Place place = new Place(target.name(), host);
                    Check check = before.get(place);
                    if (check == null || !check.target().equals(target)) {
                        check =
                                new Check(
                                        target,
                                        host,
                                        login.get(),
                                        every,
                                        group.next(),
                                        new AtomicBoolean());
                        begun.add(check);
                    }
                    wanted.put(place, check);
                }
            }
        }
        checks = wanted;
        before.values().stream()
                .filter(check -> !wanted.containsValue(check))
                .forEach(check -> check.over().set(true));
        begun.forEach(check -> check.loop().execute(() -> look(check)));
    }

    private record Place(String target, Target.Host host) {}

    /// @param over whether its target is gone, or another check has taken its place
    private record Check(
            Target target,
            Target.Host host,
            TargetLogin login,
            Duration every,
            EventLoop loop,
            AtomicBoolean over) {}

    private void look(Check check) {
        if (check.over().get()) {
            return;
        }
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
        if (check.over().get()) {
            return;
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
