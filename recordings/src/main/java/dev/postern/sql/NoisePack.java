package dev.postern.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The shapes of what tools ask on their own, to describe a table or to set themselves up, by fingerprint.
///
/// They stand in `noise.txt`: a line for each with its fingerprint, its tool and what makes the tool ask.
public final class NoisePack {

    private static final Map<String, String> TOOLS = read();

    private NoisePack() {}

    /// The tool that asks this on its own, in a word such as `psql`.
    public static Optional<String> tool(String fingerprint) {
        return Optional.ofNullable(TOOLS.get(fingerprint));
    }

    /// All shapes that are known, each with its tool.
    public static Map<String, String> all() {
        return Map.copyOf(TOOLS);
    }

    private static Map<String, String> read() {
        Map<String, String> tools = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        NoisePack.class.getResourceAsStream("noise.txt")),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] words = line.split(" ", 3);
                    tools.put(words[0], words[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tools;
    }
}
