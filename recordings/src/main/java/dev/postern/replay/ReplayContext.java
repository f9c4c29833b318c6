package dev.postern.replay;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.SettingChanged;
import dev.postern.event.SessionEvent.TransactionChanged;
import dev.postern.event.SessionEvent.TransactionStatus;
import dev.postern.pgwire.track.MalformedStateException;
import dev.postern.pgwire.track.StateReader;
import dev.postern.pgwire.track.StateWriter;
import dev.postern.replay.SessionTracker.EventListener;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The events whose meaning lasts: reported settings and the transaction status, the last one of each.
final class ReplayContext {

    /// PostgreSQL reports about fifteen; more than this come from no server that is one.
    private static final int MAX_SETTINGS = 1000;

    private static final int MIN_SETTING_BYTES = 8 + 8 + 4 + 4;

    private final Map<String, SettingChanged> settings = new LinkedHashMap<>();
    private @Nullable TransactionChanged transaction;

    /// Takes account of an event.
    void event(SessionEvent event) {
        if (event instanceof SettingChanged e) {
            if (settings.size() < MAX_SETTINGS || settings.containsKey(e.name())) {
                settings.put(e.name(), e);
            }
        } else if (event instanceof TransactionChanged e) {
            transaction = e;
        }
    }

    /// Whether everything was kept.
    boolean isWhole() {
        return settings.size() < MAX_SETTINGS;
    }

    /// Tells what holds.
    void tell(EventListener listener) throws IOException {
        for (SettingChanged setting : settings.values()) {
            listener.event(setting);
        }
        if (transaction != null) {
            listener.event(transaction);
        }
    }

    void save(StateWriter out) {
        out.int32(settings.size());
        for (SettingChanged setting : settings.values()) {
            out.int64(setting.message()).int64(setting.micros());
            out.text(setting.name()).text(setting.value());
        }
        out.flag(transaction != null);
        if (transaction != null) {
            out.int64(transaction.message()).int64(transaction.micros());
            out.int8(code(transaction.status()));
        }
    }

    static ReplayContext restore(StateReader in) throws MalformedStateException {
        ReplayContext context = new ReplayContext();
        int count = in.count(MIN_SETTING_BYTES);
        for (int i = 0; i < count; i++) {
            context.event(new SettingChanged(in.int64(), in.int64(), in.text(), in.text()));
        }
        if (in.flag()) {
            context.event(new TransactionChanged(in.int64(), in.int64(), status(in.int8())));
        }
        return context;
    }

    /// As ReadyForQuery says it.
    private static int code(TransactionStatus status) {
        return switch (status) {
            case IDLE -> 'I';
            case IN_TRANSACTION -> 'T';
            case FAILED -> 'E';
        };
    }

    private static TransactionStatus status(int code) throws MalformedStateException {
        return switch (code) {
            case 'I' -> TransactionStatus.IDLE;
            case 'T' -> TransactionStatus.IN_TRANSACTION;
            case 'E' -> TransactionStatus.FAILED;
            default -> throw new MalformedStateException("a transaction status is " + code);
        };
    }
}
