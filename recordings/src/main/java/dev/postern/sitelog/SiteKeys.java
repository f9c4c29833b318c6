package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The public keys of a site log, each handed over to by the one before.
///
/// | line | content |
/// | --- | --- |
/// | 1 | `postern site keys` |
/// | 2 | the origin, which is made of the first key |
/// | 3 and on | [KeyStatement], fields separated by one space |
///
/// The first key is the trust anchor: whoever knows its fingerprint can check everything else.
///
/// @param statements at least one
public record SiteKeys(String origin, List<KeyStatement> statements) {

    /// The largest file of keys that is read: a key a day for a century and more.
    public static final int MAX_BYTES = 16 << 20;

    private static final String TITLE = "postern site keys";
    private static final String ORIGIN_PREFIX = "postern-site/";
    private static final int ORIGIN_DIGITS = 32;

    public SiteKeys {
        statements = List.copyOf(statements);
        if (statements.isEmpty()) {
            throw new IllegalArgumentException("a site has a key");
        }
    }

    /// The keys of a new log.
    public static SiteKeys begin(SiteSigningKey first, Instant from) {
        String origin = origin(first.publicKey());
        var beginning = new KeyStatement.Beginning(1, from, 0, TreeHash.EMPTY);
        return new SiteKeys(origin, List.of(KeyStatement.make(origin, beginning, first, null)));
    }

    /// These keys and one more.
    ///
    /// @param current the last of these keys
    /// @param log     the log at this moment
    public SiteKeys handOver(
            SiteSigningKey current, SiteSigningKey next, Instant from, Checkpoint log) {
        var beginning =
                new KeyStatement.Beginning(last().epoch() + 1, from, log.size(), log.root());
        List<KeyStatement> longer = new ArrayList<>(statements);
        longer.add(KeyStatement.make(origin, beginning, next, current));
        return new SiteKeys(origin, longer);
    }

    /// Reads a file of keys; [#firstBroken] says whether they hold together.
    ///
    /// @throws MalformedLogException if it is none
    public static SiteKeys parse(byte[] bytes) throws MalformedLogException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedLogException("a file of keys has " + bytes.length + " bytes");
        }
        String text = Texts.utf8(bytes, "a file of keys");
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !lines[0].equals(TITLE) || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedLogException(
                    "a file of keys has a first line, an origin, a line for each key, and ends"
                            + " with a line feed");
        }
        List<KeyStatement> statements = new ArrayList<>();
        for (int i = 2; i < lines.length - 1; i++) {
            statements.add(KeyStatement.parse(lines[i]));
        }
        return new SiteKeys(lines[1], statements);
    }

    /// The file.
    public byte[] encode() {
        StringBuilder text = new StringBuilder(TITLE).append('\n').append(origin).append('\n');
        statements.forEach(statement -> text.append(statement.line()).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The first key that is not what the log says it is: a line that was changed, or a key that the one before did
    /// not hand over to.
    public Optional<Broken> firstBroken() {
        @Nullable KeyStatement before = null;
        for (KeyStatement statement : statements) {
            @Nullable String what = null;
            boolean isHandOver = false;
            if (before == null) {
                if (!origin.equals(origin(statement.key()))) {
                    what = "the origin " + Texts.shown(origin) + " is not that of the first key";
                } else if (statement.epoch() != 1 || statement.size() != 0) {
                    what = "the first key does not begin with the log";
                }
            } else if (statement.epoch() != before.epoch() + 1) {
                what = "key " + statement.epoch() + " stands behind key " + before.epoch();
            } else if (statement.size() < before.size()
                    || statement.from().isBefore(before.from())) {
                what = "key " + statement.epoch() + " begins before key " + before.epoch();
            } else if (!statement.isHandedOverBy(origin, before.key())) {
                what = "key " + before.epoch() + " did not hand over to key " + statement.epoch();
                isHandOver = statement.isOwn(origin);
            }
            if (what == null && !statement.isOwn(origin)) {
                what = "the line of key " + statement.epoch() + " was changed";
            }
            if (what != null) {
                return Optional.of(new Broken(statement.epoch(), what, isHandOver));
            }
            before = statement;
        }
        return Optional.empty();
    }

    /// What is wrong with a key.
    ///
    /// @param isHandOver whether the key before did not hand over to it
    public record Broken(int epoch, String what, boolean isHandOver) {}

    /// Whether these keys are the other ones, or those and later ones.
    public boolean continuesFrom(SiteKeys other) {
        if (!origin.equals(other.origin) || statements.size() < other.statements.size()) {
            return false;
        }
        for (int i = 0; i < other.statements.size(); i++) {
            if (!statements.get(i).line().equals(other.statements.get(i).line())) {
                return false;
            }
        }
        return true;
    }

    /// The key that signs now.
    public KeyStatement last() {
        return statements.getLast();
    }

    /// The trust anchor's fingerprint.
    public String fingerprint() {
        return statements.getFirst().key().fingerprint();
    }

    /// Whether a key may sign the log at this size: it has begun, and the next has not.
    public boolean maySign(KeyStatement statement, long size) {
        int next = statement.epoch();
        return size >= statement.size()
                && (next >= statements.size() || size <= statements.get(next).size());
    }

    /// The key that signed a checkpoint, if it is one of these.
    public Optional<KeyStatement> signer(SignedNote note) {
        return statements.reversed().stream()
                .filter(statement -> note.isNamedBy(origin, statement.key()))
                .findFirst();
    }

    /// The key with this fingerprint, if it is one of these.
    public Optional<KeyStatement> find(String fingerprint) {
        return statements.stream()
                .filter(statement -> statement.key().fingerprint().equals(fingerprint))
                .findFirst();
    }

    private static String origin(SiteKey first) {
        return ORIGIN_PREFIX + first.fingerprint().substring(0, ORIGIN_DIGITS);
    }
}
