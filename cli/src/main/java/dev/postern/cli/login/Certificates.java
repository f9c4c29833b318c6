package dev.postern.cli.login;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.profile.PrivateFiles;
import dev.postern.cli.profile.Profile;
import dev.postern.cli.profile.ServiceFile;
import dev.postern.cli.profile.TargetFiles;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The certificates of the signed-in person: one for each target that a role allows, and whom to trust as the broker.
public final class Certificates {

    private static final int MOST_TARGETS = 500;
    private static final Duration FRESH = Duration.ofHours(4);

    private Certificates() {}

    /// Fetches all of them anew, and names the targets in the service file.
    ///
    /// @return the names of the targets
    static List<String> fetch(CommandContext context, ApiClient api)
            throws CliException, IOException {
        Profile profile = context.profile();
        PrivateFiles.makeFolder(profile.home());
        List<ServiceFile.Service> services = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Map<String, @Nullable Object> target :
                Answer.objects(api.get("/api/v1/targets?limit=" + MOST_TARGETS), "items")) {
            String name = Answer.text(target, "name");
            TargetFiles files = profile.target(name);
            TargetKeys.fetch(api, name, files);
            services.add(
                    new ServiceFile.Service(
                            name,
                            Answer.text(target, "host"),
                            (int) Answer.number(target, "port"),
                            Answer.text(target, "defaultDatabase"),
                            Answer.text(target, "defaultRole"),
                            files));
            names.add(name);
        }
        profile.keepOnly(names);
        new ServiceFile(profile.serviceFile()).write(services);
        return names;
    }

    /// Fetches the one of a target anew, and writes its section of the service file.
    ///
    /// @return the end of the certificate
    public static Instant fetchOne(CommandContext context, ServiceFile.Service service)
            throws CliException, IOException {
        PrivateFiles.makeFolder(context.profile().home());
        TargetKeys.fetch(context.api(), service.target(), service.files());
        new ServiceFile(context.profile().serviceFile()).put(service);
        return TargetKeys.end(service.files());
    }

    /// Sees to a certificate for `target`: one of a target that was added since the sign-in is fetched, and one that is
    /// four hours old is fetched anew, which also tells of the broker's new authorities. A broker that does not answer now
    /// leaves what is there.
    ///
    /// @throws CliException if there is none, and the broker gives none
    public static void freshen(CommandContext context, String target)
            throws CliException, IOException {
        TargetFiles files = context.profile().target(target);
        boolean isThere = Files.exists(files.certificate());
        if (isThere && context.clock().instant().isBefore(renewal(files))) {
            return;
        }
        try {
            fetch(context, context.api());
        } catch (CliException e) {
            if (!isThere) {
                throw e;
            }
        }
        if (!Files.exists(files.certificate())) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_such_target",
                    "there is no target \"" + target + "\" that one of your roles allows",
                    "See postern db ls");
        }
    }

    private static Instant renewal(TargetFiles files) throws IOException {
        return Files.getLastModifiedTime(files.certificate()).toInstant().plus(FRESH);
    }
}
