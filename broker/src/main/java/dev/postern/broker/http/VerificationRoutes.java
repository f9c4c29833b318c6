package dev.postern.broker.http;

import dev.postern.broker.base.Clock;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.recording.SignatureKeys;
import dev.postern.recording.VerificationReport;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Whether a recording is what was written: read anew for each question, without its key, and held against the public keys
/// that this broker signed with. It tells nothing of what is in it.
public final class VerificationRoutes implements Routes {

    private final RecordingAccess access;
    private final SignatureKeys keys;
    private final Clock clock;

    /// @param keys those that this broker signs recordings with, and signed with
    public VerificationRoutes(RecordingAccess access, SignatureKeys keys, Clock clock) {
        this.access = access;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/sessions/{id}/verification", Right.SIGNED_IN, this::verify);
    }

    private void verify(Context context) throws IOException {
        SessionRow session = access.find(Caller.of(context), context.pathParam("id"));
        VerificationReport report = access.verify(session, keys);
        VerificationReport.Seal seal = report.seal();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("session", session.id());
        view.put("checkedAt", clock.now());
        view.put("verdict", word(report.verdict()));
        view.put("signature", seal == null ? null : word(seal.signature()));
        view.put("key", seal == null || seal.keyId().isEmpty() ? null : seal.keyId());
        view.put("bytes", report.extent().bytes());
        view.put("blocks", report.extent().blocks());
        view.put("records", report.extent().entries());
        view.put("lastHash", report.hashes().last());
        view.put("damage", damage(report.damage()));
        context.json(view);
    }

    private static @Nullable Map<String, Object> damage(
            VerificationReport.@Nullable Damage damage) {
        if (damage == null) {
            return null;
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("harm", word(damage.harm()));
        view.put("firstBad", damage.firstBadSequence());
        view.put("proven", damage.proven());
        view.put("offset", damage.offset());
        view.put("text", damage.text());
        return view;
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
