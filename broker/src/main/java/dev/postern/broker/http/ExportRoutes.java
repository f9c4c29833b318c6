package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.export.ExportFormat;
import dev.postern.export.PsqlOptions;
import dev.postern.export.SessionExport;

import io.javalin.http.Context;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/// Whole sessions in forms for other programs; every one is in the trail as an export before its first byte is sent.
final class ExportRoutes implements Routes {

    private final RecordingAccess access;
    private final Site site;

    ExportRoutes(RecordingAccess access, Site site) {
        this.access = access;
        this.site = site;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/sessions/{id}/export", Right.SIGNED_IN, this::export);
    }

    private void export(Context context) throws IOException {
        ExportFormat format = one(ExportFormat.values(), context, "format");
        SessionExport.Direction direction =
                RecordingRoutes.parameter(context, "direction").isEmpty()
                        ? SessionExport.Direction.BACKEND
                        : one(SessionExport.Direction.values(), context, "direction");
        String rows = RecordingRoutes.parameter(context, "rows");
        long limit =
                PsqlOptions.rows(rows.isEmpty() ? "all" : rows)
                        .orElseThrow(() ->
                                ApiException.badInput(
                                        "`rows` is no number of rows.",
                                        "Give a number, `all` or `none`."));
        int first = (int) RecordingRoutes.number(context, "q", 1, 0, Integer.MAX_VALUE);
        int last =
                (int)
                        RecordingRoutes.number(
                                context, "to", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        String name = format.name().toLowerCase(Locale.ROOT);
        SessionRow session =
                access.view(
                        Caller.of(context),
                        null,
                        context.pathParam("id"),
                        AuditCode.SESSION_EXPORTED,
                        name);
        SessionExport export =
                new SessionExport(
                        access.recording(session),
                        new SessionExport.Choice(
                                new PsqlOptions(
                                        session.id(),
                                        site.url() + "/s/" + session.id(),
                                        limit,
                                        first),
                                last,
                                direction));
        context.contentType(format.mediaType());
        context.header(
                "Content-Disposition",
                "attachment; filename=\"" + session.id() + "." + name + "\"");
        export.write(format, context.outputStream());
    }

    private static <E extends Enum<E>> E one(E[] values, Context context, String name) {
        String wanted = RecordingRoutes.parameter(context, name);
        return Arrays.stream(values)
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        ApiException.badInput(
                                "`" + name + "` is none that is known.",
                                "Give one of "
                                        + Arrays.toString(values).toLowerCase(Locale.ROOT)
                                        + "."));
    }
}
