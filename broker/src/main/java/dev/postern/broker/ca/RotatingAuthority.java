package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.ca.RotationState.Phase;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// An authority that can be replaced while it is used; see [RotationState] for the phases. Thread-safe: whoever signs or
/// judges looks at one view, and a step makes the next.
///
/// What depends on the authority is made ready for a step first; then the step is announced (to the audit trail), then
/// durable, then in force. What fails before it is durable leaves everything as it was. The key of an authority that is
/// retired is destroyed last.
public final class RotatingAuthority {

    private final AuthorityName name;
    private final @Nullable AuthorityFiles files;
    private final Clock clock;
    private final Duration lifetime;
    private volatile View view;
    private volatile Dependent dependent = signing -> () -> {};

    /// What is in force.
    ///
    /// @param other the other one that is accepted, null if there is none
    private record View(
            RotationState state,
            Authority signing,
            @Nullable Authority other,
            List<TrustedAuthority> trusted,
            List<Retired> retired) {}

    /// One that is not accepted any more.
    ///
    /// @param at since when
    public record Retired(X509Certificate certificate, Instant at) {}

    private RotatingAuthority(
            AuthorityName name,
            @Nullable AuthorityFiles files,
            Clock clock,
            Duration lifetime,
            View view) {
        this.name = name;
        this.files = files;
        this.clock = clock;
        this.lifetime = lifetime;
        this.view = view;
    }

    /// Reads the authority, or makes it.
    static RotatingAuthority open(
            AuthorityName name, AuthorityFiles files, Clock clock, Duration lifetime)
            throws CaException, IOException {
        RotationState state = files.state();
        for (RotationState.Retired retired : state.retired()) {
            files.destroyKey(retired.file());
        }
        Authority signing =
                files.isEmpty() ? files.make(state.signing()) : files.read(state.signing());
        String other = state.other();
        View view = view(files, state, signing, other == null ? null : files.read(other));
        return new RotatingAuthority(name, files, clock, lifetime, view);
    }

    /// One whose files belong to others, so that it is not rotated here.
    ///
    /// @param older whose certificates are accepted as well
    public static RotatingAuthority fixed(
            AuthorityName name, Authority signing, List<TrustedAuthority> older) {
        List<TrustedAuthority> trusted = new ArrayList<>(List.of(signing.trusted()));
        trusted.addAll(older);
        return new RotatingAuthority(
                name,
                null,
                () -> Instant.EPOCH,
                Duration.ZERO,
                new View(
                        RotationState.first(name.file()),
                        signing,
                        null,
                        List.copyOf(trusted),
                        List.of()));
    }

    private static View view(
            AuthorityFiles files, RotationState state, Authority signing, @Nullable Authority other)
            throws CaException, IOException {
        List<Retired> retired = new ArrayList<>();
        try {
            for (RotationState.Retired one : state.retired()) {
                retired.add(new Retired(files.certificate(one.file()), one.at()));
            }
        } catch (GeneralSecurityException e) {
            throw new CaException("a retired authority is damaged: " + e.getMessage(), e);
        }
        return new View(
                state,
                signing,
                other,
                other == null
                        ? List.of(signing.trusted())
                        : List.of(signing.trusted(), other.trusted()),
                List.copyOf(retired));
    }

    /// What it is for.
    public AuthorityName name() {
        return name;
    }

    /// The one that signs now.
    public Authority signing() {
        return view.signing();
    }

    /// Those whose certificates are accepted now, the one that signs first.
    public List<TrustedAuthority> trusted() {
        return view.trusted();
    }

    /// Those whose certificates were accepted before.
    public List<Retired> retired() {
        return view.retired();
    }

    /// How far its rotation is.
    public RotationState state() {
        return view.state();
    }

    /// Whether it can be rotated here.
    public boolean isOwn() {
        return files != null;
    }

    /// The roots to trust, in PEM.
    public String rootsPem() {
        StringBuilder pem = new StringBuilder();
        for (TrustedAuthority one : view.trusted()) {
            pem.append(Pem.certificate(one.root()));
        }
        return pem.toString();
    }

    /// What would not do with another authority, unless it is made anew.
    @FunctionalInterface
    public interface Dependent {

        /// Makes it ready for the authority that will sign after a step.
        ///
        /// @return puts it in force, as soon as the step is; must not fail
        /// @throws CaException if it cannot be made: then the step is not done
        Runnable prepare(Authority signing) throws CaException;
    }

    /// Has `made` made ready for each step before it is done, and in force before the caller of the step goes on.
    public void requires(Dependent made) {
        dependent = made;
    }

    /// Does a step.
    ///
    /// @param evenEarly whether to go on although certificates in force will be refused
    /// @param before    is told what the state will be; if it throws, nothing changes
    /// @throws RotationException if the step is not possible now
    /// @throws CaException if it failed; nothing changed
    /// @throws UnfinishedRotationException if it is in force, but the key of the one that it ended is still there
    public synchronized RotationState step(
            RotationStep step, boolean evenEarly, Consumer<RotationState> before)
            throws RotationException, CaException, UnfinishedRotationException {
        AuthorityFiles own = files;
        if (own == null) {
            throw Refusals.notOwn(name);
        }
        Instant now = clock.now();
        try {
            View from = view;
            View to =
                    switch (step) {
                        case START -> start(own, from, now);
                        case NEXT -> next(own, from, now, evenEarly);
                        case ROLLBACK -> rollback(own, from, now);
                    };
            Runnable inForce = dependent.prepare(to.signing());
            before.accept(to.state());
            own.write(to.state());
            view = to;
            inForce.run();
        } catch (IOException e) {
            throw new CaException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
        destroyRetired(own);
        return view.state();
    }

    private void destroyRetired(AuthorityFiles own) throws UnfinishedRotationException {
        for (RotationState.Retired retired : view.state().retired()) {
            try {
                own.destroyKey(retired.file());
            } catch (IOException e) {
                throw new UnfinishedRotationException(name, retired.file() + ".key", e);
            }
        }
    }

    private View start(AuthorityFiles own, View from, Instant now)
            throws RotationException, CaException, IOException {
        if (from.state().phase() != Phase.STEADY) {
            throw Refusals.running(name, from.state());
        }
        String stem = from.state().following(name.file());
        Authority made = own.make(stem);
        return view(
                own,
                from.state().announced(stem, now, name.overlap(Phase.ANNOUNCED, lifetime)),
                from.signing(),
                made);
    }

    private View next(AuthorityFiles own, View from, Instant now, boolean evenEarly)
            throws RotationException, CaException, IOException {
        RotationState state = from.state();
        Authority other = from.other();
        if (other == null) {
            throw Refusals.notRunning(name);
        }
        if (now.isBefore(state.nextFrom()) && !evenEarly) {
            throw Refusals.early(name, state);
        }
        return switch (state.phase()) {
            case ANNOUNCED ->
                    view(
                            own,
                            state.switched(now, name.overlap(Phase.SWITCHED, lifetime)),
                            other,
                            from.signing());
            case STEADY, SWITCHED, WITHDRAWN ->
                    view(own, state.finished(now), from.signing(), null);
        };
    }

    private View rollback(AuthorityFiles own, View from, Instant now)
            throws RotationException, CaException, IOException {
        RotationState state = from.state();
        Authority other = from.other();
        if (other == null) {
            throw Refusals.notRunning(name);
        }
        return switch (state.phase()) {
            case STEADY, WITHDRAWN -> throw Refusals.withdrawn(name);
            case ANNOUNCED -> view(own, state.withdrawn(now, Duration.ZERO), from.signing(), other);
            case SWITCHED ->
                    view(
                            own,
                            state.withdrawn(now, name.overlap(Phase.WITHDRAWN, lifetime)),
                            other,
                            from.signing());
        };
    }

    /// What people read when a step is not possible.
    private static final class Refusals {

        static RotationException notOwn(AuthorityName name) {
            return new RotationException(
                    "The authority " + name.text() + " is named by the configuration.",
                    "Name the new files there, and the old certificate under older; then restart"
                            + " the broker.");
        }

        static RotationException running(AuthorityName name, RotationState state) {
            return new RotationException(
                    "A rotation of " + name.text() + " has run since " + state.since() + ".",
                    "Run: postern authority rotate next " + name.text() + " (or rollback)");
        }

        static RotationException notRunning(AuthorityName name) {
            return new RotationException(
                    "No rotation of " + name.text() + " is running.",
                    "Run: postern authority rotate start " + name.text());
        }

        static RotationException withdrawn(AuthorityName name) {
            return new RotationException(
                    "The rotation of " + name.text() + " was rolled back already.",
                    "Run: postern authority rotate next " + name.text() + ", which ends it");
        }

        static RotationException early(AuthorityName name, RotationState state) {
            String why =
                    state.phase() == Phase.ANNOUNCED
                            ? "Until "
                                    + state.nextFrom()
                                    + " there may be clients that have not learnt of the new"
                                    + " authority."
                            : "Until "
                                    + state.nextFrom()
                                    + " there may be certificates in force that the other"
                                    + " authority issued.";
            return new RotationException(
                    why,
                    "Wait until then. To go on at once, and have those people run postern login,"
                            + " run: postern authority rotate next "
                            + name.text()
                            + " --now");
        }
    }
}
