package dev.postern.broker.proxy.pg;

import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.StartupPacket.StartupMessage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A start-up message that passed [StartupCheck].
///
/// @param message    as decoded
/// @param packet     its bytes, length word first; read-only
/// @param user       the requested database role, not empty
/// @param database   the requested database, defaulted to `user`
/// @param version    the version that the broker speaks with this client
/// @param negotiated whether the client must be told of `version` and `options`
/// @param replication the value of `replication` if it asks for a replication connection, or empty
record StartupRequest(
        StartupMessage message,
        ByteBuffer packet,
        String user,
        String database,
        ProtocolVersion version,
        boolean negotiated,
        String replication) {

    /// The setting with which a client asks not to be greeted.
    static final String QUIET = "postern.quiet";

    /// `application_name`, or empty.
    String application() {
        return message.parameter("application_name").orElse("");
    }

    /// Whether the client asks not to be told of its session.
    boolean isQuiet() {
        return message.parameters().stream()
                .flatMap(parameter ->
                        parameter.name().toLowerCase(Locale.ROOT).equals("options")
                                ? StartupOptions.settings(parameter.value()).stream()
                                : Stream.of(
                                        new StartupOptions.Setting(
                                                parameter.name().toLowerCase(Locale.ROOT),
                                                parameter.value())))
                .anyMatch(setting ->
                        setting.name().equals(QUIET) && StartupCheck.isTrue(setting.value()));
    }

    /// The protocol options that the broker does not know: all.
    List<String> options() {
        return message.protocolOptions();
    }
}
