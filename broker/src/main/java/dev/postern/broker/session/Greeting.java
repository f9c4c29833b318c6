package dev.postern.broker.session;

import dev.postern.broker.record.Durability;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Supplier;

/// What a client is told of its session when it begins: one line with its id, how it is recorded, its end, and where it
/// can be seen.
///
/// @param webAddress where people open the broker, without a trailing slash; empty until that is known
public record Greeting(Supplier<String> webAddress) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    String text(String session, Durability durability, Instant endsAt) {
        String address = webAddress.get();
        return "session "
                + session
                + " is recorded ("
                + durability.name().toLowerCase(Locale.ROOT).replace('_', '-')
                + "), ends at "
                + TIME.format(endsAt)
                + (address.isEmpty() ? "" : ", " + address + "/s/" + session);
    }
}
