package dev.postern.cli.db;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.profile.ServiceFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/// Finds how a target is reached: the broker's address, and this person's key and certificate for it.
public final class Route {

    private Route() {}

    /// The way to `place`, with the files of this machine.
    ///
    /// @param place `TARGET` or `TARGET/DATABASE`
    /// @param role  null for the target's default
    /// @throws CliException exit code 6 if the person has no such target, or no certificate for it
    public static ServiceFile.Service to(
            CommandContext context, String place, @Nullable String role)
            throws CliException, IOException {
        ServiceFile.Service service = find(context, place, role);
        checkCertificate(service);
        return service;
    }

    /// The target that `TARGET` or `TARGET/DATABASE` names.
    static String target(String place) {
        int slash = place.indexOf('/');
        return slash < 0 ? place : place.substring(0, slash);
    }

    /// The way to `place`, with files that may be missing.
    ///
    /// @throws CliException exit code 6 if the person has no such target
    static ServiceFile.Service find(CommandContext context, String place, @Nullable String role)
            throws CliException, IOException {
        int slash = place.indexOf('/');
        String name = target(place);
        for (Map<String, @Nullable Object> target :
                Answer.objects(context.api().get("/api/v1/targets?limit=500"), "items")) {
            if (Answer.text(target, "name").equals(name)) {
                return new ServiceFile.Service(
                        name,
                        Answer.text(target, "host"),
                        (int) Answer.number(target, "port"),
                        slash < 0
                                ? Answer.text(target, "defaultDatabase")
                                : place.substring(slash + 1),
                        role == null ? Answer.text(target, "defaultRole") : role,
                        context.profile().target(name));
            }
        }
        throw new CliException(
                ExitCode.NOT_FOUND,
                "no_such_target",
                "you have no target \"" + name + "\"",
                "Run: postern db ls");
    }

    private static void checkCertificate(ServiceFile.Service service) throws CliException {
        if (!Files.exists(service.files().certificate())) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_certificate",
                    "you have no certificate for the target \""
                            + service.target()
                            + "\" on this machine",
                    "Run: postern login, or: postern db login " + service.target());
        }
    }
}
