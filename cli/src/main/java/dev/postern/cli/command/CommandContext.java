package dev.postern.cli.command;

import dev.postern.cli.api.ApiClient;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.Variable;
import dev.postern.cli.profile.Profile;
import dev.postern.cli.profile.SavedLogin;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/// What every command is given: streams, environment, profile and clock.
public record CommandContext(
        Console console, Map<String, String> environment, Profile profile, InstantSource clock) {

    public CommandContext {
        environment = Map.copyOf(environment);
    }

    /// The API of the broker that the profile is logged in to.
    ///
    /// @throws CliException exit code 4 if nobody is logged in
    public ApiClient api() throws CliException, IOException {
        SavedLogin login = profile.liveLogin(clock.instant());
        return new ApiClient(login.proxy(), login.token(), trace());
    }

    /// Tells of every question to the broker if `POSTERN_DEBUG` is on, else nothing.
    private ApiClient.Trace trace() {
        if (!Variable.POSTERN_DEBUG.isOn(environment)) {
            return (method, path) -> status -> {};
        }
        return (method, path) -> {
            long begin = clock.millis();
            return status ->
                    console.note(
                            "debug: "
                                    + method
                                    + " "
                                    + path
                                    + (status == 0 ? ": no answer" : ": HTTP " + status)
                                    + ", "
                                    + (clock.millis() - begin)
                                    + " ms");
        };
    }
}
