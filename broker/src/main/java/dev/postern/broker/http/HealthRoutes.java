package dev.postern.broker.http;

import dev.postern.broker.record.FreeSpace;
import dev.postern.broker.record.RecorderHealth;
import dev.postern.broker.record.StoreFacts;

import io.javalin.http.Context;

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

    /// @param quarantined how many files could not be read
    /// @param recovery    what the recovery of an earlier start is about; empty if it is done
    public HealthRoutes(
            Supplier<RecorderHealth> recorder, IntSupplier quarantined, Supplier<String> recovery) {
        this.recorder = recorder;
        this.quarantined = quarantined;
        this.recovery = recovery;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/ready", Right.ANYONE, this::ready);
        table.get("/api/v1/store", Right.SIGNED_IN, this::store);
    }

    private void ready(Context context) {
        RecorderHealth health = recorder.get();
        context.status(health.isReady() ? 200 : UNAVAILABLE);
        context.json(brief(health));
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
        context.json(view);
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
