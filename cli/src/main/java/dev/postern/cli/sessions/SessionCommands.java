package dev.postern.cli.sessions;

import dev.postern.cli.command.Commands;
import dev.postern.cli.rerun.ExecReplayCommand;

/// The commands of this package.
public final class SessionCommands {

    private SessionCommands() {}

    /// Adds `sessions`, `search`, `who-saw`, `play`, `tail`, `diff`, `exec-replay`, `export`, `unmask` and `open`.
    public static Commands addTo(Commands commands) {
        return commands.add(
                        "sessions",
                        ignored ->
                                new Commands.Group(
                                        "Recorded and running sessions.",
                                        new Commands()
                                                .add("ls", SessionsCommand::new)
                                                .add("show", SessionShowCommand::new)
                                                .add("end", SessionEndCommand::new)
                                                .add("hold", SessionHoldCommand::new)
                                                .add("resume", SessionResumeCommand::new)
                                                .add("cancel", SessionCancelCommand::new)))
                .add("search", SearchCommand::new)
                .add("who-saw", WhoSawCommand::new)
                .add("play", PlayCommand::new)
                .add("tail", TailCommand::new)
                .add("diff", DiffCommand::new)
                .add("exec-replay", ExecReplayCommand::new)
                .add("export", ExportCommand::new)
                .add("unmask", UnmaskCommand::new)
                .add("open", OpenCommand::new);
    }
}
