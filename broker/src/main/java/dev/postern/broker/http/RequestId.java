package dev.postern.broker.http;

import io.javalin.http.Context;

/// What a client calls one of its requests: the header `X-Postern-Request`, 8 to 64 letters, digits and dashes. Anything
/// else is none.
final class RequestId {

    static final String HEADER = "X-Postern-Request";

    private RequestId() {}

    /// The request's id, or empty.
    static String of(Context context) {
        String sent = context.header(HEADER);
        return sent != null && sent.matches("[0-9A-Za-z-]{8,64}") ? sent : "";
    }

    /// Answers the id that was sent.
    static void echo(Context context) {
        String id = of(context);
        if (!id.isEmpty()) {
            context.header(HEADER, id);
        }
    }

    /// What to tell an administrator, so that the broker's log can be searched.
    static String name(Context context) {
        String id = of(context);
        return id.isEmpty() ? "the time of this answer" : "the id of this request: " + id;
    }
}
