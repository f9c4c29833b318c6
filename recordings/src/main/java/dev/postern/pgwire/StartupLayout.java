package dev.postern.pgwire;

import dev.postern.pgwire.StartupPacket.CancelRequest;
import dev.postern.pgwire.StartupPacket.Parameter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The layout rules of start-up packets behind their code.
final class StartupLayout {
    private static final String TERMINATOR = "StartupMessage.terminator";

    private StartupLayout() {}

    static CancelRequest cancelRequest(ByteBuffer rest) throws MalformedMessageException {
        int keyBytes = rest.remaining() - Integer.BYTES;
        if (keyBytes < 1 || keyBytes > CancelRequest.MAX_SECRET_BYTES) {
            throw new MalformedMessageException(
                    "CancelRequest.secret",
                    StartupPacket.MIN_LENGTH + Integer.BYTES,
                    "a key of "
                            + Math.max(0, keyBytes)
                            + " bytes, allowed are 1 to "
                            + CancelRequest.MAX_SECRET_BYTES);
        }
        return new CancelRequest(rest.getInt(0), rest.slice(Integer.BYTES, keyBytes));
    }

    /// Names and values until an empty name, which must be the last byte.
    static List<Parameter> parameters(ByteBuffer rest) throws MalformedMessageException {
        List<Parameter> parameters = new ArrayList<>();
        ByteBuffer in = rest.duplicate();
        while (in.hasRemaining()) {
            String name = string(in);
            if (name.isEmpty()) {
                break;
            }
            if (!in.hasRemaining()) {
                throw layout(in, "a name without a value");
            }
            parameters.add(new Parameter(name, string(in)));
            if (!in.hasRemaining()) {
                throw layout(in, "expected terminator as last byte");
            }
        }
        if (in.hasRemaining()) {
            throw layout(in, in.remaining() + " bytes behind the terminator");
        }
        if (rest.remaining() == 0) {
            throw layout(in, "the packet ends behind the version");
        }
        return parameters;
    }

    private static String string(ByteBuffer in) throws MalformedMessageException {
        int end = in.position();
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        if (end == in.limit()) {
            throw layout(in, "no NUL ends the string");
        }
        byte[] text = new byte[end - in.position()];
        in.get(text);
        in.get();
        return WireText.decode(ByteBuffer.wrap(text), StandardCharsets.UTF_8);
    }

    private static MalformedMessageException layout(ByteBuffer in, String detail) {
        return new MalformedMessageException(
                TERMINATOR, StartupPacket.MIN_LENGTH + (long) in.position(), detail);
    }
}
