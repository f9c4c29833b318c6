package dev.postern.broker.http;

import dev.postern.broker.audit.AuditException;
import dev.postern.broker.store.sql.StoreException;
import dev.postern.keys.KeyDestroyedException;
import dev.postern.keys.KeyUnavailableException;
import dev.postern.keys.Tombstone;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.Map;

/// Turns every failure of a request into the one error form of the API.
final class ErrorAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    private ErrorAnswers() {}

    static void addTo(RoutesConfig routes) {
        routes.exception(ApiException.class, (e, context) -> answer(context, e));
        routes.exception(KeyDestroyedException.class, (e, context) -> answer(context, erased(e)));
        routes.exception(
                KeyUnavailableException.class,
                (e, context) ->
                        answer(
                                context,
                                new ApiException(
                                        503,
                                        "key_unavailable",
                                        "The recording cannot be decrypted now: " + e.getMessage(),
                                        "")));
        routes.exception(
                HttpResponseException.class,
                (e, context) -> answer(context, ofStatus(e.getStatus())));
        routes.exception(
                AuditException.class,
                (e, context) -> {
                    LOG.atError()
                            .addKeyValue("phase", "http")
                            .addKeyValue("code", "not_recorded")
                            .addKeyValue("request", RequestId.of(context))
                            .addKeyValue("reason", String.valueOf(e.getMessage()))
                            .log("a request was refused: its audit event cannot be written");
                    answer(
                            context,
                            new ApiException(
                                    503,
                                    "not_recorded",
                                    "This could not be written to the audit trail, so it was not"
                                            + " done.",
                                    "Try again; if it stays so, tell the administrator "
                                            + RequestId.name(context)
                                            + "."));
                });
        routes.exception(
                StoreException.class,
                (e, context) -> {
                    LOG.atError()
                            .addKeyValue("phase", "http")
                            .addKeyValue("code", "store_unavailable")
                            .addKeyValue("request", RequestId.of(context))
                            .setCause(e)
                            .log("a database of the broker could not be read or written");
                    answer(
                            context,
                            new ApiException(
                                    503,
                                    "store_unavailable",
                                    "The broker cannot read or write one of its databases now.",
                                    "What is recorded is not touched by that. Try again; if it"
                                            + " stays so, tell the administrator "
                                            + RequestId.name(context)
                                            + "."));
                });
        routes.exception(
                Exception.class,
                (e, context) -> {
                    LOG.atError()
                            .addKeyValue("phase", "http")
                            .addKeyValue("code", "internal_error")
                            .addKeyValue("request", RequestId.of(context))
                            .setCause(e)
                            .log("request failed");
                    answer(
                            context,
                            new ApiException(
                                    500,
                                    "internal_error",
                                    "The broker failed to answer; nothing was changed that it did"
                                            + " not report.",
                                    "Try again; if it stays so, tell the administrator "
                                            + RequestId.name(context)
                                            + "."));
                });
    }

    /// The content is gone for good: 410.
    static ApiException erased(KeyDestroyedException e) {
        Tombstone tombstone = e.tombstone();
        return new ApiException(
                410,
                "content_erased",
                "Content erased on "
                        + tombstone.destroyedAt()
                        + " by "
                        + tombstone.destroyedBy()
                        + " ("
                        + tombstone.reason()
                        + (tombstone.legalBasis().isEmpty() ? "" : ", " + tombstone.legalBasis())
                        + "); proof and metadata are kept.",
                "");
    }

    /// Writes a refusal as JSON.
    static void answer(Context context, ApiException refusal) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", refusal.code());
        error.put("message", refusal.text());
        if (!refusal.hint().isEmpty()) {
            error.put("hint", refusal.hint());
        }
        context.status(refusal.status()).json(Map.of("error", error));
    }

    private static ApiException ofStatus(int status) {
        return switch (status) {
            case 404 -> ApiException.notFound("There is nothing at this address.");
            case 405 ->
                    new ApiException(
                            405,
                            "method_not_allowed",
                            "This address does not take that method.",
                            "");
            case 413 ->
                    new ApiException(
                            413,
                            "too_large",
                            "The request's body is larger than 1 MiB.",
                            "Send less.");
            default ->
                    new ApiException(
                            status, "bad_input", "The request could not be understood.", "");
        };
    }
}
