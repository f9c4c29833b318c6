package dev.postern.cli.login;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// The person's web browser.
final class Browser {

    private Browser() {}

    /// Tries to open an address; returns whether a program for it could be started.
    static boolean open(String address) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command =
                system.contains("mac")
                        ? List.of("open", address)
                        : system.contains("win")
                                ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                                : List.of("xdg-open", address);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            return true;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
