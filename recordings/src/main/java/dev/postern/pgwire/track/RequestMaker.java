package dev.postern.pgwire.track;

import dev.postern.pgwire.FrontendMessage;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Makes the requests that the tracker keeps: values are copied, text is made valid Unicode.
final class RequestMaker {

    Request make(RequestKind kind, Events events, FrontendMessage message) {
        return switch (message) {
            case FrontendMessage.Query(var sql) ->
                    plain(kind, events, new FrontendMessage.Query(ProtocolTracker.readable(sql)));
            case FrontendMessage.Parse(var name, var sql, var types) ->
                    new Request(
                            kind,
                            events.message,
                            events.micros,
                            message,
                            new PreparedStatement(
                                    ProtocolTracker.readable(name),
                                    ProtocolTracker.readable(sql),
                                    types),
                            null);
            case FrontendMessage.Bind bind ->
                    new Request(
                            kind,
                            events.message,
                            events.micros,
                            new FrontendMessage.Flush(),
                            null,
                            portal(bind));
            case FrontendMessage.FunctionCall(var oid, var formats, var arguments, var result) ->
                    plain(
                            kind,
                            events,
                            new FrontendMessage.FunctionCall(
                                    oid, formats, copies(arguments), result));
            case FrontendMessage.Describe(var what, var name) ->
                    plain(
                            kind,
                            events,
                            new FrontendMessage.Describe(what, ProtocolTracker.readable(name)));
            case FrontendMessage.Execute(var portal, var rows) ->
                    plain(
                            kind,
                            events,
                            new FrontendMessage.Execute(ProtocolTracker.readable(portal), rows));
            case FrontendMessage.Close(var what, var name) ->
                    plain(
                            kind,
                            events,
                            new FrontendMessage.Close(what, ProtocolTracker.readable(name)));
            default -> plain(kind, events, message);
        };
    }

    private static Request plain(RequestKind kind, Events events, FrontendMessage message) {
        return new Request(kind, events.message, events.micros, message, null, null);
    }

    private static Portal portal(FrontendMessage.Bind bind) {
        return new Portal(
                new FrontendMessage.Bind(
                        ProtocolTracker.readable(bind.portal()),
                        ProtocolTracker.readable(bind.statement()),
                        bind.parameterFormats(),
                        copies(bind.parameters()),
                        bind.resultFormats()));
    }

    private static List<@Nullable ByteBuffer> copies(List<@Nullable ByteBuffer> values) {
        List<@Nullable ByteBuffer> copies = new ArrayList<>(values.size());
        for (ByteBuffer value : values) {
            if (value == null) {
                copies.add(null);
            } else {
                byte[] copy = new byte[value.remaining()];
                value.get(value.position(), copy);
                copies.add(ByteBuffer.wrap(copy).asReadOnlyBuffer());
            }
        }
        return Collections.unmodifiableList(copies);
    }

    /// What stands for a message whose fields cannot be read: nothing but its type.
    FrontendMessage undecodable(char type) {
        return switch (type) {
            case 'Q' -> new FrontendMessage.Query("");
            case 'E' -> new FrontendMessage.Execute("", 0);
            case 'F' -> new FrontendMessage.FunctionCall(0, List.of(), List.of(), 0);
            default -> new FrontendMessage.Flush();
        };
    }
}
