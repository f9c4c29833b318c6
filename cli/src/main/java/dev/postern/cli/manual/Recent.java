package dev.postern.cli.manual;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.profile.PrivateFiles;
import dev.postern.cli.profile.SavedLogin;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Lists of the API as they were at most a minute ago, for completion: kept in the profile's folder, readable by its owner
/// alone. It never fails: what cannot be had in time is an empty list.
final class Recent {

    private static final Duration FRESH = Duration.ofSeconds(60);
    private static final long LONGEST_MILLIS = 300;

    private final CommandContext context;

    Recent(CommandContext context) {
        this.context = context;
    }

    /// The items of a list.
    List<Map<String, @Nullable Object>> items(String path) {
        try {
            SavedLogin login = context.profile().liveLogin(context.clock().instant());
            Path file = file(login, path);
            Map<String, @Nullable Object> kept = kept(file);
            if (kept.isEmpty()) {
                kept = asked(path);
                Map<String, @Nullable Object> written = new LinkedHashMap<>();
                written.put("at", context.clock().instant().toString());
                written.put("items", kept.get("items"));
                PrivateFiles.makeFolder(folder());
                PrivateFiles.write(file, Json.write(written) + "\n");
            }
            return Answer.objects(kept, "items");
        } catch (CliException | IOException | RuntimeException unknown) {
            return List.of();
        }
    }

    private Path folder() {
        return context.profile().home().resolve("completion");
    }

    /// A file for this question of this login: another person's answer is never taken.
    private Path file(SavedLogin login, String path) {
        String key = login.proxy() + " " + login.token() + " " + path;
        return folder().resolve(
                        UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)) + ".json");
    }

    private Map<String, @Nullable Object> kept(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, @Nullable Object> kept = Json.readObject(Files.readAllBytes(file));
            Instant at = Instant.parse(Answer.text(kept, "at"));
            Instant now = context.clock().instant();
            return !at.isAfter(now) && at.plus(FRESH).isAfter(now) ? kept : Map.of();
        } catch (MalformedJsonException damaged) {
            return Map.of();
        }
    }

    private Map<String, @Nullable Object> asked(String path) throws CliException, IOException {
        CompletableFuture<Map<String, @Nullable Object>> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        answer.complete(context.api().get(path));
                    } catch (CliException | IOException | RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        try {
            return answer.get(LONGEST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
