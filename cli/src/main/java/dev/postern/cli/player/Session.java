package dev.postern.cli.player;

import dev.postern.cli.api.Answer;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What is told of a session above its statements.
///
/// @param id        its ULID
/// @param startedAt RFC 3339
/// @param verdict   in capitals: how complete its recording is
record Session(
        String id,
        String person,
        String email,
        String place,
        String target,
        String startedAt,
        String verdict,
        boolean isLive,
        boolean isHeld,
        boolean isMasked) {

    static Session of(Map<String, @Nullable Object> answer) {
        Map<String, @Nullable Object> person = Answer.object(answer, "person");
        String email = Answer.text(person, "email");
        String name = Answer.text(person, "name");
        String target = Answer.text(answer, "target");
        boolean isLive = Answer.text(answer, "state").equals("live");
        return new Session(
                Answer.text(answer, "id"),
                name.isEmpty() ? email : name,
                email,
                target
                        + "/"
                        + Answer.text(answer, "database")
                        + " as "
                        + Answer.text(answer, "databaseRole"),
                target,
                Answer.text(answer, "startedAt"),
                verdict(answer, isLive),
                isLive,
                !Answer.object(answer, "held").isEmpty(),
                Answer.flag(answer, "masked"));
    }

    private static String verdict(Map<String, @Nullable Object> answer, boolean isLive) {
        if (isLive) {
            return "LIVE";
        }
        if (!Answer.text(answer, "seal").equals("sealed")) {
            return "NOT YET SEALED";
        }
        return Answer.flag(answer, "complete") ? "COMPLETE" : "INCOMPLETE";
    }
}
