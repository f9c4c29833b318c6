package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditException;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.PublicKeys;
import dev.postern.broker.ca.RotatingAuthority;
import dev.postern.broker.ca.RotationException;
import dev.postern.broker.ca.RotationState;
import dev.postern.broker.ca.RotationStep;
import dev.postern.broker.ca.TrustedAuthority;
import dev.postern.broker.ca.UnfinishedRotationException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The authorities, and their rotation.
public final class AuthorityRoutes implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorityRoutes.class);
    private static final String PATH = "/api/v1/authorities";
    private static final String RECORDINGS = "recordings";
    private static final int LONGEST_REASON = 1000;

    private final Authorities authorities;
    private final AuditTrail audit;

    public AuthorityRoutes(Authorities authorities, AuditTrail audit) {
        this.authorities = authorities;
        this.audit = audit;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(PATH, Right.ADMINISTER, this::list);
        table.post(PATH + "/{name}/rotation", Right.ADMINISTER, this::rotate);
    }

    private void list(Context context) {
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        authorities.all().forEach(one -> items.add(view(one)));
        items.add(recordings());
        context.json(Map.of("items", items));
    }

    private void rotate(Context context) {
        String name = context.pathParam("name");
        Body body = ApiJson.body(context, Body.class);
        RotationStep step = step(body.step());
        String reason = body.reason() == null ? "" : body.reason().strip();
        if (reason.length() > LONGEST_REASON) {
            throw ApiException.badInput(
                    "The reason is longer than " + LONGEST_REASON + " characters.", "Shorten it.");
        }
        if (name.equals(RECORDINGS)) {
            handOver(Caller.of(context), step, reason);
            context.json(recordings());
            return;
        }
        RotatingAuthority authority =
                authorities.all().stream()
                        .filter(one -> one.name().text().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                ApiException.notFound(
                                        "There is no authority \""
                                                + name
                                                + "\"; they are clients, servers, targets and"
                                                + " recordings."));
        Caller caller = Caller.of(context);
        try {
            authority.step(
                    step, body.now(), next -> tell(caller, name, step, next, body.now(), reason));
        } catch (RotationException e) {
            throw ApiException.conflict("rotation_refused", e.text(), e.hint());
        } catch (UnfinishedRotationException e) {
            LOG.atError()
                    .addKeyValue("phase", "rotation")
                    .addKeyValue("authority", name)
                    .setCause(e)
                    .log("a key that is retired could not be destroyed");
            throw new ApiException(503, "authority_unfinished", e.text(), e.hint());
        } catch (CaException e) {
            throw failed(name, e);
        }
        context.json(view(authority));
    }

    private void handOver(Caller caller, RotationStep step, String reason) {
        if (step != RotationStep.START) {
            throw ApiException.conflict(
                    "rotation_refused",
                    "A new key for recordings takes over at once, and the private half of the one"
                            + " before is destroyed then: there is no further phase and no way"
                            + " back.",
                    "Its public half stays listed, so what it signed is verified as before. For"
                            + " another key run: postern authority rotate start recordings");
        }
        try {
            write(
                    caller,
                    Map.of(
                            "authority",
                            RECORDINGS,
                            "step",
                            "start",
                            "reason",
                            reason,
                            "before",
                            audit.signingKey().fingerprint()),
                    caller.person().email() + " had a new key made that signs recordings.");
            audit.handOverSigning();
        } catch (AuditException e) {
            throw failed(RECORDINGS, e);
        }
    }

    private static ApiException failed(String name, Exception e) {
        LOG.atError()
                .addKeyValue("phase", "rotation")
                .addKeyValue("authority", name)
                .setCause(e)
                .log("a rotation could not go on");
        return new ApiException(
                503,
                "authority_failed",
                "The rotation of " + name + " could not go on: " + e.getMessage(),
                "What was in force before is in force; run postern authority ls, mend the cause and"
                        + " try again.");
    }

    private void tell(
            Caller caller,
            String name,
            RotationStep step,
            RotationState next,
            boolean evenEarly,
            String reason) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("authority", name);
        detail.put("step", step.name().toLowerCase(Locale.ROOT));
        detail.put("phase", phase(next));
        detail.put("signing", next.signing());
        detail.put("evenEarly", evenEarly);
        detail.put("reason", reason);
        write(
                caller,
                detail,
                caller.person().email()
                        + " took the authority "
                        + name
                        + " to the phase "
                        + phase(next)
                        + ".");
    }

    private void write(Caller caller, Map<String, Object> detail, String sentence) {
        audit.write(
                AuditCode.AUTHORITY_ROTATED,
                new Actor(caller.person().id(), caller.person().name(), caller.person().email()),
                caller.address(),
                null,
                null,
                detail,
                sentence);
    }

    private static RotationStep step(@Nullable String text) {
        for (RotationStep step : RotationStep.values()) {
            if (step.name().toLowerCase(Locale.ROOT).equals(text)) {
                return step;
            }
        }
        throw ApiException.badInput(
                "A rotation has no step \"" + text + "\".", "Choose start, next or rollback.");
    }

    private static String phase(RotationState state) {
        return state.phase().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> view(RotatingAuthority authority) {
        RotationState state = authority.state();
        boolean isSteady = state.phase() == RotationState.Phase.STEADY;
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", authority.name().text());
        view.put("phase", phase(state));
        view.put("since", state.since().getEpochSecond() == 0 ? null : state.since());
        view.put("nextFrom", isSteady ? null : state.nextFrom());
        view.put("own", authority.isOwn());
        view.put("signing", certificate(authority.signing().trusted()));
        view.put("trusted", authority.trusted().stream().map(t -> certificate(t)).toList());
        view.put(
                "retired",
                authority.retired().stream()
                        .map(one ->
                                Map.of(
                                        "fingerprint",
                                        PublicKeys.fingerprint(one.certificate()),
                                        "at",
                                        one.at()))
                        .toList());
        view.put("roots", authority.rootsPem());
        return view;
    }

    private static Map<String, Object> certificate(TrustedAuthority authority) {
        return Map.of(
                "subject", authority.certificate().getSubjectX500Principal().getName(),
                "fingerprint", PublicKeys.fingerprint(authority.certificate()),
                "endsAt", authority.certificate().getNotAfter().toInstant());
    }

    private Map<String, @Nullable Object> recordings() {
        AuditTrail.SigningKey key = audit.signingKey();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", RECORDINGS);
        view.put("phase", "steady");
        view.put("since", key.since());
        view.put("nextFrom", null);
        view.put("own", true);
        view.put(
                "signing",
                Map.of("subject", "key " + key.epoch(), "fingerprint", key.fingerprint()));
        return view;
    }

    /// @param now whether to go on although certificates in force will be refused
    record Body(@Nullable String step, boolean now, @Nullable String reason) {}
}
