package dev.postern.cli.player;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.HumanDuration;
import dev.postern.cli.player.PlayerState.Pace;

/// How a session plays: `--speed` and `--idle`.
///
/// @param speed 0.5 to 16
/// @param most  milliseconds of the longest pause, or [Pace#WHOLE]
public record Pauses(double speed, long most) {

    private static final long PRESET = 1_000;

    /// Reads the options.
    ///
    /// @param idle a duration, `real` or `none`
    public static Pauses of(double speed, String idle) throws CliException {
        if (!(speed >= 0.5 && speed <= 16)) {
            throw CliException.usage(
                    "--speed " + speed + " is not between 0.5 and 16", "Give --speed 4.");
        }
        long most =
                switch (idle) {
                    case "real" -> Pace.WHOLE;
                    case "none" -> 0;
                    default -> HumanDuration.parse("--idle", idle).toMillis();
                };
        return new Pauses(speed, most);
    }

    Pace pace(long now) {
        return new Pace(true, speed, now, most, most == Pace.WHOLE ? PRESET : most);
    }
}
