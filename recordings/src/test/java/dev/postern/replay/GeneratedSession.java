package dev.postern.replay;

import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.FrontendMessage.ObjectKind;
import dev.postern.pgwire.MessageEncoder;
import dev.postern.pgwire.Messages;
import dev.postern.pgwire.Report;
import dev.postern.pgwire.track.PgScript;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.Origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A session of random steps that a client and a server could have taken, and some that they could not, written to a
/// recording in pieces that need not end where messages do.
final class GeneratedSession {

    private static final BackendMessage NOTICE =
            new BackendMessage.NoticeResponse(Report.of(Report.Severity.NOTICE, "00000", "n"));

    private final Random random;
    private final RecordingWriter writer;
    private final boolean isLawful;
    private final PgScript script = new PgScript(this::tell);
    private char status = 'I';
    private long micros;
    private boolean isSuspended;
    private int named;

    /// @param isLawful whether every answer fits what was asked
    GeneratedSession(RecordingWriter writer, Random random, boolean isLawful) {
        this.writer = writer;
        this.random = random;
        this.isLawful = isLawful;
    }

    void write(int steps) throws IOException {
        writer.append(FactKind.SESSION_STARTED, 0, Map.of("database", "orders"));
        writer.append(Origin.BROKER_TO_BACKEND, 1, ByteBuffer.wrap(new byte[] {0, 0, 0, 8, 0}));
        script.login().server(new BackendMessage.ParameterStatus("client_encoding", "UTF8"));
        writer.append(Origin.BROKER_TO_BACKEND, 2, ByteBuffer.wrap(new byte[] {3, 0, 0}));
        for (int i = 0; i < steps; i++) {
            step();
            if (random.nextInt(6) == 0) {
                writer.flush();
            }
        }
        writer.append(FactKind.SESSION_ENDED, micros, Map.of("reason", "closed"));
        writer.flush();
    }

    private void tell(boolean fromClient, ByteBuffer bytes) {
        Origin origin = fromClient ? Origin.FRONTEND : Origin.BACKEND;
        micros += random.nextInt(2000);
        try {
            if (random.nextInt(20) == 0) {
                int cut = random.nextInt(bytes.remaining());
                writer.append(origin, micros, bytes.slice(0, cut));
                if (random.nextBoolean()) {
                    writer.append(
                            Origin.BROKER_TO_FRONTEND, micros, MessageEncoder.UTF_8.encode(NOTICE));
                }
                writer.append(origin, micros, bytes.slice(cut, bytes.remaining() - cut));
            } else {
                writer.append(origin, micros, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void step() throws IOException {
        switch (random.nextInt(isLawful ? 14 : 16)) {
            case 0, 1 -> rows(script.query("SELECT " + random.nextInt(100))).ready(status);
            case 2 -> severalStatements();
            case 3 -> transaction();
            case 4 -> asynchronous();
            case 5 -> prepare();
            case 6, 7 -> executePrepared();
            case 8 -> pipelineWithError();
            case 9, 10 -> portalInParts();
            case 11 -> copy();
            case 12 -> sqlPrepared();
            case 13 ->
                    script.client(new FrontendMessage.FunctionCall(1, List.of(), List.of(), 0))
                            .server(new BackendMessage.FunctionCallResponse(Messages.bytes("x")))
                            .ready(status);
            case 14 -> script.client(any(Messages.frontend()));
            default -> script.server(any(Messages.backend()));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private PgScript rows(PgScript to) {
        int count = random.nextInt(5);
        to.columns("a", "b");
        for (int i = 0; i < count; i++) {
            to.row("é" + i, "x".repeat(random.nextInt(300)));
        }
        return to.tag("SELECT " + count);
    }

    private void severalStatements() {
        rows(script.query("SELECT 'a\\'; SELECT 2; UPDATE t SET a = 1; SELECT 4"));
        if (random.nextBoolean()) {
            script.error("22012");
            status = status == 'I' ? 'I' : 'E';
        } else {
            rows(script).tag("UPDATE 3");
            rows(script);
        }
        script.ready(status);
    }

    private void transaction() {
        String tag = status == 'I' ? "BEGIN" : random.nextBoolean() ? "COMMIT" : "ROLLBACK";
        status = status == 'I' ? 'T' : 'I';
        isSuspended &= status != 'I';
        script.query(tag).tag(tag).ready(status);
    }

    private void asynchronous() throws IOException {
        switch (random.nextInt(5)) {
            case 0 -> script.server(NOTICE);
            case 1 -> script.server(new BackendMessage.NotificationResponse(7, "channel", "p"));
            case 2 ->
                    script.server(
                            new BackendMessage.ParameterStatus(
                                    "client_encoding", random.nextBoolean() ? "UTF8" : "LATIN1"));
            case 3 ->
                    script.server(
                            new BackendMessage.ParameterStatus(
                                    "standard_conforming_strings",
                                    random.nextBoolean() ? "on" : "off"));
            default -> writer.append(FactKind.DECISION, micros, Map.of("code", "x"));
        }
    }

    private void prepare() {
        String name = random.nextInt(3) == 0 ? "" : "s" + named++ % 5;
        script.client(
                new FrontendMessage.Parse(name, "SELECT $1 /* é " + named + " */", List.of(25)),
                new FrontendMessage.Describe(ObjectKind.STATEMENT, name),
                new FrontendMessage.Sync());
        script.simple("1")
                .server(new BackendMessage.ParameterDescription(List.of(25)))
                .columns("described", "too")
                .ready(status);
    }

    private void executePrepared() {
        String portal = random.nextBoolean() ? "" : "p" + random.nextInt(3);
        script.run(null, "s" + random.nextInt(5), portal, 0, "value", "ü");
        if (random.nextBoolean()) {
            script.sync().simple("2").row("a", "b").tag("SELECT 1").ready(status);
        } else {
            // Its Describe stays behind: the portal is used again, or closed.
            script.describe(portal).sync().simple("2").row("a", "b").tag("SELECT 1");
            script.columns("portal", "columns").ready(status);
        }
        if (random.nextInt(4) == 0) {
            script.client(
                            new FrontendMessage.Close(
                                    ObjectKind.STATEMENT, "s" + random.nextInt(5)),
                            new FrontendMessage.Sync())
                    .simple("3")
                    .ready(status);
        }
    }

    private void pipelineWithError() {
        script.run("SELECT 1", "", "", 0, "1")
                .run("SELECT 2", "s1", "", 0)
                .run("SELECT 3", "", "", 0);
        if (random.nextBoolean()) {
            script.sync().run("SELECT 4", "", "", 0).sync();
            script.simple("12").row("r").tag("SELECT 1").simple("1").error("42601").ready(status);
            script.simple("12").row("r").tag("SELECT 1").ready(status);
        } else {
            script.simple("12").row("r").tag("SELECT 1").error("42601");
            script.client(new FrontendMessage.Query("SELECT 5")).sync().ready(status);
        }
    }

    private void portalInParts() {
        if (status != 'T') {
            return;
        }
        if (isSuspended && random.nextInt(3) == 0) {
            script.client(new FrontendMessage.Close(ObjectKind.PORTAL, "parts")).sync().simple("3");
            isSuspended = false;
        } else if (isSuspended) {
            script.client(new FrontendMessage.Execute("parts", 2)).sync().row("b").row("c");
            isSuspended = random.nextBoolean();
            if (isSuspended) {
                script.simple("s");
            } else {
                script.tag("SELECT 2");
            }
        } else {
            script.run("SELECT parts", "", "parts", 1, "1")
                    .sync()
                    .simple("12")
                    .row("a")
                    .simple("s");
            isSuspended = true;
        }
        script.ready(status);
    }

    private void copy() {
        FrontendMessage data = new FrontendMessage.CopyData(Messages.bytes("1\tx\n".repeat(20)));
        if (random.nextBoolean()) {
            script.query("COPY t TO STDOUT")
                    .server(
                            new BackendMessage.CopyResponse(
                                    BackendMessage.CopyKind.OUT, 0, List.of(0)))
                    .server(new BackendMessage.CopyData(Messages.bytes("1\tx\n".repeat(9))))
                    .server(NOTICE)
                    .simple("c")
                    .tag("COPY 9")
                    .ready(status);
            return;
        }
        script.query("COPY t FROM STDIN")
                .server(new BackendMessage.CopyResponse(BackendMessage.CopyKind.IN, 0, List.of(0)))
                .client(data, data);
        if (random.nextBoolean()) {
            script.client(new FrontendMessage.CopyDone()).tag("COPY 40").ready(status);
        } else {
            script.client(new FrontendMessage.CopyFail("no")).error("57014").ready(status);
        }
    }

    private void sqlPrepared() {
        if (random.nextBoolean()) {
            script.query("PREPARE s3 AS SELECT 'sql'").tag("PREPARE").ready(status);
        } else {
            script.query("DEALLOCATE s3").tag("DEALLOCATE").ready(status);
        }
    }
}
