package dev.postern.broker.http;

import dev.postern.broker.mask.MaskedRecording;
import dev.postern.broker.mask.MaskedReplay;
import dev.postern.broker.mask.UnmaskException;
import dev.postern.export.JsonLines;
import dev.postern.export.MessageJson;
import dev.postern.export.MessageLines;
import dev.postern.export.PsqlOptions;
import dev.postern.export.PsqlText;
import dev.postern.recording.Entry;
import dev.postern.replay.MessageCutter;
import dev.postern.replay.MessageReplay;
import dev.postern.replay.WireMessage;

import io.javalin.http.Context;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/// Streams a recording in a readable form; nothing of it is held in memory.
final class RecordingText {

    private RecordingText() {}

    /// What of the text is wanted.
    ///
    /// @param rows     rows of each result
    /// @param first    ordinal of the first statement
    /// @param messages lines for messages in place of statements
    record Choice(String linkPrefix, long rows, int first, boolean messages, boolean hex) {

        static Choice of(Context context, String url) {
            String rows = RecordingRoutes.parameter(context, "rows");
            long limit =
                    PsqlOptions.rows(rows.isEmpty() ? "all" : rows)
                            .orElseThrow(() ->
                                    ApiException.badInput(
                                            "`rows` is no number of rows.",
                                            "Give a number, `all` or `none`."));
            return new Choice(
                    url + "/s/",
                    limit,
                    (int) RecordingRoutes.number(context, "q", 1, 0, Integer.MAX_VALUE),
                    RecordingRoutes.parameter(context, "messages").equals("true"),
                    RecordingRoutes.parameter(context, "hex").equals("true"));
        }
    }

    static void writeText(Context context, MaskedRecording recording, String session, Choice choice)
            throws IOException {
        if (choice.messages() && choice.hex()) {
            refuseMasked(recording);
        }
        context.contentType("text/plain; charset=utf-8");
        try (Writer out = writer(context)) {
            if (choice.messages()) {
                MessageLines lines = new MessageLines(out, choice.hex(), recording::fields);
                replay(recording, new Listener(lines::message, lines::fact));
                return;
            }
            PsqlText text =
                    new PsqlText(
                            out,
                            new PsqlOptions(
                                    session,
                                    choice.linkPrefix() + session,
                                    choice.rows(),
                                    choice.first()));
            try (MaskedReplay replay = recording.openBefore(choice.first(), text::event)) {
                replay.all();
            }
            text.flush();
        }
    }

    static void writeEvents(
            Context context, MaskedRecording recording, String session, boolean messages)
            throws IOException {
        context.contentType("application/jsonl; charset=utf-8");
        try (Writer out = writer(context)) {
            if (messages) {
                MessageJson json = new MessageJson(out, session);
                replay(
                        recording,
                        new Listener(
                                message -> {
                                    if (recording.showsBytes(message)) {
                                        json.message(message);
                                    } else {
                                        json.message(message, recording.fields(message));
                                    }
                                },
                                json::fact));
                return;
            }
            try (MaskedReplay replay = recording.openBefore(1, new JsonLines(out)::event)) {
                replay.all();
            }
        }
    }

    private static void refuseMasked(MaskedRecording recording) throws IOException {
        try {
            recording.bytes();
        } catch (UnmaskException e) {
            throw UnmaskRoutes.refusal(e);
        }
    }

    private static void replay(MaskedRecording recording, Listener listener) throws IOException {
        try (MessageReplay replay =
                MessageReplay.open(recording.messages(), MessageCutter.DEFAULT_RAW_LIMIT)) {
            replay.all(listener);
        }
    }

    private static Writer writer(Context context) {
        return new BufferedWriter(
                new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8), 1 << 16);
    }

    private record Listener(MessageCutter.Listener messages, Facts facts)
            implements MessageReplay.Listener {

        @Override
        public void message(WireMessage message) throws IOException {
            messages.message(message);
        }

        @Override
        public void fact(Entry.Fact fact) throws IOException {
            facts.fact(fact);
        }
    }

    private interface Facts {
        void fact(Entry.Fact fact) throws IOException;
    }
}
