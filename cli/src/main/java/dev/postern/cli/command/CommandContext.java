package dev.postern.cli.command;

import dev.postern.cli.api.ApiClient;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.Times;
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
        return api(login.proxy(), login.token());
    }

    /// The API of a broker.
    ///
    /// @param proxy its web address, without a trailing slash
    /// @param token bearer token, or empty to ask without signing in
    public ApiClient api(String proxy, String token) {
        ApiClient api = new ApiClient(proxy, token, trace());
        return isDryRun() ? api.dry() : api;
    }

    /// Whether nothing is to be changed.
    public boolean isDryRun() {
        return console.manner().dryRun().isOn();
    }

    /// How times are told.
    public Times times() {
        return console.times(environment);
    }

    /// Tells of every question to the broker if that is wanted, else nothing. What is asked stands in the body, and is
    /// not told.
    private ApiClient.Trace trace() {
        if (!console.manner().isDebug(environment)) {
            return (method, path, id) -> status -> {};
        }
        return (method, path, id) -> {
            long begin = clock.millis();
            return status ->
                    console.tell(
                            "debug: "
                                    + method
                                    + " "
                                    + path
                                    + (status == 0 ? ": no answer" : ": HTTP " + status)
                                    + ", "
                                    + (clock.millis() - begin)
                                    + " ms, id "
                                    + id);
        };
    }
}
