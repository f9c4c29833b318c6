package dev.postern.broker.audit;

import dev.postern.broker.keys.BouncyCastleEd25519;
import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.Ed25519Signing;
import dev.postern.sitelog.KeyStatement;
import dev.postern.sitelog.LogSync;
import dev.postern.sitelog.MalformedLogException;
import dev.postern.sitelog.PublishedKeys;
import dev.postern.sitelog.SiteKeys;
import dev.postern.sitelog.SiteLogFiles;
import dev.postern.sitelog.SiteSigningKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/// The keys that sign the site log and recordings: one a day in UTC, each handed over to by the one before, whose
/// private half is then destroyed.
///
/// Order of a hand-over: the new private key is kept, then the public file names it, then the old private key goes. A
/// crash in between leaves a private key too many, which the next opening destroys; never one too few.
final class SigningKeys {

    private static final Ed25519Signing SIGNING = new BouncyCastleEd25519();

    private final PrivateKeyFiles files;
    private final PublishedKeys published;
    private volatile Current current;

    /// The public keys and the private half of the last.
    record Current(SiteKeys keys, SiteSigningKey key) {}

    private SigningKeys(PrivateKeyFiles files, PublishedKeys published, Current current) {
        this.files = files;
        this.published = published;
        this.current = current;
    }

    /// Opens the keys of a log, or makes the first.
    ///
    /// @param log the log's folder, which has the public ones
    static SigningKeys open(PrivateKeyFiles files, Path log, Instant now, LogSync sync)
            throws IOException {
        PublishedKeys published = new PublishedKeys(log, sync);
        Optional<SiteKeys> found = published.read();
        SiteKeys keys;
        if (found.isPresent()) {
            keys = found.get();
        } else {
            refuseOrphan(log);
            SiteSigningKey first = SiteSigningKey.generate(SIGNING);
            keys = SiteKeys.begin(first, now.truncatedTo(ChronoUnit.SECONDS));
            keep(files, 1, first);
            published.write(keys);
        }
        Optional<SiteKeys.Broken> broken = keys.firstBroken();
        if (broken.isPresent()) {
            throw new MalformedLogException(
                    "the public keys of the site log were changed: " + broken.get().what());
        }
        SiteSigningKey key = load(files, keys.last());
        files.destroyOthers(keys.last().epoch());
        return new SigningKeys(files, published, new Current(keys, key));
    }

    private static void refuseOrphan(Path log) throws IOException {
        if (Files.exists(SiteLogFiles.checkpoint(log))) {
            throw new IOException(
                    SiteLogFiles.keys(log)
                            + " is missing, but the log beside it was signed: restore the file from"
                            + " a copy; it holds public keys only");
        }
    }

    private static SiteSigningKey load(PrivateKeyFiles files, KeyStatement last)
            throws IOException {
        if (!files.has(last.epoch())) {
            throw new IOException(
                    files.path(last.epoch())
                            + " is missing: without it nobody can sign for this site; restore it"
                            + " from a backup, or keep this data directory as it is for reading and"
                            + " start with a new one");
        }
        byte[] secret = files.read(last.epoch());
        try {
            return SiteSigningKey.of(last.key(), secret, SIGNING);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static void keep(PrivateKeyFiles files, int epoch, SiteSigningKey key)
            throws IOException {
        byte[] secret = key.pkcs8();
        try {
            files.write(epoch, secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /// The keys as they are now.
    Current current() {
        return current;
    }

    /// Whether a day has begun since the last key did. A clock that goes back changes nothing.
    boolean isDue(Instant now) {
        return now.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .isAfter(current.keys().last().from().atOffset(ZoneOffset.UTC).toLocalDate());
    }

    /// Hands over to a new key.
    ///
    /// @param head the log at this moment, all of it under a checkpoint of the old key
    void handOver(Instant now, Checkpoint head) throws IOException {
        Current old = current;
        SiteSigningKey next = SiteSigningKey.generate(SIGNING);
        SiteKeys longer =
                old.keys().handOver(old.key(), next, now.truncatedTo(ChronoUnit.SECONDS), head);
        files.destroyOthers(old.keys().last().epoch());
        keep(files, longer.last().epoch(), next);
        published.write(longer);
        current = new Current(longer, next);
        files.destroyOthers(longer.last().epoch());
    }
}
