package dev.postern.broker.app;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.TargetCertificates;
import dev.postern.broker.target.ClientIdentity;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// `postern broker target-certificate NAME`: the files with which a target's server proves itself to the broker and
/// recognizes it, and the lines that make the server use them.
final class TargetCertificateCommand {

    static final String USAGE =
            "write: postern broker target-certificate NAME [--host HOST]... [--out FOLDER] FILE";

    private final BrokerConfig config;
    private final Clock clock;
    private final Randomness randomness;
    private final PrintStream out;

    TargetCertificateCommand(
            BrokerConfig config, Clock clock, Randomness randomness, PrintStream out) {
        this.config = config;
        this.clock = clock;
        this.randomness = randomness;
        this.out = out;
    }

    /// @param words the arguments between `target-certificate` and the configuration file
    /// @throws StartException one sentence that says what is wrong and what to do
    int run(List<String> words) throws StartException, IOException {
        @Nullable String name = null;
        List<String> hosts = new ArrayList<>();
        @Nullable Path folder = null;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean hasValue = i + 1 < words.size();
            if (word.equals("--host") && hasValue) {
                i++;
                hosts.add(words.get(i));
            } else if (word.equals("--out") && hasValue) {
                i++;
                folder = Path.of(words.get(i));
            } else if (name == null && !word.startsWith("-")) {
                name = word;
            } else {
                throw usage("\"" + word + "\" is not understood");
            }
        }
        if (name == null) {
            throw usage("no target is named");
        }
        Target target = target(name);
        if (hosts.isEmpty()) {
            target.hosts().stream().map(Target.Host::name).distinct().forEach(hosts::add);
        }
        Path into = folder == null ? Path.of(name + "-certificate") : folder;
        issue(target, hosts, into.toAbsolutePath().normalize());
        return 0;
    }

    private static StartException usage(String what) {
        return new StartException(what + "; " + USAGE);
    }

    private Target target(String name) throws StartException {
        return config.targets().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new StartException(
                                "there is no target \""
                                        + name
                                        + "\" in the configuration; its targets are "
                                        + String.join(
                                                ", ",
                                                config.targets().stream()
                                                        .map(Target::name)
                                                        .toList())));
    }

    private void issue(Target target, List<String> hosts, Path folder)
            throws StartException, IOException {
        TargetCertificates.ServerFiles files;
        try {
            Authorities authorities =
                    AuthoritiesReader.open(
                            config, config.keys().open(randomness), clock, randomness);
            files =
                    new TargetCertificates(authorities.targets(), clock, randomness)
                            .serverFiles(hosts);
        } catch (CaException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            write(folder.resolve("server.key"), files.key());
            write(folder.resolve("server.crt"), files.certificate());
            write(folder.resolve("broker-ca.crt"), files.authority());
        } catch (FileAlreadyExistsException e) {
            throw new StartException(
                    e.getFile() + " is there already; name another folder with --out", e);
        }
        say(target, hosts, folder, files);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private void say(
            Target target, List<String> hosts, Path folder, TargetCertificates.ServerFiles files) {
        out.println(
                "# For the server of target "
                        + target.name()
                        + " ("
                        + String.join(", ", hosts)
                        + "), valid until "
                        + files.until()
                        + ". Copy the files of\n# "
                        + folder
                        + " into its data directory, owned by its user, server.key with mode"
                        + " 0600.");
        out.println();
        out.println("# postgresql.conf");
        out.println("ssl = on");
        out.println("ssl_cert_file = 'server.crt'");
        out.println("ssl_key_file = 'server.key'");
        out.println("ssl_ca_file = 'broker-ca.crt'");
        out.println("ssl_min_protocol_version = 'TLSv1.2'");
        out.println();
        out.println("# pg_hba.conf, above all other lines; put the broker's address for BROKER/32");
        for (TargetLogin login : target.logins()) {
            out.println(hba(target, login));
        }
        out.println();
        out.println("# postern.yaml, targets." + target.name());
        out.println("tls: verify-full");
        out.println("tls-own-authority: true");
    }

    private static String hba(Target target, TargetLogin login) {
        String role = login.databaseRole().equals("*") ? "all" : quoted(login.databaseRole());
        String databases =
                target.databases().contains("*")
                        ? "all"
                        : String.join(
                                ",",
                                target.databases().stream()
                                        .map(TargetCertificateCommand::quoted)
                                        .toList());
        String method =
                login.identity() instanceof ClientIdentity.Issued ? "cert" : "scram-sha-256";
        return "hostssl " + databases + " " + role + " BROKER/32 " + method;
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
