package dev.postern.broker.http;

import static dev.postern.broker.http.CliLoginRoutes.orEmpty;

import dev.postern.broker.identity.DeviceSignIn;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.SignInException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Logging in a terminal whose person types a code in at the identity provider, where the configuration allows it.
final class DeviceLoginRoutes implements Routes {

    private final SignIns signIns;

    DeviceLoginRoutes(SignIns signIns) {
        this.signIns = signIns;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post("/api/v1/login/device", Right.ANYONE, this::ask);
        table.post("/api/v1/login/device/{login}/token", Right.ANYONE, this::redeem);
    }

    private void ask(Context context) {
        AskBody body = ApiJson.body(context, AskBody.class);
        Duration wanted = CliLoginRoutes.ttl(body.ttl());
        try {
            signIns.logins().check(wanted);
            DeviceSignIn.Asked asked =
                    signIns.bearers()
                            .devices()
                            .ask(orEmpty(body.codeChallenge()), Gate.address(context));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("login", asked.id());
            answer.put("verificationUri", asked.verificationUri().toString());
            answer.put("userCode", asked.userCode());
            answer.put("intervalSeconds", asked.interval().toSeconds());
            answer.put("expiresInSeconds", asked.lifetime().toSeconds());
            context.json(answer);
        } catch (SignInException e) {
            throw refusal(context, e);
        }
    }

    private void redeem(Context context) {
        RedeemBody body = ApiJson.body(context, RedeemBody.class);
        Duration wanted = CliLoginRoutes.ttl(body.ttl());
        try {
            signIns.logins().check(wanted);
            DeviceSignIn.Progress progress =
                    signIns.bearers()
                            .devices()
                            .progress(context.pathParam("login"), orEmpty(body.codeVerifier()));
            switch (progress) {
                case DeviceSignIn.Progress.Waiting waiting -> wait(context, waiting);
                case DeviceSignIn.Progress.SignedIn done ->
                        CliLoginRoutes.handOver(
                                context,
                                signIns,
                                signIns.logins()
                                        .start(
                                                Login.Kind.DEVICE,
                                                done.person(),
                                                Gate.address(context),
                                                wanted));
            }
        } catch (SignInException e) {
            throw refusal(context, e);
        }
    }

    private static void wait(Context context, DeviceSignIn.Progress.Waiting waiting) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("pending", true);
        answer.put("intervalSeconds", waiting.pause().toSeconds());
        if (!waiting.trouble().isEmpty()) {
            answer.put("trouble", waiting.trouble());
        }
        context.status(202).json(answer);
    }

    private ApiException refusal(Context context, SignInException e) {
        signIns.audit().refused(e.code(), Gate.address(context));
        int status =
                switch (e.code()) {
                    case "bad_request", CliLoginRoutes.BAD_TTL -> 400;
                    case "too_many" -> 429;
                    case "provider_failed", "device_flow_unsupported" -> 503;
                    default -> 403;
                };
        return new ApiException(status, e.code(), e.text(), e.hint());
    }

    record AskBody(@Nullable String codeChallenge, @Nullable String ttl) {}

    record RedeemBody(@Nullable String codeVerifier, @Nullable String ttl) {}
}
