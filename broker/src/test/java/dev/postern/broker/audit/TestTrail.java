package dev.postern.broker.audit;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.store.sql.StateStore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// An audit trail for tests of what writes to it; close it before the state.
public final class TestTrail {

    private TestTrail() {}

    /// A trail in a new or existing data directory.
    ///
    /// @param data the directory
    public static AuditTrail open(StateStore state, Path data, Clock clock) throws IOException {
        SiteLog.Place place =
                new SiteLog.Place(data, TestKeys.KEYS, clock, Ticker.system(), file -> {});
        return AuditTrail.open(state, SiteLog.open(place, List.of()), Ticker.system());
    }
}
