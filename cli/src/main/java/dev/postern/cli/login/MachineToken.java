package dev.postern.cli.login;

import dev.postern.cli.api.ApiClient;
import dev.postern.cli.console.CliException;
import dev.postern.cli.profile.SavedLogin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The OIDC token that a CI system gave to a job, against a sign-in of the broker.
final class MachineToken {

    private static final int LONGEST = 16 * 1024;

    private final String token;

    private MachineToken(String token) {
        this.token = token;
    }

    /// Reads the token.
    ///
    /// @param file where it is; `-` is standard input
    static MachineToken of(String file) throws CliException, IOException {
        byte[] bytes;
        if (file.equals("-")) {
            bytes = System.in.readNBytes(LONGEST + 1);
        } else {
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                bytes = in.readNBytes(LONGEST + 1);
            } catch (NoSuchFileException e) {
                throw CliException.usage(
                        "--token-file is \"" + file + "\", which does not exist",
                        "Let the CI system write the job's OIDC token there.");
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (bytes.length > LONGEST || !text.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+){2}")) {
            throw CliException.usage(
                    "--token-file holds no OIDC token",
                    "It is three words of base64url joined by dots, "
                            + LONGEST
                            + " characters at most.");
        }
        return new MachineToken(text);
    }

    /// @param life `ttl`, or nothing
    SavedLogin signIn(ApiClient api, Map<String, String> life) throws CliException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("token", token);
        body.putAll(life);
        return LoginCommand.saved(api, api.post("/api/v1/login/machine", body));
    }
}
