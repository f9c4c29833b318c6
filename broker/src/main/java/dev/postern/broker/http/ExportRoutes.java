package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.mask.MaskedRecording;
import dev.postern.broker.mask.UnmaskException;
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
    private final EvidencePack pack;

    ExportRoutes(RecordingAccess access, Site site, EvidencePack pack) {
        this.access = access;
        this.site = site;
        this.pack = pack;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/sessions/{id}/export", Right.SIGNED_IN, this::export);
    }

    private void export(Context context) throws IOException {
        ExportFormat format = one(ExportFormat.values(), context, "format");
        if (format == ExportFormat.PACK) {
            pack(context);
            return;
        }
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
        Caller caller = Caller.of(context);
        SessionRow session =
                access.view(
                        caller, null, context.pathParam("id"), AuditCode.SESSION_EXPORTED, name);
        MaskedRecording recording = access.recording(caller, session);
        SessionExport.Choice choice =
                new SessionExport.Choice(
                        new PsqlOptions(
                                session.id(), site.url() + "/s/" + session.id(), limit, first),
                        last,
                        direction);
        try {
            recording.check(format);
            attach(context, session, format);
            recording.write(format, choice, context.outputStream());
        } catch (UnmaskException e) {
            throw UnmaskRoutes.refusal(e);
        }
    }

    private void pack(Context context) throws IOException {
        boolean withRecording = RecordingRoutes.parameter(context, "recording").equals("true");
        Caller caller = Caller.of(context);
        SessionRow session =
                access.view(
                        caller,
                        null,
                        context.pathParam("id"),
                        AuditCode.SESSION_EXPORTED,
                        withRecording ? "evidence pack with the recording" : "evidence pack");
        EvidencePack.Contents contents =
                pack.gather(caller, session, access.recording(caller, session), withRecording);
        attach(context, session, ExportFormat.PACK);
        try {
            pack.write(contents, context.outputStream());
        } catch (IOException | RuntimeException e) {
            if (!context.res().isCommitted()) {
                context.res().resetBuffer(); // half a pack is no part of an error's answer
            }
            throw e;
        }
    }

    private static void attach(Context context, SessionRow session, ExportFormat format) {
        context.contentType(format.mediaType());
        context.header(
                "Content-Disposition",
                "attachment; filename=\"" + session.id() + "." + format.suffix() + "\"");
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
