package dev.postern.broker.http;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.Decisions;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A request as the API shows it.
final class RequestView {

    private RequestView() {}

    /// @param verdict whether the caller may decide it
    static Map<String, @Nullable Object> of(AccessRequest request, Decisions.Verdict verdict) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", request.id());
        view.put("shortId", request.shortId());
        view.put(
                "requester",
                person(
                        request.requester().id(),
                        request.requester().name(),
                        request.requester().email()));
        view.put("target", request.target());
        view.put("databaseRole", request.databaseRole());
        view.put("reason", request.reason());
        view.put("ttlSeconds", request.ttl().toSeconds());
        view.put("state", stateOf(request));
        view.put("createdAt", request.createdAt());
        view.put("decideBy", request.decideBy());
        addDeed(view, "decided", "decisionReason", request.decision());
        addDeed(view, "revoked", "revocationReason", request.revocation());
        view.put("grantEndsAt", request.grantEndsAt());
        view.put("sessions", request.sessions());
        view.put("canDecide", verdict.canDecide());
        view.put("why", verdict.why());
        addWish(view, request);
        addHistory(view, request);
        return view;
    }

    static String stateOf(AccessRequest request) {
        return request.state().name().toLowerCase(Locale.ROOT);
    }

    private static void addWish(Map<String, @Nullable Object> view, AccessRequest request) {
        AccessRequest.Wish wish = request.wish();
        view.put("database", wish.database().isEmpty() ? null : wish.database());
        view.put("notBefore", wish.notBefore());
        view.put("ticket", wish.ticket().isEmpty() ? null : wish.ticket());
        view.put("scope", wish.scope().texts());
        view.put("singleUse", wish.singleUse());
        view.put("breakGlass", wish.breakGlass());
        view.put("extends", wish.follows().isEmpty() ? null : wish.follows());
        view.put("approvalsNeeded", request.demands().approvals());
        view.put("reviewers", request.demands().reviewers());
    }

    private static void addHistory(Map<String, @Nullable Object> view, AccessRequest request) {
        view.put(
                "approvals",
                request.history().approvals().stream().map(RequestView::deed).toList());
        view.put(
                "extensions",
                request.history().extensions().stream()
                        .map(extension -> {
                            Map<String, @Nullable Object> item = deed(extension.deed());
                            item.put("grantEndsAt", extension.grantEndsAt());
                            return item;
                        })
                        .toList());
        AccessRequest.Review review = request.history().review();
        view.put("reviewMissing", request.lacksReview());
        if (review == null) {
            view.put("review", null);
        } else {
            Map<String, @Nullable Object> item = deed(review.deed());
            item.put("outcome", review.outcome());
            view.put("review", item);
        }
    }

    private static Map<String, @Nullable Object> deed(AccessRequest.Deed deed) {
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        item.put("at", deed.at());
        item.put("by", person(deed.byId(), deed.byName(), deed.byEmail()));
        item.put("reason", deed.reason());
        return item;
    }

    private static void addDeed(
            Map<String, @Nullable Object> view,
            String verb,
            String reason,
            AccessRequest.@Nullable Deed deed) {
        view.put(verb + "At", deed == null ? null : deed.at());
        view.put(
                verb + "By",
                deed == null ? null : person(deed.byId(), deed.byName(), deed.byEmail()));
        view.put(reason, deed == null ? null : deed.reason());
    }

    private static Map<String, Object> person(String id, String name, String email) {
        return Map.of("id", id, "name", name, "email", email);
    }
}
