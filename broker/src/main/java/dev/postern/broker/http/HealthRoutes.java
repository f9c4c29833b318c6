package dev.postern.broker.http;

import dev.postern.broker.base.Clock;
import dev.postern.broker.index.IndexStatus;
import dev.postern.broker.record.FreeSpace;
import dev.postern.broker.record.RecorderHealth;
import dev.postern.broker.record.StoreFacts;
import dev.postern.broker.store.object.StoreStatus;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Whether the broker can take sessions, for load balancers, and how its recording store is, for those who look after
/// it.
public final class HealthRoutes implements Routes {

    private static final int UNAVAILABLE = 503;

    private final Supplier<RecorderHealth> recorder;
    private final IntSupplier quarantined;
    private final Supplier<String> recovery;
    private final Supplier<@Nullable StoreStatus> uploads;
    private final Supplier<IndexStatus> index;
    private final Clock clock;

    /// @param quarantined how many files could not be read
    /// @param recovery    what the recovery of an earlier start is about; empty if it is done
    /// @param uploads     how the object store does; null if there is none
    /// @param index       how far the search index is behind
    public HealthRoutes(
            Supplier<RecorderHealth> recorder,
            IntSupplier quarantined,
            Supplier<String> recovery,
            Supplier<@Nullable StoreStatus> uploads,
            Supplier<IndexStatus> index,
            Clock clock) {
        this.recorder = recorder;
        this.quarantined = quarantined;
        this.recovery = recovery;
        this.uploads = uploads;
        this.index = index;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/ready", Right.ANYONE, this::ready);
        table.get("/api/v1/store", Right.SIGNED_IN, this::store);
    }

    private void ready(Context context) {
        RecorderHealth health = recorder.get();
        StoreStatus status = uploads.get();
        boolean isFull = status != null && status.state() == StoreStatus.State.FULL;
        Map<String, Object> view = brief(health);
        if (isFull && health.isReady()) {
            view.put("ready", false);
            view.put("state", "full");
            view.put("reason", "too many recordings wait to be uploaded");
        }
        context.status(health.isReady() && !isFull ? 200 : UNAVAILABLE);
        context.json(view);
    }

    private static Map<String, Object> index(IndexStatus status) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("waitingRecordings", status.waiting());
        view.put("behindMillis", status.behind().toMillis());
        view.put("indexedStatements", status.indexed());
        view.put("failures", status.failures());
        return view;
    }

    private void store(Context context) {
        RecorderHealth health = recorder.get();
        Map<String, Object> view = brief(health);
        StoreFacts store = health.store();
        view.put("fileSystem", store.fileSystem());
        view.put("syncs", store.syncs());
        view.put("syncP50Micros", store.median().toNanos() / 1_000);
        view.put("syncP99Micros", store.p99().toNanos() / 1_000);
        view.put("warning", store.warning());
        view.put("quarantined", quarantined.getAsInt());
        view.put("recovery", recovery.get());
        view.put("lagMillis", health.lag().toMillis());
        view.put("alarm", health.alarm().name().toLowerCase(Locale.ROOT));
        FreeSpace space = health.space();
        if (space != null) {
            view.put("freeBytes", space.freeBytes());
            view.put("totalBytes", space.totalBytes());
        }
        StoreStatus status = uploads.get();
        if (status != null) {
            view.put("uploads", uploads(status));
        }
        view.put("index", index(index.get()));
        context.json(view);
    }

    private Map<String, Object> uploads(StoreStatus status) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("state", status.state().name().toLowerCase(Locale.ROOT));
        view.put("pending", status.pending());
        view.put("pendingBytes", status.pendingBytes());
        view.put("limitBytes", status.limitBytes());
        view.put("lagSeconds", status.lag(clock.now()).toSeconds());
        view.put("erasures", status.erasures());
        StoreStatus.Problem problem = status.problem();
        if (problem != null) {
            view.put("failingSince", problem.since());
        }
        return view;
    }

    private static Map<String, Object> brief(RecorderHealth health) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("ready", health.isReady());
        view.put("state", health.state().name().toLowerCase(Locale.ROOT));
        view.put("since", health.since());
        view.put("reason", health.text());
        return view;
    }
}
