package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.review.Anchors;
import dev.postern.broker.review.Note;
import dev.postern.broker.review.Notes;
import dev.postern.broker.review.ReviewException;
import dev.postern.broker.review.Reviews;
import dev.postern.broker.review.Signature;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.position.Position;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Notes, bookmarks and tags of sessions.
///
/// Whoever may read a recording may read what was written about it, the person whose session it is too; writing needs the
/// right to see all sessions.
public final class NoteRoutes implements Routes {

    private static final String NOTES = "/api/v1/sessions/{id}/notes";

    /// Columns that a refusal names.
    private static final int MOST_COLUMNS = 40;

    private final Anchors anchors;
    private final RecordingAccess access;
    private final Notes notes;
    private final Reviews reviews;

    public NoteRoutes(Anchors anchors, RecordingAccess access, Notes notes, Reviews reviews) {
        this.anchors = anchors;
        this.access = access;
        this.notes = notes;
        this.reviews = reviews;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(NOTES, Right.SIGNED_IN, this::list);
        table.post(NOTES, Right.SEE_ALL_SESSIONS, this::write);
        table.post(NOTES + "/{note}/remove", Right.SEE_ALL_SESSIONS, this::remove);
    }

    private void list(Context context) throws IOException {
        SessionRow session =
                access.view(
                        Caller.of(context),
                        RecordingRoutes.view(context),
                        context.pathParam("id"),
                        AuditCode.SESSION_VIEWED,
                        "notes");
        List<Map<String, @Nullable Object>> items =
                notes.of(session.id()).stream().map(NoteRoutes::view).toList();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", items);
        answer.put("total", items.size());
        answer.put("reviews", reviews.of(session.id()).stream().map(ReviewRoutes::view).toList());
        context.json(answer);
    }

    private void write(Context context) throws IOException {
        Caller caller = Caller.of(context);
        Body body = ApiJson.body(context, Body.class);
        Note.Kind kind = kind(body.kind());
        SessionRow session = access.find(caller, context.pathParam("id"));
        String text = body.text() == null ? "" : body.text();
        try {
            context.status(201)
                    .json(
                            view(
                                    notes.write(
                                            caller.person(),
                                            session,
                                            new Notes.Wanted(
                                                    kind, place(context, session, body), text),
                                            caller.address())));
        } catch (ReviewException e) {
            throw ReviewRoutes.refusal(e);
        }
    }

    private Anchors.@Nullable Place place(Context context, SessionRow session, Body body)
            throws ReviewException, IOException {
        String anchor = body.anchor();
        Long statement = body.statement();
        if (anchor == null) {
            return statement == null
                    ? null
                    : anchors.place(session, Anchors.parse("q=" + statement));
        }
        Anchors.Place place = anchors.place(session, Anchors.parse(anchor));
        if (statement != null && !statement.equals(place.statement())) {
            throw ApiException.badInput(
                    "`statement` is "
                            + statement
                            + ", and "
                            + place.position().words()
                            + (place.statement() == null
                                    ? " lies in none."
                                    : " lies in statement " + place.statement() + "."),
                    "Leave `statement` out; the anchor says it.");
        }
        if (place.position() instanceof Position.Cell cell) {
            String column = cell.column();
            if (column != null) {
                checkColumn(context, session, (int) cell.statement(), column);
            }
        }
        return place;
    }

    /// Refuses a column that a result does not have. The refusal names those that it has, which is a look at the
    /// recording.
    private void checkColumn(Context context, SessionRow session, int ordinal, String column)
            throws IOException {
        Caller caller = Caller.of(context);
        List<String> columns = ResultColumns.read(access.recording(caller, session), ordinal);
        if (columns.contains(column)) {
            return;
        }
        access.view(
                caller,
                RecordingRoutes.view(context),
                session.id(),
                AuditCode.SESSION_VIEWED,
                "columns of statement " + ordinal);
        int more = columns.size() - MOST_COLUMNS;
        throw ApiException.notFound(
                "Statement "
                        + ordinal
                        + " has no column \""
                        + column
                        + "\""
                        + (columns.isEmpty()
                                ? "; its result has no columns that are known."
                                : "; its result has "
                                        + String.join(
                                                ", ",
                                                columns.subList(
                                                        0, Math.min(MOST_COLUMNS, columns.size())))
                                        + (more > 0 ? " and " + more + " more." : ".")));
    }

    private void remove(Context context) throws IOException {
        Caller caller = Caller.of(context);
        SessionRow session = access.find(caller, context.pathParam("id"));
        try {
            context.json(
                    view(
                            notes.remove(
                                    caller.person(),
                                    session,
                                    context.pathParam("note").toUpperCase(Locale.ROOT),
                                    caller.rights().eraseRecordings(),
                                    caller.address())));
        } catch (ReviewException e) {
            throw ReviewRoutes.refusal(e);
        }
    }

    private static Note.Kind kind(@Nullable String word) {
        for (Note.Kind kind : Note.Kind.values()) {
            if (kind.word().equals(word == null ? Note.Kind.COMMENT.word() : word)) {
                return kind;
            }
        }
        throw ApiException.badInput(
                "`kind` is none that is known.", "Give comment, bookmark or tag.");
    }

    /// NOTE.
    static Map<String, @Nullable Object> view(Note note) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", note.id());
        view.put("session", note.session());
        view.put("kind", note.kind().word());
        Position anchor = note.anchor();
        view.put("anchor", anchor == null ? null : anchor.text());
        view.put("statement", note.statement());
        view.put("text", note.text());
        view.put("at", note.written().at());
        view.put("by", note.written().by());
        Signature removed = note.removed();
        view.put("removed", removed == null ? null : ReviewRoutes.view(removed));
        return view;
    }

    /// What is written. Its text is never shown.
    record Body(
            @Nullable String kind,
            @Nullable String anchor,
            @Nullable Long statement,
            @Nullable String text) {

        @Override
        public String toString() {
            return "Body[***]";
        }
    }
}
