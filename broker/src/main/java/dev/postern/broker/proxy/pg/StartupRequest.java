package dev.postern.broker.proxy.pg;

import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.StartupPacket.StartupMessage;

import java.nio.ByteBuffer;
import java.util.List;

/// A start-up message that passed [StartupCheck].
///
/// @param message    as decoded
/// @param packet     its bytes, length word first; read-only
/// @param user       the requested database role, not empty
/// @param database   the requested database, defaulted to `user`
/// @param version    the version that the broker speaks with this client
/// @param negotiated whether the client must be told of `version` and `options`
record StartupRequest(
        StartupMessage message,
        ByteBuffer packet,
        String user,
        String database,
        ProtocolVersion version,
        boolean negotiated) {

    /// `application_name`, or empty.
    String application() {
        return message.parameter("application_name").orElse("");
    }

    /// The protocol options that the broker does not know: all.
    List<String> options() {
        return message.protocolOptions();
    }
}
