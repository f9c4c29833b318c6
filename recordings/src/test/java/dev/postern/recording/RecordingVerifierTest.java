package dev.postern.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.recording.SampleRecording.Place;
import dev.postern.recording.SampleRecording.Plan;
import dev.postern.recording.VerificationReport.Damage;
import dev.postern.recording.VerificationReport.SignatureState;
import dev.postern.recording.VerificationReport.Verdict;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.Checksum;
import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

/// Every change of a recording is found, and its first entry is named.
///
/// With the system property `postern.test.nightly` every bit of a recording is flipped, else some.
@Tag("G6")
class RecordingVerifierTest {

    private static final boolean NIGHTLY = Boolean.getBoolean("postern.test.nightly");
    private static final int FLIPS = 20_000;
    private static final int CHANGES = NIGHTLY ? 100_000 : 2_000;

    /// With as many changes for each recording, the 100,000 are made in 100 MiB of them.
    private static final int CHANGES_PER_RECORDING = 62;

    @TempDir Path directory;
    private SampleRecording sample;
    private Path file;

    @BeforeEach
    void makeSample() throws IOException {
        file = directory.resolve("sample.pgrec");
        sample = SampleRecording.make(file, new Plan(1, 64 * 1024, true, true));
    }

    @Test
    void verify_untouched_isIntactWithoutAnyKey() throws Exception {
        VerificationReport report =
                new RecordingVerifier(TestSigner.KEYS).verify(file, sample.id());
        VerificationReport stranger = new RecordingVerifier(SignatureKeys.NONE).verify(file);

        assertThat(report.verdict()).isEqualTo(Verdict.INTACT);
        assertThat(report.damage()).isNull();
        assertThat(report.id()).isEqualTo(sample.id());
        assertThat(report.extent().entries()).isEqualTo(sample.behind() - 1);
        assertThat(report.extent().blocks()).isEqualTo(sample.blocks().size());
        assertThat(seal(report).signature()).isEqualTo(SignatureState.VALID);
        assertThat(seal(report).keyId()).isEqualTo(TestSigner.KEY_ID);
        assertThat(seal(report).completeness()).containsEntry("complete", true);
        assertThat(stranger.verdict()).isEqualTo(Verdict.INTACT);
        assertThat(seal(stranger).signature()).isEqualTo(SignatureState.UNKNOWN_KEY);
        assertThat(stranger.hashes()).isEqualTo(report.hashes());
    }

    @Test
    void verify_unsigned_saysSo() throws Exception {
        sample = SampleRecording.make(file, new Plan(2, 4_000, false, false));

        VerificationReport report = verify();

        assertThat(report.verdict()).isEqualTo(Verdict.INTACT);
        assertThat(seal(report).signature()).isEqualTo(SignatureState.UNSIGNED);
    }

    @Test
    void verify_anyBitFlipped_namesTheFirstEntryLost() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int bits = sample.bytes().length * Byte.SIZE;
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            int flips = NIGHTLY ? bits : FLIPS;
            for (int i = 0; i < flips; i++) {
                int bit = NIGHTLY ? i : random.nextInt(bits);
                int at = bit / Byte.SIZE;
                int was = sample.bytes()[at];
                write(access, at, was ^ 1 << bit % Byte.SIZE);

                VerificationReport report = verifyUnsigned();

                assertDamage(report, Verdict.TAMPERED, Harm.FLIP, sample.lostAt(at), bit, seed);
                write(access, at, was);
            }
        }
        assertThat(verifyUnsigned().verdict()).isEqualTo(Verdict.INTACT);
    }

    private static void write(RandomAccessFile access, int at, int value) throws IOException {
        access.seek(at);
        access.write(value);
    }

    private static void assertDamage(
            VerificationReport report, Verdict verdict, Harm harm, long bad, int what, long seed) {
        Damage damage = report.damage();
        if (damage == null
                || report.verdict() != verdict
                || damage.harm() != harm
                || damage.firstBadSequence() != bad) {
            throw new AssertionError(
                    "change "
                            + what
                            + " of seed "
                            + seed
                            + ": expected "
                            + harm
                            + " at entry "
                            + bad
                            + ", got "
                            + report);
        }
    }

    @Test
    void verify_cutAtEveryLength_isIncompleteAndNeverThrows() throws Exception {
        byte[] whole = sample.bytes();
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            int step = NIGHTLY ? 1 : 7;
            for (int length = whole.length - 1; length >= 0; length -= step) {
                access.setLength(length);

                assertDamage(
                        verifyUnsigned(),
                        Verdict.INCOMPLETE,
                        Harm.TRUNCATION,
                        sample.lostAt(length),
                        length,
                        0);
            }
        }
    }

    @Test
    void verify_randomChanges_namesTheFirstEntryLost() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SampleRecording other =
                SampleRecording.make(directory.resolve("b"), new Plan(3, 64 * 1024, true, true));
        for (int i = 0; i < CHANGES; i++) {
            if (i % CHANGES_PER_RECORDING == 0) {
                sample =
                        SampleRecording.make(
                                file,
                                new Plan(4L + i / CHANGES_PER_RECORDING, 64 * 1024, true, true));
            }
            byte[] changed = change(random, other);
            long bad = sample.lostIn(changed);
            if (bad >= 0) {
                Files.write(file, changed);

                VerificationReport report = verifyUnsigned();

                Damage damage = report.damage();
                assertThat(damage).as("change %d of seed %d", i, seed).isNotNull();
                // A snapshot that changed places with the block behind it looks like a forgery of
                // the block before.
                long named = Objects.requireNonNull(damage).firstBadSequence();
                assertThat(damage.harm() == Harm.FORGERY ? named <= bad : named == bad)
                        .as("change %d of seed %d, entry %d: %s", i, seed, bad, report)
                        .isTrue();
            }
        }
    }

    private byte[] change(Random random, SampleRecording other) {
        byte[] whole = sample.bytes();
        int at = random.nextInt(whole.length);
        int length =
                Math.min(whole.length - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 5000));
        return switch (random.nextInt(7)) {
            case 0 ->
                    joined(
                            part(0, at),
                            SampleRecording.bytes(random, length),
                            part(at + length, whole.length));
            case 1 -> joined(part(0, at), part(at + length, whole.length));
            case 2 ->
                    joined(
                            part(0, at),
                            SampleRecording.bytes(random, length),
                            part(at, whole.length));
            case 3 -> part(0, at);
            case 4 -> reordered(block(random), block(random));
            case 5 -> withBlock(block(random), part(block(random)));
            default -> withBlock(block(random), foreign(other, random));
        };
    }

    private static byte[] foreign(SampleRecording other, Random random) {
        Place place = other.blocks().get(random.nextInt(other.blocks().size()));
        return Arrays.copyOfRange(other.bytes(), place.from(), place.to());
    }

    @Test
    void verify_blocksMovedAboutWhole_namesTheHarm() throws Exception {
        Place third = sample.blocks().get(2);
        Place fifth = sample.blocks().get(4);
        SampleRecording other =
                SampleRecording.make(directory.resolve("b"), new Plan(4, 64 * 1024, true, true));
        Place theirs = other.blocks().get(2);

        assertHarm(reordered(third, fifth), Harm.REORDER, third.sequence());
        assertHarm(withBlock(third, new byte[0]), Harm.DELETION, third.sequence());
        assertHarm(
                joined(
                        part(0, fifth.from()),
                        part(third),
                        part(fifth.from(), sample.bytes().length)),
                Harm.INSERTION,
                fifth.sequence());
        assertHarm(
                withBlock(third, Arrays.copyOfRange(other.bytes(), theirs.from(), theirs.to())),
                Harm.SWAP,
                third.sequence());
        assertHarm(joined(sample.bytes(), new byte[] {1}), Harm.INSERTION, sample.behind());
    }

    private void assertHarm(byte[] changed, Harm harm, long bad) throws IOException {
        Files.write(file, changed);
        assertDamage(verify(), Verdict.TAMPERED, harm, bad, 0, 0);
    }

    @Test
    void verify_anotherRecordingUnderItsName_isSwap() throws Exception {
        VerificationReport report =
                new RecordingVerifier(TestSigner.KEYS).verify(file, new RecordingId(1, 1));

        assertDamage(report, Verdict.TAMPERED, Harm.SWAP, 1, 0, 0);
    }

    @Test
    void verify_checksumsMadeAnew_isForgeryOfThatBlock() throws Exception {
        for (Place place : sample.blocks()) {
            if (!place.isSnapshot()) {
                byte[] forged = sample.bytes().clone();
                forged[place.from() + BlockHeader.BYTES + 20] ^= 1;
                checksum(forged, place);
                Files.write(file, forged);

                VerificationReport report = verify();

                assertDamage(report, Verdict.TAMPERED, Harm.FORGERY, place.sequence(), 0, 0);
                assertThat(Objects.requireNonNull(report.damage()).proven())
                        .isLessThan(place.sequence());
            }
        }
    }

    @Test
    void verify_footerMadeAnew_isBadSignature() throws Exception {
        byte[] forged = sample.bytes().clone();
        ByteBuffer bytes = ByteBuffer.wrap(forged);
        int length = bytes.getInt(sample.footer() + 4);
        bytes.putLong(sample.footer() + 28, 1);
        bytes.putInt(sample.footer() + length - 4, Checksum.of(bytes, sample.footer(), length - 4));

        assertHarm(forged, Harm.BAD_SIGNATURE, 1);
    }

    @Test
    void verify_newerAndOlderMajorVersion_isNotLookedAt() throws Exception {
        assertThat(verdictOfVersion(2)).isEqualTo(Verdict.TOO_NEW);
        assertThat(verdictOfVersion(0)).isEqualTo(Verdict.TOO_OLD);
    }

    private Verdict verdictOfVersion(int major) throws IOException {
        byte[] other = sample.bytes().clone();
        ByteBuffer bytes = ByteBuffer.wrap(other).putShort(8, (short) major);
        bytes.putInt(sample.header() - 4, Checksum.of(bytes, 0, sample.header() - 4));
        Files.write(file, other);
        return verify().verdict();
    }

    @Test
    void verify_noRecordingAtAll_isTampered() throws Exception {
        Files.write(file, SampleRecording.bytes(new Random(9), 5000));

        assertThat(verify().verdict()).isEqualTo(Verdict.TAMPERED);
    }

    private static void checksum(byte[] file, Place place) {
        ByteBuffer block = ByteBuffer.wrap(file).slice(place.from(), place.to() - place.from());
        BlockHeader.fields(block).complete(block);
    }

    /// Without the signature, which takes longer than everything else in a small file.
    private VerificationReport verifyUnsigned() throws IOException {
        return new RecordingVerifier(SignatureKeys.NONE).verify(file, sample.id());
    }

    private VerificationReport verify() throws IOException {
        return new RecordingVerifier(TestSigner.KEYS).verify(file, sample.id());
    }

    private static VerificationReport.Seal seal(VerificationReport report) {
        return Objects.requireNonNull(report.seal());
    }

    private Place block(Random random) {
        return sample.blocks().get(random.nextInt(sample.blocks().size()));
    }

    private byte[] part(Place place) {
        return part(place.from(), place.to());
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(sample.bytes(), from, to);
    }

    private byte[] withBlock(Place place, byte[] instead) {
        return joined(part(0, place.from()), instead, part(place.to(), sample.bytes().length));
    }

    private byte[] reordered(Place one, Place other) {
        Place first = one.from() < other.from() ? one : other;
        Place second = one.from() < other.from() ? other : one;
        return first.equals(second)
                ? sample.bytes()
                : joined(
                        part(0, first.from()),
                        part(second),
                        part(first.to(), second.from()),
                        part(first),
                        part(second.to(), sample.bytes().length));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
