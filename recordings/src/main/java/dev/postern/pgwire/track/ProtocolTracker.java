package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.Frame;
import dev.postern.pgwire.FrameCutter;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.MessageDecoder;
import dev.postern.pgwire.StartupPacket;
import dev.postern.pgwire.WireText;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;

/// Follows both directions of one session from its bytes and says what happened in it.
///
/// Pieces of bytes may be cut anywhere. Messages are numbered from 1 over both directions in the order in which their
/// last byte comes; the start-up packet is the first. A statement is reported when its turn has come, not when it was
/// sent, because only then are its text and its transaction sure: in a pipeline its start carries the number and time
/// of the message that sent it, and so may be older than the events before it. A portal that is fetched in parts is one
/// statement. Columns carry the number of the RowDescription, which may be older too.
///
/// Of a message longer than the limit only the first bytes are kept: a fact [#CONTENT_CUT] stands before the events of
/// such a message, values that run over the limit end there, and values behind it are empty, not null.
///
/// A message of the client that cannot be decoded is followed by its type alone, as the server will answer it with an
/// error; one of the server is passed over. Confined to one thread.
public final class ProtocolTracker {
    /// Kind of the [SessionEvent.BrokerFact] that says that a message was too long to be kept whole: `missingBytes`.
    public static final String CONTENT_CUT = "CONTENT_CUT";

    /// Bytes of one message that are kept unless told otherwise.
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 16 << 20;

    private final Events events;
    private final Conversation conversation;
    private final FrameCutter frontend = new FrameCutter(FrameLimits.FRONTEND);
    private final FrameCutter backend = new FrameCutter(FrameLimits.BACKEND);
    private final FrameCutter broker = new FrameCutter(FrameLimits.BACKEND);
    private final MessageAssembler fromClient;
    private final MessageAssembler fromServer;
    private final MessageAssembler fromBroker;
    private final RequestMaker requests = new RequestMaker();

    /// What there is of the start-up packet; takes room only while one is read.
    private ByteBuffer startup = ByteBuffer.allocate(0);

    private boolean started;
    private long messages;

    /// Requests of the client since this tracker began, not since the session did.
    private long asked;

    private MessageDecoder decoder = MessageDecoder.UTF_8;

    /// As the server reported it; empty before it did.
    private String clientEncoding = "";

    /// Follows a session with the default limit.
    public ProtocolTracker(Consumer<SessionEvent> consumer) {
        this(consumer, DEFAULT_MAX_MESSAGE_BYTES);
    }

    /// Follows a session.
    ///
    /// @param consumer         takes each event; buffers in it are valid until it returns
    /// @param maxMessageBytes  bytes of one message body that are kept, from 1024
    public ProtocolTracker(Consumer<SessionEvent> consumer, int maxMessageBytes) {
        this(consumer, maxMessageBytes, Rows.ONE_BY_ONE);
    }

    /// Follows a session with the default limit.
    public ProtocolTracker(Consumer<SessionEvent> consumer, Rows rows) {
        this(consumer, DEFAULT_MAX_MESSAGE_BYTES, rows);
    }

    private ProtocolTracker(Consumer<SessionEvent> consumer, int maxMessageBytes, Rows rows) {
        int kept = Math.max(1_024, maxMessageBytes);
        events = new Events(consumer);
        conversation = new Conversation(events);
        fromClient = new MessageAssembler(kept, this::onFrontend);
        fromServer = new MessageAssembler(kept, new ServerSink(rows));
        fromBroker =
                new MessageAssembler(kept, (frame, missing) -> onBackend(frame, missing, true));
    }

    /// How the rows and the COPY data that a server sends are told.
    public enum Rows {
        /// Each by itself, taken apart.
        ONE_BY_ONE,

        /// [SessionEvent.ResultsReturned] stands for those that lie one behind the other, as they came: for readers of much
        /// who need not have an object for each value.
        IN_RUNS
    }

    /// Takes the server's messages; rows that are told in runs are not decoded.
    private final class ServerSink implements MessageAssembler.Sink {

        private final boolean isInRuns;

        ServerSink(Rows rows) {
            isInRuns = rows == Rows.IN_RUNS;
        }

        @Override
        public void onMessage(Frame frame, long missing) {
            onBackend(frame, missing, false);
        }

        @Override
        public boolean takesRuns(char type) {
            return isInRuns && (type == 'd' || type == 'D');
        }

        @Override
        public boolean takesRun(char type, int count, ByteBuffer in, int from, int to) {
            if (type == 'D' && !areRows(in, from, to)) {
                return false;
            }
            messages += count;
            events.message = messages;
            conversation.results(type, count, in.slice(from, to - from));
            return true;
        }

        private static boolean areRows(ByteBuffer in, int from, int to) {
            int at = from;
            while (at < to) {
                int end = at + 1 + in.getInt(at + 1);
                if (!isRow(in, at + Frame.HEADER_BYTES, end)) {
                    return false;
                }
                at = end;
            }
            return true;
        }

        /// Whether the body is a row from its count of cells to the end of the last, as a decoder would find it.
        private static boolean isRow(ByteBuffer in, int from, int to) {
            if (to - from < Short.BYTES) {
                return false;
            }
            int at = from + Short.BYTES;
            for (int left = in.getShort(from) & 0xffff; left > 0; left--) {
                if (to - at < Integer.BYTES) {
                    return false;
                }
                int length = in.getInt(at);
                at += Integer.BYTES;
                if (length < -1 || length > to - at) {
                    return false;
                }
                at += Math.max(0, length);
            }
            return at == to;
        }
    }

    static String readable(String text) {
        return WireText.clean(text);
    }

    /// Takes bytes of the client, from position to limit of `bytes`; moves neither.
    ///
    /// @param micros  microseconds since the recording was opened
    /// @throws MalformedMessageException if a length is illegal: the server closed the session then
    public void frontend(long micros, ByteBuffer bytes) throws MalformedMessageException {
        events.micros = micros;
        ByteBuffer in = bytes.duplicate();
        while (!started && in.hasRemaining()) {
            takeStartup(in);
        }
        frontend.scan(in, fromClient);
    }

    private void takeStartup(ByteBuffer in) throws MalformedMessageException {
        if (startup.capacity() == 0) {
            startup = ByteBuffer.allocate(StartupPacket.MAX_LENGTH);
        }
        startup.put(in.get());
        int have = startup.position();
        if (have < Integer.BYTES || have < StartupPacket.length(startup.duplicate().flip())) {
            return;
        }
        messages++;
        int code = startup.getInt(Integer.BYTES);
        started =
                code != StartupPacket.SSL_REQUEST_CODE && code != StartupPacket.GSSENC_REQUEST_CODE;
        startup = ByteBuffer.allocate(0);
    }

    /// Takes bytes toward the client, from position to limit of `bytes`; moves neither.
    ///
    /// @param micros        microseconds since the recording was opened
    /// @param madeByBroker  true if the broker made them, false if they came from the server
    /// @throws MalformedMessageException if a length is illegal
    public void backend(long micros, ByteBuffer bytes, boolean madeByBroker)
            throws MalformedMessageException {
        events.micros = micros;
        if (madeByBroker) {
            broker.scan(bytes, fromBroker);
        } else {
            backend.scan(bytes, fromServer);
        }
    }

    /// Ends the recording: statements without an answer and an open transaction are reported.
    public void finish(long micros) {
        events.micros = micros;
        events.message = 0;
        conversation.end();
    }

    /// The number of the last message that was completed, 0 before the first.
    public long messages() {
        return messages;
    }

    /// The number of the last statement that was reported, 0 before the first.
    public int statements() {
        return conversation.statements.latest();
    }

    /// Whether every stream stands between two messages and nothing is asked: only then can the state be saved.
    public boolean isQuiescent() {
        return started
                && startup.position() == 0
                && frontend.isAtBoundary()
                && backend.isAtBoundary()
                && broker.isAtBoundary()
                && ConversationState.isQuiescent(conversation);
    }

    /// Writes what a tracker needs to go on from here; it [#isQuiescent].
    public void save(StateWriter out) {
        out.int64(messages).text(clientEncoding);
        ConversationState.save(conversation, out);
    }

    /// Goes on where another tracker saved its state; nothing was told to this one yet.
    ///
    /// @throws MalformedStateException if `in` is not what [#save] wrote; this tracker is of no use then
    public void restore(StateReader in) throws MalformedStateException {
        started = true;
        messages = in.int64();
        String encoding = in.text();
        if (!encoding.isEmpty()) {
            encoding(encoding);
        }
        ConversationState.restore(conversation, in);
    }

    /// The last `requests` requests of the client were held and never sent to the server.
    public void withdraw(long requests) {
        for (Request request : conversation.queue.waiting()) {
            if (request.turn > asked - requests) {
                request.withdrawn = true;
                if (request.running != null) {
                    request.running.withdrawn = true;
                }
            }
        }
    }

    private void number(long missing) {
        events.message = ++messages;
        if (missing > 0) {
            events.emit(
                    new SessionEvent.BrokerFact(
                            events.message,
                            events.micros,
                            CONTENT_CUT,
                            Map.of("missingBytes", missing)));
        }
    }

    private void onFrontend(Frame frame, long missing) {
        number(missing);
        if (frame.type() == 'd') {
            conversation.copyIn(frame.body());
            return;
        }
        RequestKind.of(frame.type())
                .ifPresent(kind -> {
                    Request request =
                            requests.make(kind, events, decodeFrontend(frame, missing > 0));
                    request.turn = ++asked;
                    conversation.ask(request);
                });
    }

    private FrontendMessage decodeFrontend(Frame frame, boolean cut) {
        try {
            return cut ? decoder.frontendCut(frame) : decoder.frontend(frame);
        } catch (MalformedMessageException malformed) {
            return requests.undecodable(frame.type());
        }
    }

    private void onBackend(Frame frame, long missing, boolean madeByBroker) {
        number(missing);
        BackendMessage message;
        try {
            message = missing > 0 ? decoder.backendCut(frame) : decoder.backend(frame);
        } catch (MalformedMessageException malformed) {
            message = new BackendMessage.Unrecognized(frame.type(), frame.body());
        }
        switch (message) {
            case BackendMessage.NoticeResponse(var report) ->
                    events.emit(
                            new SessionEvent.NoticeRaised(
                                    events.message,
                                    events.micros,
                                    conversation.runningOrdinal(),
                                    madeByBroker,
                                    EventValues.report(report)));
            case BackendMessage.NotificationResponse(var processId, var channel, var payload) ->
                    events.emit(
                            new SessionEvent.Notified(
                                    events.message,
                                    events.micros,
                                    processId,
                                    readable(channel),
                                    readable(payload)));
            case BackendMessage.ParameterStatus(var name, var value) ->
                    setting(readable(name), readable(value));
            default -> conversation.answer(message, madeByBroker);
        }
    }

    private void encoding(String name) {
        clientEncoding = name;
        decoder = new MessageDecoder(ClientEncodings.charset(name));
    }

    private void setting(String name, String value) {
        switch (name) {
            case "client_encoding" -> encoding(value);
            case "standard_conforming_strings" ->
                    conversation.statements.standardStrings = value.equals("on");
            default -> {}
        }
        events.emit(new SessionEvent.SettingChanged(events.message, events.micros, name, value));
    }
}
