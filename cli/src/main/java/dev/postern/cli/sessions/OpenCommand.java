package dev.postern.cli.sessions;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

/// `postern open`: prints the web address of a session or moment.
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        description = "Print the web address of a session or a moment in it.",
        footer = {"", "Example: postern open 01K9T2QWERTY#q=41"})
public final class OpenCommand implements Verb {

    private final CommandContext context;

    @Parameters(paramLabel = "SID[#POSITION]", description = "Session id or moment.")
    private String what = "";

    public OpenCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Moment moment = Moment.parse(what);
        context.console().out().println(context.api().proxy() + "/s/" + moment);
        return ExitCode.SUCCESS;
    }
}
