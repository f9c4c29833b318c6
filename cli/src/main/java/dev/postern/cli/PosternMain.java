package dev.postern.cli;

import dev.postern.cli.access.AccessCommands;
import dev.postern.cli.admin.AdminCommands;
import dev.postern.cli.audit.AuditCommands;
import dev.postern.cli.authority.AuthorityCommands;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Commands;
import dev.postern.cli.config.ConfigCommands;
import dev.postern.cli.config.ConfigFile;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.db.DbCommands;
import dev.postern.cli.doctor.DoctorCommand;
import dev.postern.cli.lock.LockCommands;
import dev.postern.cli.login.LoginCommand;
import dev.postern.cli.login.LogoutCommand;
import dev.postern.cli.login.StatusCommand;
import dev.postern.cli.manual.CompleteCommand;
import dev.postern.cli.manual.CompletionCommand;
import dev.postern.cli.manual.HelpCommand;
import dev.postern.cli.manual.ManCommand;
import dev.postern.cli.output.Terminal;
import dev.postern.cli.policy.PolicyCommands;
import dev.postern.cli.profile.Profile;
import dev.postern.cli.proxy.ProxyCommands;
import dev.postern.cli.request.RequestCommands;
import dev.postern.cli.review.ReviewCommands;
import dev.postern.cli.saved.SavedCommands;
import dev.postern.cli.sessions.SessionCommands;
import dev.postern.cli.verify.VerifyCommand;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// The entry point of the `postern` command.
public final class PosternMain {

    private PosternMain() {}

    public static void main(String[] args) {
        Profile profile = Profile.of(System.getenv(), Path.of(System.getProperty("user.home")));
        Map<String, String> environment =
                Terminal.sized(System.getenv(), System.getProperty(Terminal.SIZE, ""));
        System.exit(run(Console.ofProcess(), environment, profile, InstantSource.system(), args));
    }

    /// Runs a command line with the profile's configuration file; returns the exit code.
    static int run(
            Console console,
            Map<String, String> environment,
            Profile profile,
            InstantSource clock,
            String... args) {
        CommandContext context;
        try {
            context =
                    new CommandContext(
                            console,
                            ConfigFile.in(profile.home()).over(environment),
                            profile,
                            clock);
        } catch (CliException e) {
            console.tell("postern: " + e.text());
            console.tell(e.hint());
            return e.exitCode().number();
        } catch (IOException e) {
            console.tell("postern: " + ConfigFile.NAME + " cannot be read: " + e.getMessage());
            return ExitCode.UNREADABLE.number();
        }
        return new CommandLineRunner(commands(), context).run(args);
    }

    /// Every command of this program.
    static Commands commands() {
        Commands commands =
                new Commands()
                        .add("login", LoginCommand::new)
                        .add("logout", LogoutCommand::new)
                        .add("status", StatusCommand::new)
                        .add("doctor", DoctorCommand::new);
        DbCommands.addTo(commands);
        ProxyCommands.addTo(commands);
        RequestCommands.addTo(commands);
        LockCommands.addTo(commands);
        AccessCommands.addTo(commands);
        PolicyCommands.addTo(commands);
        SessionCommands.addTo(commands);
        SavedCommands.addTo(commands);
        ReviewCommands.addTo(commands);
        commands.add("verify", VerifyCommand::new);
        AuditCommands.addTo(commands);
        AdminCommands.addTo(commands);
        AuthorityCommands.addTo(commands);
        ConfigCommands.addTo(commands);
        return commands.add("completion", CompletionCommand::new)
                .add("man", ManCommand::new)
                .add("help", HelpCommand::new)
                .add("__complete", CompleteCommand::new);
    }
}
