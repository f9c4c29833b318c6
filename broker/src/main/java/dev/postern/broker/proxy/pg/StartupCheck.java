package dev.postern.broker.proxy.pg;

import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.SqlState;
import dev.postern.pgwire.StartupPacket;
import dev.postern.pgwire.StartupPacket.Parameter;
import dev.postern.pgwire.StartupPacket.StartupMessage;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Judges a start-up packet as a server does, and refuses what a broker must not let through.
///
/// Sources: ProcessStartupPacket in `backend_startup.c`; for the settings, what
/// SET ROLE and SET SESSION AUTHORIZATION
/// would do before the first statement.
final class StartupCheck {

    private static final int MAX_NAME_BYTES = 63;
    private static final Set<String> REFUSED_SETTINGS = Set.of("role", "session_authorization");
    private static final String OWN_SETTINGS = "postern.";
    private static final Set<String> TRUE_WORDS = Set.of("true", "yes", "on", "1");
    private static final Set<String> FALSE_WORDS = Set.of("false", "no", "off", "0");

    private StartupCheck() {}

    /// What is to be done about a packet.
    sealed interface Verdict {
        /// A packet before the session: SSLRequest, GSSENCRequest or CancelRequest.
        record Request(StartupPacket packet) implements Verdict {}

        /// A session may be asked for.
        record Accepted(StartupRequest request) implements Verdict {}

        /// The client reads a FATAL.
        record Refused(Refusal refusal, String user, String database) implements Verdict {}

        /// The client speaks protocol 1 or 2 and reads the error of that time.
        record Outdated(String message) implements Verdict {}

        /// The connection is closed without a byte.
        record Unreadable(String text) implements Verdict {}
    }

    /// Judges one whole packet, length word included; does not move `packet`.
    static Verdict check(ByteBuffer packet) {
        try {
            return switch (StartupPacket.decode(packet)) {
                case StartupMessage message -> checkMessage(message, packet);
                case StartupPacket other -> new Verdict.Request(other);
            };
        } catch (MalformedMessageException e) {
            int code =
                    packet.remaining() >= StartupPacket.MIN_LENGTH
                            ? packet.getInt(packet.position() + 4)
                            : 0;
            if (code >>> 16 != 3) {
                return new Verdict.Unreadable(String.valueOf(e.getMessage()));
            }
            return refused(
                    new Refusal(
                            "startup-layout",
                            SqlState.PROTOCOL_VIOLATION,
                            "invalid startup packet layout: expected terminator as last byte"),
                    null);
        }
    }

    private static Verdict checkMessage(StartupMessage message, ByteBuffer packet) {
        ProtocolVersion version = message.version();
        if (version.major() != 3) {
            String text =
                    "unsupported frontend protocol " + version + ": server supports 3.0 to 3.2";
            return version.major() < 3
                    ? new Verdict.Outdated(text)
                    : refused(
                            new Refusal("protocol-version", SqlState.FEATURE_NOT_SUPPORTED, text),
                            message);
        }
        Optional<Refusal> refusal =
                names(message)
                        .or(() -> replication(message))
                        .or(() ->
                                message.parameters().stream()
                                        .flatMap(p -> setting(p).stream())
                                        .findFirst());
        return refusal.<Verdict>map(r -> refused(r, message))
                .orElseGet(() -> new Verdict.Accepted(accepted(message, packet)));
    }

    private static StartupRequest accepted(StartupMessage message, ByteBuffer packet) {
        ByteBuffer copy = ByteBuffer.allocate(packet.remaining()).put(packet.duplicate()).flip();
        boolean tooNew = message.version().compareTo(ProtocolVersion.V3_2) > 0;
        return new StartupRequest(
                message,
                copy.asReadOnlyBuffer(),
                message.user().orElseThrow(),
                message.database().orElseThrow(),
                tooNew ? ProtocolVersion.V3_2 : message.version(),
                tooNew || !message.protocolOptions().isEmpty(),
                replicationAsked(message));
    }

    private static Verdict refused(Refusal refusal, @Nullable StartupMessage message) {
        return new Verdict.Refused(
                refusal,
                message == null ? "" : message.user().orElse(""),
                message == null ? "" : message.database().orElse(""));
    }

    private static Optional<Refusal> names(StartupMessage message) {
        if (message.user().isEmpty()) {
            return Optional.of(
                    new Refusal(
                            "no-user",
                            SqlState.INVALID_AUTHORIZATION,
                            "no PostgreSQL user name specified in startup packet"));
        }
        for (String name :
                List.of(message.user().orElseThrow(), message.database().orElseThrow())) {
            if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
                return Optional.of(
                        new Refusal(
                                "name-too-long",
                                SqlState.INVALID_AUTHORIZATION,
                                "the user or database name is longer than "
                                        + MAX_NAME_BYTES
                                        + " bytes",
                                "A server would cut it, and so decide about another name than the"
                                        + " one that was asked for.",
                                "Write the name as the server knows it."));
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> replication(StartupMessage message) {
        return replicationValue(message)
                .filter(value ->
                        !value.equals("database")
                                && !isWord(value, FALSE_WORDS)
                                && !isWord(value, TRUE_WORDS))
                .map(value ->
                        new Refusal(
                                "replication",
                                SqlState.INVALID_PARAMETER_VALUE,
                                "invalid value for parameter \"replication\": \"" + value + "\"",
                                "",
                                "Valid values are: \"false\", 0, \"true\", 1, \"database\"."));
    }

    /// The value with which a replication connection is asked for, or empty if none is.
    private static String replicationAsked(StartupMessage message) {
        return replicationValue(message).filter(value -> !isWord(value, FALSE_WORDS)).orElse("");
    }

    private static Optional<String> replicationValue(StartupMessage message) {
        return message.parameters().stream()
                .filter(p -> p.name().equals("replication"))
                .map(Parameter::value)
                .reduce((_, last) -> last);
    }

    /// Whether the server reads `value` as true.
    static boolean isTrue(String value) {
        return isWord(value, TRUE_WORDS);
    }

    /// Whether the server reads `value` as one of `words`: any unambiguous beginning counts, case does not.
    private static boolean isWord(String value, Set<String> words) {
        String lower = value.toLowerCase(Locale.ROOT);
        return !lower.isEmpty()
                && !lower.equals("o")
                && words.stream().anyMatch(word -> word.startsWith(lower));
    }

    private static Optional<Refusal> setting(Parameter parameter) {
        String name = parameter.name().toLowerCase(Locale.ROOT);
        List<String> settings =
                name.equals("options")
                        ? StartupOptions.settingNames(parameter.value())
                        : List.of(name);
        return settings.stream()
                .filter(StartupCheck::isRefused)
                .findFirst()
                .map(setting ->
                        new Refusal(
                                "startup-setting",
                                SqlState.INSUFFICIENT_PRIVILEGE,
                                "the start-up parameter \"" + setting + "\" is refused",
                                REFUSED_SETTINGS.contains(setting)
                                        ? "It would run the session as another role than the one"
                                                + " that was allowed."
                                        : "The broker itself says there what session this is.",
                                REFUSED_SETTINGS.contains(setting)
                                        ? "Ask for the role with the user name instead."
                                        : "Take it out."));
    }

    private static boolean isRefused(String setting) {
        return REFUSED_SETTINGS.contains(setting)
                || (setting.startsWith(OWN_SETTINGS) && !setting.equals(StartupRequest.QUIET));
    }
}
