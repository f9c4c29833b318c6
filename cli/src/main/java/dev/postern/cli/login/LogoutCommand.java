package dev.postern.cli.login;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.profile.Profile;
import dev.postern.cli.profile.SavedLogin;
import dev.postern.cli.profile.ServiceFile;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `postern logout`.
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "End the login; its certificates are worth nothing from then on.")
public final class LogoutCommand implements Verb {

    private final CommandContext context;

    public LogoutCommand(CommandContext context) {
        this.context = context;
    }

    /// Forgets the login here even if the broker cannot be told, and then fails, because it still holds there.
    @Override
    public ExitCode run() throws CliException, IOException {
        Profile profile = context.profile();
        Optional<SavedLogin> login = profile.login();
        if (login.isEmpty()) {
            context.console().note("You were not logged in.");
            return ExitCode.SUCCESS;
        }
        try {
            context.api(login.get().proxy(), login.get().token()).post("/api/v1/logout", Map.of());
        } catch (CliException e) {
            if (e.exitCode() != ExitCode.LOGIN_NEEDED) {
                throw e;
            }
        } finally {
            profile.forget();
            new ServiceFile(profile.serviceFile()).write(List.of());
        }
        context.console().note("Logged out.");
        return ExitCode.SUCCESS;
    }
}
