package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.keys.SecretFolder;
import dev.postern.broker.keys.SecretFolderException;
import dev.postern.keys.KeyEncryptionKeys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The broker's authorities: one for client certificates, one for its own server certificate, one toward targets.
///
/// They are separate so that the leak of one is not the leak of all. Those that are the broker's own lie in one folder;
/// others are given by configuration.
public record Authorities(
        RotatingAuthority clients, RotatingAuthority servers, RotatingAuthority targets) {

    /// What a broker's authorities are made with.
    ///
    /// @param folder   of the broker's own
    /// @param keys     encrypt the private keys there
    /// @param lifetime the longest life of a client's certificate
    /// @param given    those of the configuration, which take the place of the broker's own
    public record Source(
            Path folder,
            KeyEncryptionKeys keys,
            Duration lifetime,
            Map<AuthorityName, RotatingAuthority> given) {

        public Source {
            given = Map.copyOf(given);
        }

        /// The broker's own, for certificates of at most a day.
        public Source(Path folder, KeyEncryptionKeys keys) {
            this(folder, keys, Duration.ofDays(1), Map.of());
        }
    }

    /// Reads the authorities of `folder`, or makes them.
    ///
    /// @param keys encrypt the private keys
    /// @throws CaException as of [#open(Source, Clock, Randomness)]
    public static Authorities open(
            Path folder, KeyEncryptionKeys keys, Clock clock, Randomness randomness)
            throws CaException {
        return open(new Source(folder, keys), clock, randomness);
    }

    /// Reads the authorities, or makes them.
    ///
    /// @throws CaException with one sentence, if a file is wider than its owner, damaged or cannot be written, or the
    ///     key-encryption key of a private key is not at hand
    public static Authorities open(Source source, Clock clock, Randomness randomness)
            throws CaException {
        try {
            Opening opening =
                    new Opening(
                            source,
                            SecretFolder.open(source.folder(), source.keys()),
                            clock,
                            new Certificates(clock, randomness));
            return new Authorities(
                    opening.authority(AuthorityName.CLIENTS),
                    opening.authority(AuthorityName.SERVERS),
                    opening.authority(AuthorityName.TARGETS));
        } catch (SecretFolderException e) {
            throw new CaException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CaException(
                    "the folder of keys "
                            + source.folder()
                            + " cannot be used: "
                            + e
                            + "; check that it is writable",
                    e);
        }
    }

    private record Opening(
            Source source, SecretFolder files, Clock clock, Certificates certificates) {

        RotatingAuthority authority(AuthorityName name) throws CaException, IOException {
            RotatingAuthority given = source.given().get(name);
            return given != null
                    ? given
                    : RotatingAuthority.open(
                            name,
                            new AuthorityFiles(files, name, certificates),
                            clock,
                            source.lifetime());
        }
    }

    /// All of them.
    public List<RotatingAuthority> all() {
        return List.of(clients, servers, targets);
    }
}
